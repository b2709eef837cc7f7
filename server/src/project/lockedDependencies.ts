// What a lockfile says of the dependencies of a manifest.
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { lockfileRowOf } from '../ecosystems/lockfiles.js';
import { GIT, TARBALL, WORKSPACE } from '../ecosystems/npm/lockfiles/sources.js';
import type { Dependency, Effective, Manifest } from '../model/index.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import type { Locked } from '../rules/rule.js';
import { quoted } from '../text/sanitize.js';
import type { ProjectLock } from './locks.js';
import type { ProjectContext } from './projectContext.js';

/** Evidence for a manifest's dependencies from what stands around it: installed before locked. */
export function evidenceOf({ lock, installed }: ProjectContext): (dependency: Dependency) => readonly Effective[] {
  return dependency => {
    const name = ECOSYSTEMS[dependency.ecosystem].names.aliases ? dependency.writtenName : dependency.name;
    const onDisk = isOfProject(dependency.group) ? installed.get(name) : undefined;
    const locked = lock && lockedFor(dependency, lock);
    return [
      ...(onDisk ? [{ version: onDisk.version, evidence: 'installed' as const, where: onDisk.where }] : []),
      ...(locked && lock && (locked.skipped === undefined || locked.withheld)
        ? [{ version: locked.version, evidence: 'locked' as const, where: lock.path.replace(/^.*[\\/]/, '') }]
        : []),
    ];
  };
}

/**
 * The entry of each dependency in the lockfile around its manifest. The same object as long as the lockfile is the same.
 * @param manifest what may replace its own dependencies by others (overrides, resolutions)
 */
export function lockedOf(manifest: Manifest, { lock }: ProjectContext): (dependency: Dependency) => Locked | undefined {
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
  const isElsewhere = member !== '' || !lockfileRowOf({ path, lockfile })?.replacesInManifest;
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

/** Whether the lockfile says of a dependency that it comes from the registry that everybody has. */
export function isLockedPublic(dependency: Dependency, lock: ProjectLock | undefined): boolean {
  return lock !== undefined && keysFor(dependency, lock).some(key => lock.lockfile.packages.get(key)?.isPublic === true);
}

/** Whether what a group of a manifest names is locked and installed with the project. */
export function isOfProject(group: string): boolean {
  return !OF_NO_PROJECT.test(group);
}

/** The keys of the releases that a line got, the effective one first: a direct dependency, or a line that the lockfile knows beside these. */
export function keysFor(dependency: Dependency, { lockfile, member }: ProjectLock): readonly string[] {
  const { group, writtenName, specifier } = dependency;
  return isOfProject(group) ? lockfile.locate(member, writtenName, specifier, group) : (lockfile.locateOther?.(member, dependency) ?? []);
}

function keyFor(dependency: Dependency, lock: ProjectLock): string | undefined {
  return keysFor(dependency, lock)[0];
}

/** Overrides and catalogs are about what others depend on; build requirements and package managers are neither locked nor installed with the project. */
const OF_NO_PROJECT =
  /override|resolutions|^catalogs?(?:\.|$)|^packageManager$|^devEngines\.|configDependencies$|^build-system|^setup_requires$/;

function lockedFor(dependency: Dependency, lock: ProjectLock): ReturnType<Lockfile['packages']['get']> {
  const { lockfile } = lock;
  const key = keyFor(dependency, lock);
  return key === undefined ? undefined : lockfile.packages.get(key);
}
