// What a hostile workspace gets: nothing before it is trusted, and not everything then.
import { appendFile, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TRUST_NOTIFICATION } from '../../../server/src/protocol/index.js';
import { type HostileWorkspace, OUTSIDE, REFUSED_INCLUDES, SECRETS, writeHostileWorkspace } from '../../hostile/trustWorkspace.js';
import { type LanguageClient, PROJECT, uriOf } from '../../support/languageClient.js';
import { type Service, startService } from '../../support/services/service.js';
import { codes, hasCode, isEmpty, PUSH, useWorld } from './world.js';

const world = useWorld();

let root: string;
let hostile: HostileWorkspace;
let attacker: Service;
let record: string;
const at = (name: string): string => path.join(hostile.workspace, name);

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-hostile-')));
  world.services.npm.packages.set('brandnew', {
    releases: { '1.0.0': { date: '2020-01-01' }, '1.0.1': { date: new Date(Date.now() - 3_600_000).toISOString() } },
  });
  attacker = await startService(() => ({ status: 200, json: {} }));
  hostile = await writeHostileWorkspace(root, attacker.url);
  record = path.join(root, 'accessed.txt');
  await appendFile(record, '');
});
afterEach(async () => {
  await attacker.close();
  await rm(root, { recursive: true, force: true });
});

/** A client whose server records every path that it asks the file system about. */
async function start(trusted: boolean): Promise<LanguageClient> {
  const program = ['--require', path.join(PROJECT, 'test/support/recordFileAccess.cjs'), path.join(PROJECT, 'dist/server.js'), '--stdio'];
  const client = await world.start({
    capabilities: PUSH,
    folders: [hostile.workspace],
    program,
    env: { ...SECRETS, HOME: hostile.home, PIP_CONFIG_FILE: '', FILE_ACCESS: record },
    initializationOptions: { trusted, statusNotifications: true, installedNotifications: true },
  });
  client.notify('depwarden/interpreters', { interpreters: { [uriOf(hostile.workspace)]: path.join(hostile.outside, 'env/bin/python') } });
  return client;
}

async function scan(client: LanguageClient): Promise<void> {
  await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
}

/** What the server has asked the file system about outside of its own program, each once. */
async function accessed(): Promise<readonly string[]> {
  const paths = (await readFile(record, 'utf8')).split('\n').filter(Boolean);
  return [...new Set(paths)].filter(file => !isIn(file, PROJECT));
}

function isIn(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder + path.sep);
}

/** Who was asked about which package. */
function asked() {
  const { npm, pypi, osv } = world.services;
  const names = osv.requests
    .filter(({ path: target }) => target.endsWith('querybatch'))
    .flatMap(({ body }) => JSON.parse(body).queries.map((query: { package: { name: string } }) => query.package.name));
  return {
    npm: npm.requests.map(({ path: target }) => target).sort(),
    pypi: pypi.requests.map(({ path: target }) => target).sort(),
    osv: [...new Set(names)].sort(),
  };
}

function sent(): string {
  const { npm, pypi, osv } = world.services;
  return JSON.stringify([npm, pypi, osv, attacker].map(({ requests }) => requests));
}

function problemsOf(client: LanguageClient, name: string): readonly (readonly [number, string])[] {
  const found = client.published(at(name))?.diagnostics ?? [];
  return found.filter(({ code }) => code === 'manifest').map(({ range, message }) => [range.start.line, String(message)]);
}

function isUntrusted(client: LanguageClient): boolean | undefined {
  const status = client.all('depwarden/status').at(-1)?.params;
  return status && typeof status.untrusted === 'string';
}

/** What package managers, and Node itself, are configured by outside of projects. */
const CONFIGURATION_OF_MACHINE = /(?:[\\/](?:node|node\.exe|npmrc|pip\.conf|pip\.ini|uv\.toml|config\.toml|openssl\.cnf)|\.crt|\.pem)$/;

describe('a hostile workspace that is not trusted', () => {
  it('has nothing outside of it read, and nobody told but the services of the user', async () => {
    const client = await start(false);
    await scan(client);
    await client.request('depwarden/report');
    expect(attacker.requests).toEqual([]);
    expect(asked()).toEqual({
      npm: ['/brandnew', '/chalk', '/express', '/lodash', '/minimist'],
      pypi: ['/simple/litellm/', '/simple/requests/'],
      osv: ['brandnew', 'chalk', 'express', 'litellm', 'lodash', 'minimist', 'requests'],
    });
    expect(sent()).not.toMatch(/t0ken|s3cret/);

    const touched = await accessed();
    expect(touched).toContain(at('.depwarden.jsonc'));
    expect(touched.filter(file => isIn(file, root) && !isIn(file, hostile.workspace) && !isIn(file, hostile.home))).toEqual([]);
    const { cache } = world.section() as { readonly cache: { readonly folder: string } };
    const ofMachine = touched.filter(file => !isIn(file, root) && !isIn(file, cache.folder));
    expect(ofMachine.filter(file => !CONFIGURATION_OF_MACHINE.test(file))).toEqual([]);
  });

  it('is told so, and which of its includes are not read', async () => {
    const client = await start(false);
    await scan(client);
    expect(isUntrusted(client)).toBe(true);
    for (const [file, reasons] of Object.entries(REFUSED_INCLUDES)) {
      expect(problemsOf(client, file), file).toEqual(
        reasons.map((reason, line) => [line, expect.stringContaining(`is not read: ${reason}`)]),
      );
    }
    expect(problemsOf(client, 'manifest-link/package.json')).toEqual([[0, expect.stringContaining(OUTSIDE)]]);
    expect(problemsOf(client, 'lockfile-link/package.json')).toEqual([[0, expect.stringContaining(OUTSIDE)]]);
    expect(problemsOf(client, 'npmrc-link/package.json')).toEqual([
      [0, expect.stringContaining('it is a link that leads out of the workspace')],
    ]);
    expect(problemsOf(client, 'uv-link/pyproject.toml')).toEqual([
      [0, expect.stringContaining('uv.toml: it is a link that leads out of the workspace')],
    ]);
    const { text } = await client.request('depwarden/report');
    expect(text).toContain('\nNot trusted: nothing outside is read, ');
  });

  it('cannot silence anything', async () => {
    const client = await start(false);
    await scan(client);
    expect(codes(client.published(at('package.json'))?.diagnostics ?? [])).toEqual(['malicious-release']);
    expect(codes(client.published(at('cooldown/package.json'))?.diagnostics ?? [])).toEqual(['young-release']);
    expect(client.published(at('.depwarden.jsonc'))?.diagnostics).toMatchObject([
      { severity: 3, message: 'This workspace is not trusted: of its policy only deny and privateScopes count.' },
    ]);
  });
});

