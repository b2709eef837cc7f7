// What the tree `Findings` consists of: categories (a level or a file), in them findings, and below a finding its places where there are several.
import { type Group, groupsOf, type OverviewResult, type ReportRow, type StatusParams } from '../../server/src/protocol/index.js';
import { reasonOf } from './report/headline.js';
import { capitalized, coverageInWords, doingInWords, failuresInWords, quantity } from './standing.js';

/** What the categories are: levels or files. */
export type Grouping = 'level' | 'file';
export type Node = CategoryNode | GroupNode | RowNode;

export interface CategoryNode {
  readonly kind: 'category';
  readonly label: string;
  /** Of a category of one level. */
  readonly level?: ReportRow['level'];
  /** How many findings are in it: every place of a group counts. */
  readonly count: number;
  readonly children: readonly (GroupNode | RowNode)[];
}

/** What one rule says of one release at several places. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly level: ReportRow['level'];
  /** The first place. */
  readonly row: ReportRow;
  /** Every place, the first included. */
  readonly children: readonly RowNode[];
}

export interface RowNode {
  readonly kind: 'row';
  readonly row: ReportRow;
  /** It is one place of a group: the group says the rest. */
  readonly isPlace: boolean;
}

/** Returns the categories that rows belong to, in the order of their first rows. Rows of one group fold within each category. */
export function categoriesOf(rows: readonly ReportRow[], by: Grouping): readonly CategoryNode[] {
  return groupsOf(rows, row => row[by]).map(({ first, others }) => {
    const own = [first, ...others];
    const label = by === 'level' ? LEVEL_NAMES[first.level] : first.file;
    const children = groupsOf(own, ({ group }) => group).map(group => nodeOf(group, label));
    return { kind: 'category', label, count: own.length, children, ...(by === 'level' && { level: first.level }) };
  });
}

/** Returns what the view's badge counts: errors and warnings, each finding by itself. Hints and information call nobody. */
export function badgeOf(
  status: Pick<StatusParams, 'counts'> | undefined,
): { readonly value: number; readonly tooltip: string } | undefined {
  const { error = 0, warning = 0 } = status?.counts ?? {};
  return error + warning === 0
    ? undefined
    : { value: error + warning, tooltip: `${quantity(error, 'error', 'errors')}, ${quantity(warning, 'warning', 'warnings')}` };
}

/** Returns what stands above the tree; empty where there is nothing to say, or the view's welcome says it. */
export function messageOf(
  overview: Pick<OverviewResult, 'rows' | 'unchecked' | 'totals'> | undefined,
  status: StatusParams | undefined,
): string {
  if (!overview || !status) return '';
  const { rows, unchecked, totals } = overview;
  const doing = doingInWords(status);
  if (doing !== undefined) return `${capitalized(doing)}…`;
  const facts = [...failuresInWords(status), ...coverageAbove(overview, status)];
  if (facts.length > 0) return facts.map(fact => `${capitalized(fact)}.`).join(' ');
  if (unchecked.some(({ deliberate, pending }) => !deliberate && !pending)) return 'Not everything could be checked: see the report.';
  return rows.length === 0 && status.scan.state === 'whole' && totals.manifests + totals.locked > 0 ? 'Nothing found.' : '';
}

/** Where no row stands, and no scan has begun, the view's welcome says so. */
function coverageAbove({ rows }: Pick<OverviewResult, 'rows'>, { scan }: StatusParams): readonly string[] {
  const words = coverageInWords(scan);
  return words === undefined || (scan.state === 'none' && rows.length === 0) ? [] : [words];
}

/** `package.json:3`, or the file alone where no line is meant. */
export function placeOf({ file, range }: ReportRow): string {
  return range ? `${file}:${range.start.line + 1}` : file;
}

/** Returns the label of a node and what stands behind it: the reason, and where that is as far as its parents do not say it already. */
export function wordsOf(node: GroupNode | RowNode, by: Grouping): { readonly label: string; readonly description: string } {
  const { row } = node;
  if (node.kind === 'row' && node.isPlace) return { label: placeOf(row), description: row.ways[0]?.join(' → ') ?? '' };
  const reason = `${reasonOf(row.brief)}${row.fix?.target === undefined ? '' : ` → ${row.fix.target}`}`;
  const places = node.kind === 'group' ? `${node.children.length} places` : by === 'level' ? placeOf(row) : '';
  return { label: row.label, description: [reason, places].filter(Boolean).join(' · ') };
}

const LEVEL_NAMES: Readonly<Record<ReportRow['level'], string>> = {
  error: 'Errors',
  warning: 'Warnings',
  information: 'Information',
  hint: 'Hints',
};

function nodeOf({ first, others, level }: Group<ReportRow>, category: string): GroupNode | RowNode {
  if (others.length === 0) return { kind: 'row', row: first, isPlace: false };
  const children = [first, ...others].map((row): RowNode => ({ kind: 'row', row, isPlace: true }));
  return { kind: 'group', id: JSON.stringify([category, first.group]), level, row: first, children };
}
