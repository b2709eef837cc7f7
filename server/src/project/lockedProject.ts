import type { Baseline } from '../model/baseline.js';
import type { RuleLevels } from '../policy/config.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import { GIT, TARBALL, WORKSPACE } from '../ecosystems/npm/lockfiles/sources.js';
import type { Dependency, Effective, FurtherIndexes, Manifest, PackageId } from '../model/index.js';
import type { Ignore } from '../policy/ignores.js';
import type { Choices, Policy } from '../policy/policy.js';
import type { Clock } from '../ports/index.js';
import type { Locked } from '../rules/rule.js';
import { quoted } from '../rules/messages.js';
import { driftedIn } from '../analysis/drift.js';
import type { Facts } from '../analysis/packageMetadata.js';
import { withoutIgnored } from '../analysis/ignoredLocked.js';
import type { Judged, SharedFacts } from '../analysis/evaluate.js';
import { lockedIds, type VersionsByName, versionsByName } from './lockedNames.js';
import { createJudgeRelease, createLockJudge, type LockJudge, type LockJudgement } from '../analysis/lockedReleases.js';
import type { ProjectLock } from './locks.js';
import type { Surroundings } from './projectContext.js';
import { type BroughtIn, createBroughtIn } from '../analysis/transitive.js';

/** What is known of a lockfile. What the policy ignores is not in it. */
export interface JudgedLockfile extends LockJudgement {
  readonly broughtIn: BroughtIn;
  /** The versions that the file has of each name; worked out when it is first asked for. */
  versionsByName(): VersionsByName;
  /** What is ignored, by entry of the policy. */
  readonly ignored: readonly { readonly ignore: Ignore; readonly bad: LockJudgement['bad']; readonly broughtIn: BroughtIn }[];
}

/** What advisories say of a lockfile, by what is known now. Remembered as long as neither changes. */
export type Judgements = (
  lockfile: Lockfile,
  facts: Pick<Facts, 'peek' | 'revision'>,
  policy?: Pick<Policy, 'choices' | 'baseline'>,
) => JudgedLockfile;

export function createJudgements(clock: Clock): Judgements {
  const memo = new WeakMap<Lockfile, Remembered>();
  const judgeRelease = createJudgeRelease();
  return (lockfile, facts, { choices, baseline } = {}) => {
    const before = memo.get(lockfile);
    const revision = facts.revision();
    const now = clock();
    const isSame = before?.revision === revision && now - before.at < JUDGEMENT_LIFE;
    const isSamePolicy = before?.choices === choices && before?.baseline === baseline;
    if (isSame && isSamePolicy) return before.judged;
    const judge = before?.judge ?? createLockJudge(lockfile, judgeRelease);
    const judgement = isSame ? before.judgement : judge(facts.peek, now);
    const isJudgedSo = before?.judgement === judgement && isSamePolicy && now - before.judgedAt < JUDGEMENT_LIFE;
    const judged = isJudgedSo ? before.judged : judgedBy({ choices, baseline }, judgement, lockfile, now);
    const at = isSame ? before.at : now;
    memo.set(lockfile, { revision, at, judge, choices, baseline, judgement, judged, judgedAt: isJudgedSo ? before.judgedAt : now });
    return judged;
  };
}

interface Remembered {
  readonly revision: number;
  readonly at: number;
  readonly judge: LockJudge;
  readonly choices: Choices | undefined;
  readonly baseline: Baseline | undefined;
  /** With what the policy ignores. */
  readonly judgement: LockJudgement;
  readonly judged: JudgedLockfile;
  /** What the policy ignores may run out. */
  readonly judgedAt: number;
}

