import type { Level, PageOverview, PageRow } from '../messages.js';

/** Which rows are to be seen. An empty part leaves all of them. */
export interface Filter {
  /** Words, all of which stand somewhere in what a row says. */
  readonly text: string;
  readonly levels: readonly Level[];
  readonly rule: string;
  readonly ecosystem: string;
  /** A file as it is shown. */
  readonly file: string;
  readonly reach: '' | 'direct' | 'transitive';
}

export const NO_FILTER: Filter = { text: '', levels: [], rule: '', ecosystem: '', file: '', reach: '' };

export const LEVELS: readonly Level[] = ['error', 'warning', 'information', 'hint'];

/** Rows with what is searched of them, prepared once for many key strokes. */
export interface Searchable {
  readonly row: PageRow;
  readonly words: string;
}

export function searchable(rows: readonly PageRow[]): readonly Searchable[] {
  return rows.map(row => ({ row, words: wordsOf(row).toLowerCase() }));
}

/** The rows that a filter leaves, in their order. */
export function filtered(all: readonly Searchable[], filter: Filter): readonly PageRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isLeft = ({ row, words: said }: Searchable): boolean => words.every(word => said.includes(word)) && passes(row, filter);
  return all.filter(isLeft).map(({ row }) => row);
}

export function isFiltering({ text, levels, rule, ecosystem, file, reach }: Filter): boolean {
  return text.trim() + rule + ecosystem + file + reach !== '' || levels.length > 0;
}

/** The filter with one level switched. */
export function withLevel(filter: Filter, level: Level): Filter {
  const { levels } = filter;
  return { ...filter, levels: levels.includes(level) ? levels.filter(one => one !== level) : [...levels, level] };
}

/** What a select offers: each value there is with how many rows have it, in alphabetical order. The chosen one is among them, though no row may have it. */
export function choices(
  values: readonly (string | undefined)[],
  chosen: string,
): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>(chosen === '' ? [] : [[chosen, 0]]);
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => compare(a.value, b.value));
}

/** Findings in one file, by level. */
export interface Bar {
  readonly file: string;
  readonly total: number;
  readonly counts: PageOverview['totals']['counts'];
}

/** The files of some rows, that with the gravest findings first. */
export function bars(rows: readonly PageRow[]): readonly Bar[] {
  const byFile = new Map<string, Record<Level, number>>();
  for (const { file, level } of rows) {
    const counts = byFile.get(file) ?? { error: 0, warning: 0, information: 0, hint: 0 };
    counts[level]++;
    byFile.set(file, counts);
  }
  const all = [...byFile].map(([file, counts]) => ({ file, counts, total: LEVELS.reduce((sum, level) => sum + counts[level], 0) }));
  return all.sort((a, b) => graver(a, b) || compare(a.file, b.file));
}

function graver(a: Bar, b: Bar): number {
  return LEVELS.map(level => b.counts[level] - a.counts[level]).find(difference => difference !== 0) ?? 0;
}

function passes(row: PageRow, { levels, rule, ecosystem, file, reach }: Filter): boolean {
  return (
    (levels.length === 0 || levels.includes(row.level)) &&
    (rule === '' || row.rule === rule) &&
    (ecosystem === '' || row.ecosystem === ecosystem) &&
    (file === '' || row.file === file) &&
    (reach === '' || (row.kind === 'dependency' && row.isTransitive === (reach === 'transitive')))
  );
}

function wordsOf({ label, message, rule, level, ecosystem, file, ways, advisories }: PageRow): string {
  return [label, message, rule, level, ecosystem ?? '', file, ...ways.flat(), ...advisories.map(({ id }) => id)].join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
