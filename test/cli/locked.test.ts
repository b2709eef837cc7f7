import { execFile } from 'node:child_process';
import { readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../support/languageClient.js';
import { type CommandLine, packageJson, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();
const run = promisify(execFile);

/** A package-lock.json: by path, version and what is depended on. */
function packageLock(
  direct: Readonly<Record<string, string>>,
  packages: Readonly<Record<string, readonly [version: string, ...needs: string[]]>>,
): string {
  const entries = Object.entries(packages).map(([name, [version, ...needs]]) => [
    `node_modules/${name}`,
    { version, ...(needs.length > 0 && { dependencies: Object.fromEntries(needs.map(need => [need, '*'])) }) },
  ]);
  return `${JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: direct }, ...Object.fromEntries(entries) } }, undefined, 2)}\n`;
}

const SHOP = {
  'package.json': packageJson({ express: '5.1.0', lodash: '4.17.21' }),
  'package-lock.json': packageLock(
    { express: '5.1.0', lodash: '4.17.21' },
    {
      express: ['5.1.0', 'http-kit', 'parser'],
      'http-kit': ['1.0.0', 'axios'],
      axios: ['1.14.1'],
      parser: ['2.0.0', 'minimist'],
      minimist: ['1.2.5'],
      lodash: ['4.17.21'],
    },
  ),
};

interface Through {
  readonly package: string;
  readonly version: string;
  readonly path: readonly string[];
  readonly advisories: readonly string[];
}

interface LockedReport {
  readonly manifests: readonly {
    readonly path: string;
    readonly lockfile: unknown;
    readonly problems: readonly { readonly message: string }[];
    readonly dependencies: readonly { readonly effective: unknown }[];
  }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly package: string;
    readonly version: string;
    readonly message: string;
    readonly through?: readonly Through[];
  }[];
}

/** Everything the JSON report says, checked against its schema. */
async function reportOf(on: CommandLine, words: readonly string[] = []): Promise<LockedReport> {
  const { stdout } = await on.run(['scan', '--format', 'json', '--trust', ...words]);
  const report: unknown = JSON.parse(stdout);
  const schema = JSON.parse(await readFile(path.join(PROJECT, 'docs/report.schema.json'), 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report as LockedReport;
}

describe('a project with a lockfile', () => {
  it('has bad releases told on the direct dependency that brings them in', async () => {
    await cli.write(SHOP);
    const { status, stdout, stderr } = await cli.run(['scan', '--trust']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'package.json:4:6  error  express → http-kit → axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31). [malicious-release]',
      'package.json:4:6  error  express → parser → minimist 1.2.5 has a critical vulnerability (GHSA-xvch-5gv4-984h). [vulnerable-release]',
      '',
      '1 lockfile, 6 releases: 6 checked.',
      '6 components: 2 with findings, 4 clean.',
      '1 manifest, 2 dependencies: 2 checked. 2 errors.',
      '',
    ]);
  });

  it('has the ways and the lockfile in the JSON report', async () => {
    await cli.write({ ...SHOP, 'tools/requirements.txt': 'litellm==1.82.6\n' });
    const { manifests, findings } = await reportOf(cli);
    expect(manifests.map(({ lockfile }) => lockfile)).toEqual([
      { path: 'package-lock.json', releases: 6, unknown: 0, partly: false, stale: null },
      null,
    ]);
    expect(manifests[0]?.dependencies[0]?.effective).toEqual({ version: '5.1.0', evidence: 'locked', where: 'package-lock.json' });
    expect(findings).toMatchObject([
      {
        rule: 'malicious-release',
        package: 'express',
        version: '1.14.1',
        fixes: [
          { title: 'Override axios to ^1.15.0 (next safe release)', preferred: true, edits: [{ path: 'package.json' }] },
          { title: 'Override axios to 1.14.0 (last safe release)', preferred: false },
        ],
        through: [
          {
            package: 'axios',
            version: '1.14.1',
            path: ['express', 'http-kit', 'axios 1.14.1'],
            advisories: expect.arrayContaining(['MAL-2026-2307']),
          },
        ],
      },
      {
        rule: 'vulnerable-release',
        package: 'express',
        version: '1.2.5',
        through: [
          {
            package: 'minimist',
            version: '1.2.5',
            path: ['express', 'parser', 'minimist 1.2.5'],
            advisories: expect.arrayContaining(['GHSA-xvch-5gv4-984h']),
          },
        ],
      },
    ]);
  });

  it('is asked about in one batch a thousand names over all lockfiles; registries hear of direct dependencies only', async () => {
    const many = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, ['1.0.0']] as const)) as Record<
        string,
        [string]
      >;
    const needs = (prefix: string, count: number) => Object.keys(many(prefix, count));
    await cli.write({
      'a/package.json': packageJson({ express: '5.1.0' }),
      'a/package-lock.json': packageLock({ express: '5.1.0' }, { express: ['5.1.0', ...needs('part', 700)], ...many('part', 700) }),
      'b/package.json': packageJson({ express: '5.1.0', lodash: '4.17.21' }),
      'b/package-lock.json': packageLock(
        { express: '5.1.0', lodash: '4.17.21' },
        { express: ['5.1.0', ...needs('part', 400)], lodash: ['4.17.21', ...needs('bit', 600)], ...many('part', 400), ...many('bit', 600) },
      ),
    });
    const report = await reportOf(cli);
    expect(report.manifests.map(({ lockfile }) => lockfile)).toMatchObject([
      { releases: 701, unknown: 0 },
      { releases: 1002, unknown: 0 },
    ]);
    const { npm, pypi, osv } = cli.services;
    const batches = osv.requests
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => (JSON.parse(body) as { queries: { package: { name: string } }[] }).queries);
    expect(batches.map(queries => queries.length).sort((x, y) => x - y)).toEqual([302, 1000]);
    expect(new Set(batches.flat().map(query => query.package.name)).size).toBe(1302);
    expect(npm.requests.map(request => request.path).sort()).toEqual(['/express', '/lodash']);
    expect(pypi.requests).toEqual([]);
  });

  it('is not called clean where the service does not answer for what is locked', async () => {
    await cli.write({
      ...SHOP,
      'package-lock.json': packageLock({}, { 'http-kit': ['1.0.0'] }),
      'package.json': packageJson({ linked: 'file:../linked' }),
    });
    cli.services.osv.fault('/querybatch', { kind: 'status', status: 400 });
    const scanned = await cli.run(['scan', '--fail-on-unknown']);
    expect(scanned.status).toBe(3);
    expect(scanned.stdout).toMatch(/^package-lock\.json {2}not checked {2}1 of 1 releases: /m);
    expect(summaryOf(scanned)).toMatch(/Nothing found in what could be checked\.$/);
  });
});

