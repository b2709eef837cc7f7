import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startGate } from '../support/gate.js';
import { digestOf } from '../support/services/pypi.js';
import { packageJson, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();

const file = (name: string): string => path.join(cli.workspace, name);
const textOf = (name: string): Promise<string> => readFile(file(name), 'utf8');

interface FixReport {
  readonly summary: { readonly error: number; readonly warning: number };
  readonly fixed: {
    readonly changes: readonly { readonly path: string; readonly title: string }[];
    readonly refused: readonly { readonly path: string; readonly reason: string }[];
  };
  readonly manifests: readonly { readonly path: string; readonly lockfile: { readonly stale: unknown } | null }[];
}

async function fixed(...words: readonly string[]): Promise<FixReport> {
  const { stdout } = await cli.run(['scan', '--fix', '--format', 'json', ...words]);
  return JSON.parse(stdout) as FixReport;
}

describe('scan --fix', () => {
  it('applies the preferred fixes, says which, and judges the files as they are then', async () => {
    await cli.write({
      'package.json': packageJson({ chalk: '5.6.1', axios: '^1.14.0', lodash: '^4.17.21' }),
      'api/requirements.txt': '# kept\nlitellm>=1.50,<2  # why\n',
    });
    const { status, stdout, stderr } = await cli.run(['scan', '--fix', '--trust']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'api/requirements.txt  fixed  Raise litellm to >=1.83.0,<2 (next safe release)',
      'package.json  fixed  Pin chalk to 5.6.0 (last safe release)',
      'package.json  fixed  Raise axios to ^1.15.0 (next safe release)',
      '',
      '4 components: 4 clean.',
      '2 manifests, 4 dependencies: 4 checked. Nothing found.',
      '',
    ]);
    expect(await textOf('package.json')).toBe(packageJson({ chalk: '5.6.0', axios: '^1.15.0', lodash: '^4.17.21' }));
    expect(await textOf('api/requirements.txt')).toBe('# kept\nlitellm>=1.83.0,<2  # why\n');
    expect(await cli.run(['scan', '--fix', '--trust'])).toEqual({
      status: 0,
      stdout: `4 components: 4 clean.\n${summaryOf({ stdout } as never)}\n`,
      stderr: '',
    });
  });

  it('leaves the exit status to what is left: fixes that want a look are not applied', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1', 'no-such-package-anywhere': '^1.0.0' }) });
    const { status, stdout } = await cli.run(['scan', '--fix']);
    expect(status).toBe(1);
    expect(stdout).toContain('fixed  Pin chalk');
    expect(stdout).toContain('[unknown-package]');
    expect(JSON.parse(await textOf('package.json')).dependencies).toHaveProperty('no-such-package-anywhere');
  });

  it('keeps line ends, byte order mark, indentation, order of keys, a missing last line end, and permissions', async () => {
    const text = '\ufeff{\r\n\t"z": 1,\r\n\t"dependencies": {"chalk":"5.6.1" , "axios" : "^1.14.0"},\r\n\t"a": "é"\r\n}';
    await cli.write({ 'package.json': text });
    await chmod(file('package.json'), 0o640);
    await cli.run(['scan', '--fix']);
    expect(await textOf('package.json')).toBe(text.replace('5.6.1', '5.6.0').replace('^1.14.0', '^1.15.0'));
    expect((await stat(file('package.json'))).mode & 0o777).toBe(0o640);
    expect(await readdir(cli.workspace)).toEqual(['package.json']);
  });

  it('keeps UTF-16, as PowerShell writes it', async () => {
    const text = '\ufefflitellm==1.82.7\r\n';
    await cli.write({ 'requirements.txt': Buffer.from(text, 'utf16le') });
    await cli.run(['scan', '--fix']);
    expect((await readFile(file('requirements.txt'))).equals(Buffer.from(text.replace('1.82.7', '1.82.6'), 'utf16le'))).toBe(true);
  });

  it.each([
    ['UTF-32', (text: string) => Buffer.from(Uint32Array.from([...`\ufeff${text}`], one => one.codePointAt(0) ?? 0).buffer)],
    ['Latin-1 that a comment names', (text: string) => Buffer.from(`# -*- coding: latin-1 -*-\n# größer\n${text}`, 'latin1')],
  ])('keeps %s', async (_, encoded) => {
    await cli.write({ 'requirements.txt': encoded('litellm==1.82.7\n') });
    await cli.run(['scan', '--fix']);
    expect((await readFile(file('requirements.txt'))).equals(encoded('litellm==1.82.6\n'))).toBe(true);
  });

  it('follows a symbolic link to its target', async () => {
    await cli.write({ 'shared/base.txt': 'litellm==1.82.7\n' });
    await symlink(path.join('shared', 'base.txt'), file('requirements.txt'));
    await cli.run(['scan', '--fix', 'requirements.txt']);
    expect((await lstat(file('requirements.txt'))).isSymbolicLink()).toBe(true);
    expect(await textOf('shared/base.txt')).toBe('litellm==1.82.6\n');
  });

  it('asks the index for the hashes of a line that has some', async () => {
    await cli.write({ 'requirements.txt': 'litellm==1.82.7 --hash=sha256:aaaa  # locked\n' });
    await cli.run(['scan', '--fix']);
    const hashes = ['litellm-1.82.6-py3-none-any.whl', 'litellm-1.82.6.tar.gz'].map(name => `--hash=sha256:${digestOf(name)}`).sort();
    expect(await textOf('requirements.txt')).toBe(`litellm==1.82.6 ${hashes.join(' ')}  # locked\n`);
  });

  it('lists in JSON what it changed, and in the lockfile’s place the command that is due', async () => {
    const lock = { lockfileVersion: 3, packages: { '': { dependencies: { chalk: '5.6.1' } }, 'node_modules/chalk': { version: '5.6.1' } } };
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }), 'package-lock.json': JSON.stringify(lock) });
    const report = await fixed();
    expect(report.fixed).toEqual({
      changes: [
        {
          path: 'package.json',
          package: 'chalk',
          rule: 'malicious-release',
          title: 'Pin chalk to 5.6.0 (last safe release)',
          target: '5.6.0',
          explanation: expect.stringMatching(/^5\.6\.0: last safe release.*; no known advisories/),
        },
      ],
      refused: [],
    });
    expect(report.manifests[0]?.lockfile?.stale).toEqual({
      dependencies: ['chalk'],
      command: 'npm install --package-lock-only --ignore-scripts',
    });
    const { stdout } = await cli.run(['scan']);
    expect(stdout).toContain('Bring it up to date: npm install --package-lock-only --ignore-scripts [stale-lockfile]');
    expect(JSON.parse(await textOf('package-lock.json'))).toEqual(lock);
  });

  it('makes the pnpm-workspace.yaml that pnpm 11 reads overrides in, once for all members', async () => {
    const importer = '    dependencies:\n      lodash:\n        specifier: ^4.17.21\n        version: 4.17.21\n';
    const locked = ['axios@1.14.1', 'lodash@4.17.21'];
    await cli.write({
      'package.json': JSON.stringify({ packageManager: 'pnpm@11.0.0', dependencies: { lodash: '^4.17.21' } }),
      'packages/a/package.json': packageJson({ lodash: '^4.17.21' }),
      'pnpm-lock.yaml': [
        "lockfileVersion: '9.0'\nimporters:\n",
        `  .:\n${importer}  packages/a:\n${importer}packages:\n`,
        ...locked.map(key => `  ${key}:\n    resolution: {integrity: sha512-a==}\n`),
        'snapshots:\n  axios@1.14.1: {}\n  lodash@4.17.21:\n    dependencies:\n      axios: 1.14.1\n',
      ].join(''),
    });
    const { fixed: done } = await fixed();
    expect(done.refused).toEqual([]);
    expect(done.changes.map(({ path: changed, title }) => `${changed}: ${title}`)).toEqual([
      'package.json: Override axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)',
    ]);
    expect(await textOf('pnpm-workspace.yaml')).toBe("packages:\n  - '.'\n\noverrides:\n  axios: ^1.15.0\n");
  });

  it('changes the catalog of a package.json whose own dependency refers to it', async () => {
    const manifest = (range: string) =>
      JSON.stringify({ workspaces: [], catalog: { axios: range }, dependencies: { axios: 'catalog:' } }, null, 2);
    await cli.write({
      'package.json': manifest('^1.14.0'),
      'bun.lock': JSON.stringify({
        lockfileVersion: 1,
        workspaces: { '': { dependencies: { axios: 'catalog:' } } },
        packages: { axios: ['axios@1.14.1', '', {}, 'sha512-a=='] },
      }),
    });
    const { fixed: done } = await fixed();
    expect([done.refused, await textOf('package.json')]).toEqual([[], manifest('^1.15.0')]);
  });

  it('says nothing of fixes where it is not asked to fix', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const { stdout } = await cli.run(['scan', '--format', 'json']);
    expect(JSON.parse(stdout)).not.toHaveProperty('fixed');
    expect(await textOf('package.json')).toBe(packageJson({ chalk: '5.6.1' }));
  });
});

