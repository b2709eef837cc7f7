import type { Problem, Span } from '../../../model/index.js';
import { quoted } from '../../../text/sanitize.js';

/** The packages of a lockfile, as far as they tell whether it is whole. */
export interface Sorted {
  /** The names of the entries, in the order of the file. */
  readonly names: readonly string[];
  /** The names that manifests and entries depend on. */
  readonly needed: Iterable<string>;
  /** Where the last entry stands. */
  readonly last: Span;
}

/**
 * Tells a lockfile that ends too early, in a format that looks whole wherever it is cut. Yarn and pnpm sort their entries by name: what is needed
 * and would stand behind the last entry is lost. What is missing elsewhere may be meant so: Yarn 1 has no entries of workspace members.
 * @returns one problem, or none
 */
export function cutOff({ names, needed, last }: Sorted): readonly Problem[] {
  const end = names.at(-1) ?? '';
  const known = new Set(names);
  for (const name of needed) {
    if (name <= end || known.has(name)) continue;
    return [
      { level: 'error', message: `The lockfile ends before the entry of ${quoted(name, 60)}, which it needs: it was cut off`, span: last },
    ];
  }
  return [];
}