describe('lockfiles of every manager', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'pnpm-lock.yaml',
      {
        'package.json': packageJson({ express: '^5.1.0' }),
        'pnpm-lock.yaml':
          "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      express:\n        specifier: ^5.1.0\n        version: 5.1.0\n\npackages:\n\n  axios@1.14.1:\n    resolution: {integrity: sha512-AA==}\n\n  express@5.1.0:\n    resolution: {integrity: sha512-BB==}\n\nsnapshots:\n\n  axios@1.14.1: {}\n\n  express@5.1.0:\n    dependencies:\n      axios: 1.14.1\n",
      },
      'express → axios 1.14.1',
    ],
    [
      'yarn.lock of Yarn 1',
      {
        'package.json': packageJson({ express: '^5.1.0' }),
        'yarn.lock':
          '# yarn lockfile v1\n\n\naxios@^1.13.0:\n  version "1.14.1"\n\nexpress@^5.1.0:\n  version "5.1.0"\n  dependencies:\n    axios "^1.13.0"\n',
      },
      'express → axios 1.14.1',
    ],
    [
      'yarn.lock of Yarn 4',
      {
        'package.json': packageJson({ express: '^5.1.0' }),
        'yarn.lock':
          '__metadata:\n  version: 8\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n  dependencies:\n    express: "npm:^5.1.0"\n  languageName: unknown\n  linkType: soft\n\n"axios@npm:^1.13.0":\n  version: 1.14.1\n  resolution: "axios@npm:1.14.1"\n  languageName: node\n  linkType: hard\n\n"express@npm:^5.1.0":\n  version: 5.1.0\n  resolution: "express@npm:5.1.0"\n  dependencies:\n    axios: "npm:^1.13.0"\n  languageName: node\n  linkType: hard\n',
      },
      'express → axios 1.14.1',
    ],
    [
      'uv.lock',
      {
        'pyproject.toml': '[project]\nname = "app"\nversion = "0.1.0"\ndependencies = ["dspy"]\n',
        'uv.lock':
          'version = 1\n\n[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { virtual = "." }\ndependencies = [{ name = "dspy" }]\n\n[[package]]\nname = "dspy"\nversion = "2.6.0"\nsource = { registry = "https://pypi.org/simple" }\ndependencies = [{ name = "litellm" }]\n\n[[package]]\nname = "litellm"\nversion = "1.82.7"\nsource = { registry = "https://pypi.org/simple" }\n',
      },
      'dspy → litellm 1.82.7',
    ],
    [
      'poetry.lock',
      {
        'pyproject.toml': '[tool.poetry]\nname = "app"\n\n[tool.poetry.dependencies]\npython = "^3.11"\ndspy = "^2.6"\n',
        'poetry.lock':
          '[[package]]\nname = "dspy"\nversion = "2.6.0"\n\n[package.dependencies]\nlitellm = ">=1.64.0"\n\n[[package]]\nname = "litellm"\nversion = "1.82.7"\n\n[metadata]\nlock-version = "2.1"\n',
      },
      'dspy → litellm 1.82.7',
    ],
  ])('%s', async (_, files, way) => {
    await cli.write(files);
    const { findings } = await reportOf(cli);
    expect(findings.filter(({ rule }) => rule === 'malicious-release').map(({ message }) => message.split(' is a ')[0])).toEqual([way]);
  });
});