describe('scan --fix refuses, names the file, and goes on with others:', () => {
  it('a file that has changed since it was read', async () => {
    const gate = await startGate(cli.services.pypi.url);
    try {
      await cli.write({ 'requirements.txt': 'litellm==1.82.7 --hash=sha256:aaaa\n', 'zoo/package.json': packageJson({ chalk: '5.6.1' }) });
      const running = cli.start(['scan', '--fix', '--format', 'json'], { env: { DEPWARDEN_PYPI_URL: `${gate.url}/simple` } });
      await gate.arrival(1);
      gate.open();
      gate.shut();
      await gate.arrival(2);
      await writeFile(file('requirements.txt'), 'something==1.0\nlitellm==1.82.7 --hash=sha256:aaaa\n');
      gate.open();
      const {
        fixed: { changes, refused },
      } = JSON.parse((await running.ended).stdout) as FixReport;
      expect(refused).toEqual([{ path: 'requirements.txt', reason: 'it has changed since it was read' }]);
      expect(changes.map(change => change.path)).toEqual(['zoo/package.json']);
      expect(await textOf('requirements.txt')).toBe('something==1.0\nlitellm==1.82.7 --hash=sha256:aaaa\n');
      expect(await textOf('zoo/package.json')).toBe(packageJson({ chalk: '5.6.0' }));
    } finally {
      await gate.close();
    }
  });

  it('a file with bytes that are no UTF-8, which writing would spoil', async () => {
    const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9]), Buffer.from('\nlitellm==1.82.7\n')]);
    await cli.write({ 'requirements.txt': bytes });
    const { status, stdout } = await cli.run(['scan', '--fix']);
    expect(status).toBe(1);
    expect(stdout).toContain('requirements.txt  not fixed  its text is not validly encoded throughout');
    expect((await readFile(file('requirements.txt'))).equals(bytes)).toBe(true);
  });

  it('a file that nobody named and another one includes', async () => {
    await cli.write({ 'base.inc': 'litellm==1.82.7\n', 'requirements.txt': '-r base.inc\n' });
    const report = await fixed();
    expect(report.fixed).toEqual({
      changes: [],
      refused: [{ path: 'base.inc', reason: 'it is only included by another file: name it to have it changed' }],
    });
    expect(await textOf('base.inc')).toBe('litellm==1.82.7\n');
  });

  it('a file beside which no other can be written; the others are fixed', async () => {
    const long = `${'a'.repeat(234)}-requirements.txt`;
    await cli.write({ [long]: 'litellm==1.82.7\n', 'package.json': packageJson({ chalk: '5.6.1' }) });
    const { changes, refused } = (await fixed()).fixed;
    expect(refused).toEqual([{ path: long, reason: 'it cannot be written (ENAMETOOLONG)' }]);
    expect(changes.map(change => change.path)).toEqual(['package.json']);
    expect(await textOf(long)).toBe('litellm==1.82.7\n');
  });

  it('everything, where a named PATH cannot be read', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    expect((await cli.run(['scan', '--fix', '.', 'missing.txt'])).status).toBe(2);
    expect(await textOf('package.json')).toBe(packageJson({ chalk: '5.6.1' }));
  });
});