function judgedBy(
  { choices, baseline }: Pick<Remembered, 'choices' | 'baseline'>,
  judgement: LockJudgement,
  lockfile: Lockfile,
  now: number,
): JudgedLockfile {
  const drifted = baseline ? driftedIn(lockfile, baseline) : [];
  const all = drifted.length === 0 ? judgement : { ...judgement, misplaced: [...judgement.misplaced, ...drifted] };
  const { left, ignored } = withoutIgnored(all, lockfile.ecosystem, choices?.ignores.all ?? [], now);
  return {
    ...left,
    broughtIn: createBroughtIn(lockfile, left),
    versionsByName: () => versionsByName(lockfile),
    ignored: ignored.map(({ ignore, judgement: taken }) => ({ ignore, bad: taken.bad, broughtIn: createBroughtIn(lockfile, taken) })),
  };
}

/** Answers grow old without anything new being learnt. Milliseconds. */
const JUDGEMENT_LIFE = 60 * 60 * 1000;

/** Evidence for a manifest's dependencies from what stands around it: installed before locked. */
export function evidenceOf({ lock, installed }: Surroundings): (dependency: Dependency) => readonly Effective[] {
  return dependency => {
    const isInstalled = isOfProject(dependency.group);
    const onDisk = isInstalled ? installed.get(dependency.ecosystem === 'npm' ? dependency.writtenName : dependency.name) : undefined;
    const locked = lock && lockedFor(dependency, lock);
    return [
      ...(onDisk ? [{ version: onDisk.version, evidence: 'installed' as const, where: onDisk.where }] : []),
      ...(locked && locked.skipped === undefined && lock
        ? [{ version: locked.version, evidence: 'locked' as const, where: lock.path.replace(/^.*[\\/]/, '') }]
        : []),
    ];
  };
}

/**
 * The entry of each dependency in the lockfile around its manifest. The same object as long as the lockfile is the same.
 * @param manifest what may replace its own dependencies by others (overrides, resolutions)
 */
export function lockedOf(manifest: Manifest, { lock }: Surroundings): (dependency: Dependency) => Locked | undefined {
  if (!lock) return () => undefined;
  const replaced = replacedIn(manifest, lock);
  const file = lock.path.replace(/^.*[\\/]/, '');
  const known = new Map<Dependency, Locked | undefined>();
  const look = (dependency: Dependency): Locked | undefined => {
    const key = keyFor(dependency, lock);
    const entry = key === undefined ? undefined : lock.lockfile.packages.get(key);
    if (!entry || key === undefined) return undefined;
    const misplaced =
      lock.lockfile.misplaced?.get(key) ?? (replaced.has(dependency.writtenName) ? undefined : otherPackage(dependency, entry));
    return { file, entry, ...(misplaced !== undefined && { misplaced }) };
  };
  return dependency => {
    if (!known.has(dependency)) known.set(dependency, look(dependency));
    return known.get(dependency);
  };
}

/** Names that may stand for something else than they say; every name, where the file that replaces them may not be this manifest. */
function replacedIn({ dependencies }: Manifest, { lockfile, member, path }: ProjectLock): { has(name: string): boolean } {
  const isElsewhere = lockfile.ecosystem !== 'npm' || member !== '' || path.endsWith('pnpm-lock.yaml');
  return isElsewhere
    ? { has: () => true }
    : new Set(dependencies.filter(({ group }) => OF_NO_PROJECT.test(group)).map(({ writtenName }) => writtenName));
}

/** What the lockfile has in the place of a package that should come from a registry. */
function otherPackage({ name, origin }: Dependency, { name: locked, skipped }: LockedPackage): string | undefined {
  if (origin.kind !== 'registry') return undefined;
  if (skipped === GIT || skipped === TARBALL) return `comes from ${skipped === GIT ? 'git' : 'a URL'} instead of the registry`;
  return skipped === undefined && locked !== name ? `is another package, ${quoted(locked, 40)}` : undefined;
}

/** What holds for all dependencies of a manifest alike. */
export function sharedFactsOf({ runtime }: Manifest, { lock, installedSince, origins }: Surroundings): SharedFacts {
  return {
    hasLockfile: lock !== undefined,
    ...(installedSince !== undefined && { installedSince }),
    ...extraIndexes(origins?.furtherIndexes ?? NO_FURTHER),
    privateScopes: origins?.privateScopes ?? [],
    ...(runtime !== undefined && { runtime }),
  };
}

