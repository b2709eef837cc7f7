import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileResult } from '../analysis/results.js';
import { encodingOf } from '../compose/index.js';
import { withEdits } from '../fixes/textEdits.js';
import type { Edit, SourceText } from '../model/index.js';
import type { Registries } from '../ports/index.js';
import type { Fixed } from '../reports/fixed.js';
import { allFixes, byFile } from '../scan/allFixes.js';
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
 * What one manifest's fixes write into a file that others share is taken into account in these.
 * @returns a rejection only with the signal's reason; what was written by then stays
 */
export async function fixManifests(results: readonly FileResult[], ports: FixPorts, signal: AbortSignal): Promise<Fixed> {
  const outcomes: Fixed[] = [];
  const written = new Map<string, SourceText>();
  for (const result of results) {
    const now = written.size === 0 ? result : (result.as(result.text, [...written.values()]) ?? result);
    outcomes.push(await fixManifest(now, ports, written, signal));
  }
  return { changes: outcomes.flatMap(({ changes }) => changes), refused: outcomes.flatMap(({ refused }) => refused) };
}

async function fixManifest(
  result: FileResult,
  { registries, now, isNamed }: FixPorts,
  written: Map<string, SourceText>,
  signal: AbortSignal,
): Promise<Fixed> {
  const { path, text } = result;
  const { fixes, edits } = await allFixes(result, now, registries, signal);
  signal.throwIfAborted();
  if (fixes.length === 0) return { changes: [], refused: [] };
  const files = [...byFile(edits).values()].map(own => fileOf(own, { path, text }));
  const reason = refusal(files, path, isNamed) ?? writeAll(files, written);
  return reason === undefined
    ? { changes: fixes.map(fix => ({ ...fix, path })), refused: [] }
    : { changes: [], refused: [{ path, reason }] };
}

/** A file as it was read, and its new text. */
interface Rewritten extends SourceText {
  readonly after: string;
}

function fileOf(edits: readonly Edit[], manifest: SourceText): Rewritten {
  const file = edits[0]?.file ?? manifest;
  return { ...file, after: withEdits(file.text, edits) };
}

/** Why nothing may be written: a manifest that was not named, or a file that lies beside none that was. */
function refusal(files: readonly Rewritten[], manifest: string, isNamed: (path: string) => boolean): string | undefined {
  if (!isNamed(manifest)) return 'it is only included by another file: name it to have it changed';
  const other = files.find(({ path }) => path !== manifest && !isNamed(path) && !isNamed(join(dirname(path), 'package.json')));
  return other && `${basename(other.path)} would be changed, which lies outside of what is scanned`;
}

/** Why one could not be written; those before it are. */
function writeAll(files: readonly Rewritten[], written: Map<string, SourceText>): string | undefined {
  try {
    for (const { path, text, after, isNew } of files) {
      if (isNew) create(path, after);
      else rewrite(path, text, after);
      written.set(path, { path, text: after });
    }
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Makes a file; throws where there is one by now. */
function create(path: string, text: string): void {
  const check = (): void => {
    if (existsSync(path)) throw new Refusal(`${basename(path)} has come into being since it was looked for`);
  };
  check();
  replaceFile(path, text, { check });
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
