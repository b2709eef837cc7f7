// `//- registry` of a fixture: what a registry says of one package.

import { versionsOf } from '../../server/src/ecosystems/index.js';
import type {
  Answer,
  Ecosystem,
  PackageFacts,
  Peer,
  ProjectStatus,
  Release,
  Secrecy,
  WithdrawnRelease,
} from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
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

/** `private(HOST)` and the like: nobody is asked, and the advisories of the fixture are known on this computer. */
const SECRECY: Readonly<Record<string, Secrecy['kind']>> = { private: 'own', shared: 'shared', untrusted: 'untrusted', unread: 'unread' };

interface Reading {
  readonly releases: Release[];
  readonly withdrawn: WithdrawnRelease[];
  readonly tags: Record<string, string>;
  status: ProjectStatus | undefined;
  statusReason: string | undefined;
  tellsTimes: boolean;
  fetchedAt: number;
  staleBecause: string | undefined;
  createdAt: number | undefined;
  maintainers: readonly string[] | undefined;
  repository: string | undefined;
}

function answerOf(ecosystem: Ecosystem, name: string, entries: readonly string[], now: number): RegistryAnswer {
  const [first = ''] = entries;
  if (first === 'pending') return { kind: 'pending' };
  if (first === 'absent') return { kind: 'absent', fetchedAt: now };
  const [kind, reason = ''] = bracketed(first) ?? [];
  if (kind === 'unknown') return { kind, reason };
  const secrecy = kind === undefined ? undefined : SECRECY[kind];
  if (secrecy) {
    const host = reason;
    return { kind: 'unknown', reason: `not checked: private registry ${host}`, deliberate: true, secrecy: { kind: secrecy, host } };
  }
  const reading: Reading = {
    releases: [],
    withdrawn: [],
    tags: {},
    status: undefined,
    statusReason: undefined,
    tellsTimes: ecosystem === 'npm',
    fetchedAt: now,
    staleBecause: undefined,
    createdAt: undefined,
    maintainers: undefined,
    repository: undefined,
  };
  for (const entry of entries) readEntry(entry, reading, now);
  const { releases, withdrawn, status, statusReason, fetchedAt, staleBecause, createdAt, maintainers, repository } = reading;
  const facts: PackageFacts = {
    ecosystem,
    name,
    releases: releasesOf(releases),
    distTags: ecosystem === 'npm' ? { ...latestOf(releases), ...reading.tags } : {},
    ...(reading.tellsTimes && { withdrawn }),
    ...(status && { status }),
    ...(statusReason && { statusReason }),
    ...(createdAt !== undefined && { createdAt }),
    ...(maintainers && { maintainers }),
    ...(repository !== undefined && { repository }),
  };
  return { kind: 'found', value: facts, fetchedAt, ...(staleBecause !== undefined && { staleBecause }) };
}

function readEntry(entry: string, reading: Reading, now: number): void {
  const [word = '', ...words] = entry.match(/[^\s(]+(\([^)]*\))?/g) ?? [];
  const [second = '', third = ''] = words;
  const [kind, text = ''] = bracketed(word) ?? [];
  if (word === 'tag') reading.tags[second] = third;
  else if (word === 'no-times') reading.tellsTimes = false;
  else if (word === 'created') reading.createdAt = Date.parse(second);
  else if (kind === 'maintainers') reading.maintainers = wordsOf(text);
  else if (kind === 'repository') reading.repository = text;
  else if (word === 'asked') reading.fetchedAt = now - Number(second.replace('h', '')) * HOUR;
  else if (kind === 'stale') reading.staleBecause = text;
  else if (word === 'status') {
    const [status, statusReason] = bracketed(second) ?? [second];
    reading.status = status as ProjectStatus;
    reading.statusReason = statusReason;
  } else readRelease(word, words, reading);
}

/** When releases were published of which a fixture does not say so. */
const LONG_AGO = Date.parse('2025-05-01');

function readRelease(version: string, marks: readonly string[], reading: Reading): void {
  let release: Release = marks.includes('undated') ? { version } : { version, publishedAt: LONG_AGO };
  for (const mark of marks) {
    const [kind, text = ''] = bracketed(mark) ?? [mark];
    if (/^\d{4}-\d\d-\d\d/.test(mark)) release = { ...release, publishedAt: Date.parse(mark) };
    else if (kind === 'yanked') release = { ...release, yanked: text };
    else if (kind === 'deprecated') release = { ...release, deprecated: text || 'no longer supported' };
    else if (kind === 'by') release = { ...release, publisher: text };
    else if (kind === 'repository') release = { ...release, repository: text };
    else if (kind === 'runs') release = { ...release, installScripts: wordsOf(text) };
    else if (kind === 'needs') release = { ...release, dependencies: wordsOf(text) };
    else if (kind === 'python') release = { ...release, requiresPython: text };
    else if (kind === 'node') release = { ...release, requiresNode: text };
    else if (kind === 'peers') release = { ...release, peers: wordsOf(text).map(peerOf) };
    else if (mark === 'no-file') release = { ...release, hasNoFile: true };
    else if (kind === 'digest') release = { ...release, digests: wordsOf(text) };
    else if (mark === 'attested' || mark === 'unattested') release = { ...release, provenance: mark === 'attested' };
    else if (mark !== 'withdrawn' && mark !== 'undated') throw new Error(`no mark of a release: ${mark}`);
  }
  if (marks.includes('withdrawn')) reading.withdrawn.push(release);
  else reading.releases.push(release);
}

/** `name@range`. */
function peerOf(text: string): Peer {
  const end = text.lastIndexOf('@');
  return { name: text.slice(0, end), range: text.slice(end + 1) };
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter(word => word !== '');
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
