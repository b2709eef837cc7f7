import { npmVersions } from '../npm/versions/index.js';
import type { Exceptions } from './cooldown.js';
import { ANY_TEXT, globMatcher, wildcardMatches } from './cooldownGlobs.js';

/** One entry of a list of exceptions. */
export interface Exception {
  matches(name: string): boolean;
  /** Undefined: every release. */
  admits?(version: string): boolean;
}

/** The list as a whole; undefined for an empty one. */
export function exceptionsOf(entries: readonly Exception[]): Exceptions | undefined {
  if (entries.length === 0) return undefined;
  return { exempts: (name, version) => entries.some(entry => entry.matches(name) && (entry.admits?.(version) ?? true)) };
}

/** All that some lists say; of several limits for one package the first one's. Undefined where there is no list. */
export function allExceptions(lists: readonly (Exceptions | undefined)[]): Exceptions | undefined {
  const said = lists.filter(list => list !== undefined);
  if (said.length < 2) return said[0];
  return {
    exempts: (name, version) => said.some(list => list.exempts(name, version)),
    limitOf: name => said.map(list => list.limitOf?.(name)).find(limit => limit !== undefined),
  };
}

/** Exactly this name. */
export function named(name: string): Exception {
  return { matches: other => other === name };
}

/** A name, or a glob as npm's `min-release-age-exclude` and Yarn's `npmPreapprovedPackages` have them. */
export function globbed(pattern: string): Exception {
  const matches = globMatcher(pattern);
  return { matches: name => name === pattern || matches(name) };
}

/** A name or pattern as pnpm reads it: `*` is any text. */
export function patterned(pattern: string): Exception {
  const tokens = pattern.split('').map(sign => (sign === '*' ? ANY_TEXT : sign));
  return { matches: name => wildcardMatches(tokens, name) };
}

/** pnpm's `name@1.2.3 || 1.2.4`, exact versions only; undefined where it is of another form. */
export function versioned(text: string): Exception | undefined {
  const { name, rest } = splitName(text);
  if (rest === undefined) return patterned(name);
  const versions = rest.split('||').map(version => npmVersions.parse(version.trim()));
  if (name.includes('*') || versions.some(({ kind }) => kind !== 'exact')) return undefined;
  return { ...named(name), admits: version => versions.some(wanted => wanted.admits(version)) };
}

/** Yarn's `name@range`, the name a glob; undefined where the range cannot be read. */
export function ranged(text: string): Exception | undefined {
  const { name, rest } = splitName(text);
  if (rest === undefined) return globbed(name);
  const range = npmVersions.parse(rest);
  return range.kind === 'invalid' || range.kind === 'tag' ? undefined : { ...globbed(name), admits: version => range.admits(version) };
}

function splitName(text: string): { readonly name: string; readonly rest: string | undefined } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text, rest: undefined } : { name: text.slice(0, at), rest: text.slice(at + 1) };
}
