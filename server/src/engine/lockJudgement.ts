import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import { matchRelease } from '../advisories/matching.js';
import type { LockedPackage, Lockfile } from '../lockfiles/lockfile.js';
import type { Advisory, AdvisoryGroup, PackageAnswers, PackageId } from '../model.js';
import { versionsOf } from '../versions/index.js';
import { doubtOf } from './status.js';

/** A locked release that some advisory covers. */
export interface BadRelease {
  readonly key: string;
  readonly locked: LockedPackage;
  /** What calls it malicious; where nothing does, empty. */
  readonly malicious: readonly AdvisoryGroup[];
  readonly vulnerable: readonly AdvisoryGroup[];
}

/** An entry whose address names something else than it is. */
export interface MisplacedEntry {
  readonly key: string;
  readonly locked: LockedPackage;
  /** What, as it stands behind the release: `comes from …`. */
  readonly what: string;
}

/** What advisories, and its own addresses, say of everything in one lockfile. */
export interface LockJudgement {
  readonly bad: readonly BadRelease[];
  readonly misplaced: readonly MisplacedEntry[];
  /** Registry releases in the file, each name and version once. */
  readonly releases: number;
  /** How many of them could not be checked, by reason. */
  readonly unknown: ReadonlyMap<string, number>;
}

/**
 * Judges every registry release of a lockfile by the advisory rules, each name and version once.
 * @param peek what is known of a package
 * @param now milliseconds since 1970: an answer that is too old is no longer enough to call a release checked
 */
export function judgeLockfile(lockfile: Lockfile, peek: (id: PackageId) => PackageAnswers, now: number): LockJudgement {
  const verdicts = new Map<string, Verdict | undefined>();
  const unknown = new Map<string, number>();
  const bad: BadRelease[] = [];
  for (const [key, locked] of lockfile.packages) {
    if (locked.skipped !== undefined) continue;
    const release = `${locked.name}@${locked.version}`;
    if (!verdicts.has(release)) {
      const id = { ecosystem: lockfile.ecosystem, name: locked.name };
      const { advisories } = peek(id);
      const doubt = advisories.kind === 'unknown' && advisories.deliberate ? undefined : doubtOf(advisories, now);
      if (doubt !== undefined) unknown.set(doubt, (unknown.get(doubt) ?? 0) + 1);
      verdicts.set(release, verdictOn(id, locked.version, recordsOn(id, advisories)));
    }
    const verdict = verdicts.get(release);
    if (verdict) bad.push({ key, locked, ...verdict });
  }
  return { bad, misplaced: misplacedIn(lockfile), releases: verdicts.size, unknown };
}

function misplacedIn({ packages, misplaced }: Lockfile): readonly MisplacedEntry[] {
  return [...(misplaced ?? [])].flatMap(([key, what]) => {
    const locked = packages.get(key);
    return locked ? [{ key, locked, what }] : [];
  });
}

type Verdict = Omit<BadRelease, 'key' | 'locked'>;

/** A private package is not judged by public records, the built-in ones included. */
function recordsOn(id: PackageId, advisories: PackageAnswers['advisories']): readonly Advisory[] {
  if (advisories.kind === 'unknown' && advisories.deliberate) return [];
  const incidents = incidentsOf(id);
  if (advisories.kind !== 'found') return incidents;
  return incidents.length === 0 ? advisories.value : [...incidents, ...advisories.value];
}

/**
 * Records are put into groups only where one of them covers the release, which is rare. Being in a group with malicious ones narrows what a
 * record covers and never widens it, so that none is missed.
 */
function verdictOn(id: PackageId, version: string, records: readonly Advisory[]): Verdict | undefined {
  if (!records.some(record => covers(record, id, version))) return undefined;
  const covering = groupAdvisories(records).filter(({ members }) => members.some(member => covers(member, id, version)));
  if (covering.length === 0) return undefined;
  return {
    malicious: covering.filter(group => group.kind === 'malicious'),
    vulnerable: covering.filter(group => group.kind === 'vulnerability'),
  };
}

function covers(record: Advisory, id: PackageId, version: string): boolean {
  return matchRelease(record, id, version, versionsOf(id.ecosystem)) === 'affected';
}
