import type { Problem, Span } from '../../model/index.js';
import { quoted } from '../../text/sanitize.js';

/** The packages of a lockfile, as far as they tell whether it is whole. */
export interface Sorted {
  /** The name of the last entry in the file; empty where there is none. */
  readonly last: string;
  readonly lastSpan: Span;
  /** The names that manifests and entries depend on. */
  readonly needed: Iterable<string>;
  /** The names of all entries. */
  names(): Iterable<string>;
}

/**
 * Tells a lockfile that ends too early, in a format that looks whole wherever it is cut. Yarn, pnpm and uv sort their entries by name: what is needed
 * and would stand behind the last entry is lost. What is missing elsewhere may be meant so: Yarn 1 has no entries of workspace members.
 * @returns one problem, or none
 */
export function cutOff({ last, lastSpan, needed, names }: Sorted): readonly Problem[] {
  let known: ReadonlySet<string> | undefined;
  for (const name of needed) {
    if (name <= last) continue;
    known ??= new Set(names());
    if (!known.has(name)) return [missing(name, lastSpan)];
  }
  return [];
}

function missing(name: string, span: Span): Problem {
  return { level: 'error', message: `The lockfile ends before the entry of ${quoted(name, 60)}, which it needs: it was cut off`, span };
}