describe('what is really installed', () => {
  it('by npm itself: the release in node_modules is judged, not the one that would come today', async () => {
    await cli.write({
      'package.json': packageJson({ lodash: 'file:vendor/lodash', 'http-kit': 'file:vendor/http-kit' }),
      'vendor/lodash/package.json': JSON.stringify({ name: 'lodash', version: '4.17.20' }),
      'vendor/http-kit/package.json': JSON.stringify({
        name: 'http-kit',
        version: '1.0.0',
        dependencies: { minimist: 'file:../minimist' },
      }),
      'vendor/minimist/package.json': JSON.stringify({ name: 'minimist', version: '1.2.5' }),
    });
    const words = ['install', '--install-links', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
    await run('npm', words, { cwd: cli.workspace, env: { ...cli.env, npm_config_cache: path.join(cli.workspace, '..', 'npm-cache') } });
    expect(JSON.parse(await readFile(path.join(cli.workspace, 'node_modules/lodash/package.json'), 'utf8'))).toMatchObject({
      version: '4.17.20',
    });
    // The manifest now names the same packages as a registry has them: what npm has put there stays the truth.
    await cli.write({
      'package.json': packageJson({ lodash: '^4.17.20', 'http-kit': 'file:vendor/http-kit' }),
      'vendor/.gitignore': '*\n',
    });
    const { manifests, findings } = await reportOf(cli);
    expect(manifests[0]?.dependencies[0]?.effective).toMatchObject({ version: '4.17.20', evidence: 'installed', where: 'node_modules' });
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^lodash 4\.17\.20, installed in node_modules, has a high vulnerability \(GHSA-35jh-r3h4-6jhm\)/),
    ]);
  });

  it('in an environment of Python itself: the pin says one release, the disk has another', async () => {
    await run('python3', ['-m', 'venv', '--without-pip', path.join(cli.workspace, '.venv')]);
    const { stdout } = await run(path.join(cli.workspace, '.venv/bin/python'), [
      '-c',
      'import sysconfig; print(sysconfig.get_path("purelib"))',
    ]);
    const metadata = path.relative(cli.workspace, path.join(stdout.trim(), 'litellm-1.82.8.dist-info/METADATA'));
    await cli.write({ 'requirements.txt': 'litellm==1.82.6\n', [metadata]: 'Metadata-Version: 2.4\nName: litellm\nVersion: 1.82.8\n' });
    const { manifests, findings } = await reportOf(cli);
    expect(manifests[0]?.dependencies[0]?.effective).toEqual({
      version: '1.82.8',
      evidence: 'installed',
      where: '.venv',
      against: { version: '1.82.6', evidence: 'pinned' },
    });
    expect(findings).toMatchObject([{ rule: 'malicious-installed', alsoRule: 'malicious-release', version: '1.82.8', fixes: [] }]);
    expect(findings[0]?.message).toContain('Pinned 1.82.6, but 1.82.8 is installed in .venv.');
  });
});

