// Reports for people show once what one rule says of one release, however many dependencies and files lead to it.
import type { InstalledNotice } from '../analysis/installedNotices.js';
import { type Ecosystem, type Finding, LEVELS, type Level } from '../model/index.js';

/** What one rule says of one release, at each place where it says so. */
export interface Group<T> {
  /** The first occurrence, which is shown in full. */
  readonly first: T;
  /** The further occurrences, in their order. */
  readonly others: readonly T[];
  /** The gravest level among the occurrences. */
  readonly level: Level;
}

/** The package that a finding is about; without a version where the rule means the whole package. */
export interface AffectedRelease {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version?: string;
}

/** Returns the bad release of a finding: of a transitive finding the first that it names, else the dependency's own. */
export function affectedRelease({ dependency, version, through: [transitive] = [] }: Finding): AffectedRelease {
  const release = transitive ?? { name: dependency.name, version };
  return { ecosystem: dependency.ecosystem, name: release.name, ...(release.version !== undefined && { version: release.version }) };
}

/** Returns the release that an installed notice is about; undefined where it names no package. */
export function installedRelease({ ecosystem, name, version }: InstalledNotice): AffectedRelease | undefined {
  return name === undefined ? undefined : { ecosystem, name, ...(version !== undefined && { version }) };
}

/** Whether a finding says of the release that its line asks for that it is installed. */
export function isInstalled({ environment }: Finding): boolean {
  return environment !== undefined;
}

/** Returns the key of the group of everything that one rule says of one release. */
export function groupKey(rule: string, { ecosystem, name, version }: AffectedRelease): string {
  return JSON.stringify([rule, ecosystem, name, version]);
}

/**
 * Groups occurrences by their key. Groups stand in the order of their first occurrences.
 * @param keyOf returns undefined for an occurrence that stands alone
 */
export function groupsOf<T extends { readonly level: Level }>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
): readonly Group<T>[] {
  const groups: [T, ...T[]][] = [];
  const byKey = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = key === undefined ? undefined : byKey.get(key);
    if (known) {
      known.push(one);
      continue;
    }
    const group: [T, ...T[]] = [one];
    groups.push(group);
    if (key !== undefined) byKey.set(key, group);
  }
  return groups.map(([first, ...others]) => ({ first, others, level: gravestOf([first, ...others]) ?? first.level }));
}

function gravestOf(all: readonly { readonly level: Level }[]): Level | undefined {
  return LEVELS.find(level => all.some(one => one.level === level));
}
