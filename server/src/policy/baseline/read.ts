import { BASELINE_FILE, type Baseline, type BaselineRelease, baselineOf } from '../../model/baseline.js';
import type { Problem, Span } from '../../model/index.js';
import { readJson } from '../../syntax/json/reader.js';
import { type JsonMember, type JsonValue, keyOf, spanOf, stringAt, valueAt } from '../../syntax/json/tree.js';
import { quoted } from '../../text/sanitize.js';
import { SCHEMA_VERSION } from './write.js';

export interface BaselineFile {
  readonly baseline: Baseline;
  /** What cannot be read: at most one, which says what is not compared because of it. */
  readonly problems: readonly Problem[];
}

/** Reads `.depwarden/baseline.json`. Never throws; of a damaged file what is readable holds, and the problem says what does not. */
export function readBaseline(text: string): BaselineFile {
  if (text.length > MAX_LENGTH) return unread(`${BASELINE_FILE} is too large to be read: nothing is compared with it.`);
  const { root, error } = readJson(text);
  const version = valueAt(root, 'schemaVersion')?.text;
  if (root && !error && version !== String(SCHEMA_VERSION)) return unread(otherVersion(version));
  const entries = (valueAt(root, 'releases')?.members ?? []).map(readEntry);
  const releases = new Map(entries.flatMap(({ key, release }) => (release ? [[key, release] as const] : [])));
  const odd = entries.filter(({ release }) => !release);
  const problem = error ? broken(error) : odd[0] && oddEntries(odd.length, odd[0]);
  return { baseline: baselineOf(releases), problems: problem ? [problem] : [] };
}

/** A baseline that could not be read at all. @param message one sentence */
export function unread(message: string): BaselineFile {
  return { baseline: baselineOf(new Map()), problems: [{ message, span: { start: 0, end: 0 }, level: 'warning' }] };
}

/** UTF-16 units; the releases of the largest lockfiles come to a tenth of it. */
const MAX_LENGTH = 20_000_000;

interface Entry {
  readonly key: string;
  readonly span: Span;
  readonly release: BaselineRelease | undefined;
}

function readEntry(member: JsonMember): Entry {
  const { key, value } = member;
  const isNamed = /^(npm|pypi):.+@[^@]+$/s.test(key);
  return { key, span: spanOf(keyOf(member)), release: isNamed && value.kind === 'object' ? readRelease(value) : undefined };
}

/** A field of another kind than it should be is unknown. */
function readRelease(value: JsonValue): BaselineRelease {
  const provenance = valueAt(value, 'provenance')?.text;
  return {
    ...present('digests', textsAt(value, 'digests')),
    ...present('publisher', stringAt(value, 'publisher')?.text),
    ...present('maintainers', textsAt(value, 'maintainers')),
    ...present('provenance', provenance === 'true' ? true : provenance === 'false' ? false : undefined),
    ...present('installScripts', textsAt(value, 'installScripts')),
    ...present('repository', stringAt(value, 'repository')?.text),
  };
}

function present<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: T });
}

function textsAt(object: JsonValue, key: string): readonly string[] | undefined {
  const value = valueAt(object, key);
  if (value?.kind !== 'array' || value.items.some(({ kind }) => kind !== 'string')) return undefined;
  return value.items.map(({ text }) => text);
}

function broken({ message, span }: { readonly message: string; readonly span: Span }): Problem {
  const what = `${BASELINE_FILE} is damaged (${quoted(message, 40)}): what cannot be read of it is not compared.`;
  return { message: what, span, level: 'warning' };
}

function otherVersion(version: string | undefined): string {
  const why =
    version === undefined ? 'it is no baseline' : `its schemaVersion is ${quoted(version, 12)}, and this Depwarden reads ${SCHEMA_VERSION}`;
  return `${BASELINE_FILE} is not read: ${why}. Nothing is compared with it.`;
}

function oddEntries(count: number, { key, span }: Entry): Problem {
  const which = count === 1 ? `"${quoted(key, 40)}" is` : `"${quoted(key, 40)}" and ${count - 1} more are`;
  return { message: `${BASELINE_FILE}: ${which} not read, and not compared.`, span, level: 'warning' };
}
