import type { Span } from '../../../model/index.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { registryArchive } from '../names/registryArchive.js';
import { type KeyForm, type KeyParts, keyOfReference, readKey, withoutPeers } from './pnpmKeys.js';
import { type Draft, hashesOf, NO_RELEASE, skipReason, withCheckedName } from './sources.js';

/**
 * The `packages` of a pnpm-lock.yaml by key. From version 9 they are in two sections: `packages` has what a release is, once, and
 * `snapshots` what each of its installations depends on, by the peers that it has.
 */
export function readPnpmPackages(entries: readonly YamlEntry[], form: KeyForm): Map<string, Draft> {
  const releases = entryAt(entries, 'packages')?.children ?? [];
  const snapshots = entryAt(entries, 'snapshots')?.children ?? [];
  const byKey = new Map(releases.map(entry => [entry.key, entry]));
  const packages = new Map<string, Draft>();
  const unused = new Set(byKey.keys());
  for (const snapshot of snapshots) {
    const releaseKey = withoutPeers(snapshot.key);
    unused.delete(releaseKey);
    packages.set(snapshot.key, withCheckedName(draftOf(form, byKey.get(releaseKey) ?? snapshot)));
  }
  for (const entry of releases) if (unused.has(entry.key)) packages.set(entry.key, withCheckedName(draftOf(form, entry)));
  for (const entry of [...releases, ...snapshots]) resolveDependencies(form, packages, entry);
  return packages;
}

function draftOf(form: KeyForm, entry: YamlEntry): Draft {
  const parts = readKey(form, entry.key);
  const resolution = entryAt(entry.children, 'resolution');
  const tarball = scalarAt(resolution, 'tarball');
  const archive = parts.isRelease ? undefined : registryArchive(tarball ?? parts.source);
  const name = (parts.isRelease ? undefined : (scalarAt(entry, 'name') ?? archive?.name)) ?? parts.name;
  const version = parts.isRelease ? parts.source : (scalarAt(entry, 'version') ?? archive?.version ?? '');
  const integrity = scalarAt(resolution, 'integrity');
  const skipped = parts.isRelease ? undefined : reasonOf(parts, resolution, name, version);
  return {
    name,
    version,
    span: spanOf(entry, parts, name),
    dependencies: [],
    ...(skipped !== undefined && { skipped }),
    ...(tarball !== undefined && { resolved: tarball }),
    ...(integrity !== undefined && { integrity: hashesOf(integrity) }),
  };
}

/** Why a key that names no version is no registry release, as far as its source or resolution tells. */
function reasonOf({ source }: KeyParts, resolution: YamlEntry | undefined, name: string, version: string): string | undefined {
  const type = scalarAt(resolution, 'type');
  if (type === 'git') return 'git source';
  if (type === 'directory') return 'local path';
  const tarball = scalarAt(resolution, 'tarball');
  if (skipReason(tarball ?? source) === undefined && version !== '' && name !== '' && (tarball !== undefined || registryArchive(source)))
    return undefined;
  return skipReason(tarball ?? source) ?? skipReason(source) ?? NO_RELEASE;
}

/** The version in the key; of a key without one the name, or else the key, is what tells. */
function spanOf({ key, keySpan }: YamlEntry, { start, end, isRelease }: KeyParts, name: string): Span {
  if (keySpan.end - keySpan.start !== key.length) return keySpan;
  if (isRelease) return { start: keySpan.start + start, end: keySpan.start + end };
  const at = key.indexOf(name);
  return at < 0 ? keySpan : { start: keySpan.start + at, end: keySpan.start + at + name.length };
}

function resolveDependencies(form: KeyForm, packages: ReadonlyMap<string, Draft>, entry: YamlEntry): void {
  const draft = packages.get(entry.key);
  if (draft === undefined) return;
  const keys = new Set<string>(draft.dependencies);
  for (const group of NEEDS) {
    for (const { key: name, value } of entryAt(entry.children, group)?.children ?? []) {
      const key = value && keyOfReference(form, name, value.text);
      if (key !== undefined && packages.has(key)) keys.add(key);
    }
  }
  draft.dependencies = [...keys];
}

/** The groups in which an entry names what it depends on. */
export const NEEDS: readonly string[] = ['dependencies', 'optionalDependencies'];
