import type { Problem } from '../../../model/index.js';
import type { LockedPackage, Lockfile } from '../../../model/lockfile.js';
import { specifierKind } from '../manifests/specifier.js';
import { isNpmName } from '../names/packageName.js';
import { npmVersions } from '../versions/index.js';

/** A locked package while it is being put together. */
export type Draft = { -readonly [K in keyof LockedPackage]: LockedPackage[K] };

export const WORKSPACE = 'workspace package';
export const LOCAL = 'local path';
/** As manifests call a git repository, and an archive at some URL. */
export const GIT = 'git source';
export const TARBALL = 'tarball URL';
export const NO_RELEASE = 'not a registry release';

/** A lockfile of which nothing can be read. */
export function nothingRead(problems: readonly Problem[]): Lockfile {
  return { ecosystem: 'npm', packages: new Map(), locate: () => [], covers: member => member === '', problems };
}

/** A package as it is, but skipped where no registry can have its name. */
export function withCheckedName(draft: Draft): Draft {
  if (draft.skipped === undefined && !isNpmName(draft.name)) draft.skipped = 'not a valid package name';
  return draft;
}

/** Subresource-integrity text may name several hashes, with white space between. */
export function hashesOf(integrity: string): readonly string[] {
  return integrity.includes(' ') ? integrity.trim().split(/\s+/) : [integrity];
}

/** The first name that no package has yet: entries that share their first name must not take each other's place. The last one is taken anyway. */
export function freeKey(packages: ReadonlyMap<string, unknown>, names: readonly string[]): string {
  return names.find(name => !packages.has(name)) ?? names.at(-1) ?? '';
}

/** Archives that code hosts make of a commit; package managers fetch these for git dependencies. */
const COMMIT_ARCHIVE = /^https?:\/\/(?:codeload\.github\.com|gitlab\.com|bitbucket\.org)\//i;

/**
 * Why what a specifier or a `resolved` text names is no registry release, in the words that manifests use; undefined where it is one.
 * The URL of an archive in a registry (`…/-/name-1.0.0.tgz`) is one too.
 */
export function skipReason(text: string): string | undefined {
  if (!MAY_BE_NO_RELEASE.test(text)) return undefined;
  if (COMMIT_ARCHIVE.test(text)) return GIT;
  if (REGISTRY_ARCHIVE.test(text)) return undefined;
  const source = specifierKind(text.slice(0, TELLING_LENGTH));
  return source.kind === 'registry' ? undefined : source.reason;
}

/** Whatever stands behind `?` or `#`: it decides neither where npm looks nor what it finds there. Takes time linear in the length. */
const REGISTRY_ARCHIVE = /^https?:[^?#]*\/-\/[^/?#]+\.tgz(?:[?#]|$)/i;

/** Characters of an address by which its kind is told: a long one must not hide what is locked. */
const TELLING_LENGTH = 4096;

/**
 * Why what a `resolved` text names is no registry release. An archive with a URL of no common form may still be a registry's; the specifiers that lead
 * to it tell.
 */
export function resolvedReason(resolved: string | undefined): string | undefined {
  const reason = resolved === undefined ? undefined : skipReason(resolved);
  return reason === TARBALL ? undefined : reason;
}

/** A version, range or tag has none of these. */
const MAY_BE_NO_RELEASE = /[:/\\]|\.(?:tgz|tar)/;

/**
 * Whether a manifest's specifier can have led to the package that the lockfile has under its name. A lockfile that was written for
 * another specifier keeps its release only where that fits; what cannot be compared (tags, paths, catalogs) is taken to fit.
 */
export function mayLeadTo(specifier: string, locked: LockedPackage): boolean {
  const source = specifierKind(specifier);
  if (source.kind === 'skipped' || locked.skipped !== undefined) return true;
  if (source.name !== undefined && source.name !== locked.name) return false;
  const requirement = npmVersions.parse(specifier.slice(source.start, source.end));
  return requirement.kind === 'tag' || requirement.kind === 'invalid' || requirement.admits(locked.version);
}

/**
 * What overrides led to, in a lockfile that does not record them: the releases of an override's package that its range admits, of one that holds below
 * a package only those that this depends on. Overrides count in the root's manifest alone. The packages are indexed when one is first asked for.
 */
export function createOverriddenKeys(packages: ReadonlyMap<string, LockedPackage>): NonNullable<Lockfile['locateOther']> {
  let known: ReadonlyMap<string, readonly string[]> | undefined;
  const keysOf = (name: string): readonly string[] => {
    known ??= keysByName(packages);
    return known.get(name) ?? [];
  };
  return (member, { group, name, origin, below }) => {
    if (member !== '' || origin.kind !== 'registry' || !/override|resolutions/.test(group)) return [];
    const { kind, admits } = npmVersions.parse(origin.range);
    const isOpen = kind === 'tag' || kind === 'invalid';
    const reached = below === undefined ? undefined : new Set(keysOf(below).flatMap(key => packages.get(key)?.dependencies ?? []));
    return keysOf(name).filter(key => {
      const locked = packages.get(key);
      return locked?.skipped === undefined && (reached?.has(key) ?? true) && (isOpen || admits(locked?.version ?? ''));
    });
  };
}

function keysByName(packages: ReadonlyMap<string, LockedPackage>): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, { name }] of packages) {
    const known = keys.get(name);
    if (known) known.push(key);
    else keys.set(name, [key]);
  }
  return keys;
}
