// Who brings a bad release in: from the lines that ask for something down to it.
import type { PageRow } from '../messages.js';

/** One step of the graph of dependency paths. */
export interface PathNode {
  readonly label: string;
  /** A place in a file: the row that stands there. */
  readonly row?: PageRow;
  /** It is the bad release. */
  readonly isBad: boolean;
  /** Of a bad release: what can be done about it there, such as `Override to 1.14.0 in pnpm-workspace.yaml`. */
  readonly remedy?: string;
  readonly children: readonly PathNode[];
}

/**
 * The dependency paths to one bad release, those with the same beginning joined: places, the direct dependencies that stand there, and so on.
 * @param rows all rows of one group
 * @returns nothing where nobody brings it in but the lines themselves
 */
export function pathsTo(rows: readonly PageRow[]): readonly PathNode[] {
  if (rows.every(({ ways }) => ways.length === 0)) return [];
  return rows.map(row => {
    const ways = row.ways.length === 0 ? [[row.label]] : row.ways;
    return { label: placeOf(row), row, isBad: false, children: joined(ways, row.fix?.short) };
  });
}

/** All nodes as they are drawn, from top to bottom, with how deep each stands. */
export function flat(nodes: readonly PathNode[], depth = 0): readonly { readonly node: PathNode; readonly depth: number }[] {
  return nodes.flatMap(node => [{ node, depth }, ...flat(node.children, depth + 1)]);
}

/** `services/llm/package.json:3`, or the file alone where no line is meant. */
export function placeOf({ file, range }: Pick<PageRow, 'file' | 'range'>): string {
  return range ? `${file}:${range.start.line + 1}` : file;
}

function joined(ways: readonly (readonly string[])[], remedy: string | undefined): readonly PathNode[] {
  const byFirst = new Map<string, (readonly string[])[]>();
  for (const [first, ...rest] of ways) {
    if (first === undefined) continue;
    byFirst.set(first, [...(byFirst.get(first) ?? []), rest]);
  }
  return [...byFirst].map(([label, rests]) => {
    const isBad = rests.some(rest => rest.length === 0);
    return { label, isBad, ...(isBad && remedy !== undefined && { remedy }), children: joined(rests, remedy) };
  });
}
