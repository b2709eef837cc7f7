import type { FileResult } from '../analysis/results.js';
import { type OfferedFix, preferredFixes } from '../fixes/fixAll.js';
import { touchesOnly } from '../fixes/readBack.js';
import { inOne, withEdits } from '../fixes/textEdits.js';
import type { Edit, SourceText } from '../model/index.js';
import type { Registries } from '../ports/index.js';
import { completedFixes } from './fixDigests.js';

/** What fixing all of a manifest comes to. */
export interface AllFixes {
  /** In the order in which they are made: one may have been made for the text that those before it leave. */
  readonly fixes: readonly OfferedFix[];
  /** All of them at once, as edits of the texts as they stand. */
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
  const fixes: OfferedFix[] = [];
  const changes = new Map<string, Change>();
  const seen = new Set<string>();
  for (let left: FileResult | undefined = result; left && seen.size < MOST_PASSES && !seen.has(stateOf(left, changes)); ) {
    seen.add(stateOf(left, changes));
    const found = await completedFixes(preferredFixes(left.judged, now), left, registries, signal);
    const edits = found.flatMap(({ fix }) => fix.edits);
    if (edits.length === 0 || !touchesOnly({ path: left.path, text: left.text }, edits, namesIn(found))) break;
    fixes.push(...found);
    for (const [path, own] of byFile(edits)) changes.set(path, changed(changes.get(path), own, result.text));
    left = left.as(changes.get(OWN)?.text ?? left.text, othersIn(changes));
  }
  return { fixes, edits: [...changes.values()].flatMap(({ edits, file }) => edits.map(edit => (file ? { ...edit, file } : edit))) };
}

/** The packages whose declarations fixes may change. */
function namesIn(fixes: readonly OfferedFix[]): ReadonlySet<string> {
  return new Set(fixes.flatMap(({ finding: { dependency, through = [] } }) => [dependency.name, ...through.map(({ name }) => name)]));
}

/** Edits by the path of the file that they are made in, the manifest's own under `''`. */
export function byFile<T extends Edit>(edits: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const files = new Map<string, T[]>();
  for (const edit of edits) files.set(edit.file?.path ?? OWN, [...(files.get(edit.file?.path ?? OWN) ?? []), edit]);
  return files;
}

const OWN = '';

/** What becomes of one file. */
interface Change {
  /** The file as it stands; undefined for the manifest. */
  readonly file: SourceText | undefined;
  /** Edits of that. */
  readonly edits: readonly Edit[];
  /** What they leave. */
  readonly text: string;
}

function changed(before: Change | undefined, edits: readonly Edit[], ownText: string): Change {
  const file = before ? before.file : edits[0]?.file;
  const [first, text] = [file?.text ?? ownText, before?.text ?? file?.text ?? ownText];
  const bare = edits.map(({ span, newText }) => ({ span, newText }));
  return { file, edits: inOne(before?.edits ?? [], bare, first.length), text: withEdits(text, bare) };
}

function othersIn(changes: ReadonlyMap<string, Change>): readonly SourceText[] {
  return [...changes.values()].flatMap(({ file, text }) => (file ? [{ ...file, text }] : []));
}

function stateOf({ text }: FileResult, changes: ReadonlyMap<string, Change>): string {
  return JSON.stringify([text, othersIn(changes).map(other => other.text)]);
}
