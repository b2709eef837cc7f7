// docs/privacy.md: its tables are what services on loopback record. `WRITE_DOCS=1` writes them into the page.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PROJECT } from '../support/languageClient.js';
import {
  type NpmService,
  type OsvRecord,
  type OsvService,
  type PyPIService,
  type RecordedRequest,
  startNpmService,
  startOsvService,
  startPyPIService,
} from '../support/services/index.js';
import { type ExportServer, startExportServer } from '../support/services/osvExport.js';
import { packageJson, type Run, useCommandLine } from './support.js';

const cli = useCommandLine();
const PAGE = path.join(PROJECT, 'docs/privacy.md');
const DAY = 24 * 60 * 60 * 1000;
const RECENT = new Date(Date.now() - 10 * DAY).toISOString();
const OLD = { date: '2020-01-01' };
const TOKEN = 'registry-t0ken';
const RECORD = recordOf('MAL-2024-1', 'npm', 'declared', '0.1.0');
const OF_LOCKED = recordOf('GHSA-0000-0000-0000', 'npm', 'locked', '1.0.0');
const OF_PYTHON = recordOf('PYSEC-2024-1', 'PyPI', 'declared-py', '0.1');

function recordOf(id: string, ecosystem: string, name: string, version: string): OsvRecord {
  return { id, modified: '2024-01-01T00:00:00Z', affected: [{ package: { ecosystem, name }, versions: [version] }] };
}

interface World {
  readonly npm: NpmService;
  readonly pypi: PyPIService;
  readonly osv: OsvService;
  readonly own: NpmService;
  readonly ownIndex: PyPIService;
  readonly exports: ExportServer;
}

let world: World;
beforeEach(async () => {
  const [npm, pypi, osv, own, ownIndex, exports] = await Promise.all([
    startNpmService({
      declared: {
        releases: {
          '1.0.0': { ...OLD, dependencies: { locked: '1' } },
          '1.1.0': { date: RECENT, dependencies: { 'newly-added': '1', locked: '1' } },
        },
      },
      'newly-added': { releases: { '1.0.0': OLD } },
      locked: { releases: { '1.0.0': OLD } },
      expresss: { created: RECENT, releases: { '1.0.0': { date: RECENT } } },
      express: { releases: { '4.0.0': OLD } },
    }),
    startPyPIService({ 'declared-py': { releases: { '1.0': OLD } } }),
    startOsvService([RECORD, OF_LOCKED, OF_PYTHON]),
    startNpmService({ '@acme/private': { releases: { '1.0.0': OLD } } }),
    startPyPIService({ 'private-py': { releases: { '1.0': OLD } } }),
    startExportServer(),
  ]);
  exports.put('npm', [RECORD, OF_LOCKED]);
  exports.put('PyPI', [OF_PYTHON]);
  world = { npm, pypi, osv, own, ownIndex, exports };
});
afterEach(() => Promise.all(Object.values(world).map((one: { close(): Promise<void> }) => one.close())));

const PUBLIC = {
  'package.json': packageJson({ declared: '^1.0.0' }),
  'package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { declared: '^1.0.0' } },
      'node_modules/declared': { version: '1.1.0', dependencies: { locked: '1' } },
      'node_modules/locked': { version: '1.0.0' },
    },
  }),
  'node_modules/installed/package.json': '{"name":"installed","version":"1.0.0"}',
  'requirements.txt': 'declared-py==1.0\n',
};

/** What is done, in the words of the page. Its requests are what the table has. */
interface Situation {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  /** Commands before, whose requests do not count. */
  readonly before?: readonly (readonly string[])[];
  readonly words: readonly string[];
  readonly hoursAhead?: number;
  readonly prepare?: () => void;
  readonly env?: () => Readonly<Record<string, string>>;
}

