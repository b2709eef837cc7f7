import type { Lockfile } from '../../../model/lockfile.js';
import { decoded } from '../../../syntax/yaml/scalar.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { NO_VERSION } from '../../shared/lockfileText.js';
import { splitNameRange } from '../names/packageName.js';
import { registryArchive } from '../names/registryArchive.js';
import { type Draft, freeKey, hashesOf, skipReason, TARBALL, withCheckedName } from './sources.js';
import type { YarnRoot } from './yarnRoot.js';

/**
 * The entries of a Yarn 1 lockfile, each under the patterns (`name@specifier`) that it answers. Its key is its first pattern, or the first that no entry
 * before it has: Bun writes such files with patterns that several entries share, of which Yarn takes the last. Dependencies and manifests are looked up
 * by the same patterns, workspace members' too: the file tells nothing of them, nor of peers.
 */
export function readClassic(
  entries: readonly YamlEntry[],
  root: YarnRoot,
): Pick<Lockfile, 'packages' | 'locate' | 'locateOther' | 'covers'> {
  const packages = new Map<string, Draft>();
  const found: { readonly entry: YamlEntry; readonly draft: Draft; readonly parent: string }[] = [];
  const keys: Keys = new Map();
  for (const entry of entries) {
    const patterns = patternsOf(entry.key);
    if (patterns.length === 0 || entry.children.length === 0) continue;
    const key = freeKey(packages, [...patterns, `${entry.key} ${entry.keySpan.start}`]);
    const draft = withCheckedName(draftOf(entry, patterns));
    packages.set(key, draft);
    found.push({ entry, draft, parent: splitNameRange(patterns[0] ?? '').name });
    for (const pattern of patterns) keys.set(pattern, [key, ...(keys.get(pattern) ?? [])]);
  }
  for (const { entry, draft, parent } of found) draft.dependencies = dependenciesOf(entry, keys, root, parent);
  return {
    packages,
    covers: member => member === '',
    locate: (_member, writtenName, specifier) => directKeys(keys, root, writtenName, specifier.trim()),
    locateOther: (_member, { group, writtenName, specifier }) =>
      group === 'resolutions' ? (keys.get(`${writtenName}@${specifier.trim()}`) ?? []) : [],
  };
}

/** By pattern: the entries that answer it, the one that Yarn takes first. */
type Keys = Map<string, readonly string[]>;

/** `a@^1, "b@npm:c@1 || 2"`: separated by commas, each with or without quotes. */
function patternsOf(key: string): string[] {
  return (key.match(PATTERN) ?? []).map(pattern => (pattern.startsWith('"') ? decoded(pattern.slice(1, -1), 'double') : pattern));
}

const PATTERN = /"[^"]*"|[^\s",][^",]*/g;

function draftOf(entry: YamlEntry, patterns: readonly string[]): Draft {
  const { name: alias } = splitNameRange(patterns[0] ?? '');
  const version = entryAt(entry.children, 'version')?.value;
  const resolved = scalarAt(entry, 'resolved');
  const integrity = scalarAt(entry, 'integrity');
  const skipped = version?.text ? sourceReason(patterns, resolved) : NO_VERSION;
  const start = entry.keySpan.start + Math.max(0, entry.key.indexOf(alias));
  return {
    name: patterns.map(targetOf).find(target => target !== undefined) ?? alias,
    version: version?.text ?? '',
    span: version?.text ? version.span : { start, end: start + alias.length },
    dependencies: [],
    ...(skipped !== undefined && { skipped }),
    ...(resolved !== undefined && { resolved }),
    ...(integrity !== undefined && { integrity: hashesOf(integrity) }),
  };
}

/** The name behind an alias: `alias@npm:name@range`, or the address of a registry's archive. A resolution that replaces a package stands beside the ranges that it replaces. */
function targetOf(pattern: string): string | undefined {
  const { range = '' } = splitNameRange(pattern);
  return range.startsWith('npm:') ? splitNameRange(range.slice('npm:'.length)).name : registryArchive(range)?.name;
}

/** An archive of a registry is a release, whatever pattern led to it; else the patterns tell what was asked for. */
function sourceReason(patterns: readonly string[], resolved: string | undefined): string | undefined {
  const byUrl = resolved === undefined ? undefined : skipReason(resolved);
  if (resolved !== undefined && byUrl === undefined) return undefined;
  const reasons = patterns.map(pattern => skipReason(splitNameRange(pattern).range ?? ''));
  return reasons.find(reason => reason !== undefined) ?? (byUrl === TARBALL ? undefined : byUrl);
}

function dependenciesOf(entry: YamlEntry, keys: Keys, root: YarnRoot, parent: string): string[] {
  const found = new Set<string>();
  for (const group of ['dependencies', 'optionalDependencies']) {
    for (const { key: name, value } of entryAt(entry.children, group)?.children ?? [])
      for (const key of keysOf(keys, root, parent, name, value?.text ?? '')) found.add(key);
  }
  return [...found];
}

/**
 * What a dependency of a package leads to. Yarn puts the pattern of a request to the entry of the resolution that holds for it; where another request of
 * the same pattern has an entry of its own, only one of the two is written so: both are taken.
 */
function keysOf(keys: Keys, { resolutions }: YarnRoot, parent: string, name: string, specifier: string): readonly string[] {
  const asked = keys.get(`${name}@${specifier}`) ?? [];
  if (resolutions.length === 0) return asked;
  const replaced = resolutions
    .filter(({ target, parent: above, isPath }) => target.name === name && (above === undefined || isPath || above.name === parent))
    .flatMap(({ value }) => keys.get(`${name}@${value}`) ?? []);
  return [...replaced, ...asked];
}

/** A resolution without a parent holds for the project's own dependencies as well; the pattern may be left out of the file then. */
function directKeys(keys: Keys, { resolutions }: YarnRoot, name: string, specifier: string): readonly string[] {
  const asked = keys.get(`${name}@${specifier}`);
  if (asked) return asked;
  const forAll = resolutions.find(({ target, parent, isPath }) => target.name === name && parent === undefined && !isPath);
  return (forAll && keys.get(`${name}@${forAll.value}`)) ?? [];
}
