import { wordOf } from '../../../text/values.js';
import { normalizeName } from '../names/packageName.js';
import { pythonVersions } from '../versions/index.js';

// What names and headers of Python's metadata folders tell: *.dist-info (PEP 376, PEP 427), *.egg-info and *.egg (setuptools), *.egg-link.

export type MetadataKind = 'dist-info' | 'egg-info' | 'egg' | 'egg-link';

/** The kind of a name in site-packages and what is before its suffix; undefined for anything else, also for pip's leftovers (`~name…`). */
export function metadataKind(entry: string): { readonly kind: MetadataKind; readonly stem: string } | undefined {
  const [, stem = '', kind] = /^([^~.].*)\.(dist-info|egg-info|egg|egg-link)$/i.exec(entry) ?? [];
  return kind === undefined ? undefined : { kind: kind.toLowerCase() as MetadataKind, stem };
}

/** A project's name (PEP 503) and version. */
export interface NameAndVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * Reads `name-version` of a dist-info folder, or `name-version-py3.11-platform` of an egg. Undefined where it does not tell safely:
 * hyphens are written `_` there, but old tools did not; an underscore in a version may stand for a hyphen (`0.1.2_1` for `0.1.2-1`).
 */
export function readStem(stem: string, kind: MetadataKind): NameAndVersion | undefined {
  const pattern = kind === 'dist-info' ? /^([^-]+)-([^-_]+)$/ : /^([^-]+)-([^-_]+)(?:-py\d[\d.]*(?:-.+)?)?$/;
  const [, name, version] = pattern.exec(stem) ?? [];
  return name !== undefined && version !== undefined && pythonVersions.isValid(version)
    ? { name: normalizeName(name), version }
    : undefined;
}

/** Reads `Name` and `Version` out of the headers of METADATA or PKG-INFO (core metadata: headers end at the first empty line). */
export function readHeaders(text: string): NameAndVersion | undefined {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const header = (field: string) => wordOf(new RegExp(`^${field}:[ \\t]*(\\S+)[ \\t]*$`, 'im').exec(text.slice(0, end))?.[1]);
  const [name, version] = [header('Name'), header('Version')];
  return name !== undefined && version !== undefined ? { name: normalizeName(name), version } : undefined;
}
