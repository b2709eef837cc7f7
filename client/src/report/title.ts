import type { OverviewResult, StatusParams } from '../../../server/src/protocol/index.js';

/** What the title is made of. */
export type Titled = Pick<OverviewResult, 'scan' | 'waiting'> & {
  readonly rows: readonly { readonly level: Level }[];
  readonly unchecked: readonly { readonly deliberate: boolean }[];
  readonly totals: Pick<OverviewResult['totals'], 'manifests'>;
};

type Level = keyof StatusParams['counts'];

/** What the report comes to, as its tab and its heading say it: `Depwarden: 10 errors, 6 warnings`. Nothing is called clean that was not checked. */
export function titleOf(overview: Titled | undefined): string {
  return overview ? `Depwarden: ${sumOf(overview)}` : 'Depwarden report';
}

function sumOf({ rows, scan, waiting, unchecked, totals }: Titled): string {
  const found = COUNTED.flatMap(([level, one, many]) => {
    const count = rows.filter(row => row.level === level).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  if (found.length > 0) return found.slice(0, 2).join(', ');
  if (scan.running) return 'scanning';
  if (totals.manifests === 0 && scan.state !== 'partial') return scan.state === 'whole' ? 'no manifests' : 'not scanned yet';
  if (waiting > 0 || unchecked.some(({ deliberate }) => !deliberate)) return 'not everything is checked';
  return NOTHING[scan.state];
}

/** How far nothing was found. */
const NOTHING: Readonly<Record<OverviewResult['scan']['state'], string>> = {
  whole: 'nothing found',
  partial: 'not everything is scanned',
  none: 'nothing found in open files',
};

const COUNTED: readonly (readonly [Level, string, string])[] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['information', 'information', 'information'],
  ['hint', 'hint', 'hints'],
];
