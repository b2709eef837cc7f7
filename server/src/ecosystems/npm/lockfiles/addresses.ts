import type { LockedPackage, Lockfile } from '../../../model/lockfile.js';
import { quoted } from '../../../text/sanitize.js';
import { npmVersions } from '../versions/index.js';

/**
 * Adds what is wrong with the addresses that a lockfile names: the archive of another package or release, or a host that no configuration names. Such an
 * entry installs what its writer wanted, and no reviewer sees it ("lockfile injection"). Each is marked; but a host that most registry entries of the
 * file name, or all of a scope's several packages, may be a proxy that is not configured here: it is one doubt of the whole file, for whoever writes a
 * lockfile decides on the majority too. So are entries with an address and no digest, which npm installs unseen (docs.npmjs.com, package-lock.json).
 * @param hostsOf hosts of the registries that a package may come from
 */
export function withMisplaced(lockfile: Lockfile, hostsOf: (name: string) => readonly string[]): Lockfile {
  const usual = usualOrigin(lockfile);
  const usualHost = hostAndPath(usual)?.host ?? '';
  const isRight = (name: string, host: string): boolean => hostsOf(name).includes(host);
  const suspects = addressed(lockfile, (address, locked) => !isUsual(address, locked, usual) || !isRight(locked.name, usualHost));
  const ofScopes = suspects.length === 0 ? new Map() : hostsOfScopes(addressed(lockfile, (_, { name }) => name.startsWith('@')));
  const misplaced = new Map<string, string>();
  const common = new Map<string, string[]>();
  for (const suspect of suspects) {
    const { key, host, locked } = suspect;
    const archive = otherArchive(suspect);
    if (archive !== undefined) misplaced.set(key, archive);
    else if (isRight(locked.name, host)) continue;
    else if (host !== usualHost && host !== ofScopes.get(scopeOf(locked))) misplaced.set(key, otherHost(host));
    else if (!common.get(host)?.push(key)) common.set(host, [key]);
  }
  const told = new Set([...misplaced.keys(), ...[...common.values()].flat()]);
  const undigested = undigestedIn(lockfile).filter(key => !told.has(key));
  const doubts = [...[...common].map(([host, keys]) => ({ host, keys })), ...(undigested.length > 0 ? [{ keys: undigested }] : [])];
  return { ...lockfile, ...(misplaced.size > 0 && { misplaced }), ...(doubts.length > 0 && { doubts }) };
}

/** Keys of the registry entries with an http(s) address and no digest; Yarn 1 writes one behind the address. */
function undigestedIn({ packages, keepsNoDigests }: Lockfile): readonly string[] {
  if (keepsNoDigests) return [];
  const found: string[] = [];
  for (const [key, { resolved, skipped, integrity }] of packages) {
    if (skipped !== undefined || resolved === undefined || integrity?.some(hash => DIGEST.test(hash))) continue;
    if (URL_PARTS.test(resolved) && !DIGEST_BEHIND.test(resolved)) found.push(key);
  }
  return found;
}

const DIGEST = /^sha(?:1|256|384|512)-./;
const DIGEST_BEHIND = /#[0-9a-f]{40}$/i;

/** A registry entry that names an http(s) address. */
interface Addressed extends HostAndPath {
  readonly key: string;
  readonly locked: LockedPackage;
}

interface HostAndPath {
  /** In small letters, with the port. */
  readonly host: string;
  /** Percent signs as written. */
  readonly path: string;
}

function addressed({ packages }: Lockfile, isMeant: (address: string, locked: LockedPackage) => boolean): readonly Addressed[] {
  const found: Addressed[] = [];
  for (const [key, locked] of packages) {
    const { resolved, skipped } = locked;
    if (resolved === undefined || skipped !== undefined || !isMeant(resolved, locked)) continue;
    const parts = hostAndPath(archiveOf(resolved));
    if (parts) found.push({ key, locked, ...parts });
  }
  return found;
}

