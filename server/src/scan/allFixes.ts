import type { FileResult } from '../analysis/results.js';
import { type OfferedFix, preferredFixes } from '../fixes/fixAll.js';
import { inOne, withEdits } from '../fixes/textEdits.js';
import type { Edit } from '../model/index.js';
import type { Registries } from '../ports/index.js';
import { completedFixes } from './fixDigests.js';

/** What fixing all of a manifest comes to. */
export interface AllFixes {
  /** In the order in which they are made: one may have been made for the text that those before it leave. */
  readonly fixes: readonly OfferedFix[];
  /** All of them at once, as edits of the text as it stands. */
  readonly edits: readonly Edit[];
}

/** A dependency has hardly ever more than two findings that are fixed one after the other; what is left then is left. */
const MOST_PASSES = 8;

/**
 * The preferred fixes of a manifest, and those of what they leave, until there are none: of one dependency only one can be made at a time, and some
 * go together with another package only when that one is fixed.
 * @param now milliseconds since 1970
 * @returns a rejection only with the signal's reason
 */
export async function allFixes(result: FileResult, now: number, registries: Registries, signal: AbortSignal): Promise<AllFixes> {
  let all: AllFixes = { fixes: [], edits: [] };
  const seen = new Set<string>();
  for (let left: FileResult | undefined = result; left && seen.size < MOST_PASSES && !seen.has(left.text); ) {
    seen.add(left.text);
    const fixes = await completedFixes(preferredFixes(left.judged, now), left.text, registries, signal);
    const edits = fixes.flatMap(({ fix }) => fix.edits);
    if (edits.length === 0) break;
    all = { fixes: [...all.fixes, ...fixes], edits: inOne(all.edits, edits, result.text.length) };
    left = left.as(withEdits(left.text, edits));
  }
  return all;
}