describe('what cannot be read', () => {
  it.each<[string, string, RegExp]>([
    [
      'merge conflicts',
      SHOP['package-lock.json'].replace(
        '"lockfileVersion": 3,',
        '<<<<<<< HEAD\n"lockfileVersion": 3,\n=======\n"lockfileVersion": 2,\n>>>>>>> other',
      ),
      /could be read only in part: Unresolved merge conflict/,
    ],
    [
      'a newer version',
      SHOP['package-lock.json'].replace('"lockfileVersion": 3', '"lockfileVersion": 9'),
      /could be read only in part: Lockfile version 9 is newer/,
    ],
    ['a text that breaks off', SHOP['package-lock.json'].slice(0, -20), /could be read only in part: JSON/],
  ])('of a lockfile is told once; the rest is judged: %s', async (_, lock, told) => {
    await cli.write({ ...SHOP, 'package-lock.json': lock });
    const { status, stdout } = await cli.run(['scan']);
    expect(status).toBe(1);
    expect(stdout.match(/read only in part/g)).toHaveLength(1);
    expect(stdout).toMatch(told);
    expect(stdout).toContain('express → http-kit → axios 1.14.1 is a compromised release');
    expect(stdout).toContain('1 lockfile not read whole');
  });

  it('is a lockfile of over 100 MB: told, and nothing is called clean for it', async () => {
    await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }), 'package-lock.json': '{}' });
    await truncate(path.join(cli.workspace, 'package-lock.json'), 120 * 1024 * 1024);
    const scanned = await cli.run(['scan', '--fail-on-unknown']);
    expect(scanned.status).toBe(3);
    expect(
      scanned.stdout.match(
        /package-lock\.json is not read: it has 120 MB, more than the 100 MB that are read\. What it locks is not checked\./g,
      ),
    ).toHaveLength(1);
    expect(summaryOf(scanned)).toMatch(/Nothing found in what could be checked\.$/);
    expect((await reportOf(cli)).manifests[0]?.lockfile).toEqual({
      path: 'package-lock.json',
      releases: 0,
      unknown: 0,
      partly: true,
      stale: null,
    });
  });

  it('is an installed distribution whose metadata is gone', async () => {
    await cli.write({
      'requirements.txt': 'litellm==1.82.6\n',
      '.venv/pyvenv.cfg': 'home = /usr/bin\n',
      '.venv/lib/python3.12/site-packages/broken.dist-info/RECORD': '',
      '.venv/lib/python3.12/site-packages/litellm-1.82.7.dist-info/RECORD': '',
    });
    const { manifests, findings } = await reportOf(cli);
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining('Pinned 1.82.6, but 1.82.7 is installed in .venv.')]);
    expect(manifests[0]?.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/broken\.dist-info: it has no metadata that names a release/),
    ]);
  });
});