function hostAndPath(url: string): HostAndPath | undefined {
  const [, host, path = ''] = URL_PARTS.exec(url) ?? [];
  return host === undefined ? undefined : { host: host.toLowerCase(), path };
}

const URL_PARTS = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)([^?#]*)/i;

/** Yarn 2 and newer bind the address of an archive at an unusual place to the version. */
function archiveOf(resolved: string): string {
  const at = resolved.indexOf('__archiveUrl=');
  return at < 0 ? resolved : decoded(resolved.slice(at + '__archiveUrl='.length).replace(/&.*$/, ''));
}

/** What the addresses of more than half of the registry entries begin with, up to the path of the registry; those without an address come from the configured one. */
function usualOrigin({ packages }: Lockfile): string {
  const counts = new Map<string, number>();
  let entries = 0;
  for (const { skipped, resolved } of packages.values()) {
    if (skipped !== undefined) continue;
    entries++;
    const origin = resolved?.startsWith('http') ? resolved.slice(0, Math.max(0, resolved.indexOf('/', 'https://'.length))) : '';
    counts.set(origin, (counts.get(origin) ?? 0) + 1);
  }
  return [...counts].find(([, count]) => count > entries / 2)?.[0] ?? '';
}

/** The commonest form of an address needs no closer look: a file may have tens of thousands, and putting the text together for each would be dear. */
function isUsual(address: string, locked: LockedPackage, usual: string): boolean {
  if (usual === '') return false;
  let at = 0;
  for (const piece of [usual, '/', locked.name, '/-/', baseOf(locked), '-', locked.version, '.tgz']) {
    if (!address.startsWith(piece, at)) return false;
    at += piece.length;
  }
  return true;
}

/** The one host that all of a scope's packages come from, where it has several. */
function hostsOfScopes(scoped: readonly Addressed[]): ReadonlyMap<string, string> {
  const hosts = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const { host, locked } of scoped) {
    const scope = scopeOf(locked);
    hosts.set(scope, (hosts.get(scope) ?? new Set()).add(host));
    counts.set(scope, (counts.get(scope) ?? 0) + 1);
  }
  return new Map(
    [...hosts].flatMap(([scope, [host = '', another]]) => (another === undefined && (counts.get(scope) ?? 0) > 1 ? [[scope, host]] : [])),
  );
}

function scopeOf({ name }: LockedPackage): string {
  return name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
}

function baseOf({ name }: LockedPackage): string {
  return name.slice(name.indexOf('/') + 1);
}

/** What a registry's own form of address (`…/NAME/-/FILE-VERSION.tgz`) names, where that is another package or release. */
function otherArchive({ locked, path }: Addressed): string | undefined {
  const end = path.lastIndexOf('/-/');
  if (end < 0) return undefined;
  const [scope = '', base = ''] = decoded(path.slice(0, end)).split('/').slice(-2);
  const name = scope.startsWith('@') ? `${scope}/${base}` : base;
  if (name !== '' && name.toLowerCase() !== locked.name.toLowerCase()) return `is the archive of another package, ${quoted(name, 40)}`;
  const version = otherVersion(decoded(path.slice(end)), locked);
  return version === undefined ? undefined : `is the archive of another release, ${quoted(version, 30)}`;
}

/** The version in a file's name, where it is another than the locked one. Build metadata is no part of it. */
function otherVersion(file: string, locked: LockedPackage): string | undefined {
  const versions = npmVersions;
  const [name, start, end] = [file.slice(file.lastIndexOf('/') + 1), `${baseOf(locked)}-`, '.tgz'];
  const found = name.startsWith(start) && name.endsWith(end) ? name.slice(start.length, -end.length) : '';
  if (!versions.isValid(found) || !versions.isValid(locked.version)) return undefined;
  return versions.compare(found, locked.version) === 0 ? undefined : found;
}

function otherHost(host: string): string {
  return `comes from ${quoted(host, 32)}, which is no registry configured here`;
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