function extraIndexes({
  hosts,
  areFirst,
  arePrivate,
}: FurtherIndexes): Pick<SharedFacts, 'extraIndexes' | 'extraIndexesFirst' | 'extraIndexesPrivate'> {
  return {
    extraIndexes: hosts,
    ...(areFirst && { extraIndexesFirst: true }),
    ...(arePrivate && { extraIndexesPrivate: true }),
  };
}

const NO_FURTHER: FurtherIndexes = { hosts: [], areFirst: false, arePrivate: false };

/** Adds to each direct dependency what it brings in. */
export function withTransitive(
  judged: readonly Judged[],
  lock: ProjectLock,
  { bad, misplaced, broughtIn, ignored }: JudgedLockfile,
  levels: RuleLevels,
): readonly Judged[] {
  if (bad.length + misplaced.length + ignored.length === 0) return judged;
  return judged.map(one => {
    const key = OVERRIDE.test(one.dependency.group) ? undefined : keyFor(one.dependency, lock);
    if (key === undefined) return one;
    const below = broughtIn.by(one.dependency, key, levels);
    const quiet = ignored.flatMap(({ ignore, broughtIn: taken }) =>
      taken.by(one.dependency, key, levels).map(finding => ({ finding, ignore })),
    );
    if (below.length + quiet.length === 0) return one;
    return { ...one, findings: [...one.findings, ...below], ignored: [...one.ignored, ...quiet] };
  });
}

/**
 * A dependency that the lockfile takes from the workspace itself (a sibling named by a plain range) becomes a skipped one: no service is asked
 * for its name, and a public package of the same name is not mistaken for it.
 */
export function withLockedSources(manifest: Manifest, lock: ProjectLock | undefined): Manifest {
  if (!lock) return manifest;
  const dependencies = manifest.dependencies.map(dependency => {
    const isSibling = dependency.origin.kind === 'registry' && lockedFor(dependency, lock)?.skipped === WORKSPACE;
    return isSibling ? { ...dependency, origin: { kind: 'skipped' as const, reason: WORKSPACE } } : dependency;
  });
  return { ...manifest, dependencies };
}

/** Whether what a group of a manifest names is locked and installed with the project. */
export function isOfProject(group: string): boolean {
  return !OF_NO_PROJECT.test(group);
}

/** The packages of lockfiles that advisories can be asked about, each once. */
export function lockedPackages(lockfiles: readonly Lockfile[]): readonly PackageId[] {
  const [first, ...others] = new Set(lockfiles);
  if (!first) return [];
  if (others.length === 0) return lockedIds(first);
  return [...new Map([first, ...others].flatMap(lockedIds).map(id => [`${id.ecosystem} ${id.name}`, id])).values()];
}

/** The key of what a line got: a direct dependency, or one of the lines that the lockfile knows beside these. */
function keyFor(dependency: Dependency, { lockfile, member }: ProjectLock): string | undefined {
  const { group, writtenName, specifier } = dependency;
  const keys = isOfProject(group) ? lockfile.locate(member, writtenName, specifier) : lockfile.locateOther?.(member, dependency);
  return keys?.[0];
}

/** What it leads to is brought in by those who ask for it. */
const OVERRIDE = /override|resolutions/;

/** Overrides and catalogs are about what others depend on; build requirements and package managers are neither locked nor installed with the project. */
const OF_NO_PROJECT =
  /override|resolutions|^catalogs?(?:\.|$)|^packageManager$|^devEngines\.|configDependencies$|^build-system|^setup_requires$/;

function lockedFor(dependency: Dependency, lock: ProjectLock): ReturnType<Lockfile['packages']['get']> {
  const { lockfile } = lock;
  const key = keyFor(dependency, lock);
  return key === undefined ? undefined : lockfile.packages.get(key);
}
