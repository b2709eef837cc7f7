// Everything that reads text or bytes from outside. Formats of the table of ecosystems are here by themselves; any other new reader is a row more.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { coversEveryRelease, fixedIn, matchRelease } from '../../server/src/advisories/matching.js';
import { readAdvisory } from '../../server/src/advisories/osv.js';
import { ECOSYSTEMS, versionsOf } from '../../server/src/ecosystems/index.js';
import { bunLock } from '../../server/src/ecosystems/npm/lockfiles/bunLock.js';
import { packageLock } from '../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { pnpmLock } from '../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { yarnLock } from '../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import { classifySpecifier } from '../../server/src/ecosystems/npm/manifests/specifier.js';
import { digestParts, PACKUMENT_PARTS, readDigests, readPackument } from '../../server/src/ecosystems/npm/registry/packument.js';
import { unsetVariables } from '../../server/src/ecosystems/npm/settings/settings.js';
import { readHeaders } from '../../server/src/ecosystems/python/installed/distributionFolders.js';
import { startupCode } from '../../server/src/ecosystems/python/installed/startupFiles.js';
import { pdmLock } from '../../server/src/ecosystems/python/lockfiles/pdmLock.js';
import { pipfileLock } from '../../server/src/ecosystems/python/lockfiles/pipfileLock.js';
import { poetryLock } from '../../server/src/ecosystems/python/lockfiles/poetryLock.js';
import { pylock } from '../../server/src/ecosystems/python/lockfiles/pylock.js';
import { requirementsLock } from '../../server/src/ecosystems/python/lockfiles/requirementsLock.js';
import { uvLock } from '../../server/src/ecosystems/python/lockfiles/uvLock.js';
import { readRequirement } from '../../server/src/ecosystems/python/manifests/pep508.js';
import {
  LEGACY_PARTS,
  projectDigests,
  projectFacts,
  readLegacyDocument,
  readSimplePage,
  SIMPLE_PARTS,
} from '../../server/src/ecosystems/python/registry/simpleIndex.js';
import { readNetrc } from '../../server/src/ecosystems/python/settings/netrc.js';
import { readPoetryConstraint } from '../../server/src/ecosystems/python/versions/poetryConstraint.js';
import { addressOf } from '../../server/src/ecosystems/shared/address.js';
import type { ManifestFormat } from '../../server/src/ecosystems/shared/descriptor.js';
import type { Configuration } from '../../server/src/ecosystems/shared/settings.js';
import { dependencyAt, versionPlaceAt } from '../../server/src/editor/features/versionPlace.js';
import type { Ecosystem, PackageFacts } from '../../server/src/model/index.js';
import type { LockfileFormat } from '../../server/src/model/lockfile.js';
import { type ReadFacts, restoreFacts, storeFacts } from '../../server/src/model/storedMetadata.js';
import { withIgnore } from '../../server/src/policy/edit.js';
import { isPolicyText, readPolicyFile } from '../../server/src/policy/policyFile.js';
import type { Keep } from '../../server/src/ports/jsonParts.js';
import { ExportFailure } from '../../server/src/services/database/exportSource.js';
import { DamagedArchive, readZip } from '../../server/src/services/database/zip.js';
import { readGitIndex } from '../../server/src/services/disk/gitIndex.js';
import { createJsonFilter } from '../../server/src/services/http/jsonFilter.js';
import { listRecords } from '../../server/src/services/osv/batch.js';
import { createOsvExport } from '../../server/src/services/osv/export.js';
import { webAddress } from '../../server/src/text/sanitize.js';
import { unseenIn } from '../hostile/corpus.js';
import { type IndexFileOptions, indexFile } from '../support/gitIndexFile.js';
import { zipOf } from '../support/services/zip.js';
import { editing } from './editing.js';
import { insist, insistInside, insistOnLockfile, insistOnManifest, insistOnProblems, insistPlain } from './invariants.js';
import { mutatedJson } from './mutateJson.js';
import { mutatedText } from './mutateText.js';
import type { Random } from './random.js';
import type { Target } from './run.js';
import * as seeds from './seeds.js';
import { checkJson, checkSyml, checkToml, checkYaml } from './syntax.js';

