import type { PageRow } from '../messages.js';

/** The columns by which the list can be ordered, as they stand from left to right. */
export const COLUMNS = ['severity', 'package', 'finding', 'place', 'fix'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** The order in which the server lists them: the most urgent first. */
export const BY_URGENCY: Sort = { column: 'severity', descending: true };

/** The order after a click on a column: by it, and the other way round where it is by it already. */
export function sortedBy(column: Column, { column: now, descending }: Sort): Sort {
  if (column === now) return { column, descending: !descending };
  return { column, descending: column === BY_URGENCY.column };
}

/** Rows in an order. Those that are equal in it stay as they are: the most urgent first. @param rows in the server's order */
export function sorted(rows: readonly PageRow[], { column, descending }: Sort): readonly PageRow[] {
  if (column === 'severity') return descending ? rows : [...rows].reverse();
  const compare = COMPARE[column];
  return [...rows].sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
}

type Compare = (a: PageRow, b: PageRow) => number;

const COMPARE: Readonly<Record<Exclude<Column, 'severity'>, Compare>> = {
  package: (a, b) => inWords(a.label, b.label),
  finding: (a, b) => inWords(a.brief, b.brief),
  place: (a, b) => inWords(a.file, b.file) || (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0),
  // what can be fixed stands before what cannot
  fix: (a, b) => Number(!a.fix) - Number(!b.fix) || inWords(a.fix?.short ?? '', b.fix?.short ?? ''),
};

const WORDS = new Intl.Collator(undefined, { numeric: true });

function inWords(a: string, b: string): number {
  return WORDS.compare(a, b);
}
