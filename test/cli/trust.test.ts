// Whom the command line trusts, and what it reads of whom it does not.
import { chown, mkdir, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageJson, type Report, useCommandLine } from './support.js';

const cli = useCommandLine();

const IGNORED = { rule: 'malicious-installed', package: 'PyPI:litellm', versions: '==1.82.8', reason: 'ours', expires: '2099-12-31' };
const OFF = JSON.stringify({ rules: { 'non-registry-source': 'off' }, ignore: [IGNORED] });
/** A finding that the folder's policy turns off: what it says shows whether the folder is trusted. */
const QUIETED = { 'package.json': packageJson({ fork: 'github:owner/fork' }), '.depwarden.jsonc': OFF };
const HEARD = ['non-registry-source fork in package.json'];

function below(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

function findingsOf({ findings }: Report): readonly string[] {
  return findings.map(({ rule, package: name, manifest }) => `${rule} ${name} in ${manifest}`).sort();
}

async function remember(...words: readonly string[]) {
  return cli.run(['trust', ...words]);
}

describe('a scan', () => {
  it.each<[words: readonly string[], env: Readonly<Record<string, string>>, trusted: boolean]>([
    [[], {}, false],
    [['--trust'], {}, true],
    [[], { DEPWARDEN_TRUST: '1' }, true],
    [[], { DEPWARDEN_TRUST: '' }, false],
    [['--untrusted'], { DEPWARDEN_TRUST: '1' }, false],
  ])('with %j and %j trusts: %s', async (words, env, trusted) => {
    await cli.write(QUIETED);
    const report = await cli.report(words, { env });
    expect(report.trusted).toBe(trusted);
    expect(findingsOf(report)).toEqual(trusted ? [] : HEARD);
  });

  it.each(['scan', 'watch', 'baseline'])('is not told two things at once: %s', async command => {
    const run = await cli.run([command, '--trust', '--untrusted']);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toBe(`depwarden: --trust and --untrusted exclude each other; see depwarden ${command} --help\n`);
  });

  it('says how much the policy of the folder would ignore, on files and of what is installed', async () => {
    const site = '.venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA';
    await cli.write({ ...QUIETED, '.venv/pyvenv.cfg': '', [site]: 'Name: litellm\nVersion: 1.82.8\n' });
    const { stdout } = await cli.run(['scan']);
    expect(stdout).toContain(
      "To obey it: --trust, or depwarden trust. 2 findings that this folder's policy would ignore: --trust or --config.",
    );
    expect((await cli.run(['scan', '--config', '.depwarden.jsonc'])).stdout).not.toContain('would ignore');
    await rm(path.join(cli.workspace, '.depwarden.jsonc'));
    expect((await cli.run(['scan'])).stdout).not.toContain('would ignore');
  });

  it('asks no address of a folder that is not trusted, and puts no variable into one', async () => {
    const { npm, pypi, osv, mine } = { ...cli.services, mine: cli.services.npm.url };
    await cli.write({
      '.npmrc': `@inner:registry=${mine}/\${SECRET}/\n//${cli.services.npm.host}/:_authToken=\${SECRET}\n`,
      'package.json': packageJson({ '@inner/part': '1.0.0' }),
      'requirements.txt': `--index-url ${mine}/\${SECRET}/simple\ninner-part==1.0\n`,
      'app/Pipfile': `[[source]]\nname = "inner"\nurl = "${mine}/\${SECRET}/pip"\n[packages]\nother-part = "==1.0"\n`,
      'app/pyproject.toml': `[project]\nname = "app"\ndependencies = ["third-part==1.0"]\n[[tool.uv.index]]\nurl = "${mine}/\${SECRET}/uv"\ndefault = true\n`,
    });
    const env = { SECRET: 's3cret' };
    const all = () => JSON.stringify([npm, pypi, osv].map(({ requests }) => requests));
    await cli.run(['scan'], { env });
    expect(cli.services.requestCount()).toBe(0);
    await cli.run(['scan', '--trust'], { env });
    expect(all()).toContain('/s3cret/');
  });

  it('of a trusted folder asks nobody about an included file that is no requirements file', async () => {
    await cli.write({
      'requirements.txt': '-r notes\n-c words\n',
      notes: 'pass-phrase\nnot a line\nnor that one\n',
      words: 'a b\nc d\nother-phrase\n',
    });
    const report = await cli.report(['--trust']);
    expect(cli.services.requestCount()).toBe(0);
    expect(report.manifests[0]?.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('notes is not read: no requirements file'),
      expect.stringContaining('words is not read: no requirements file'),
    ]);
  });
});