/** Valid texts of each manifest format, by its id. */
const MANIFEST_TEXTS: ReadonlyMap<string, seeds.Format> = new Map([
  ['package.json', seeds.PACKAGE_JSON],
  ['pnpm-workspace.yaml', seeds.PNPM_WORKSPACE],
  ['requirements.txt', seeds.REQUIREMENTS],
  ['pyproject.toml', seeds.PYPROJECT],
  ['Pipfile', seeds.PIPFILE],
  ['setup.cfg', seeds.SETUP_CFG],
  ['setup.py', seeds.SETUP_PY],
]);

/** Lockfile formats with the names of their targets, and valid texts of each. */
const LOCKFILE_TEXTS: ReadonlyMap<LockfileFormat, readonly [name: string, texts: seeds.Format]> = new Map([
  [packageLock, ['package-lock.json', seeds.PACKAGE_LOCK]],
  [pnpmLock, ['pnpm-lock.yaml', seeds.PNPM_LOCK]],
  [yarnLock, ['yarn.lock', seeds.YARN_LOCK]],
  [bunLock, ['bun.lock', seeds.BUN_LOCK]],
  [uvLock, ['uv.lock', seeds.UV_LOCK]],
  [poetryLock, ['poetry.lock', seeds.POETRY_LOCK]],
  [pdmLock, ['pdm.lock', seeds.PDM_LOCK]],
  [pylock, ['pylock.toml', seeds.PYLOCK]],
  [pipfileLock, ['Pipfile.lock', seeds.PIPFILE_LOCK]],
  [requirementsLock, ['requirements.lock', seeds.REQUIREMENTS_LOCK]],
]);

/** For a format that has no texts here: those of all the others. */
const TEXTS = [...MANIFEST_TEXTS.values(), ...[...LOCKFILE_TEXTS.values()].map(([, texts]) => texts)];
const ANY: seeds.Format = { seeds: TEXTS.flatMap(texts => texts.seeds), words: TEXTS.flatMap(({ words }) => words) };

const ALL = Object.values(ECOSYSTEMS);
const LOCKFILES = [...new Set(ALL.flatMap(({ lockfiles = [] }) => lockfiles.map(({ format }) => format)))];

export const TARGETS: readonly Target[] = [
  text('YAML', seeds.YAML, checkYaml),
  text('SYML', seeds.YARN_LOCK, checkSyml),
  text('TOML', seeds.PYPROJECT, checkToml),
  text('JSON', seeds.PACKAGE_JSON, checkJson),
  ...ALL.flatMap(({ manifests }) => manifests).map(format => manifest(format, MANIFEST_TEXTS.get(format.id) ?? ANY)),
  ...LOCKFILES.map(format => lockfile(format, ...(LOCKFILE_TEXTS.get(format) ?? ([format.id, ANY] as const)))),
  text('policy', seeds.POLICY, readPolicy),
  text('configuration', seeds.CONFIGURATION, readConfiguration),
  text('specifier npm', seeds.NPM_SPECIFIERS, (input, random) => readSpecifier('npm', input, seeds.NPM_SPECIFIERS.seeds, random)),
  text('specifier PyPI', seeds.PYTHON_SPECIFIERS, (input, random) => readSpecifier('PyPI', input, seeds.PYTHON_SPECIFIERS.seeds, random)),
  text(
    'installed',
    { seeds: [...seeds.METADATA.seeds, ...seeds.STARTUP_FILE.seeds], words: [...seeds.METADATA.words, ...seeds.STARTUP_FILE.words] },
    readInstalled,
  ),
  json('OSV record', seeds.OSV_RECORD, readRecord),
  json('OSV batch', seeds.OSV_BATCH, readBatch),
  text('OSV changes', seeds.OSV_CHANGES, readChanges),
  json('npm packument', seeds.PACKUMENT, readNpm),
  json('PyPI simple', seeds.SIMPLE_PAGE, readSimple),
  json('PyPI legacy', seeds.LEGACY_DOCUMENT, readLegacy),
  json('JSON filter', seeds.PACKUMENT, readFiltered),
  { name: 'zip', make: makeZip, check: readArchive, slow: 10 },
  { name: 'git index', make: makeIndex, check: readIndex },
  editing('editing package.json', 'package.json', seeds.PACKAGE_JSON),
  editing('editing requirements.txt', 'requirements.txt', seeds.REQUIREMENTS),
  editing('editing pyproject.toml', 'pyproject.toml', seeds.PYPROJECT),
];

