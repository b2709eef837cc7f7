import { type Filter, LEVELS, NO_FILTER } from './filter.js';
import { BY_URGENCY, COLUMNS, type Sort } from './sort.js';

/** What of the page outlives it: while the tab is in the background, and when the window is loaded again. */
export interface Saved {
  readonly filter: Filter;
  readonly sort: Sort;
  /** Id of the row that was chosen. */
  readonly active?: string;
  /** Pixels. */
  readonly top: number;
}

/** What was saved, as far as it is what this version saves. */
export function readSaved(value: unknown): Saved {
  const saved = objectOf(value);
  const filter = objectOf(saved.filter);
  const text = (key: string): string => (typeof filter[key] === 'string' ? filter[key] : '');
  const reach = text('reach');
  return {
    filter: {
      ...NO_FILTER,
      text: text('text'),
      rule: text('rule'),
      ecosystem: text('ecosystem'),
      file: text('file'),
      reach: reach === 'direct' || reach === 'transitive' ? reach : '',
      levels: LEVELS.filter(level => Array.isArray(filter.levels) && filter.levels.includes(level)),
    },
    sort: readSort(objectOf(saved.sort)),
    ...(typeof saved.active === 'string' && { active: saved.active }),
    top: typeof saved.top === 'number' && saved.top >= 0 ? saved.top : 0,
  };
}

function readSort({ column, descending }: Readonly<Record<string, unknown>>): Sort {
  const known = COLUMNS.find(one => one === column);
  return known === undefined || typeof descending !== 'boolean' ? BY_URGENCY : { column: known, descending };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
