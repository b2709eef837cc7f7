import { describe, expect, it } from 'vitest';
import { useCommandLine } from './support.js';

const cli = useCommandLine();

const lockOn = (host: string, entry: object = {}): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { chalk: '^5' } },
      'node_modules/chalk': { version: '5.3.0', resolved: `https://${host}/chalk/-/chalk-5.3.0.tgz`, ...entry },
    },
  });
const MANIFEST = JSON.stringify({ dependencies: { chalk: '^5' } });
const DIGEST = { integrity: `sha512-${'a'.repeat(86)}==` };

describe('a lockfile that was moved to another host', () => {
  it('is told on the lockfile, and fails the scan where digests are missing', async () => {
    await cli.write({ 'package.json': MANIFEST, 'package-lock.json': lockOn('evil.example') });
    const { status, stdout } = await cli.run(['scan', '--offline']);
    expect(stdout).toMatch(
      /^package-lock\.json:1:\d+ +error +chalk 5\.3\.0 comes from evil\.example, which no configuration names, and has no digest\. \[integrity-mismatch\]$/m,
    );
    expect(status).toBe(1);
  });

  it.each([
    ['.npmrc', 'registry=https://npm.acme.example/\n'],
    ['.yarnrc.yml', 'npmRegistryServer: https://npm.acme.example\n'],
  ])('is none where %s of the folder names the host, trusted or not', async (file, text) => {
    await cli.write({ 'package.json': MANIFEST, 'package-lock.json': lockOn('npm.acme.example', DIGEST), [file]: text });
    for (const words of [[], ['--untrusted']]) {
      const { stdout } = await cli.run(['scan', '--offline', ...words]);
      expect(stdout).not.toContain('integrity-mismatch');
    }
  });

  it('is told of Python’s too, unless the project names the index', async () => {
    const lock =
      'version = 1\n\n[[package]]\nname = "plain-pkg"\nversion = "1.0.0"\nsource = { registry = "https://pip.acme.example/simple" }\n';
    const project = '[project]\nname = "x"\nversion = "1"\ndependencies = ["plain-pkg"]\n';
    await cli.write({ 'pyproject.toml': project, 'uv.lock': lock });
    expect((await cli.run(['scan', '--offline'])).stdout).toContain(
      'plain-pkg 1.0.0 comes from pip.acme.example, which no configuration names',
    );
    await cli.write({ 'pyproject.toml': `${project}\n[[tool.uv.index]]\nurl = "https://pip.acme.example/simple"\n` });
    for (const words of [[], ['--untrusted']])
      expect((await cli.run(['scan', '--offline', ...words])).stdout).not.toContain('integrity-mismatch');
  });
});

describe('find-links', () => {
  const said = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    await cli.write(files);
    const { status, stdout } = await cli.run(['scan', '--offline', '--fail-on-unknown=advisories'], { env });
    expect(status).toBe(3);
    return stdout;
  };

  it.each<[what: string, files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>]>([
    ['of the file', { 'requirements.txt': '-f http://wheels.example/all\nplain-pkg==1.0.0\n' }, {}],
    [
      'of a file that it includes',
      { 'requirements.txt': '-r more.txt\nplain-pkg==1.0.0\n', 'more.txt': '--find-links=http://wheels.example/\n' },
      {},
    ],
    [
      'of uv',
      {
        'pyproject.toml':
          '[project]\nname = "x"\nversion = "1"\ndependencies = ["plain-pkg"]\n[tool.uv]\nfind-links = ["http://wheels.example/"]\n',
      },
      {},
    ],
    ['of uv.toml', { 'requirements.txt': 'plain-pkg==1.0.0\n', 'uv.toml': '[pip]\nfind-links = ["http://wheels.example/"]\n' }, {}],
    ['of the environment', { 'requirements.txt': 'plain-pkg==1.0.0\n' }, { PIP_FIND_LINKS: 'http://wheels.example/' }],
  ])('%s, in the clear', async (_, files, env) => {
    const stdout = await said(files, env);
    expect(stdout).toMatch(
      /:1:1 +warning +.*: find-links takes packages from wheels\.example by plain http: anybody on the way can replace them\. They are not checked\. \[manifest\]$/m,
    );
    expect(stdout).toContain('could be read only in part');
  });

  it('of a host that is no index', async () => {
    expect(await said({ 'requirements.txt': '-f https://user:secret@wheels.example/all\nplain-pkg==1.0.0\n' })).toMatch(
      /information +requirements\.txt: find-links takes packages from wheels\.example, where no configured index is\./,
    );
  });

  it.each([
    '-f ./wheels\nplain-pkg==1.0.0\n',
    '-f https://download.pytorch.org/whl/torch_stable.html\nplain-pkg==1.0.0\n',
    '-i https://pip.acme.example/simple\n-f https://pip.acme.example/wheels\nplain-pkg==1.0.0\n',
  ])('%j says nothing', async text => {
    await cli.write({ 'requirements.txt': text });
    expect((await cli.run(['scan', '--offline'])).stdout).not.toContain('find-links');
  });
});