function text(name: string, { seeds: valid, words }: seeds.Format, check: Target['check']): Target {
  return { name, make: random => mutatedText(valid, words, random), check };
}

function json(name: string, { seeds: valid, words }: seeds.Format, check: Target['check']): Target {
  return { name, make: random => mutatedJson(valid, words, random), check };
}

function manifest({ id, parse }: ManifestFormat, texts: seeds.Format): Target {
  return text(id, texts, (input, random) => {
    insistOnManifest(input, parse(input));
    const offset = random.int(input.length + 1);
    const place = versionPlaceAt(input, offset);
    if (place === undefined) return;
    insistInside(input, place.replaced, 'what is completed');
    insistInside(place.completed, place.placeholder, 'the placeholder');
    dependencyAt(parse(place.completed), place);
  });
}

function lockfile({ parse }: LockfileFormat, name: string, texts: seeds.Format): Target {
  return text(name, texts, input => insistOnLockfile(input, parse(input)));
}

function readPolicy(input: string): void {
  const { problems, entries, choices, strictness } = readPolicyFile(input);
  insistOnProblems(input, problems);
  for (const { span } of entries) insistInside(input, span, 'an entry');
  insistPlain(strictness, 'strictness');
  for (const id of [
    { ecosystem: 'npm', name: '@acme/x' },
    { ecosystem: 'PyPI', name: 'acme-x' },
  ] as const) {
    for (const list of [choices.denied, choices.allowed, choices.privateNames]) list.has(id);
    for (const { ignore } of entries) if (ignore.coversName(id)) ignore.coversVersion('1.0.0');
  }
  isPolicyText(input);
  const edits = withIgnore(input, { package: 'npm:left-pad', reason: 'because' });
  if (typeof edits !== 'string') for (const { span } of edits) insistInside(input, span, 'an edit');
}

/** What these give has Maps and functions in it: that they throw nothing, and take no time, is all that is asked of them. A new one is a row more. */
const REGISTRY_READERS: readonly ((text: string) => unknown)[] = [addressOf, readNetrc, unsetVariables];

const CONFIGURATION_READERS = Object.values(ECOSYSTEMS).flatMap(({ settings }) =>
  settings(({ projectLocations }) =>
    projectLocations.flatMap(({ read }) => (read ? [(text: string): Configuration => read(text, {})] : [])),
  ),
);

function readConfiguration(input: string): void {
  for (const read of REGISTRY_READERS) read(input);
  for (const read of CONFIGURATION_READERS) {
    const { cooldowns, isMember, chosen } = read(input);
    insistPlain(chosen, 'the package manager');
    isMember?.('packages/x');
    for (const one of Object.values(cooldowns)) {
      insistPlain(one.problems, 'problems');
      insist(
        one.problems.every(problem => problem !== '' && problem.length < 300),
        'a problem is told in few words',
      );
      insistPlain(one.limit, 'a limit');
      one.exceptions?.exempts('@acme/x', '1.0.0');
      one.exceptions?.limitOf?.('x');
    }
  }
}

const VERSIONS = ['1.0.0', '0.9.0', '1.2.3-beta.1', '2.0', '1!2.0rc1.post1.dev2+local.1', '', 'odd', '999999999.0.0'];

