import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

/** Everything that was sent to the three services, as text. */
function sent(): string {
  const { npm, pypi, osv } = cli.services;
  return [npm, pypi, osv]
    .flatMap(({ requests }) =>
      requests.map(({ method, path: target, headers, body }) => `${method} ${target} ${JSON.stringify(headers)} ${body}`),
    )
    .join('\n');
}

describe('what is sent, and to whom', () => {
  it('names alone, to the configured endpoints alone', async () => {
    await cli.write({
      'package.json': packageJson({ chalk: '5.6.1', alias: 'npm:lodash@^4.17.21', local: 'file:../local', fork: 'github:owner/fork' }),
      'requirements.txt': 'LiteLLM>=1.50,<2  # the gateway\n',
      'connections.cjs': WATCH_CONNECTIONS,
    });
    const record = path.join(cli.workspace, 'connections.txt');
    const env = { NODE_OPTIONS: `--require ${path.join(cli.workspace, 'connections.cjs')}`, CONNECTIONS: record };
    const report = await cli.report([], { env });
    expect(report.summary).toMatchObject({ checked: 3, skipped: 2, unknown: 0 });

    const { npm, pypi, osv } = cli.services;
    expect([...new Set((await readFile(record, 'utf8')).trim().split('\n'))].sort()).toEqual([npm.host, pypi.host, osv.host].sort());
    expect(npm.requests.map(request => request.path).sort()).toEqual(['/chalk', '/lodash']);
    expect(pypi.requests.map(request => request.path)).toEqual(['/simple/litellm/']);
    const [batch, ...records] = osv.requests;
    expect(JSON.parse(batch?.body ?? '')).toEqual({
      queries: [
        { package: { ecosystem: 'npm', name: 'chalk' } },
        { package: { ecosystem: 'npm', name: 'lodash' } },
        { package: { ecosystem: 'PyPI', name: 'litellm' } },
      ],
    });
    expect(records.every(request => /^\/v1\/vulns\/[\w-]+$/.test(request.path))).toBe(true);
    const headers = new Set([npm, pypi, osv].flatMap(service => service.requests.flatMap(request => Object.keys(request.headers))));
    expect([...headers].sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
  });

  it.each([
    ['in the folder', '.npmrc', 'package.json', []],
    ['above the folder', '.npmrc', 'apps/shop/package.json', ['apps/shop']],
    ['beside a manifest further down', 'apps/shop/.npmrc', 'apps/shop/package.json', []],
    ['beside a manifest that is named', 'apps/shop/.npmrc', 'apps/shop/package.json', ['apps/shop/package.json']],
  ])('never the names of a private scope: .npmrc %s', async (_where, npmrc, manifest, words) => {
    await cli.write({
      [npmrc]: '@secret:registry=http://127.0.0.1:1/\n//127.0.0.1:1/:_authToken=t0ken\n',
      [manifest]: packageJson({ '@secret/payroll': '^1.0.0', alias: 'npm:@secret/other@^1.0.0', chalk: '5.6.1' }),
    });
    const report = await cli.report(['--trust', ...words]);
    expect(report.manifests[0]?.dependencies.map(({ status, reason }) => [status, reason])).toEqual([
      ['unknown', 'cannot reach 127.0.0.1:1'],
      ['unknown', 'cannot reach 127.0.0.1:1'],
      ['checked', null],
    ]);
    expect(sent()).toContain('/chalk');
    expect(sent()).not.toMatch(/secret|payroll|t0ken|corp/);
  });

  it('nor where a nearer .npmrc says nothing of the scope', async () => {
    await cli.write({
      '.npmrc': '@secret:registry=http://127.0.0.1:1/\n',
      'apps/shop/.npmrc': 'save-exact=true\n',
      'apps/shop/package.json': packageJson({ '@secret/payroll': '^1.0.0' }),
    });
    const report = await cli.report(['--trust']);
    expect(report.summary).toMatchObject({ checked: 0, unknown: 1 });
    expect(cli.services.requestCount()).toBe(0);
  });

  it('a scope that is private in one project may be public in another', async () => {
    await cli.write({
      'a/.npmrc': '@secret:registry=http://127.0.0.1:1/\n',
      'a/package.json': packageJson({ '@secret/payroll': '^1.0.0' }),
      'b/package.json': packageJson({ '@secret/open': '^1.0.0' }),
      'requirements.txt': 'requests==2.31.0\n',
    });
    const report = await cli.report(['--trust']);
    expect(report.manifests.map(({ path: file, dependencies }) => [file, dependencies[0]?.status])).toEqual([
      ['a/package.json', 'unknown'],
      ['b/package.json', 'checked'],
      ['requirements.txt', 'checked'],
    ]);
    expect(sent()).not.toContain('payroll');
  });

  it.each([
    ['--index-url http://user:pa55@127.0.0.1:1/simple\nsecret-payroll==1.0\n', 'unknown', 'cannot reach 127.0.0.1:1'],
    ['--no-index\n--find-links ./wheels\nsecret-payroll==1.0\n', 'skipped', 'not checked: --no-index, installed from local files'],
  ])('never the names of a requirements file with an index of its own: %j', async (text, status, reason) => {
    await cli.write({ 'requirements.txt': text });
    const report = await cli.report(['--trust']);
    expect(report.manifests[0]?.dependencies[0]).toMatchObject({ status, reason });
    expect(cli.services.requestCount()).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a file with an index of its own includes, by themselves or with it',
      {
        'requirements.txt': '--index-url http://127.0.0.1:1/simple\n-r requirements/base.txt\n',
        'requirements/base.txt': 'secret-payroll==1.0\n-r more.list\n',
        'requirements/more.list': 'secret-ledger==1.0\n',
      },
      ['requirements', 'requirements/base.txt'],
    ],
    [
      'an included file says so for all',
      {
        'requirements.txt': '-r index.txt\nsecret-payroll==1.0\n-r base.txt\n',
        'index.txt': '-i http://127.0.0.1:1/simple\n',
        'base.txt': 'secret-ledger',
      },
      ['.'],
    ],
    [
      'a file is compiled from, or to',
      {
        'requirements.in': '-i http://127.0.0.1:1/simple\nsecret-payroll\n',
        'requirements.txt': 'secret-payroll==1.0\nsecret-ledger==1.0\n',
      },
      ['.', 'requirements.in'],
    ],
  ])('never the names that %s', async (_, files, scanned) => {
    await cli.write(files);
    for (const target of ['.', ...scanned]) await cli.report(['--trust', target]);
    expect(cli.services.requestCount()).toBe(0);
  });

  it('pre-releases of an included file are those of the file that includes it', async () => {
    await cli.write({ 'requirements.txt': '--pre\n-r base/base.txt\n', 'base/base.txt': 'requests\n' });
    cli.services.pypi.projects.set('requests', { releases: { '2.31.0': { date: '2023-05-22' }, '2.33.0rc1': { date: '2024-06-01' } } });
    const report = await cli.report();
    expect(report.manifests[1]?.dependencies[0]).toMatchObject({ name: 'requests', effective: { version: '2.33.0rc1' } });
  });
});

