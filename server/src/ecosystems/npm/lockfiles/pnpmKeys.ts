import { splitNameRange } from '../names/packageName.js';
import { npmVersions } from '../versions/index.js';

/** How a lockfile writes its keys, by the first version that does so. */
export type KeyForm = 5 | 6 | 9;

/** A key taken apart; the offsets are those of the version in the key. */
export interface KeyParts {
  readonly name: string;
  /** The version, or of what comes from no registry the source. */
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly isRelease: boolean;
}

/** The key without the peers and patches that a package was resolved with. */
export function withoutPeers(key: string): string {
  return key.slice(0, endWithoutPeers(key));
}

/**
 * Takes a key apart: `/name/version_peers`, `/name@version(peers)` or `name@version(peers)`. Up to version 6 a key without the slash in front
 * names a registry's host first, or is no registry release.
 */
export function readKey(form: KeyForm, key: string): KeyParts {
  const end = endWithoutPeers(key);
  if (form === 9) return nameAtVersion(key, 0, end);
  const start = key.indexOf('/') + 1;
  return form === 6 ? nameAtVersion(key, start, end) : nameSlashVersion(key, start, end);
}

/**
 * The key that a dependency's reference means (pnpm's `refToRelative`): of the name itself where the reference is a version, else the
 * reference is the key (aliases, and what comes from no registry).
 */
export function keyOfReference(form: KeyForm, name: string, reference: string): string {
  if (form === 9) return isWholeKey(reference) ? reference : `${name}@${reference}`;
  if (reference.startsWith('file:') || withoutPeers(reference).includes('/')) return reference;
  return form === 6 ? `/${name}@${reference}` : `/${name}/${reference}`;
}

/** Version 9: an alias's reference starts with a name, maybe with a scope, so that an `@` stands before any colon or bracket. */
function isWholeKey(reference: string): boolean {
  const at = reference.indexOf('@');
  const other = reference.search(/[:(]/);
  return at >= 0 && (other < 0 || at < other);
}

function nameAtVersion(key: string, start: number, end: number): KeyParts {
  const { name, range = '' } = splitNameRange(key.slice(start, end));
  return { name, source: range, start: end - range.length, end, isRelease: npmVersions.isValid(range) };
}

/** Version 5: peers stand behind `_` (5.0 and 5.1: behind another slash). */
function nameSlashVersion(key: string, start: number, end: number): KeyParts {
  const names = key.slice(start, end).split('/');
  const name = names.splice(0, names[0]?.startsWith('@') ? 2 : 1).join('/');
  const [version = ''] = (names[0] ?? '').split('_');
  const from = start + name.length + 1;
  const isRelease = npmVersions.isValid(version);
  if (isRelease) return { name, source: version, start: from, end: from + version.length, isRelease };
  return { name, source: key.slice(0, end), start, end, isRelease };
}

/** Peers are one or more groups in brackets at the end, which nest. */
function endWithoutPeers(key: string): number {
  let end = key.length;
  while (key[end - 1] === ')') {
    const open = openingBracket(key, end - 1);
    if (open <= 0) return end;
    end = open;
  }
  return end;
}

function openingBracket(key: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    if (key[at] === ')') depth += 1;
    else if (key[at] === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
