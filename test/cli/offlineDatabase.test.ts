import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT } from '../support/languageClient.js';
import { type ExportServer, startExportServer } from '../support/services/osvExport.js';
import { packageJson, type Run, useCommandLine } from './support.js';

const cli = useCommandLine();
let server: ExportServer;
beforeEach(async () => {
  server = await startExportServer();
  server.put('npm', [
    {
      id: 'MAL-2030-1',
      modified: '2030-01-01T00:00:00Z',
      affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, versions: ['4.17.21'] }],
    },
  ]);
  server.put('PyPI', []);
  await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }) });
});
afterEach(() => server.close());

const run = (...words: readonly string[]): Promise<Run> => cli.run(words, { env: { DEPWARDEN_OSV_EXPORT_URL: server.url } });
const SAID = 'lodash 4.17.21 is a compromised release (MAL-2030-1)';

function inEightDays(...words: readonly string[]): Promise<Run> {
  const clock = path.join(cli.cache, 'clock.cjs');
  writeFileSync(clock, 'const { now } = Date; Date.now = () => now() + 8 * 24 * 60 * 60 * 1000;');
  return cli.run(words, { env: { NODE_OPTIONS: `--require ${JSON.stringify(clock)}` } });
}

describe('a scan with the offline database', () => {
  it('is asked of the database while that is fresh, and OSV of nothing', async () => {
    await run('db', 'update');
    const { status, stdout } = await run('scan');
    expect(status).toBe(1);
    expect(stdout).toContain(SAID);
    expect(stdout).toContain('Advisories: the offline database, less than a day old.');
    expect(cli.services.osv.requests).toEqual([]);
    const { advisories } = JSON.parse((await run('scan', '--format', 'json')).stdout) as { advisories: unknown };
    expect(advisories).toEqual({ source: 'database', exportedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  });

  it('needs no network', async () => {
    await run('db', 'update');
    const { stdout } = await run('scan', '--offline');
    expect(stdout).toContain(SAID);
    expect(cli.services.osv.requests).toEqual([]);
    expect(cli.services.npm.requests).toEqual([]);
  });

  it.each<[words: readonly string[], asksOsv: boolean, said: string]>([
    [
      [],
      true,
      'Advisories: OSV was asked, because the offline database is 8 days old; with the source "database" (--advisories, depwarden.advisories.source) nobody is.',
    ],
    [
      ['--advisories', 'auto'],
      true,
      'Advisories: OSV was asked, because the offline database is 8 days old; with the source "database" (--advisories, depwarden.advisories.source) nobody is.',
    ],
    [['--advisories', 'osv'], true, '1 manifest, 1 dependency: 1 checked.'],
    [['--advisories', 'database'], false, 'Advisories: the offline database, 8 days old.'],
    [['--offline'], false, 'Advisories: the offline database, 8 days old.'],
  ])('that is old is chosen, and its age told: %j', async (words, asksOsv, said) => {
    await run('db', 'update');
    const { stdout } = await inEightDays('scan', ...words);
    expect(cli.services.osv.requests.length > 0).toBe(asksOsv);
    expect(stdout).toContain(said);
  });

  it.each([['scan'], ['watch', '--once'], ['baseline'], ['respond', 'lodash@4.17.21']])(
    'that is old keeps names at home in %s %s with --advisories database',
    async (...words) => {
      await run('db', 'update');
      await inEightDays(...words);
      expect(cli.services.osv.requests.length).toBeGreaterThan(0);
      cli.services.forget();
      await inEightDays(...words, '--advisories', 'database');
      expect(cli.services.osv.requests).toEqual([]);
    },
  );

  it.each(['osv', 'database'])('is not left to itself with --advisories %s while it is fresh', async source => {
    await run('db', 'update');
    const { status } = await run('scan', '--advisories', source);
    expect([status, cli.services.osv.requests.length > 0]).toEqual([source === 'osv' ? 0 : 1, source === 'osv']);
  });

  it('that is not there is told, and nobody is asked, where it is all that is wanted', async () => {
    const { status, stdout } = await run('scan', '--advisories', 'database', '--fail-on-unknown');
    expect(status).toBe(3);
    expect(stdout).toContain('there is no offline advisory database');
    expect(cli.services.osv.requests).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['a policy', { '.depwarden.jsonc': '{ "privateScopes": ["npm:lodash"] }' }],
    ['an .npmrc', { '.npmrc': '@acme:registry=https://npm.acme.example/\n', 'package.json': packageJson({ '@acme/part': '1.0.0' }) }],
  ])('judges private names, and tells nobody: by %s', async (_, files) => {
    const names = ['lodash', '@acme/part'];
    server.put(
      'npm',
      names.map((name, index) => ({
        id: `MAL-2030-${index + 1}`,
        modified: '2030-01-01T00:00:00Z',
        affected: [{ package: { ecosystem: 'npm', name }, versions: ['4.17.21', '1.0.0'] }],
      })),
    );
    await cli.write(files);
    await run('db', 'update');
    const { status, stdout } = await run('scan', '--untrusted');
    expect(stdout).toMatch(/(?:lodash 4\.17\.21|@acme\/part 1\.0\.0) is a compromised release \(MAL-2030-\d\)/);
    expect(status).toBe(1);
    expect(cli.services.requestCount()).toBe(0);
  });

  it('is asked of OSV where there is none', async () => {
    const { status, stdout } = await run('scan');
    expect(status).toBe(0);
    expect(stdout).not.toContain('offline database');
    expect(cli.services.osv.requests.length).toBeGreaterThan(0);
  });

  it('is asked of OSV where it cannot be read', async () => {
    await run('db', 'update');
    writeFileSync(path.join(cli.cache, 'advisories', 'current'), 'nonsense');
    expect((await run('scan')).status).toBe(0);
    expect(cli.services.osv.requests.length).toBeGreaterThan(0);
  });
});

describe('the steps of docs/offline.md for continuous integration', () => {
  it.each([
    ['GitHub Actions', 0],
    ['GitLab', 1],
  ])('of %s check ranges of direct dependencies too, and OSV hears nothing', async (_, index) => {
    server.put('npm', []);
    await cli.write({ 'package.json': packageJson({ lodash: '^4.17.20', chalk: '5.6.2' }), 'requirements.txt': 'requests>=2.31\n' });
    const runs: Run[] = [];
    for (const words of await stepsOf(index)) runs.push(await run(...words));
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expect(runs.at(-1)?.stdout).toContain('2 manifests, 3 dependencies: 3 checked.');
    expect(cli.services.osv.requests).toEqual([]);
  });

  it.each([0, 1])('fail where something is bad, and where something is not known: %i', async index => {
    const [update = [], scan = []] = await stepsOf(index);
    expect((await run(...update)).status).toBe(0);
    expect((await run(...scan)).status).toBe(1);
    await cli.write({ 'package.json': packageJson({ lodash: '^4.17.20' }) });
    for (const service of [cli.services.npm, cli.services.pypi]) service.fault(/./, { kind: 'status', status: 403 });
    expect((await cli.run(scan, { env: { DEPWARDEN_CACHE_DIR: path.join(cli.cache, 'empty') } })).status).toBe(3);
  });
});

/** The commands of one of the page's YAML files, in words. */
async function stepsOf(index: number): Promise<readonly (readonly string[])[]> {
  const page = await readFile(path.join(PROJECT, 'docs/offline.md'), 'utf8');
  const block = [...page.matchAll(/^```yaml\n([\s\S]*?)\n```$/gm)][index]?.[1] ?? '';
  return [...block.matchAll(/^\s*- (?:run: )?depwarden (.+)$/gm)].map(([, words = '']) => words.split(' '));
}
