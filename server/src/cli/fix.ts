import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import type { FileResult } from '../analysis/results.js';
import { withEdits } from '../fixes/textEdits.js';
import type { Registries } from '../ports/index.js';
import type { Fixed } from '../reports/fixed.js';
import { allFixes } from '../scan/allFixes.js';
import { encodingOf } from '../compose.js';
import { Refusal, reasonOf, replaceFile } from './replaceFile.js';

export interface FixPorts {
  readonly registries: Registries;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether a manifest was named, or found in a folder that was: those that others include are not written. */
  isNamed(path: string): boolean;
}

/**
 * Applies the preferred fixes, file by file and each file at once. A file that is no longer what was judged is left as it is, and the others go on.
 * @returns a rejection only with the signal's reason; what was written by then stays
 */
export async function fixManifests(results: readonly FileResult[], ports: FixPorts, signal: AbortSignal): Promise<Fixed> {
  const outcomes: Fixed[] = [];
  for (const result of results) outcomes.push(await fixManifest(result, ports, signal));
  return { changes: outcomes.flatMap(({ changes }) => changes), refused: outcomes.flatMap(({ refused }) => refused) };
}

async function fixManifest(result: FileResult, { registries, now, isNamed }: FixPorts, signal: AbortSignal): Promise<Fixed> {
  const { path, text } = result;
  const { fixes, edits } = await allFixes(result, now, registries, signal);
  signal.throwIfAborted();
  if (fixes.length === 0) return { changes: [], refused: [] };
  const refused = (reason: string): Fixed => ({ changes: [], refused: [{ path, reason }] });
  if (!isNamed(path)) return refused('it is only included by another file: name it to have it changed');
  try {
    rewrite(path, text, withEdits(text, edits));
    return { changes: fixes.map(fix => ({ ...fix, path })), refused: [] };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/**
 * Replaces a file's text; throws where it does not hold `before` (any more). Encoding, permissions and all that the new text leaves alone stay; a symbolic
 * link is followed.
 */
function rewrite(path: string, before: string, after: string): void {
  const file = realpathSync(path);
  accessSync(file, constants.W_OK);
  const { encode, decode } = encodingOf(readFileSync(file));
  const check = (): void => {
    const bytes = readFileSync(file);
    if (encode(before)?.equals(bytes)) return;
    throw new Refusal(decode(bytes) === before ? 'its text is not validly encoded throughout' : 'it has changed since it was read');
  };
  check();
  const content = encode(after);
  if (content === undefined) throw new Refusal('its encoding has no bytes for the new text');
  replaceFile(file, content, { mode: statSync(file).mode & 0o7777, check });
}