describe('a file outside of a workspace that is not trusted', () => {
  it('is judged as it is shown, and nothing is said of files beside it', async () => {
    const folder = await world.folder({ 'workspace/package.json': '{}', 'beside/package-lock.json': '{' });
    const client = await world.start({
      capabilities: PUSH,
      folders: [path.join(folder, 'workspace')],
      initializationOptions: { trusted: false },
    });
    const file = path.join(folder, 'beside/package.json');
    client.open(file, '{ "dependencies": { "chalk": "5.6.1" } }');
    expect(codes(await client.diagnostics(file, hasCode('malicious-release')))).toEqual(['malicious-release']);
    await client.request('depwarden/report');
    const told = client.all('textDocument/publishDiagnostics').map(({ params }) => params.uri);
    expect([...new Set(told)]).toEqual([uriOf(file)]);
  });
});

describe('settings of a folder', () => {
  it.each([true, false])('set no endpoint and no place on the disk, and take no private name away; trusted: %j', async trusted => {
    const folder = await world.folder({ 'package.json': '{ "dependencies": { "chalk": "5.6.1", "hush-one": "1.0.0" } }' });
    const ofFolder = {
      advisories: { osvUrl: attacker.url },
      registries: { npm: attacker.url, pypi: attacker.url },
      cache: { folder: path.join(folder, 'cache') },
      privateNames: ['npm:more'],
    };
    const client = await world.start({
      capabilities: PUSH,
      folders: [folder],
      settings: scope => (scope === undefined ? world.section({ privateNames: ['npm:hush-*'] }) : ofFolder),
      initializationOptions: { trusted },
    });
    await scan(client);
    expect(attacker.requests).toEqual([]);
    expect(asked()).toEqual({ npm: ['/chalk'], pypi: [], osv: ['chalk'] });
    expect(await readdir(folder)).toEqual(['package.json']);
  });
});

describe('once it is trusted', () => {
  it('counts what it says, and files are still not fetched by URL', async () => {
    const client = await start(false);
    await scan(client);
    client.notify(TRUST_NOTIFICATION);
    await client.until('the status of a trusted workspace', () => isUntrusted(client) === false);
    await client.diagnostics(at('cooldown/package.json'), isEmpty);
    const policy = client.published(at('.depwarden.jsonc'))?.diagnostics ?? [];
    expect(policy.map(({ message }) => message)).toContainEqual(expect.stringContaining('malicious-release cannot be turned off'));
    expect(hasCode('malicious-release')(client.published(at('package.json'))?.diagnostics ?? [])).toBe(true);
    await scan(client);
    expect(asked().pypi).toContain('/simple/outside-requirement/');
    expect(problemsOf(client, 'include-up/requirements.txt')).toEqual([]);
    expect(problemsOf(client, 'include-by-url/requirements.txt')).toHaveLength(6);
    expect(problemsOf(client, 'include-device/requirements.txt')).toEqual(
      [0, 1].map(line => [line, expect.stringContaining('it is no regular file')]),
    );
    const scoped = attacker.requests.filter(request => request.path === '/@scoped%2fname');
    expect(scoped.map(({ headers }) => headers.authorization)).toContain(`Bearer ${SECRETS.NPM_TOKEN}`);
    expect(attacker.requests.filter(request => request.path === '/')).toEqual([]);
    expect(JSON.stringify([world.services.npm, world.services.pypi, world.services.osv].map(({ requests }) => requests))).not.toMatch(
      /t0ken|s3cret/,
    );
    expect(await accessed()).toContain(path.join(hostile.outside, 'requirements.txt'));
  });
});

describe('what is installed', () => {
  it('is judged before the workspace is trusted, and decides what a line gives only then', async () => {
    const folder = await world.folder({
      'requirements.txt': 'litellm>=1.80\n',
      '.venv/pyvenv.cfg': '',
      '.venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA': 'Name: litellm\nVersion: 1.82.8\n',
    });
    const file = path.join(folder, 'requirements.txt');
    const client = await world.start({ capabilities: PUSH, folders: [folder], initializationOptions: { trusted: false } });
    client.open(file, 'litellm>=1.80\n');
    const before = await client.diagnostics(file, diagnostics => diagnostics.length > 1);
    expect(codes(before).sort()).toEqual(['admits-malicious-release', 'malicious-installed']);
    client.notify(TRUST_NOTIFICATION);
    const found = await client.diagnostics(file, diagnostics => diagnostics.some(({ data }) => data?.alsoRule === 'malicious-release'));
    expect(codes(found)).toEqual(['malicious-installed']);
  });
});
