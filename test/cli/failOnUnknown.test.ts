import { describe, expect, it } from 'vitest';
import { readArguments } from '../../server/src/cli/arguments.js';
import { type ExportServer, startExportServer } from '../support/services/osvExport.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

describe('--fail-on-unknown as it is written', () => {
  it.each([
    [[], undefined, ['.']],
    [['--fail-on-unknown'], 'all', ['.']],
    [['--fail-on-unknown=all'], 'all', ['.']],
    [['--fail-on-unknown=advisories'], 'advisories', ['.']],
    [['--fail-on-unknown', 'advisories'], 'all', ['advisories']],
    [['--fail-on-unknown=advisories', 'all'], 'advisories', ['all']],
    [['--fail-on-unknown', '--fail-on-unknown=advisories'], 'advisories', ['.']],
    [['--', '--fail-on-unknown=yes'], undefined, ['--fail-on-unknown=yes']],
  ])('%j', (words, failOnUnknown, paths) => {
    expect(readArguments(['scan', ...words])).toMatchObject({ kind: 'scan', options: { failOnUnknown, paths } });
  });

  it('takes the word after it for a PATH', async () => {
    await cli.write({ 'advisories/package.json': packageJson({ lodash: '4.17.21' }), 'package.json': packageJson({ chalk: '5.6.1' }) });
    const { status, stdout } = await cli.run(['scan', '--fail-on-unknown', 'advisories']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^1 manifest, 1 dependency: 1 checked\./m);
  });
});

describe('where nothing is found to scan', () => {
  it.each<[readonly string[], number]>([
    [[], 0],
    [['--fail-on-unknown'], 3],
    [['--fail-on-unknown=all'], 3],
    [['--fail-on-unknown=advisories'], 3],
  ])('%j is status %i, and says that nothing was checked', async (words, expected) => {
    await cli.write({ 'environment.yml': 'dependencies:\n  - litellm==1.82.8\n' });
    const { status, stderr } = await cli.run(['scan', ...words]);
    expect({ status, stderr }).toEqual({ status: expected, stderr: 'depwarden: no manifest or lockfile found: nothing was checked\n' });
  });
});

describe('a scan offline, with the offline database of today', () => {
  const offline = (exports: ExportServer, ...words: readonly string[]) =>
    cli.run(words, { env: { DEPWARDEN_OSV_EXPORT_URL: exports.url } });

  it.each<[readonly string[], number]>([
    [['--fail-on-unknown'], 3],
    [['--fail-on-unknown=all'], 3],
    [['--fail-on-unknown=advisories'], 0],
  ])('has checked advisories and asked no registry: %j is status %i', async (words, expected) => {
    await using exports = await withExports();
    await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }) });
    await offline(exports.server, 'db', 'update');
    const run = await offline(exports.server, 'scan', '--offline', ...words);
    expect(run.status).toBe(expected);
    expect(run.stdout).toMatch(/^.*1 of them: advisories checked, registry not asked\.$/m);
    expect(run.stdout).not.toContain('could not be checked');
    expect(cli.services.npm.requests).toEqual([]);
    expect(cli.services.osv.requests).toEqual([]);
  });

  it('knows nothing of advisories without one', async () => {
    await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }) });
    const run = await cli.run(['scan', '--offline', '--fail-on-unknown=advisories']);
    expect(run.status).toBe(3);
    expect(run.stdout).not.toContain('advisories checked');
  });
});

/** Exports of advisories in which nothing is bad. */
async function withExports(): Promise<AsyncDisposable & { readonly server: ExportServer }> {
  const server = await startExportServer();
  server.put('npm', []);
  server.put('PyPI', []);
  return { server, [Symbol.asyncDispose]: async () => server.close() };
}
