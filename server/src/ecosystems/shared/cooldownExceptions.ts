import { npmVersions } from '../npm/versions/index.js';
import type { Exceptions } from './cooldown.js';

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

/**
 * A name or glob as minimatch reads it (npm's `min-release-age-exclude`, Yarn's `npmPreapprovedPackages`): `*` and `?` stay within a scope or
 * name, `**` does not. Sets and braces are not read.
 */
export function globbed(pattern: string): Exception {
  const wanted = pattern.split('/');
  return { matches: name => name === pattern || segmentsMatch(wanted, name.split('/', 3)) };
}

/** A name or pattern as pnpm reads it: `*` is any text. */
export function patterned(pattern: string): Exception {
  return { matches: name => wildcardMatches(pattern, name, undefined) };
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

/** A name has two segments at most; one with more matches nothing but itself. */
function segmentsMatch(patterns: readonly string[], names: readonly string[]): boolean {
  const [pattern, ...rest] = patterns;
  const [name, ...others] = names;
  if (pattern === undefined) return name === undefined;
  if (names.length > 2 || patterns.length > 4) return false;
  if (pattern === '**') return segmentsMatch(rest, names) || (name !== undefined && segmentsMatch(patterns, others));
  return name !== undefined && wildcardMatches(pattern, name, '?') && segmentsMatch(rest, others);
}

/** Whether `*` for any text, and `one` for any character, make the pattern the text. Time is the product of the lengths at most. */
function wildcardMatches(pattern: string, text: string, one: string | undefined): boolean {
  let [at, wanted, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    const sign = pattern[wanted];
    if (sign === '*') {
      star = wanted;
      resume = at;
      wanted += 1;
    } else if (sign !== undefined && (sign === text[at] || sign === one)) {
      wanted += 1;
      at += 1;
    } else if (star >= 0) {
      wanted = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(wanted));
}
