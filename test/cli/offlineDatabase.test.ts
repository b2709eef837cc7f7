import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
