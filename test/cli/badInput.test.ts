import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, symlink, truncate } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM, packageJson, type Run, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();
const MB = 1024 * 1024;

/** A scan that must not crash, hang or call anything clean: problems are lines of the report, and `--fail-on-unknown` tells. */
async function scan(...words: string[]): Promise<Run> {
  const run = await cli.run(['scan', '--trust', '--fail-on', 'never', '--fail-on-unknown', ...words]);
  expect(run.stderr).toBe('');
  return run;
}

describe('a manifest that is too large', () => {
  const LARGE = `{"dependencies":{"chalk":"5.6.1"},"x":"${'x'.repeat(50 * MB)}"}`;

  it('is not read, and said so; the others are', async () => {
    await cli.write({ 'package.json': LARGE, 'requirements.txt': 'requests==2.32.3\n' });
    const run = await scan();
    expect(run.status).toBe(3);
    expect(run.stdout).toBe(
      'package.json:1:1  error  Not read: it has 50 MB, more than the 5 MB that are read. Nothing in it is checked. [manifest]\n\n' +
        '1 component: 1 clean.\n2 manifests, 1 dependency: 1 checked, 1 manifest could not be read. Nothing found in what could be checked.\n',
    );
  });

  it('is an unreadable PATH where it is named', async () => {
    await cli.write({ 'package.json': LARGE });
    const { status, stdout, stderr } = await cli.run(['scan', 'package.json']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^depwarden: .*package\.json: Not read: it has 50 MB, more than the 5 MB that are read\. Nothing in it is checked\.\n$/,
    );
  });
});

describe('a line of 5 MB', () => {
  const LONG = 5_000_000 - 100;

  it.each([
    ['a comment', `litellm==1.82.7  # ${'x'.repeat(LONG)}\n`],
    ['a word', `litellm==1.82.7\n${'x'.repeat(LONG)}\n`],
    ['operators', `litellm==1.82.7\nx${'>'.repeat(LONG)}\n`],
    ['extras', `litellm==1.82.7\nx${'[a,'.repeat(LONG / 3)}\n`],
    ['a marker', `litellm==1.82.7\nx ; ${'('.repeat(LONG)}\n`],
    ['a million continuations', `litellm==1.82.7${' \\\n'.repeat(LONG / 3)}`],
  ])('in a requirements file, %s: the rest is checked, and the report stays readable', async (_what, text) => {
    await cli.write({ 'requirements.txt': text });
    const run = await scan('--offline');
    expect(run.stdout).toContain('litellm 1.82.7 is a compromised release');
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThan(400);
  });

  it.each([
    ['a string', `{"dependencies":{"chalk":"5.6.1"},"x":"${'x'.repeat(LONG)}"}`],
    ['dependencies', `{"dependencies":{"chalk":"5.6.1"${',"a":"1"'.repeat(LONG / 8)}}}`],
  ])('in package.json, %s: it is not read, and said so', async (_what, text) => {
    await cli.write({ 'package.json': text });
    const run = await scan('--offline');
    expect(run.status).toBe(3);
    expect(run.stdout).toMatch(/^package\.json:1:1 {2}error {2}package\.json .*too large to be read .*\[manifest\]\n/);
    expect(summaryOf(run)).toMatch(/1 manifest could be read only in part\. Nothing found in what could be checked\.$/);
  });
});

describe('text that is none', () => {
  it.each([
    ['package.json', randomBytes(64 * 1024)],
    ['package.json', Buffer.alloc(64 * 1024)],
    ['requirements.txt', randomBytes(64 * 1024)],
    ['requirements.txt', Buffer.from('litellm==1.82.7\n', 'utf16le')],
  ])('%s of binary data is one line, and no request', async (file, bytes) => {
    await cli.write({ [file]: bytes });
    const run = await scan();
    expect(run.status).toBe(3);
    expect(run.stdout).toBe(
      `${file}:1:1  error  Not read: it is binary data, or text that is not UTF-8. Nothing in it is checked. [manifest]\n\n` +
        '1 manifest, 0 dependencies: 0 checked, 1 manifest could not be read. Nothing found in what could be checked.\n',
    );
    expect(cli.services.requestCount()).toBe(0);
  });

  it('of invalid UTF-8: what can be read is', async () => {
    await cli.write({
      'requirements.txt': Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9, 0xff]), Buffer.from('\nlitellm==1.82.7\n')]),
      'package.json': Buffer.concat([
        Buffer.from('{"author":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('","dependencies":{"chalk":"5.6.1"}}'),
      ]),
    });
    const report = await cli.report();
    expect(report.findings.map(finding => finding.package).sort()).toEqual(['chalk', 'litellm']);
  });

  it.each([
    ['little', 'utf16le', Buffer.from([0xff, 0xfe])],
    ['big', 'utf16be', Buffer.from([0xfe, 0xff])],
  ])('UTF-16 with a byte order mark, %s end first (PowerShell), is read', async (_what, encoding, mark) => {
    const text = 'litellm==1.82.7\r\n# smörgåsbord 🧁\r\nrequests==2.32.3\r\n';
    const little = Buffer.from(text, 'utf16le');
    await cli.write({ 'requirements.txt': Buffer.concat([mark, encoding === 'utf16be' ? little.swap16() : little]) });
    const report = await cli.report();
    expect(report.manifests[0]?.dependencies.map(({ name, specifier }) => name + specifier)).toEqual([
      'litellm==1.82.7',
      'requests==2.32.3',
    ]);
    expect(report.findings.map(({ rule }) => rule)).toEqual(['malicious-release']);
  });
});

