import type { Lockfile } from '../../../model/lockfile.js';
import { decoded } from '../../../syntax/yaml/scalar.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { keyList } from '../../shared/lockfileText.js';
import { splitNameRange } from '../names.js';
import { type Draft, hashesOf, NO_VERSION, skipReason, TARBALL, withCheckedName } from './sources.js';

/**
 * The entries of a Yarn 1 lockfile, each under the patterns (`name@specifier`) that it answers; the first pattern is its key. Dependencies and
 * manifests are looked up by the same patterns, workspace members' too: the file tells nothing of them, nor of peers.
 */
export function readClassic(entries: readonly YamlEntry[]): Pick<Lockfile, 'packages' | 'locate' | 'covers'> {
  const packages = new Map<string, Draft>();
  const keyOf = new Map<string, string>();
  for (const entry of entries) {
    const patterns = patternsOf(entry.key);
    const key = patterns[0];
    if (key === undefined || entry.children.length === 0) continue;
    packages.set(key, withCheckedName(draftOf(entry, patterns)));
    for (const pattern of patterns) keyOf.set(pattern, key);
  }
  for (const entry of entries) {
    const draft = packages.get(patternsOf(entry.key)[0] ?? '');
    if (draft) draft.dependencies = dependenciesOf(entry, keyOf);
  }
  return {
    packages,
    covers: member => member === '',
    locate: (_member, writtenName, specifier) => keyList(keyOf.get(`${writtenName}@${specifier.trim()}`)),
  };
}

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

/** The name behind an alias: `alias@npm:name@range`. A resolution that replaces a package stands beside the ranges that it replaces. */
function targetOf(pattern: string): string | undefined {
  const { range = '' } = splitNameRange(pattern);
  return range.startsWith('npm:') ? splitNameRange(range.slice('npm:'.length)).name : undefined;
}

/** An archive of a registry is a release, whatever pattern led to it; else the patterns tell what was asked for. */
function sourceReason(patterns: readonly string[], resolved: string | undefined): string | undefined {
  const byUrl = resolved === undefined ? undefined : skipReason(resolved);
  if (resolved !== undefined && byUrl === undefined) return undefined;
  const reasons = patterns.map(pattern => skipReason(splitNameRange(pattern).range ?? ''));
  return reasons.find(reason => reason !== undefined) ?? (byUrl === TARBALL ? undefined : byUrl);
}

function dependenciesOf(entry: YamlEntry, keyOf: ReadonlyMap<string, string>): string[] {
  const keys = new Set<string>();
  for (const group of ['dependencies', 'optionalDependencies']) {
    for (const { key: name, value } of entryAt(entry.children, group)?.children ?? []) {
      const key = keyOf.get(`${name}@${value?.text ?? ''}`);
      if (key !== undefined) keys.add(key);
    }
  }
  return [...keys];
}