function readSpecifier(ecosystem: Ecosystem, input: string, others: readonly string[], random: Random): void {
  const scheme = versionsOf(ecosystem);
  const requirement = scheme.parse(input, { pre: random.chance(0.5) });
  for (const version of VERSIONS) insist(typeof requirement.admits(version) === 'boolean', 'a version is admitted or not');
  insist(typeof requirement.bounded === 'boolean', 'there is a bound or not');
  if (requirement.kind === 'exact')
    insist(requirement.version !== undefined && requirement.version !== '', 'an exact one names its version');
  for (const other of [random.pick(others), random.pick(VERSIONS)]) {
    const [there, back] = [scheme.compare(input, other), scheme.compare(other, input)];
    insist(Math.sign(there) === -Math.sign(back) || Object.is(there, back), `order has two sides: ${there} and ${back}`);
    scheme.sameMajor(input, other);
  }
  if (scheme.isValid(input)) scheme.isPrerelease(input);
  if (ecosystem === 'npm') {
    insistPlain(classifySpecifier(input), 'a source');
    return;
  }
  insistPlain(readPoetryConstraint(input), 'a constraint');
  const { name, specifier } = readRequirement(`x${input}`);
  if (name) insistInside(`x${input}`, name, 'a name');
  insistInside(`x${input}`, specifier, 'a specifier');
}

function readInstalled(input: string): void {
  insistPlain(readHeaders(input), 'headers');
  const code = startupCode(input);
  insistPlain(code, 'code');
  if (code) insist(unseenIn(code.line.text).length === 0 && code.line.text.length <= 120, 'a line is fit to be shown');
}

function readRecord(input: string): void {
  const advisory = readAdvisory(parsed(input), Date.parse('2026-06-01T00:00:00Z'));
  if (advisory === undefined) return;
  insistPlain(advisory, 'an advisory');
  insist(/^[A-Za-z0-9][\w.:+-]{0,127}$/.test(advisory.id), 'an id is a word');
  insist(
    unseenIn(advisory.summary).length === 0 && advisory.summary.length <= 200 && !advisory.summary.includes('\n'),
    'a summary is one line',
  );
  insist(/^https?:/.test(advisory.url) && advisory.url.length <= 2000, `an address is one: ${advisory.url}`);
  webAddress(advisory.url);
  const ids = [
    { ecosystem: 'npm', name: 'alpha' },
    { ecosystem: 'PyPI', name: 'beta-x' },
  ] as const;
  for (const id of ids) {
    const scheme = versionsOf(id.ecosystem);
    for (const version of VERSIONS) {
      matchRelease(advisory, id, version, scheme);
      fixedIn(advisory, id, version, scheme);
    }
    coversEveryRelease(advisory, id);
  }
  insistPlain(groupAdvisories([advisory, { ...advisory, id: 'CVE-2026-1' }]), 'groups');
}

const PACKAGES = [
  { ecosystem: 'npm', name: 'a' },
  { ecosystem: 'PyPI', name: 'b' },
  { ecosystem: 'npm', name: 'c' },
] as const;

async function readBatch(input: string): Promise<void> {
  const json = parsed(input);
  const http = { postJson: async () => ({ kind: 'ok', status: 200, json }) as const, getJson: never, close: async () => {} };
  const listings = await listRecords(http, 'https://osv.example', PACKAGES, new AbortController().signal);
  insist(listings.length === PACKAGES.length, 'there is one answer a package');
  insistPlain(listings, 'listings');
}

async function readChanges(input: string, random: Random): Promise<void> {
  const bytes = Buffer.from(input);
  const body = Readable.from(chunksOf(bytes, random));
  const client = { get: async () => ({ statusCode: 200, headers: {}, body }) as never, getWhole: never, close: () => {} };
  const source = createOsvExport({ url: 'https://x.example', client });
  try {
    for await (const { id, modified } of source.changes('npm', new AbortController().signal)) {
      insist(/^[A-Za-z0-9][\w.:+-]*$/.test(id) && /^\d{4}-/.test(modified), 'a row is an id and a time');
    }
  } catch (error) {
    if (!(error instanceof ExportFailure)) throw error;
  }
}

function readNpm(input: string, random: Random): void {
  const json = filtered(input, PACKUMENT_PARTS, random);
  const facts = readPackument(json);
  if (facts) insistOnFacts('npm', facts);
  insistPlain(readDigests('1.0.0', filtered(input, digestParts('1.0.0'), random)), 'digests');
}

