// `//- registry` of a fixture: what a registry says of one package.

import type { Answer, Ecosystem, PackageFacts, ProjectStatus, Release, WithdrawnRelease } from '../../server/src/model.js';
import { versionsOf } from '../../server/src/versions/index.js';
import { releasesOf } from '../../server/src/versions/releases.js';
import { bracketed, HOUR } from './fixture.js';

export type RegistryAnswer = Answer<PackageFacts>;

/** Reads `ecosystem name entry, entry…`; entries may stand on lines of their own. The key is `ecosystem name`. */
export function readRegistry(text: string, now: number): readonly [string, RegistryAnswer] {
  const [, ecosystem, name = '', rest = ''] = /^(npm|PyPI) (\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  if (ecosystem === undefined) throw new Error(`//- registry ${text}: not understood`);
  const entries = rest
    .split(/[,\n](?![^(]*\))/)
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
  return [`${ecosystem} ${name}`, answerOf(ecosystem as Ecosystem, name, entries, now)];
}

interface Reading {
  readonly releases: Release[];
  readonly withdrawn: WithdrawnRelease[];
  readonly tags: Record<string, string>;
  status: ProjectStatus | undefined;
  statusReason: string | undefined;
  tellsTimes: boolean;
  fetchedAt: number;
  staleBecause: string | undefined;
}

function answerOf(ecosystem: Ecosystem, name: string, entries: readonly string[], now: number): RegistryAnswer {
  const [first = ''] = entries;
  if (first === 'pending') return { kind: 'pending' };
  if (first === 'absent') return { kind: 'absent', fetchedAt: now };
  const [kind, reason = ''] = bracketed(first) ?? [];
  if (kind === 'unknown') return { kind, reason };
  if (kind === 'private') return { kind: 'unknown', reason: `not checked: private registry ${reason}`, deliberate: true };
  const reading: Reading = {
    releases: [],
    withdrawn: [],
    tags: {},
    status: undefined,
    statusReason: undefined,
    tellsTimes: ecosystem === 'npm',
    fetchedAt: now,
    staleBecause: undefined,
  };
  for (const entry of entries) readEntry(entry, reading, now);
  const { releases, withdrawn, status, statusReason, fetchedAt, staleBecause } = reading;
  const facts: PackageFacts = {
    ecosystem,
    name,
    releases: releasesOf(releases),
    distTags: ecosystem === 'npm' ? { ...latestOf(releases), ...reading.tags } : {},
    ...(reading.tellsTimes && { withdrawn }),
    ...(status && { status }),
    ...(statusReason && { statusReason }),
  };
  return { kind: 'found', value: facts, fetchedAt, ...(staleBecause !== undefined && { staleBecause }) };
}

function readEntry(entry: string, reading: Reading, now: number): void {
  const [word = '', ...words] = entry.match(/[^\s(]+(\([^)]*\))?/g) ?? [];
  const [second = '', third = ''] = words;
  const [stale, reason] = bracketed(word) ?? [];
  if (word === 'tag') reading.tags[second] = third;
  else if (word === 'no-times') reading.tellsTimes = false;
  else if (word === 'asked') reading.fetchedAt = now - Number(second.replace('h', '')) * HOUR;
  else if (stale === 'stale') reading.staleBecause = reason;
  else if (word === 'status') {
    const [status, statusReason] = bracketed(second) ?? [second];
    reading.status = status as ProjectStatus;
    reading.statusReason = statusReason;
  } else readRelease(word, words, reading);
}

function readRelease(version: string, marks: readonly string[], reading: Reading): void {
  let release: Release = { version };
  for (const mark of marks) {
    const [kind, text = ''] = bracketed(mark) ?? [mark];
    if (/^\d{4}-\d\d-\d\d/.test(mark)) release = { ...release, publishedAt: Date.parse(mark) };
    else if (kind === 'yanked') release = { ...release, yanked: text };
    else if (kind === 'deprecated') release = { ...release, deprecated: text || 'no longer supported' };
    else if (mark !== 'withdrawn') throw new Error(`no mark of a release: ${mark}`);
  }
  if (marks.includes('withdrawn')) reading.withdrawn.push(release);
  else reading.releases.push(release);
}

/** The tag that npm always has: here the highest final release. */
function latestOf(releases: readonly Release[]): Record<string, string> {
  const versions = versionsOf('npm');
  const latest = releases
    .map(({ version }) => version)
    .filter(version => versions.isValid(version) && !versions.isPrerelease(version))
    .sort(versions.compare)
    .at(-1);
  return latest === undefined ? {} : { latest };
}