describe('the cache', () => {
  const files = {
    'package.json': packageJson({ chalk: '5.6.1', lodash: '4.17.20', 'never-heard-of-it': '^1.0.0' }),
    'requirements.txt': 'litellm>=1.50,<2\nrequests==2.31.0\n',
  };

  async function cacheFiles(): Promise<string[]> {
    const entries = await readdir(cli.cache, { recursive: true });
    return entries.filter(entry => entry.endsWith('.json')).map(entry => path.join(cli.cache, entry));
  }

  it('serves a second scan without any request, with the same report', async () => {
    await cli.write(files);
    const first = await cli.report();
    expect(first.summary).toMatchObject({ checked: 5, unknown: 0 });
    expect(cli.services.requestCount()).toBeGreaterThan(0);
    cli.services.forget();
    expect(await cli.report()).toEqual(first);
    expect(cli.services.requestCount()).toBe(0);
  });

  it('is what --offline answers from, and so are the built-in incidents', async () => {
    await cli.write(files);
    const before = await cli.run(['scan', '--offline', '--fail-on-unknown']);
    expect(before.stdout).toContain('chalk 5.6.1 is a compromised release (MAL-2025-46969');
    expect(before.stdout).toContain('package.json  not checked  chalk, lodash, never-heard-of-it: offline, and nothing in the cache');
    expect(before.stdout).toContain('2 manifests, 5 dependencies: 0 checked, 5 could not be checked.');
    expect(cli.services.requestCount()).toBe(0);

    const online = await cli.report();
    cli.services.forget();
    expect(await cli.report(['--offline'])).toEqual(online);
    expect(cli.services.requestCount()).toBe(0);
  });

  it('throws away an entry that was cut in half, says nothing of it, and asks again', async () => {
    await cli.write(files);
    const first = await cli.report();
    for (const file of await cacheFiles()) await truncate(file, (await readFile(file)).length >> 1);
    cli.services.forget();
    expect(await cli.report()).toEqual(first);
    expect(cli.services.npm.requests.map(request => request.path).sort()).toEqual(['/chalk', '/lodash', '/never-heard-of-it']);
    cli.services.forget();
    expect(await cli.report()).toEqual(first);
    expect(cli.services.requestCount()).toBe(0);
  });

  it.each([
    ['of another version', '{"schema":999,"key":"x","value":{}}'],
    ['of zeroes', '\0'.repeat(64)],
    ['empty', ''],
  ])('counts an entry %s as missing', async (_what, text) => {
    await cli.write(files);
    const first = await cli.report();
    for (const file of await cacheFiles()) await writeFile(file, text);
    expect(await cli.report()).toEqual(first);
  });

  it('asks again for an entry that was changed', async () => {
    await cli.write(files);
    const first = await cli.report();
    for (const file of await cacheFiles()) await writeFile(file, (await readFile(file, 'utf8')).replace('"fetchedAt":1', '"fetchedAt":2'));
    cli.services.forget();
    expect(await cli.report()).toEqual(first);
    expect(cli.services.npm.requests.map(request => request.path).sort()).toEqual(['/chalk', '/lodash', '/never-heard-of-it']);
  });

  it.each([
    ['below a file', 'a-file/cache'],
    ['a file', 'a-file'],
    // it is there and takes no folder, and mkdir says that it is not there
    ...(process.platform === 'linux' ? [['in /proc', '/proc/self/none/at/all']] : []),
  ])('that is %s and cannot be written is said once and costs nothing else', async (_what, folder = '') => {
    await cli.write({ ...files, 'a-file': '' });
    const env = { DEPWARDEN_CACHE_DIR: path.resolve(cli.workspace, folder) };
    const { status, stdout, stderr } = await cli.run(['scan'], { env });
    expect(status).toBe(1);
    expect(stdout).toContain('5 dependencies: 5 checked');
    expect(stderr).toMatch(/^depwarden: nothing can be kept in the cache folder .+\n$/);
  });

  it.each([
    ['is no variable for it', ''],
    ['is no entry of the account', "require('node:os').homedir = () => { throw new Error('ENOENT'); };"],
  ])('is nowhere, and not in what is scanned, where there is no home folder: %s', async (_what, preload) => {
    await cli.write(files);
    const before = path.join(cli.cache, 'before.cjs');
    await mkdir(cli.cache);
    await writeFile(before, preload);
    const none = { HOME: '', USERPROFILE: '', LOCALAPPDATA: undefined, XDG_CACHE_HOME: undefined, DEPWARDEN_CACHE_DIR: '' };
    const env = { ...none, NODE_OPTIONS: `--require ${JSON.stringify(before)}` };
    const { status, stdout, stderr } = await cli.run(['scan'], { env });
    expect(status).toBe(1);
    expect(stdout).toContain('5 dependencies: 5 checked');
    expect(stderr).toMatch(/^depwarden: nothing can be kept in the cache folder .+\n$/);
    expect((await cli.run(['db', 'info'], { env })).stdout).toMatch(/^there is no database in /);
    expect((await readdir(cli.workspace)).sort()).toEqual(Object.keys(files).sort());
  });
});

/** Loaded into the program by Node itself: writes down where connections go. */
const WATCH_CONNECTIONS = `
const { Socket } = require('node:net');
const { appendFileSync } = require('node:fs');
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...words) {
  const [first] = Array.isArray(words[0]) ? words[0] : words;
  appendFileSync(process.env.CONNECTIONS, (first.host ?? 'nowhere') + ':' + first.port + '\\n');
  return connect.apply(this, words);
};
`;