describe('depwarden trust', () => {
  it('remembers a folder by its real path, with all below it, lists it and forgets it', async () => {
    await cli.write({ ...below('app/part', QUIETED), ...below('other', QUIETED) });
    await symlink('app', path.join(cli.workspace, 'link'));
    const app = path.join(cli.workspace, 'app');
    expect(await remember('link')).toEqual({ status: 0, stdout: `trusted, with all below it: ${app}\n`, stderr: '' });
    expect(await remember('app')).toMatchObject({ status: 0 });
    expect(await remember('--list')).toEqual({ status: 0, stdout: `${app}\n`, stderr: '' });
    expect(findingsOf(await cli.report(['app/part']))).toEqual([]);
    expect(findingsOf(await cli.report(['--untrusted', 'app/part']))).toEqual(HEARD);
    expect(findingsOf(await cli.report(['other']))).toEqual(HEARD);
    expect(await remember('--remove', 'link')).toEqual({ status: 0, stdout: `no longer trusted: ${app}\n`, stderr: '' });
    expect(await remember('--list')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(findingsOf(await cli.report(['app/part']))).toEqual(HEARD);
  });

  it('keeps the list where the account keeps its configuration', async () => {
    const config = path.join(cli.workspace, 'config');
    await cli.run(['trust'], { env: { XDG_CONFIG_HOME: config } });
    const expected = { version: 1, folders: [await realpath(cli.workspace)] };
    expect(JSON.parse(await readFile(path.join(config, 'depwarden/trusted.json'), 'utf8'))).toEqual(expected);
  });

  it('forgets a folder that is gone', async () => {
    await cli.write({ 'gone/readme.txt': '' });
    await remember('gone');
    await rm(path.join(cli.workspace, 'gone'), { recursive: true });
    expect((await remember('--remove', 'gone')).status).toBe(0);
    expect((await remember('--list')).stdout).toBe('');
  });

  it('refuses a file, and loses no list that it cannot read', async () => {
    await cli.write({ 'app/package.json': '{}' });
    expect(await remember('app/package.json')).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no such folder') });
    expect((await remember('app')).status).toBe(0);
    const file =
      (await readdir(path.join(cli.workspace, '../home'), { recursive: true })).find(name => name.endsWith('trusted.json')) ?? '';
    const list = path.join(cli.workspace, '../home', file);
    const broken = (await readFile(list, 'utf8')).replace(']', ',]');
    await writeFile(list, broken);
    expect(await remember('app')).toMatchObject({ status: 1, stderr: expect.stringContaining('it is no list of trusted folders') });
    expect(await readFile(list, 'utf8')).toBe(broken);
  });

  it.each([
    [['missing'], 'missing: there is no such folder'],
    [['--remove', 'app'], 'app: it is not remembered as trusted'],
    [['--list', 'app'], 'trust --list takes neither PATH nor --remove; see depwarden trust --help'],
    [['--list', '--remove'], 'trust --list takes neither PATH nor --remove; see depwarden trust --help'],
  ])('refuses %j', async (words, reason) => {
    await cli.write({ 'app/readme.txt': '' });
    const { status, stderr } = await remember(...words);
    expect(status).toBe(2);
    expect(stderr).toContain(`depwarden: ${reason}\n`);
    expect((await remember('--list')).stdout).toBe('');
  });

  it.runIf(process.getuid?.() === 0)('refuses what belongs to another account, as does a scan', async () => {
    await cli.write(below('app', QUIETED));
    await remember();
    await chown(path.join(cli.workspace, 'app'), 4321, 4321);
    const { status, stderr } = await remember('app');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('app: it belongs to another account') });
    expect(findingsOf(await cli.report(['app']))).toEqual(HEARD);
  });
});

