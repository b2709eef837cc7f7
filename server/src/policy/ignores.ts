import type { Requirement } from '../ecosystems/shared/versionScheme.js';
import type { AdvisoryGroup, PackageId } from '../model/index.js';
import { DAY } from '../model/time.js';
import type { RuleId } from '../rules/index.js';
import { keyOf, type NamePattern } from './names.js';
import { isProtected, missingFor } from './protectedRules.js';

/** What one entry of `ignore` says, as it is written. Everything that it names has to fit. */
export interface IgnoreEntry {
  readonly rule?: RuleId;
  /** Id of an advisory, or one of its aliases. */
  readonly advisory?: string;
  /** `npm:minimist`, `PyPI:acme-*`. */
  readonly package?: string;
  /** A range in the syntax of the package's ecosystem. */
  readonly versions?: string;
  readonly reason: string;
  /** The last day on which it holds, UTC: `2027-01-31`. */
  readonly expires?: string;
  /** Who decided it, where somebody has written that down. */
  readonly by?: string;
}

/** An entry that can be used. */
export interface Ignore {
  readonly entry: IgnoreEntry;
  /** It stands in the policy file of the scanned folder itself. */
  readonly isOfFolder?: true;
  /** The same for entries that say the same. */
  readonly key: string;
  /** When it ends, in milliseconds since 1970. */
  readonly until?: number;
  /** The one package that it is about, as `keyOf` names it; undefined where it is about several. */
  readonly only?: string;
  coversName(id: PackageId): boolean;
  coversVersion(version: string | undefined): boolean;
}

/** An entry whose parts were read. */
export function createIgnore(entry: IgnoreEntry, pattern: NamePattern | undefined, range: Requirement | undefined): Ignore {
  return {
    entry,
    key: JSON.stringify([entry.rule, entry.advisory, entry.package, entry.versions, entry.reason, entry.expires, entry.by]),
    ...(entry.expires !== undefined && { until: endOf(entry.expires) }),
    ...(pattern && !pattern.name.includes('*') && { only: keyOf(pattern) }),
    coversName: id => pattern === undefined || pattern.matches(id),
    coversVersion: version => range === undefined || (version !== undefined && range.admits(version)),
  };
}

/** All entries of a file. */
export interface IgnoreList {
  readonly all: readonly Ignore[];
  /** Those on a package that have not expired. @param now milliseconds since 1970 */
  on(id: PackageId, now: number): readonly Ignore[];
}

/** Entries on one package are looked up, however many there are: every dependency asks at every key stroke. */
export function listOf(all: readonly Ignore[]): IgnoreList {
  const broad = all.filter(({ only }) => only === undefined);
  const exact = new Map<string, Ignore[]>();
  for (const ignore of all) if (ignore.only !== undefined) exact.set(ignore.only, [...(exact.get(ignore.only) ?? []), ignore]);
  return {
    all,
    on: (id, now) => {
      const named = exact.get(keyOf(id)) ?? [];
      if (named.length + broad.length === 0) return named;
      return [...named, ...broad].filter(ignore => !isExpired(ignore, now) && ignore.coversName(id));
    },
  };
}

/** @param now milliseconds since 1970 */
export function isExpired({ until }: Ignore, now: number): boolean {
  return until !== undefined && now >= until;
}

/**
 * Whether an entry is about what a rule says, whatever advisory it names. Malware is only ignored by an entry that names the rule or the advisory, and a
 * protected rule by one of the folder's own file only where that gives all that it has to.
 */
export function coversRule({ entry, isOfFolder }: Pick<Ignore, 'entry' | 'isOfFolder'>, rule: RuleId): boolean {
  if (isOfFolder && isProtected(rule) && missingFor(rule, entry).length > 0) return false;
  if (entry.rule !== undefined) return entry.rule === rule;
  return entry.advisory !== undefined || !ASKED_FOR_BY_NAME.includes(rule);
}

/** Whether an entry names a record of a group. Ids are compared without case, as their databases do. */
export function namesGroup({ entry: { advisory } }: Ignore, { ids }: AdvisoryGroup): boolean {
  const wanted = advisory?.toLowerCase();
  return ids.some(id => id.toLowerCase() === wanted);
}

/** Rules on which an entry that names a package alone says nothing: "I know this package" is no word on malware. */
export const ASKED_FOR_BY_NAME: readonly RuleId[] = [
  'malicious-package',
  'malicious-release',
  'malicious-installed',
  'admits-malicious-release',
  'denied-package',
];

/** The first millisecond after a day that was checked to be one. */
function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY;
}