const GIT = 'git+https://user:secret@git.example/some/where.git';
const ELSEWHERE = {
  'package.json': packageJson({ one: GIT, two: 'https://host.example/file.tgz?key=secret', three: 'file:../folder' }),
  'requirements.txt': `four @ ${GIT}\n-e ./folder\n`,
};
const ONLY_NAMED = { 'package.json': packageJson({ declared: '1.0.0' }) };
const ONLY_PRIVATE = { 'requirements.txt': 'private-py==1.0\n' };
const SITUATIONS: readonly Situation[] = [
  { what: '`scan`, nothing in the cache', files: PUBLIC, words: ['scan'] },
  { what: '`scan` again within an hour', files: PUBLIC, before: [['scan']], words: ['scan'] },
  { what: '`scan --format json`, or with `--fix`', files: PUBLIC, words: ['scan', '--format', 'json'] },
  { what: 'a name like a popular one (`expresss`)', files: { 'package.json': packageJson({ expresss: '1.0.0' }) }, words: ['scan'] },
  {
    what: 'an answer 404 that may be that of a proxy',
    files: { 'package.json': packageJson({ 'no-such-name': '1.0.0' }) },
    words: ['scan'],
    prepare: () => {
      for (const service of [world.npm, world.pypi]) service.fault('no-such-name', { kind: 'status', status: 404, body: '<html>' });
    },
  },
  { what: 'a name that its registry does not have', files: { 'package.json': packageJson({ 'no-such-name': '1.0.0' }) }, words: ['scan'] },
  { what: '`scan` with an offline database younger than 24 hours', files: PUBLIC, before: [['db', 'update']], words: ['scan'] },
  { what: '`scan` with one that is older (`auto`)', files: PUBLIC, before: [['db', 'update']], words: ['scan'], hoursAhead: 25 },
  {
    what: '`scan --advisories database`, however old it is',
    files: PUBLIC,
    before: [['db', 'update']],
    words: ['scan', '--advisories', 'database'],
    hoursAhead: 25,
  },
  { what: '`scan --advisories osv`', files: ONLY_NAMED, before: [['db', 'update']], words: ['scan', '--advisories', 'osv'] },
  { what: '`scan --offline`', files: PUBLIC, words: ['scan', '--offline'] },
  {
    what: 'a scope that comes from a private registry',
    files: { 'package.json': packageJson({ '@acme/private': '1.0.0' }) },
    words: ['scan'],
    env: ownRegistry,
  },
  { what: 'a private index in the place of PyPI', files: { 'requirements.txt': 'private-py==1.0\n' }, words: ['scan'], env: ownIndexOnly },
  { what: 'a further index beside PyPI (`--extra-index-url`)', files: ONLY_PRIVATE, words: ['scan'], env: furtherIndex },
  { what: 'the same with `--ask-public`', files: ONLY_PRIVATE, words: ['scan', '--ask-public'], env: furtherIndex },
  {
    what: 'a name that `privateScopes` lists',
    files: { 'package.json': packageJson({ '@corp/secret': '1.0.0' }), '.depwarden.jsonc': '{ "privateScopes": ["@corp"] }' },
    words: ['scan'],
  },
  { what: 'a dependency from git, an address or a folder', files: ELSEWHERE, words: ['scan'] },
  { what: '`baseline`', files: ONLY_NAMED, words: ['baseline'] },
  { what: '`watch --once`, each time', files: ONLY_NAMED, before: [['watch', '--once']], words: ['watch', '--once'] },
  { what: '`respond declared@0.1.0`', files: {}, words: ['respond', 'declared@0.1.0'] },
  { what: '`respond npm:declared@0.1.0`', files: {}, words: ['respond', 'npm:declared@0.1.0'] },
  { what: '`db update`, the first time', files: {}, words: ['db', 'update'] },
  { what: '`db update`, later', files: {}, before: [['db', 'update']], words: ['db', 'update'] },
  { what: '`db info`, `db path`', files: {}, words: ['db', 'info'] },
];

