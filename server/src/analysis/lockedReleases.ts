import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import { matchRelease } from '../advisories/matching.js';
import { versionsOf } from '../ecosystems/index.js';
import type { Advisory, AdvisoryGroup, PackageAnswers, PackageId } from '../model/index.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import { type LockedName, lockedNames } from '../project/lockedNames.js';
import { doubtOf } from './status.js';

/** A locked release that some advisory covers. */
export interface BadRelease {
  readonly key: string;
  readonly locked: LockedPackage;
  /** What calls it malicious; where nothing does, empty. */
  readonly malicious: readonly AdvisoryGroup[];
  readonly vulnerable: readonly AdvisoryGroup[];
}

/** An entry whose address names something else than it is, or whose digests are not those of the baseline. */
export interface MisplacedEntry {
  readonly key: string;
  readonly locked: LockedPackage;
  readonly rule: 'integrity-mismatch' | 'artifact-changed';
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
  return createLockJudge(lockfile)(peek, now);
}

/** What the records on a package say of one release; undefined where none covers it. */
export type JudgeRelease = (id: PackageId, version: string, advisories: Advisories, records: readonly Advisory[]) => Verdict | undefined;

/** Judges a release of a package that several lockfiles have only once, as long as the advisories on it are the same. */
export function createJudgeRelease(): JudgeRelease {
  const known = new WeakMap<Advisories, Map<string, { readonly verdict: Verdict | undefined }>>();
  return (id, version, advisories, records) => {
    const ofAnswer = known.get(advisories) ?? new Map<string, { readonly verdict: Verdict | undefined }>();
    const key = `${id.ecosystem} ${id.name} ${version}`;
    const judged = ofAnswer.get(key) ?? { verdict: verdictOn(id, version, records) };
    known.set(advisories, ofAnswer.set(key, judged));
    return judged.verdict;
  };
}

/** What is known of a lockfile now. */
export type LockJudge = (peek: (id: PackageId) => PackageAnswers, now: number) => LockJudgement;

/**
 * Judges one lockfile again and again. Only packages of which something else is known than the last time are looked at more closely, and what has not
 * changed of a judgement stays the same object.
 * @param judgeRelease shared by the lockfiles that have releases in common
 */
export function createLockJudge(lockfile: Lockfile, judgeRelease: JudgeRelease = createJudgeRelease()): LockJudge {
  const names = lockedNames(lockfile);
  const releases = names.reduce((sum, { versions }) => sum + versions.length, 0);
  const misplaced = misplacedIn(lockfile);
  const seen: Advisories[] = [];
  const verdicts = new Map<string, ReadonlyMap<string, Verdict>>();
  let last: LockJudgement | undefined;

  /** Whether the verdicts on it may be others than before. */
  function look({ id, versions }: LockedName, index: number, advisories: Advisories): boolean {
    if (seen[index] === advisories) return false;
    seen[index] = advisories;
    const found = verdictsOn(id, versions, advisories, judgeRelease);
    const isSame = found.size === 0 && !verdicts.has(id.name);
    if (found.size > 0) verdicts.set(id.name, found);
    else verdicts.delete(id.name);
    return !isSame;
  }

  return (peek, now) => {
    const unknown = new Map<string, number>();
    let isChanged = last === undefined;
    names.forEach((name, index) => {
      const { advisories } = peek(name.id);
      const doubt = isPrivate(advisories) ? undefined : doubtOf(advisories, now);
      if (doubt !== undefined) unknown.set(doubt, (unknown.get(doubt) ?? 0) + name.versions.length);
      if (look(name, index, advisories)) isChanged = true;
    });
    const bad = isChanged || !last ? badIn(lockfile, verdicts) : last.bad;
    if (!last || bad !== last.bad || !isSameCount(unknown, last.unknown)) last = { bad, misplaced, releases, unknown };
    return last;
  };
}

function badIn({ packages }: Lockfile, verdicts: ReadonlyMap<string, ReadonlyMap<string, Verdict>>): readonly BadRelease[] {
  if (verdicts.size === 0) return [];
  const bad: BadRelease[] = [];
  for (const [key, locked] of packages) {
    const verdict = locked.skipped === undefined ? verdicts.get(locked.name)?.get(locked.version) : undefined;
    if (verdict) bad.push({ key, locked, ...verdict });
  }
  return bad;
}

function isSameCount(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([reason, count]) => b.get(reason) === count);
}

function misplacedIn({ packages, misplaced }: Lockfile): readonly MisplacedEntry[] {
  return [...(misplaced ?? [])].flatMap(([key, what]) => {
    const locked = packages.get(key);
    return locked ? [{ key, locked, rule: 'integrity-mismatch', what }] : [];
  });
}

type Verdict = Omit<BadRelease, 'key' | 'locked'>;
type Advisories = PackageAnswers['advisories'];

function isPrivate(advisories: Advisories): boolean {
  return advisories.kind === 'unknown' && advisories.deliberate === true;
}

/** A private package is not judged by public records, the built-in ones included. */
function recordsOn(id: PackageId, advisories: Advisories): readonly Advisory[] {
  if (isPrivate(advisories)) return [];
  const incidents = incidentsOf(id);
  if (advisories.kind !== 'found') return incidents;
  return incidents.length === 0 ? advisories.value : [...incidents, ...advisories.value];
}

/** By version; what nothing covers is not among them. */
function verdictsOn(
  id: PackageId,
  versions: readonly string[],
  advisories: Advisories,
  judgeRelease: JudgeRelease,
): ReadonlyMap<string, Verdict> {
  const records = recordsOn(id, advisories);
  if (records.length === 0) return NO_VERDICTS;
  return new Map(
    versions.flatMap(version => {
      const verdict = judgeRelease(id, version, advisories, records);
      return verdict ? [[version, verdict] as const] : [];
    }),
  );
}

const NO_VERDICTS: ReadonlyMap<string, Verdict> = new Map();

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
