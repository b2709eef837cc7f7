import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NpmPackage } from '../support/services/index.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();
const A = `sha512-${'A'.repeat(86)}==`;
const B = `sha512-${'B'.repeat(86)}==`;

const PAD: NpmPackage = {
  releases: {
    '1.2.0': { date: '2016-01-01', integrity: A, publisher: 'steve' },
    '1.3.0': { date: '2018-04-09', integrity: A, publisher: 'steve', attested: true },
  },
  maintainers: ['steve', 'anna'],
  repository: 'https://git.example/pad',
};

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { pad: '^1.2.0' } },
    'node_modules/pad': { version: '1.3.0', integrity: A, dependencies: { below: '2' } },
    'node_modules/below': { version: '2.0.0', integrity: B },
  },
};

const FILE = '.depwarden/baseline.json';
const LINES = [
  `    "npm:below@2.0.0": {"digests":["sha512-${'B'.repeat(16)}"]},`,
  `    "npm:pad@1.3.0": {"digests":["sha512-${'A'.repeat(16)}"],"publisher":"steve","maintainers":["anna","steve"],"provenance":true,"installScripts":[],"repository":"https://git.example/pad"}`,
];

beforeEach(async () => {
  cli.services.npm.packages.set('pad', PAD);
  await cli.write({ 'package.json': packageJson({ pad: '^1.2.0' }), 'package-lock.json': JSON.stringify(LOCK) });
});

const baseline = (): Promise<string> => readFile(path.join(cli.workspace, FILE), 'utf8');
/** What the registry says next time: the cache is not asked. */
const run = (...words: string[]) => cli.run(words, { env: { DEPWARDEN_CACHE_DIR: path.join(cli.workspace, '..', `cache-${++runs}`) } });
let runs = 0;

function change(changes: Partial<NpmPackage['releases'][string]>, more: Partial<NpmPackage> = {}): void {
  const release = { ...PAD.releases['1.3.0'], ...changes };
  cli.services.npm.packages.set('pad', { ...PAD, releases: { ...PAD.releases, '1.3.0': release }, ...more });
}

describe('baseline', () => {
  it('records direct releases whole, and of others the lockfile’s digests; the same gives the same bytes', async () => {
    expect(await run('baseline')).toEqual({ status: 0, stdout: `${FILE}: 2 releases, 2 new, 0 gone\n`, stderr: '' });
    const text = await baseline();
    expect(text).toBe(`{\n  "schemaVersion": 1,\n  "releases": {\n${LINES.join('\n')}\n  }\n}\n`);
    expect((await run('baseline')).stdout).toBe(`${FILE}: 2 releases, 0 new, 0 gone\n`);
    expect(await baseline()).toBe(text);
    expect(cli.services.npm.requests.every(({ path: asked }) => asked === '/pad')).toBe(true);
    expect((await run('baseline', '--direct')).stdout).toBe(`${FILE}: 1 release, 0 new, 1 gone\n`);
  });

  it('is what later scans compare with: nothing where nothing has changed, drift where something has', async () => {
    await run('baseline');
    expect((await run('scan')).status).toBe(0);
    change({ integrity: B, publisher: 'mallory' }, { maintainers: ['mallory'] });
    const { status, stdout } = await run('scan');
    expect(status).toBe(1);
    expect(stdout).toContain('error  pad 1.3.0: what the npm registry has is not what the baseline recorded.');
    expect(stdout).toContain(
      'warning  pad 1.3.0 is not as in the baseline: published by mallory, new maintainer mallory and no longer maintained by anna and steve.',
    );
  });

  it('--check tells of drift alone and writes nothing', async () => {
    await run('baseline');
    const before = await baseline();
    expect(await run('baseline', '--check')).toEqual({
      status: 0,
      stdout: '0 changes since the baseline, 0 releases not in it\n',
      stderr: '',
    });
    change({ integrity: B });
    await cli.write({ '.depwarden.jsonc': '{ "rules": { "artifact-changed": "off" } }' });
    const { status, stdout } = await run('baseline', '--check');
    expect(status).toBe(1);
    expect(stdout).toBe(
      'package.json:4:13  error  pad 1.3.0: what the npm registry has is not what the baseline recorded. Do not install before you know why. [artifact-changed]\n1 change since the baseline, 0 releases not in it\n',
    );
    expect(await baseline()).toBe(before);
  });

  it('keeps the line of what has drifted, until --update accepts it', async () => {
    await run('baseline');
    change({ publisher: 'mallory' });
    const kept = await run('baseline');
    expect([kept.status, await baseline()]).toEqual([1, expect.stringContaining('"publisher":"steve"')]);
    expect(kept.stdout).toContain('not recorded, for it has changed: depwarden baseline --update accepts it\n');
    expect((await run('baseline', '--update')).status).toBe(0);
    expect(await baseline()).toContain('"publisher":"mallory"');
    expect((await run('baseline', '--check')).status).toBe(0);
  });

  it('takes an update for a new release, not for drift', async () => {
    await cli.write({ 'package.json': packageJson({ pad: '1.2.0' }), 'package-lock.json': '{}' });
    await run('baseline');
    await cli.write({ 'package.json': packageJson({ pad: '1.3.0' }) });
    expect(await run('baseline', '--check')).toMatchObject({ status: 0, stdout: '0 changes since the baseline, 1 release not in it\n' });
    expect((await run('baseline')).stdout).toBe(`${FILE}: 1 release, 1 new, 1 gone\n`);
  });

  it('loses nothing where the registry fails, and says so', async () => {
    await run('baseline');
    const before = await baseline();
    cli.services.npm.fault('/', { kind: 'status', status: 500 });
    const { status, stderr } = await run('baseline');
    expect([status, await baseline()]).toEqual([3, before]);
    expect(stderr).toMatch(/^depwarden: 1 release could not be asked about: .+ answers HTTP 500\n$/);
  });

  it('refuses to write over a damaged file; a scan says so once, and judges all else', async () => {
    await cli.write({ [FILE]: '{ "schemaVersion": 1, "releases": {', 'requirements.txt': 'requests==2.32.0\n' });
    const refused = await run('baseline', '--update');
    expect([refused.status, refused.stderr.split('\n').length]).toEqual([2, 3]);
    expect(refused.stderr).toContain('.depwarden/baseline.json is damaged');
    expect(await baseline()).toBe('{ "schemaVersion": 1, "releases": {');
    const scanned = await run('scan');
    expect(scanned.stderr).toMatch(
      /^depwarden: \.depwarden\/baseline\.json is damaged \(.+\): what cannot be read of it is not compared\.\n$/,
    );
    expect(scanned.stdout).toContain('[yanked-release]');
  });

  it.each<[string, readonly string[], string]>([
    ['--check without a baseline', ['--check'], 'there is no .depwarden/baseline.json in '],
    ['--check and --update', ['--check', '--update'], 'baseline takes --check or --update, not both'],
    ['an unknown option', ['--format', 'json'], "Unknown option '--format'"],
  ])('refuses %s', async (_, words, message) => {
    const { status, stderr } = await run('baseline', ...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`depwarden: ${message}`)]);
  });

  it('writes nothing where the folder is a file', async () => {
    await cli.write({ '.depwarden': '' });
    expect(await run('baseline')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('baseline.json is not read: it cannot be read (ENOTDIR).'),
    });
    await mkdir(path.join(cli.workspace, 'other'));
    expect((await run('baseline', 'other')).status).toBe(0);
  });
});