function readSimple(input: string, random: Random): void {
  const project = readSimplePage('alpha', filtered(input, SIMPLE_PARTS, random));
  if (project === undefined) return;
  insistOnFacts('PyPI', projectFacts(project));
  insistPlain(projectDigests(project, '1.0'), 'digests');
}

function readLegacy(input: string, random: Random): void {
  const project = readLegacyDocument('alpha', filtered(input, LEGACY_PARTS, random));
  if (project) insistOnFacts('PyPI', projectFacts(project));
}

/** They are plain, and the same after they were kept in the cache. */
function insistOnFacts(ecosystem: Ecosystem, read: ReadFacts): void {
  const stored = storeFacts(read);
  insistPlain(stored, 'facts');
  const facts = restoreFacts(ecosystem, 'alpha', JSON.parse(JSON.stringify(stored)));
  insistOnRestored(facts);
  const again = restoreFacts(ecosystem, 'alpha', stored);
  insist(toldOf(facts) === toldOf(again), 'what the cache gives back is what was kept');
}

function toldOf({ releases }: PackageFacts): string {
  const told = [...releases].map(({ version, publishedAt, yanked, deprecated, publisher, dependencies, digests }) => [
    version,
    publishedAt,
    yanked,
    deprecated,
    publisher,
    dependencies,
    digests,
  ]);
  return JSON.stringify(told);
}

function insistOnRestored(facts: PackageFacts): void {
  const { releases, distTags, createdAt, maintainers = [], withdrawn = [] } = facts;
  const scheme = versionsOf(facts.ecosystem);
  insist(releases.versions.length === releases.length, 'each release has its version');
  for (const release of releases) {
    insist(typeof release.version === 'string', 'a version is text');
    for (const field of [release.yanked, release.deprecated, release.publisher, release.requiresNode, release.requiresPython])
      insist(field === undefined || typeof field === 'string', 'remarks are text');
    for (const list of [release.installScripts ?? [], release.dependencies ?? [], release.digests ?? []])
      insist(
        list.every(item => typeof item === 'string'),
        'lists are of text',
      );
    insist(release.publishedAt === undefined || Number.isFinite(release.publishedAt), 'a date is one');
  }
  insist(
    Object.values(distTags).every(tag => typeof tag === 'string'),
    'tags are text',
  );
  insist(createdAt === undefined || Number.isFinite(createdAt), 'the first date is one');
  insist(
    [...maintainers, ...withdrawn.map(({ version }) => version)].every(name => typeof name === 'string'),
    'names are text',
  );
  for (const specifier of ['', '^1.0.0', '>=1', 'latest']) scheme.select(scheme.parse(specifier), facts);
}

/** The parts of a document, however it is cut into chunks; undefined for what is no JSON. Of valid JSON no part is lost. */
function readFiltered(input: string, random: Random): void {
  // UTF-8 has no halves of characters: what was sent is what its bytes say.
  const whole = parsed(Buffer.from(input).toString(), INVALID);
  const kept = keptOf(input, true, random);
  if (whole !== INVALID)
    insist(kept !== undefined && (kept === input.trim() || same(JSON.parse(kept), whole)), 'what is kept whole is what was sent');
  for (const parts of [
    PACKUMENT_PARTS,
    SIMPLE_PARTS,
    { versions: { '*': { dependencies: 'names' } } } as const,
    digestParts('__proto__'),
  ]) {
    const once = keptOf(input, parts, random);
    insist(once === keptOf(input, parts, random), 'chunks make no difference');
    if (whole !== INVALID) insist(once !== undefined, 'of valid JSON something is kept');
    if (whole !== INVALID && once !== undefined) JSON.parse(once);
  }
}

const INVALID = Symbol('no JSON');

