import type { RuleLevels } from '../config.js';
import type { Lockfile } from '../lockfiles/lockfile.js';
import { WORKSPACE } from '../lockfiles/npmSources.js';
import type { Dependency, Effective, Manifest, PackageId } from '../model.js';
import type { Clock } from '../ports.js';
import type { Locked } from '../rules/rule.js';
import type { Facts } from './facts.js';
import type { Judged, SharedFacts } from './inspect.js';
import { judgeLockfile, type LockJudgement } from './lockJudgement.js';
import type { ProjectLock } from './locks.js';
import type { Surroundings } from './projects.js';
import { type BroughtIn, createBroughtIn } from './transitive.js';

/** What is known of a lockfile. */
export interface JudgedLockfile extends LockJudgement {
  readonly broughtIn: BroughtIn;
}

/** What advisories say of a lockfile, by what is known now. Remembered as long as neither changes. */
export type Judgements = (lockfile: Lockfile, facts: Pick<Facts, 'peek' | 'revision'>) => JudgedLockfile;

export function createJudgements(clock: Clock): Judgements {
  const memo = new WeakMap<Lockfile, { readonly revision: number; readonly at: number; readonly judged: JudgedLockfile }>();
  return (lockfile, facts) => {
    const known = memo.get(lockfile);
    const revision = facts.revision();
    const now = clock();
    if (known?.revision === revision && now - known.at < JUDGEMENT_LIFE) return known.judged;
    const judgement = judgeLockfile(lockfile, facts.peek, now);
    const judged = { ...judgement, broughtIn: createBroughtIn(lockfile, judgement) };
    memo.set(lockfile, { revision, at: now, judged });
    return judged;
  };
}

/** Answers grow old without anything new being learnt. Milliseconds. */
const JUDGEMENT_LIFE = 60 * 60 * 1000;

/** Evidence for a manifest's dependencies from what stands around it: installed before locked. */
export function evidenceOf({ lock, installed }: Surroundings): (dependency: Dependency) => readonly Effective[] {
  return dependency => {
    if (OF_NO_PROJECT.test(dependency.group)) return [];
    const onDisk = installed.get(dependency.ecosystem === 'npm' ? dependency.writtenName : dependency.name);
    const locked = lock && lockedFor(dependency, lock);
    return [
      ...(onDisk ? [{ version: onDisk.version, evidence: 'installed' as const, where: onDisk.where }] : []),
      ...(locked && locked.skipped === undefined && lock
        ? [{ version: locked.version, evidence: 'locked' as const, where: lock.path.replace(/^.*[\\/]/, '') }]
        : []),
    ];
  };
}

/** The entry of each dependency in the lockfile around it. The same object as long as the lockfile is the same. */
export function lockedOf({ lock }: Surroundings): (dependency: Dependency) => Locked | undefined {
  if (!lock) return () => undefined;
  const file = lock.path.replace(/^.*[\\/]/, '');
  return dependency => {
    const entry = lockedFor(dependency, lock);
    return entry && { file, entry };
  };
}

/** What holds for all dependencies of a manifest alike. */
export function sharedFactsOf({ pip }: Manifest, { lock, installedSince }: Surroundings): SharedFacts {
  return {
    hasLockfile: lock !== undefined,
    ...(installedSince !== undefined && { installedSince }),
    extraIndexes: pip?.extraIndexUrls ?? [],
    privateScopes: [],
  };
}

/** Adds to each direct dependency what it brings in. */
export function withTransitive(
  judged: readonly Judged[],
  lock: ProjectLock,
  { bad, broughtIn }: JudgedLockfile,
  levels: RuleLevels,
): readonly Judged[] {
  if (bad.length === 0) return judged;
  return judged.map(one => {
    const key = keyFor(one.dependency, lock);
    const below = key === undefined ? [] : broughtIn.by(one.dependency, key, levels);
    return below.length === 0 ? one : { ...one, findings: [...one.findings, ...below] };
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

/** The packages of lockfiles that advisories can be asked about, each once. */
export function lockedPackages(lockfiles: readonly Lockfile[]): readonly PackageId[] {
  const packages = new Map<string, PackageId>();
  for (const lockfile of new Set(lockfiles)) {
    const { ecosystem } = lockfile;
    for (const { name, skipped } of lockfile.packages.values())
      if (skipped === undefined) packages.set(`${ecosystem} ${name}`, { ecosystem, name });
  }
  return [...packages.values()];
}

/** The key of what a direct dependency got. */
function keyFor({ group, writtenName, specifier }: Dependency, { lockfile, member }: ProjectLock): string | undefined {
  return OF_NO_PROJECT.test(group) ? undefined : lockfile.locate(member, writtenName, specifier);
}

/** Overrides and catalogs are about what others depend on; build requirements and package managers are neither locked nor installed with the project. */
const OF_NO_PROJECT = /override|resolutions|^catalogs?(?:\.|$)|^packageManager$|^build-system|^setup_requires$/;

function lockedFor(dependency: Dependency, lock: ProjectLock): ReturnType<Lockfile['packages']['get']> {
  const { lockfile } = lock;
  const key = keyFor(dependency, lock);
  return key === undefined ? undefined : lockfile.packages.get(key);
}