describe('JSON that is nested 100,000 deep', () => {
  it.each([
    ['arrays', `{"dependencies":{"chalk":"5.6.1"},"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects', `{"dependencies":{"chalk":"5.6.1"},"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
    ['without an end', `{"dependencies":{"chalk":"5.6.1"},"x":${'[{"a":'.repeat(50_000)}`],
  ])('%s', async (_what, text) => {
    await cli.write({ 'package.json': text });
    const run = await scan('--offline');
    expect(run.stdout).toContain('chalk 5.6.1 is a compromised release');
    expect(run.stdout.split('\n').length).toBeLessThan(12);
  });

  it('overrides', async () => {
    await cli.write({
      'package.json': `{"dependencies":{"chalk":"5.6.1"},"overrides":${'{"a":'.repeat(100_000)}"1"${'}'.repeat(100_000)}}`,
    });
    expect((await scan('--offline')).stdout).toContain('chalk 5.6.1 is a compromised release');
  });
});

describe('requirements files that lead nowhere', () => {
  it.each([
    ['itself', { 'requirements.txt': '-r requirements.txt\nlitellm==1.82.7\n' }, 'requirements.txt is not read: it includes itself.'],
    [
      'itself by way of another',
      { 'requirements.txt': '-r b.list\nlitellm==1.82.7\n', 'b.list': '-r requirements.txt\n' },
      'b.list → requirements.txt is not read: it includes itself.',
    ],
    ['a missing file', { 'requirements.txt': '-r missing.txt\nlitellm==1.82.7\n' }, 'missing.txt is not read: there is no such file.'],
    ['a folder', { 'requirements.txt': '-r sub\nlitellm==1.82.7\n', 'sub/keep.md': '' }, 'sub is not read: it is a folder.'],
    ['a URL', { 'requirements.txt': '-r https://h.example/r.txt\nlitellm==1.82.7\n' }, 'files are not fetched by URL.'],
  ])('%s: said on the line, and the rest is checked', async (_what, files, message) => {
    await cli.write(files);
    const run = await scan('--offline');
    expect(run.status).toBe(3);
    expect(run.stdout).toContain(message);
    expect(run.stdout).toContain('litellm 1.82.7 is a compromised release');
  });
});

describe('odd files', () => {
  it.each([
    ['empty', '', 3],
    ['a word', 'hello', 3],
    ['an array', '[]', 3],
    ['dependencies of a wrong type', '{"dependencies":["chalk"]}', 3],
    ['an empty object', '{}', 0],
  ])('package.json, %s', async (_what, text, status) => {
    await cli.write({ 'package.json': text });
    const run = await scan('--offline');
    expect(run.status).toBe(status);
    expect(/Nothing found\.$/.test(summaryOf(run))).toBe(status === 0);
  });

  it('names that would paint, move or reverse the terminal, or fill it, are harmless in the report', async () => {
    const nasty = ['\u001b[2J\u001b[31mred', 'a\nb', 'a\rb', '\u202etxt.exe', '\u0007bell', 'x'.repeat(500_000), '\u009b31m', '\u2028'];
    await cli.write({
      'package.json': packageJson(Object.fromEntries(nasty.map(name => [name, '^1.0.0']))),
      'sub\u001b[31m/package.json': packageJson({ chalk: '5.6.1', [nasty[0] ?? '']: '\u001b[31m' }),
    });
    for (const words of [[], ['--offline']]) {
      const { stdout } = await scan(...words);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what must not reach a terminal
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThan(800);
    }
  });

  it('half-typed package.json: what can be read is checked', async () => {
    await cli.write({ 'package.json': '{"dependencies":{"chalk":"5.6.1","lod' });
    const run = await scan('--offline');
    expect(run.status).toBe(3);
    expect(run.stdout).toContain('chalk 5.6.1 is a compromised release');
  });

  it('a folder with a manifest name is no manifest, and links in a circle end', async () => {
    await cli.write({ 'package.json/keep.md': '', 'sub/requirements.txt': 'litellm==1.82.7\n' });
    await symlink(cli.workspace, path.join(cli.workspace, 'sub/loop'));
    await symlink('nowhere', path.join(cli.workspace, 'requirements-broken.txt'));
    await mkdir(path.join(cli.workspace, 'requirements.txt'));
    const report = await cli.report();
    expect(report.manifests.map(({ path: file, problems }) => [file, problems.length])).toEqual([
      ['requirements-broken.txt', 1],
      ['sub/requirements.txt', 0],
    ]);
  });
});

it.runIf(process.platform !== 'win32')('a working folder that is gone is status 2, not findings', () => {
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', 'mkdir gone && cd gone && rmdir ../gone && "$0" "$1" scan', process.execPath, PROGRAM],
    {
      cwd: cli.workspace,
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^depwarden: [^\n]+\n$/)]);
});

it('a lockfile that is named and cannot be read is status 2, beside its manifest too', async () => {
  await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }), 'package-lock.json': '{' });
  await truncate(path.join(cli.workspace, 'package-lock.json'), 101 * MB);
  const { status, stderr } = await cli.run(['scan', 'package.json', 'package-lock.json']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('package-lock.json')]);
});