it('has what each command sends to whom', async () => {
  const rows: string[] = [];
  for (const situation of SITUATIONS) {
    await recordedOf(situation);
    rows.push(`| ${[situation.what, ...shownRequests()].map(cell => cell || 'nothing').join(' | ')} |`);
    expectNothingElse();
    for (const service of services()) service.heal();
  }
  await expectTable('requests', ['| when | OSV hears | others hear |', '| --- | --- | --- |', ...rows]);
});

it('has what the cache folder holds, and no token is in it', async () => {
  await recordedOf({
    what: '',
    files: { ...PUBLIC, 'package.json': packageJson({ declared: '^1.0.0', '@acme/private': '1.0.0' }) },
    before: [
      ['db', 'update'],
      ['scan', '--advisories', 'osv'],
    ],
    words: ['watch', '--once'],
    env: ownRegistry,
  });
  const folder = path.join(cli.cache, String(situations));
  const files = await filesIn(folder);
  const texts = await Promise.all(files.map(file => readFile(file, 'latin1')));
  expect(texts.join('\n')).not.toContain(TOKEN);
  const keys = texts.flatMap(text => /^[0-9a-f]{64} \{"schema":\d+,"key":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? []).map(named);
  const others = files.map(file => path.relative(folder, file)).filter(file => !/^[0-9a-f]{2}\//.test(file));
  const shown = [...new Set([...keys, ...others.map(file => file.replace(/-[0-9a-f]+\.index/, '-….index'))])].sort();
  expect(shown.some(key => key.includes('@acme/private'))).toBe(true);
  await expectTable('cache', ['```text', ...shown, '```']);
});

/** Of the user's own configuration, so that it counts whether the folder is trusted or not. */
function ownRegistry(): Readonly<Record<string, string>> {
  const { host, url } = world.own;
  return { 'npm_config_@acme:registry': `${url}/`, [`npm_config_//${host}/:_authToken`]: TOKEN };
}

function furtherIndex(): Readonly<Record<string, string>> {
  return { PIP_EXTRA_INDEX_URL: world.ownIndex.indexUrl.replace('//', `//ann:${TOKEN}@`) };
}

function ownIndexOnly(): Readonly<Record<string, string>> {
  return { PIP_INDEX_URL: world.ownIndex.indexUrl.replace('//', `//ann:${TOKEN}@`) };
}

/** Runs a situation in a folder and a cache of its own; what was sent before is forgotten. */
async function recordedOf({ files, before = [], words, hoursAhead = 0, prepare, env = () => ({}) }: Situation): Promise<void> {
  situations++;
  const folder = path.join(cli.workspace, String(situations));
  await mkdir(folder);
  await cli.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [path.join(String(situations), name), text])));
  const common = {
    ...env(),
    DEPWARDEN_OSV_URL: world.osv.url,
    DEPWARDEN_NPM_REGISTRY: world.npm.url,
    DEPWARDEN_PYPI_URL: world.pypi.indexUrl,
    DEPWARDEN_OSV_EXPORT_URL: world.exports.url,
    DEPWARDEN_CACHE_DIR: path.join(cli.cache, String(situations)),
  };
  const run = (line: readonly string[], more = {}): Promise<Run> => cli.run(line, { cwd: folder, env: { ...common, ...more } });
  for (const line of before) await run(line);
  forget();
  prepare?.();
  const clock = path.join(cli.workspace, 'clock.cjs');
  await writeFile(clock, `const now = Date.now; Date.now = () => now() + ${hoursAhead * 60 * 60 * 1000};`);
  const { status, stderr } = await run(words, { NODE_OPTIONS: `--require ${JSON.stringify(clock)}` });
  expect([status === 2, stderr]).toEqual([false, expect.not.stringContaining('cannot')]);
}

let situations = 0;

function forget(): void {
  for (const service of services()) service.forget();
  world.exports.requests.length = 0;
}

function services() {
  const { npm, pypi, osv, own, ownIndex } = world;
  return [npm, pypi, osv, own, ownIndex];
}

