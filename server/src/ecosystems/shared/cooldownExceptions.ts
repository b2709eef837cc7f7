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
