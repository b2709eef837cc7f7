// What lockfiles say of where releases come from and of their digests, and did not say before.
import type { Judged } from '../../analysis/evaluate.js';
import { type FileResult, type LockedReleases, lockfilesIn, manifestsIn } from '../../analysis/results.js';
import type { LockedPackage } from '../../model/lockfile.js';

/** Releases that now come from another host. */
export interface HostChange {
  /** Absolute. */
  readonly path: string;
  /** Hosts that the lockfile named for them before; none where it was not there, or left the host to the configuration. */
  readonly before: readonly string[];
  /** `registry.example`, `http://registry.example` where nothing is encrypted. Undefined: the host is left to the configuration. */
  readonly after: string | undefined;
  /** `name@version`. */
  readonly releases: readonly string[];
}

/** A release of which the lockfile wants other files than before. */
export interface DigestChange {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly before: readonly string[];
  /** Empty where there is no digest any more. */
  readonly after: readonly string[];
}

/** Compares the hosts that lockfiles name: of the same release, else of its package, else of the whole file. */
export function hostChanges(before: readonly FileResult[], after: readonly FileResult[]): readonly HostChange[] {
  const known = byPath(before);
  return lockfilesIn(after).flatMap(locked => hostsChangedIn(locked, known.get(locked.path)));
}

/** Compares the digests of releases that a lockfile, or a requirements file with hashes, had before. */
export function digestChanges(before: readonly FileResult[], after: readonly FileResult[]): readonly DigestChange[] {
  const known = pinnedIn(before);
  return [...pinnedIn(after)].flatMap(([path, releases]) => digestsChangedIn(path, releases, known.get(path) ?? []));
}

/** The host of an address without its credentials, with the scheme where that encrypts nothing; undefined where it names none. */
export function hostOf(address: string): string | undefined {
  const [, scheme = '', authority = ''] = /^([a-z][a-z\d+.-]*):\/\/([^/?#\\]*)/i.exec(address) ?? [];
  const [, remote = ''] = /^[^/@:\s]+@([^/@:\s]+):/.exec(address) ?? [];
  const host = (authority || remote).replace(/^.*@/s, '').toLowerCase();
  if (host === '') return undefined;
  return /^(?:git\+)?http$|^git$/i.test(scheme) ? `${scheme.toLowerCase()}://${host}` : host;
}

function byPath(results: readonly FileResult[]): ReadonlyMap<string, LockedReleases> {
  return new Map(lockfilesIn(results).map(locked => [locked.path, locked]));
}

type Hosts = ReadonlyMap<string, ReadonlySet<string | undefined>>;

function hostsChangedIn({ path, lockfile }: LockedReleases, old: LockedReleases | undefined): readonly HostChange[] {
  const before = [...(old?.lockfile.packages.values() ?? [])];
  const ofRelease = hostsBy(before, releaseOf);
  const ofPackage = hostsBy(before, ({ name }) => name);
  const all = hostsBy(before, () => '').get('') ?? new Set<string | undefined>();
  const changes = new Map<string, HostChange & { releases: string[] }>();
  for (const locked of lockfile.packages.values()) {
    const host = locked.resolved === undefined ? undefined : hostOf(locked.resolved);
    const known = ofRelease.get(releaseOf(locked)) ?? ofPackage.get(locked.name) ?? all;
    // of a file without a single address nothing is told that could change
    if (known.has(host) || (known.size === 0 && host === undefined)) continue;
    const hosts = [...known].filter(one => one !== undefined).sort();
    const key = JSON.stringify([hosts, host]);
    const change = changes.get(key) ?? { path, before: hosts, after: host, releases: [] };
    changes.set(key, change);
    if (!change.releases.includes(releaseOf(locked))) change.releases.push(releaseOf(locked));
  }
  return [...changes.values()];
}

function hostsBy(packages: readonly LockedPackage[], keyOf: (locked: LockedPackage) => string): Hosts {
  const hosts = new Map<string, Set<string | undefined>>();
  for (const locked of packages) {
    const key = keyOf(locked);
    const known = hosts.get(key) ?? new Set();
    hosts.set(key, known.add(locked.resolved === undefined ? undefined : hostOf(locked.resolved)));
  }
  return hosts;
}

/** A release with the digests that a file wants of it. */
type Pinned = Pick<LockedPackage, 'name' | 'version' | 'integrity'>;

/** By path. A file that is both a manifest and a lockfile tells all of it as a lockfile. */
function pinnedIn(results: readonly FileResult[]): ReadonlyMap<string, Iterable<Pinned>> {
  const manifests = manifestsIn(results).map(({ path, judged }) => [path, judged.map(pinnedBy)] as const);
  return new Map<string, Iterable<Pinned>>([
    ...manifests,
    ...lockfilesIn(results).map(({ path, lockfile }) => [path, [...lockfile.packages.values()]] as const),
  ]);
}

function pinnedBy({ dependency: { name, specifier, hashes = [] } }: Judged): Pinned {
  return { name, version: specifier.replace(/^===?\s*/, ''), integrity: hashes.map(({ algorithm, digest }) => `${algorithm}:${digest}`) };
}

function digestsChangedIn(path: string, after: Iterable<Pinned>, old: Iterable<Pinned>): readonly DigestChange[] {
  const before = digestsBy(old);
  return [...digestsBy(after)].flatMap(([key, { name, version, digests, isBare }]) => {
    const known = before.get(key);
    if (!known || known.digests.size === 0) return [];
    const isSame = digests.size === known.digests.size && [...digests].every(digest => known.digests.has(digest));
    if (isSame && isBare === known.isBare) return [];
    return [{ path, name, version, before: [...known.digests], after: isBare && !known.isBare && isSame ? [] : [...digests] }];
  });
}

interface Digests extends Pick<LockedPackage, 'name' | 'version'> {
  readonly digests: Set<string>;
  /** An entry of the release has none. */
  isBare: boolean;
}

/** Several entries of a file may be one release. */
function digestsBy(packages: Iterable<Pinned>): ReadonlyMap<string, Digests> {
  const found = new Map<string, Digests>();
  for (const locked of packages) {
    const { name, version, integrity = [] } = locked;
    const known = found.get(releaseOf(locked)) ?? { name, version, digests: new Set(), isBare: false };
    found.set(releaseOf(locked), known);
    const digests = integrity.flatMap(text => text.split(/\s+/)).filter(text => text !== '');
    for (const digest of digests) known.digests.add(digest);
    if (digests.length === 0) known.isBare = true;
  }
  return found;
}

function releaseOf({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string {
  return `${name}@${version}`;
}
