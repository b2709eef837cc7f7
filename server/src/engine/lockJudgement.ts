import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import { matchRelease } from '../advisories/matching.js';
import type { LockedPackage, Lockfile } from '../lockfiles/lockfile.js';
import type { AdvisoryGroup, Ecosystem, PackageId } from '../model.js';
import { versionsOf } from '../versions/index.js';
import type { PackageAnswers } from './facts.js';

/** A locked release that some advisory covers. */
export interface BadRelease {
  readonly key: string;
  readonly locked: LockedPackage;
  /** What calls it malicious; where nothing does, empty. */
  readonly malicious: readonly AdvisoryGroup[];
  readonly vulnerable: readonly AdvisoryGroup[];
}

/** What advisories say of everything in one lockfile. */
export interface LockJudgement {
  readonly bad: readonly BadRelease[];
  /** Registry releases in the file, each name and version once. */
  readonly releases: number;
  /** How many of them could not be checked, by reason. */
  readonly unknown: ReadonlyMap<string, number>;
}

/**
 * Judges every registry release of a lockfile by the advisory rules, each name and version once.
 * @param peek what is known of a package
 */
export function judgeLockfile(lockfile: Lockfile, peek: (id: PackageId) => PackageAnswers): LockJudgement {
  const verdicts = new Map<string, Omit<BadRelease, 'key' | 'locked'> | undefined>();
  const groups = new Map<string, readonly AdvisoryGroup[]>();
  const unknown = new Map<string, number>();
  const bad: BadRelease[] = [];
  for (const [key, locked] of lockfile.packages) {
    if (locked.skipped !== undefined) continue;
    const release = `${locked.name}@${locked.version}`;
    if (!verdicts.has(release)) {
      const id = { ecosystem: lockfile.ecosystem, name: locked.name };
      const { advisories } = peek(id);
      if (advisories.kind === 'unknown' && !advisories.deliberate)
        unknown.set(advisories.reason, (unknown.get(advisories.reason) ?? 0) + 1);
      verdicts.set(release, verdictOn(id, locked.version, groupsOf(id, advisories, groups)));
    }
    const verdict = verdicts.get(release);
    if (verdict) bad.push({ key, locked, ...verdict });
  }
  return { bad, releases: verdicts.size, unknown };
}

function groupsOf(
  id: PackageId,
  advisories: PackageAnswers['advisories'],
  known: Map<string, readonly AdvisoryGroup[]>,
): readonly AdvisoryGroup[] {
  const before = known.get(id.name);
  if (before) return before;
  const deliberate = advisories.kind === 'unknown' && advisories.deliberate === true;
  const all = deliberate ? [] : [...incidentsOf(id), ...(advisories.kind === 'found' ? advisories.value : [])];
  const groups = all.length === 0 ? NONE : groupAdvisories(all);
  known.set(id.name, groups);
  return groups;
}

const NONE: readonly AdvisoryGroup[] = [];

function verdictOn(id: PackageId, version: string, groups: readonly AdvisoryGroup[]): Omit<BadRelease, 'key' | 'locked'> | undefined {
  if (groups.length === 0) return undefined;
  const covering = groups.filter(group => covers(group, id, version, id.ecosystem));
  if (covering.length === 0) return undefined;
  return {
    malicious: covering.filter(group => group.kind === 'malicious'),
    vulnerable: covering.filter(group => group.kind === 'vulnerability'),
  };
}

function covers(group: AdvisoryGroup, id: PackageId, version: string, ecosystem: Ecosystem): boolean {
  return group.members.some(advisory => matchRelease(advisory, id, version, versionsOf(ecosystem)) === 'affected');
}