/** Numbers that are none in JSON's own form are told by their text. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function filtered(input: string, parts: Keep, random: Random): unknown {
  const kept = keptOf(input, parts, random);
  return kept === undefined ? undefined : parsed(kept);
}

function keptOf(input: string, parts: Keep, random: Random): string | undefined {
  const filter = createJsonFilter(parts);
  try {
    for (const chunk of chunksOf(Buffer.from(input), random)) filter.write(chunk);
    return filter.end();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function chunksOf(bytes: Buffer, random: Random): readonly Buffer[] {
  const size = random.pick([1, 2, 7, 64, bytes.length || 1]);
  const length = Math.max(size, Math.ceil(bytes.length / 500));
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => bytes.subarray(index * length, (index + 1) * length));
}

function parsed(input: string, otherwise: unknown = undefined): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return otherwise;
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'depwarden-fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const ARCHIVES = [
  zipOf([
    { name: 'MAL-2026-1.json', content: '{"id":"MAL-2026-1"}' },
    { name: 'x/y.json', content: 'z'.repeat(2000), stored: true },
  ]),
  zipOf([
    { name: '../evil.json', content: '{}' },
    { name: 'a/', content: '' },
    { name: 'big.json', content: '0'.repeat(100_000) },
  ]),
  zipOf([]),
].map(bytes => bytes.toString('latin1'));

/** Bytes, each one a character. */
function makeZip(random: Random): string {
  return mutatedBytes(ARCHIVES, random);
}

function mutatedBytes(seeds: readonly string[], random: Random): string {
  const bytes = Buffer.from(random.pick(seeds), 'latin1');
  for (let change = 0; change < 1 + random.int(4); change++) {
    const at = random.int(bytes.length);
    if (random.chance(0.3) && at + 4 <= bytes.length) bytes.writeUInt32LE(random.pick([0, 1, 0xffff, 0x7fffffff, 0xffffffff]), at);
    else bytes[at] = random.int(256);
  }
  const cut = random.chance(0.2) ? bytes.subarray(random.int(20), random.int(bytes.length + 1)) : bytes;
  return cut.toString('latin1') + (random.chance(0.1) ? random.pick(seeds) : '');
}

const ZIP_LIMITS = { maxEntryBytes: 200_000, maxTotalBytes: 1_000_000, maxRatio: 100, freeBytes: 500_000, maxEntries: 100 };

async function readArchive(input: string): Promise<void> {
  const file = path.join(folder, 'archive.zip');
  writeFileSync(file, Buffer.from(input, 'latin1'));
  try {
    for await (const { name, bytes } of readZip(file, ZIP_LIMITS, new AbortController().signal)) {
      insist(typeof name === 'string', 'a name is text');
      insist((bytes?.length ?? 0) <= ZIP_LIMITS.maxEntryBytes, 'no entry is larger than the limit');
    }
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
  }
}

const TRACKED = [
  '.gitignore',
  'a-b/x',
  'a/b/package.json',
  'a/package.json',
  `n/${'n'.repeat(5000)}`.slice(0, 4000),
  'package.json',
  'vendor',
];
const OPTIONS = [2, 3, 4].flatMap(version => ['sha1', 'sha256'].map(hash => ({ version, hash }) as IndexFileOptions));
const TREE = [['TREE', 'x'.repeat(30)]] as const;
const INDEXES = OPTIONS.flatMap(options => [
  indexFile(TRACKED, { ...options, modes: { vendor: 0o160000 }, extensions: TREE, checksum: 'zeros' }),
  indexFile(TRACKED.slice(0, 3), options),
]).map(bytes => bytes.toString('latin1'));

/** Bytes, each one a character; most of them without a checksum, so that more than that is read. */
function makeIndex(random: Random): string {
  return mutatedBytes(INDEXES, random);
}

function readIndex(input: string): void {
  const index = readGitIndex(Buffer.from(input, 'latin1'));
  if ('reason' in index) {
    insist(unseenIn(index.reason).length === 0 && index.reason.length < 100, 'a reason is fit to be shown');
    return;
  }
  for (const path of [...TRACKED, ...TRACKED_NEVER]) {
    if (index.tracks(path)) insist(!TRACKED_NEVER.includes(path), `what is tracked is a path of the checkout: ${path}`);
    index.holdsTracked(path);
  }
}

const TRACKED_NEVER = ['', '.', '..', '../x', '/x', '.git/config', 'a/.git/x', 'a//b', 'a/'];

function never(): never {
  throw new Error('is not asked');
}
