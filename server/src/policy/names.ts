// Names of packages as a policy file writes them: `npm:minimist`, `PyPI:acme-*`, and for private ones `@acme` too.

import { ECOSYSTEM_IDS, ECOSYSTEMS, ecosystemOfPrefix } from '../ecosystems/index.js';
import { patterned } from '../ecosystems/shared/cooldownExceptions.js';
import type { Ecosystem, PackageId } from '../model/index.js';
import { quoted } from '../text/sanitize.js';

/** One name, or with `*` for any text several. */
export interface NamePattern {
  readonly ecosystem: Ecosystem;
  /** Normalised. */
  readonly name: string;
  matches(id: PackageId): boolean;
}

/** Some names and patterns. */
export interface NameList {
  readonly patterns: readonly NamePattern[];
  has(id: PackageId): boolean;
}

/**
 * Reads `ECOSYSTEM:NAME`, the ecosystem by its prefix in any case, `*` in the name for any text.
 * @returns a sentence on what is wrong where it is none
 */
export function readPattern(text: string): NamePattern | string {
  const [, prefix = '', written = ''] = /^([^:]*):(.*)$/.exec(text) ?? [];
  const ecosystem = ecosystemOfPrefix(prefix);
  if (ecosystem === undefined) return `it must begin with ${PREFIXES.join(' or ')}, for example npm:minimist`;
  if (!isName(written, ecosystem)) return `${prefix}: is not followed by a name that ${ecosystem} can hold`;
  return patternOf(ecosystem, written);
}

/** Reads what a private name may be, besides a pattern: a scope of npm, `@acme`, which stands for all packages in it. */
export function readPrivateName(text: string): NamePattern | string {
  if (!text.startsWith('@')) return readPattern(text);
  const ecosystem = ECOSYSTEM_IDS.find(id => ECOSYSTEMS[id].names.scopes?.isScope(text));
  return ecosystem === undefined ? 'it must be a scope such as @acme, or a name such as PyPI:acme-*' : patternOf(ecosystem, `${text}/*`);
}

const PREFIXES = ECOSYSTEM_IDS.map(id => `${ECOSYSTEMS[id].prefix}:`);

/** Names that are told to nobody but a private registry that is configured for them. */
export interface PrivateNameList extends NameList {
  /** Those of them that are all of a scope of npm: `@acme`. */
  readonly scopes: readonly string[];
}

export const NO_PRIVATE_NAMES: PrivateNameList = { patterns: [], has: () => false, scopes: [] };

/** Reads private names, each as `readPrivateName` does. @returns besides, a sentence for each that is none */
export function readPrivateNames(texts: readonly string[]): { readonly names: PrivateNameList; readonly problems: readonly string[] } {
  const read = texts.map(text => ({ text, pattern: readPrivateName(text) }));
  const patterns = read.flatMap(({ pattern }) => (typeof pattern === 'string' ? [] : [pattern]));
  if (read.length === 0) return { names: NO_PRIVATE_NAMES, problems: [] };
  return {
    names: {
      ...namesOf(patterns),
      scopes: texts.filter((text, index) => text.startsWith('@') && typeof read[index]?.pattern !== 'string'),
    },
    problems: read.flatMap(({ text, pattern }) => (typeof pattern === 'string' ? [`${quoted(text, 80)}: ${pattern}`] : [])),
  };
}

/** A package's name among those of all ecosystems. */
export function keyOf({ ecosystem, name }: PackageId): string {
  return `${ecosystem}:${name}`;
}

export const NO_NAMES: NameList = { patterns: [], has: () => false };

/** Names without `*` are looked up, however many there are. */
export function namesOf(patterns: readonly NamePattern[]): NameList {
  if (patterns.length === 0) return NO_NAMES;
  const exact = new Set(patterns.filter(({ name }) => !name.includes('*')).map(keyOf));
  const globs = patterns.filter(({ name }) => name.includes('*'));
  return { patterns, has: id => exact.has(keyOf(id)) || globs.some(glob => glob.matches(id)) };
}

function patternOf(ecosystem: Ecosystem, written: string): NamePattern {
  const name = ECOSYSTEMS[ecosystem].normalizeName(written);
  const { matches } = patterned(name);
  return { ecosystem, name, matches: id => id.ecosystem === ecosystem && matches(id.name) };
}

/** With `*` a letter takes its place: what it stands for is not known. */
function isName(written: string, ecosystem: Ecosystem): boolean {
  return ECOSYSTEMS[ecosystem].names.isValid(written.replaceAll('*', 'x'));
}
