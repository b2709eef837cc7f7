import { isForeign } from '../ecosystems/shared/foreignSource.js';
import type { Ecosystem, PackageId } from '../model/index.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import { weakMemo } from './weakMemo.js';

/** A name that a lockfile has registry releases of. */
export interface LockedName {
  readonly id: PackageId;
  /** Each once, in the order of the file. Never empty. */
  readonly versions: readonly string[];
}

/** What a lockfile has of each name, in the order of the file. */
export const lockedNames: (lockfile: Lockfile) => readonly LockedName[] = weakMemo(lockfile => namesIn(lockfile, isRelease));

/** The same of what comes from git or a URL, as far as the file tells versions. */
export const foreignNames: (lockfile: Lockfile) => readonly LockedName[] = weakMemo(lockfile => namesIn(lockfile, isForeignRelease));

/** The same of private releases that are skipped: nobody is asked about them, and what is known locally judges them. */
export const withheldNames: (lockfile: Lockfile) => readonly LockedName[] = weakMemo(lockfile => namesIn(lockfile, isWithheld));

/** The packages of a lockfile that advisories can be asked about, each once. */
export const lockedIds: (lockfile: Lockfile) => readonly PackageId[] = weakMemo(lockfile => lockedNames(lockfile).map(({ id }) => id));

/** By name; what is no registry release has no version that counts, and stands for any: `''`. */
export type VersionsByName = ReadonlyMap<string, readonly string[]>;

/** The versions that a lockfile has of each name. */
export const versionsByName: (lockfile: Lockfile) => VersionsByName = weakMemo(versionsIn);

/** Whether an entry comes from git or a URL, and has a version. */
export function isForeignRelease({ skipped, version }: LockedPackage): boolean {
  return version !== '' && isForeign(skipped);
}

/** Whether an entry is a private release that is skipped. */
export function isWithheld({ skipped, version, withheld }: LockedPackage): boolean {
  return version !== '' && skipped !== undefined && withheld !== undefined;
}

/** The package that an entry is a release of. */
export function lockedId(ecosystem: Ecosystem, { name, withheld }: LockedPackage): PackageId {
  return withheld ? { ecosystem, name, place: withheld.place } : { ecosystem, name };
}

function isRelease({ skipped }: LockedPackage): boolean {
  return skipped === undefined;
}

function namesIn({ ecosystem, packages }: Lockfile, isMeant: (locked: LockedPackage) => boolean): readonly LockedName[] {
  const names = new Map<string, { readonly id: PackageId; readonly versions: string[] }>();
  for (const locked of packages.values()) {
    if (!isMeant(locked)) continue;
    const { name, version } = locked;
    const known = names.get(name);
    if (!known) names.set(name, { id: lockedId(ecosystem, locked), versions: [version] });
    else if (!known.versions.includes(version)) known.versions.push(version);
  }
  return [...names.values()];
}

function versionsIn({ packages }: Lockfile): VersionsByName {
  const versions = new Map<string, string[]>();
  for (const { name, version, skipped } of packages.values()) {
    const known = versions.get(name);
    const counted = skipped === undefined ? version : '';
    if (known) known.push(counted);
    else versions.set(name, [counted]);
  }
  return versions;
}

/** The packages of lockfiles that advisories can be asked about, each once. */
export function lockedPackages(lockfiles: readonly Lockfile[]): readonly PackageId[] {
  const [first, ...others] = new Set(lockfiles);
  if (!first) return [];
  if (others.length === 0) return lockedIds(first);
  return [...new Map([first, ...others].flatMap(lockedIds).map(id => [`${id.ecosystem} ${id.name} ${id.place ?? ''}`, id])).values()];
}