/** What OSV hears, and what all others do. */
function shownRequests(): readonly [osv: string, others: string] {
  const { npm, pypi, osv, own, ownIndex, exports } = world;
  const paths = ({ requests }: { readonly requests: readonly RecordedRequest[] }): readonly string[] =>
    requests.map(({ method, path: asked }) => `\`${method} ${asked}\``);
  const asked = osv.requests.flatMap(namesAskedIn);
  return [
    listed([
      ['npm', asked.flatMap(([ecosystem, name]) => (ecosystem === 'npm' ? [`\`${name}\``] : []))],
      ['PyPI', asked.flatMap(([ecosystem, name]) => (ecosystem === 'PyPI' ? [`\`${name}\``] : []))],
      ['records', osv.requests.flatMap(({ path: record }) => /^\/v1\/vulns\/([\w-]+)$/.exec(record)?.[1] ?? []).map(id => `\`${id}\``)],
    ]),
    listed([
      ['npm', paths(npm)],
      ['PyPI', paths(pypi)],
      ['private registry', paths(own)],
      ['private index', paths(ownIndex)],
      ['bulk export', exports.requests.map(request => `\`${request.split(' ').slice(0, 2).join(' ')}\``)],
    ]),
  ];
}

function listed(parts: readonly (readonly [to: string, what: readonly string[]])[]): string {
  return parts.flatMap(([to, what]) => (what.length === 0 ? [] : [`${to}: ${[...new Set(what)].sort().join(', ')}`])).join('; ');
}

/** Of a batch of questions the ecosystem and name of each: there is nothing else in it. */
function namesAskedIn({ method, path: asked, body }: RecordedRequest): readonly (readonly [ecosystem: string, name: string])[] {
  if (method === 'GET') return [];
  expect(asked).toBe('/v1/querybatch');
  const { queries, ...rest } = JSON.parse(body) as {
    readonly queries: readonly { readonly package: Record<'ecosystem' | 'name', string> }[];
  };
  expect(rest).toEqual({});
  return queries.map(({ package: { ecosystem, name, ...more }, ...others }) => {
    expect([more, others]).toEqual([{}, {}]);
    return [ecosystem, name] as const;
  });
}

/** Headers that are the same for everybody, and credentials at the place that they are declared for alone. */
function expectNothingElse(): void {
  const { own, ownIndex } = world;
  for (const service of services()) {
    for (const { method, headers, path: asked } of service.requests) {
      const { host, authorization, 'content-length': length, 'if-none-match': etag, ...rest } = headers;
      expect(asked).not.toContain('?');
      expect(authorization === undefined).toBe(service !== own && service !== ownIndex);
      expect(rest).toEqual({
        accept: expect.any(String),
        'accept-encoding': expect.any(String),
        connection: 'keep-alive',
        'user-agent': 'depwarden',
        ...(method === 'POST' && { 'content-type': 'application/json' }),
      });
    }
  }
}

/** A key of the cache, as JSON has it, with names in the place of addresses of this run. */
function named(key: string): string {
  const { npm, pypi, osv, own } = world;
  return [
    [own.url, 'https://REGISTRY-OF-A-COMPANY'],
    [npm.url, 'https://registry.npmjs.org'],
    [pypi.url, 'https://pypi.org'],
    [osv.url, 'https://api.osv.dev'],
    [osv.host, 'api.osv.dev'],
    [path.join(cli.workspace, String(situations)), '/PATH/OF/THE/PROJECT'],
  ].reduce((text, [from = '', to = '']) => text.replaceAll(from, to), JSON.parse(`"${key}"`) as string);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
}

/** Compares the part of the page between its marks with these lines. */
async function expectTable(name: string, lines: readonly string[]): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [, head, , tail] =
    new RegExp(`^([\\s\\S]*<!-- ${name}:start -->\\n)([\\s\\S]*)(\\n<!-- ${name}:end -->[\\s\\S]*)$`).exec(page) ?? [];
  const expected = `${head}\n${lines.join('\n')}\n${tail}`;
  if (process.env.WRITE_DOCS === '1') await writeFile(PAGE, expected);
  else expect(page).toBe(expected);
}
