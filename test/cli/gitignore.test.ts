import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { git } from '../support/git.js';
import { useCommandLine } from './support.js';

const cli = useCommandLine();

const BAD = '{ "dependencies": { "chalk": "5.6.1" } }';
const EMPTY = '{ "dependencies": {} }';

function track(...names: readonly string[]): void {
  git(cli.workspace, 'init', '-q');
  git(cli.workspace, 'add', '--force', ...names);
}

describe('.gitignore', () => {
  it('keeps nothing from a scan that git tracks', async () => {
    await cli.write({
      '.gitignore': '*\n',
      'app/package.json': BAD,
      'app/yarn.lock': '',
      'other/package.json': EMPTY,
      'left/setup.cfg': '',
    });
    track('app', 'other');
    for (const words of [[], ['--untrusted'], ['--fail-on-unknown']]) {
      const report = await cli.report(words);
      expect(report.manifests.map(manifest => manifest.path)).toEqual(['app/package.json', 'other/package.json']);
      expect(report).toMatchObject({ status: 1, gitignore: { hidden: 1, paths: [{ path: 'left', kind: 'folder' }], unread: [] } });
    }
  });

  it('does not count where the index is damaged, and the report says so', async () => {
    await cli.write({ '.gitignore': '*\n', 'package.json': BAD });
    track('package.json');
    await appendFile(path.join(cli.workspace, '.git/index'), 'x');
    const { status, stdout } = await cli.run(['scan']);
    expect(status).toBe(1);
    expect(stdout).toContain('.gitignore leaves out nothing where it is not known what git tracks: ');
    expect(stdout).toContain('its checksum is wrong');
  });

  it('counts without git, and what it keeps from the scan is named', async () => {
    await cli.write({ '.gitignore': 'out/\n', 'out/package.json': BAD, 'package.json': EMPTY });
    const { status, stdout } = await cli.run(['scan', '--fail-on-unknown']);
    expect(status).toBe(0);
    expect(stdout).toContain('Left out by .gitignore, not checked: out/.\n');
    expect((await cli.run(['scan', '.', 'out'])).stdout, 'named itself').not.toContain('.gitignore');
    await rm(path.join(cli.workspace, 'package.json'));
    const nothing = await cli.run(['scan', '--fail-on-unknown']);
    expect(nothing).toMatchObject({ status: 3, stderr: 'depwarden: no manifest or lockfile found: nothing was checked\n' });
    expect(nothing.stdout).toContain('Left out by .gitignore, not checked: out/.\n');
  });

  it('of a lockfile that is read beside its manifest is not mentioned', async () => {
    await cli.write({
      '.gitignore': 'package-lock.json\n',
      'package.json': '{ "dependencies": { "chalk": "^5.6.0" } }',
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { '': { dependencies: { chalk: '^5.6.0' } }, 'node_modules/chalk': { version: '5.6.1' } },
      }),
    });
    const { status, stdout } = await cli.run(['scan']);
    expect(status).toBe(1);
    expect(stdout).not.toContain('.gitignore');
  });
});