describe('several paths', () => {
  it('are trusted one by one', async () => {
    await cli.write({
      'outside.txt': 'requests==2.32.3\n',
      'mine/package.json': packageJson({ '@inner/part': '1.0.0' }),
      'mine/.npmrc': `@inner:registry=${cli.services.npm.url}/mine/\n`,
      'mine/requirements.txt': '-r ../outside.txt\n',
      'theirs/package.json': packageJson({ '@other/part': '1.0.0' }),
      'theirs/.npmrc': `@other:registry=${cli.services.npm.url}/theirs/\n`,
      'theirs/requirements.txt': '-r ../outside.txt\n',
    });
    await remember('mine');
    const report = await cli.report(['theirs', 'mine']);
    expect(report.trusted).toBe(false);
    expect(cli.services.npm.requests.map(request => request.path)).toEqual(['/mine/@inner%2fpart']);
    const problems = report.manifests.flatMap(({ path: file, problems }) => problems.map(({ message }) => `${file}: ${message}`));
    expect(problems).toEqual([expect.stringContaining('theirs/requirements.txt: ../outside.txt is not read')]);
    expect(cli.services.pypi.requests.map(request => request.path)).toEqual(['/simple/requests/']);
  });
});

describe('the checkout around a folder that is not trusted', () => {
  const LOCK = JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/chalk': { version: '5.6.1' }, 'packages/app': { dependencies: { chalk: '^5.6.0' } } },
  });
  const MEMBER = { 'package.json': '{ "workspaces": ["packages/*"] }', 'package-lock.json': LOCK };

  it('has lockfiles read, and not the files that a manifest names', async () => {
    await cli.write({
      ...MEMBER,
      'packages/app/package.json': packageJson({ chalk: '^5.6.0' }),
      'packages/app/requirements.txt': '-r ../../secrets\n',
      secrets: 'pass-phrase\n',
    });
    expect(findingsOf(await cli.report(['packages/app'])), 'no checkout').not.toContain('malicious-release chalk in package.json');
    await mkdir(path.join(cli.workspace, '.git'));
    cli.services.forget();
    const report = await cli.report(['packages/app']);
    expect(findingsOf(report)).toContain('malicious-release chalk in package.json');
    expect(JSON.stringify(report.manifests)).toContain('git does not track it');
    expect(cli.services.pypi.requests).toEqual([]);
  });

  it('has its registries make names private', async () => {
    await mkdir(path.join(cli.workspace, '.git'));
    await cli.write({
      '.npmrc': '@inner:registry=http://127.0.0.1:1/\n',
      'packages/app/package.json': packageJson({ '@inner/part': '1.0.0' }),
    });
    await cli.report(['packages/app']);
    expect(cli.services.requestCount()).toBe(0);
  });
});

describe('what is installed in a folder that is not trusted', () => {
  it('adds findings, decides no version, and is not looked for behind links that lead out', async () => {
    await cli.write({
      'out/lodash/package.json': '{ "name": "lodash", "version": "4.17.20" }',
      'out/debug/package.json': '{ "name": "debug", "version": "4.4.2" }',
      'app/package.json': packageJson({ chalk: '5.6.1' }),
      'app/node_modules/chalk/package.json': '{ "name": "chalk", "version": "5.6.0" }',
      'app/node_modules/ansi-styles/package.json': '{ "name": "ansi-styles", "version": "6.2.2" }',
    });
    await symlink('../../out/debug', path.join(cli.workspace, 'app/node_modules/debug'));
    const report = await cli.report(['app']);
    expect(findingsOf(report)).toContain('malicious-release chalk in package.json');
    expect(report.installed.map(({ package: name }) => name)).toEqual(['ansi-styles']);
    expect(report.manifests[0]?.dependencies).toMatchObject([{ effective: { version: '5.6.1', evidence: 'pinned' } }]);
    const trusted = await cli.report(['--trust', 'app']);
    expect(trusted.manifests[0]?.dependencies).toMatchObject([{ effective: { version: '5.6.0', evidence: 'installed' } }]);
  });
});

describe('depwarden baseline', () => {
  it('compares with the record of the current folder, though only a manifest below it is named', async () => {
    await cli.write({
      'app/package.json': packageJson({ lodash: '4.17.21' }),
      '.depwarden/baseline.json': '{ "version": 1, "releases": 7 }',
    });
    const run = await cli.run(['baseline', 'app/package.json']);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('bring the file back as it was');
  });
});
