import type { RuleLevels } from '../config.js';
import type { Lockfile } from '../lockfiles/lockfile.js';
import type { Dependency, Effective, PackageId } from '../model.js';
import type { Facts } from './facts.js';
import type { Judged } from './inspect.js';
import { judgeLockfile, type LockJudgement } from './lockJudgement.js';
import type { ProjectLock } from './locks.js';
import type { Surroundings } from './projects.js';
import { type LocatedDependency, transitiveFindings } from './transitive.js';

/** What advisories say of a lockfile, by what is known now; undefined while nothing is known of it yet. Remembered as long as neither changes. */
export type Judgements = (lockfile: Lockfile, facts: Pick<Facts, 'peek' | 'revision'>) => LockJudgement;

export function createJudgements(): Judgements {
  const memo = new WeakMap<Lockfile, { readonly revision: number; readonly judgement: LockJudgement }>();
  return (lockfile, facts) => {
    const known = memo.get(lockfile);
    if (known?.revision === facts.revision()) return known.judgement;
    const judgement = judgeLockfile(lockfile, facts.peek);
    memo.set(lockfile, { revision: facts.revision(), judgement });
    return judgement;
  };
}

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

/** Adds to each direct dependency what it brings in. */
export function withTransitive(
  judged: readonly Judged[],
  lock: ProjectLock,
  judgement: LockJudgement,
  levels: RuleLevels,
): readonly Judged[] {
  if (judgement.bad.length === 0) return judged;
  const located = judged.flatMap(({ dependency }): readonly LocatedDependency[] => {
    const key = keyFor(dependency, lock);
    return key === undefined ? [] : [{ dependency, key }];
  });
  const findings = transitiveFindings(located, lock.lockfile, judgement, levels);
  return judged.map(one => {
    const below = findings.get(one.dependency) ?? [];
    return below.length === 0 ? one : { ...one, findings: [...one.findings, ...below] };
  });
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
