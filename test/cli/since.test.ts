import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, type GitRepository } from '../support/gitRepository.js';
import { PROJECT } from '../support/languageClient.js';
import { packageJson, type Run, useCommandLine } from './support.js';

const cli = useCommandLine();
let repository: GitRepository;

beforeAll(() => {
  cli.services.npm.packages.set('fresh-part', {
    created: '2024-01-01',
    releases: { '2.0.0': { date: '2026-01-01', publisher: 'newcomer', scripts: { postinstall: 'node x' } } },
  });
});
beforeEach(() => {
  repository = createRepository(cli.workspace);
});

interface SinceJson {
  readonly since: Readonly<Record<string, unknown>>;
  readonly summary: Readonly<Record<string, number>>;
  readonly findings: readonly { readonly rule: string; readonly package: string; readonly version: string; readonly manifest: string }[];
  readonly dependencies: readonly Readonly<Record<string, unknown>>[];
  readonly lockfiles: { readonly hosts: readonly unknown[]; readonly digests: readonly unknown[] };
  readonly policy: readonly unknown[];
  readonly baseline: readonly unknown[];
  readonly unknown: readonly { readonly package: string }[];
  readonly submodules: readonly unknown[];
}

async function since(revision: string, ...words: string[]): Promise<SinceJson & { readonly status: number | null }> {
  const { status, stdout, stderr } = await cli.run(['scan', '--since', revision, '--format', 'json', ...words]);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as SinceJson;
  expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
  return { ...report, status };
}

/** By the schema that the project publishes. */
const isValid = (() => {
  const [ofScan, ofComparison] = ['report', 'since'].map(
    name => JSON.parse(readFileSync(path.join(PROJECT, `docs/${name}.schema.json`), 'utf8')) as object,
  ) as [object, object];
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
  return ajv.addSchema(ofScan).compile(ofComparison);
})();

function lock(packages: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const entries = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]);
  return `${JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(entries) } }, undefined, 2)}\n`;
}

describe('--since: findings', () => {
  it('are those that HEAD has and the merge base does not have', async () => {
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1', lodash: '4.17.21' }) });
    repository.git('checkout', '-qb', 'change');
    repository.commit({ 'package.json': packageJson({ 'a-local': 'file:.', chalk: '5.6.1', minimist: '1.2.5', lodash: '4.17.21' }) });
    repository.git('checkout', '-q', 'main');
    const commit = repository.commit({ 'package.json': packageJson({ lodash: '4.17.21' }) });
    repository.git('checkout', '-q', 'change');
    const { status, findings, summary, since: compared } = await since('main', '--fail-on', 'warning');
    expect(findings.map(one => [one.rule, one.package, one.version, one.manifest])).toEqual([
      ['vulnerable-release', 'minimist', '1.2.5', 'package.json'],
    ]);
    expect(compared).toMatchObject({ revision: 'main', commit, base: repository.git('merge-base', 'main', 'HEAD'), mergeBase: true });
    expect(summary).toMatchObject({ files: 1, error: findings.length, warning: 0, gone: 0 });
    expect(status).toBe(1);
  });

  it('are compared with the revision itself where there is no merge base, and that is said', async () => {
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    repository.git('checkout', '-q', '--orphan', 'other');
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1', lodash: '4.17.21' }) });
    const { status, stdout } = await cli.run(['scan', '--since', 'main']);
    expect(stdout).toContain('the two have no merge base');
    expect(status).toBe(0);
  });

  it('are of another version, another file or another rule where these differ', async () => {
    repository.commit({ 'package.json': packageJson({ minimist: '1.2.4' }) });
    repository.commit({ 'package.json': packageJson({ minimist: '1.2.5' }), 'b/package.json': packageJson({ minimist: '1.2.5' }) });
    const { findings } = await since('HEAD~1');
    expect(findings.map(one => [one.version, one.manifest])).toEqual([
      ['1.2.5', 'b/package.json'],
      ['1.2.5', 'package.json'],
    ]);
  });

  it('are told of a manifest that is as it was, where its lockfile has changed', async () => {
    const manifest = packageJson({ lodash: '^4.17.0' });
    repository.commit({ 'package.json': manifest, 'package-lock.json': lock({ lodash: { version: '4.17.21' } }) });
    repository.commit({
      'package-lock.json': lock({ lodash: { version: '4.17.21' }, chalk: { version: '5.6.1' } }),
    });
    const { findings, status } = await since('HEAD~1');
    expect(findings).toMatchObject([{ rule: 'malicious-release', package: 'chalk', version: '5.6.1', manifest: 'package-lock.json' }]);
    expect(status).toBe(1);
  });

  it('are not told anew where a manifest of a workspace no longer leads to what another one leads to', async () => {
    const locked = {
      'package.json': JSON.stringify({ name: 'root', workspaces: ['a', 'b'] }),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { name: 'root', workspaces: ['a', 'b'] },
          a: { name: 'a', dependencies: { wrapper: '1.0.0' } },
          b: { name: 'b', dependencies: { wrapper: '1.0.0' } },
          'node_modules/a': { resolved: 'a', link: true },
          'node_modules/b': { resolved: 'b', link: true },
          'node_modules/wrapper': { version: '1.0.0', dependencies: { chalk: '*' } },
          'node_modules/chalk': { version: '5.6.1' },
        },
      }),
    };
    const member = (name: string, dependencies: Readonly<Record<string, string>>): string => JSON.stringify({ name, dependencies });
    repository.commit({
      ...locked,
      'a/package.json': member('a', { wrapper: '1.0.0' }),
      'b/package.json': member('b', { wrapper: '1.0.0' }),
    });
    repository.commit({ 'a/package.json': member('a', {}) });
    expect((await since('HEAD~1')).findings).toEqual([]);
  });

  it('come from a file that an unchanged requirements file includes', async () => {
    repository.commit({
      'requirements.txt': '-r pins/base.list\n',
      'pins/base.list': 'requests==2.31.0\n',
      'other/requirements.txt': 'x\n',
    });
    repository.commit({ 'pins/base.list': 'requests==2.31.0\nlitellm==1.82.7\n' });
    const { findings, summary } = await since('HEAD~1');
    expect(findings).toMatchObject([{ rule: 'malicious-release', package: 'litellm', manifest: 'pins/base.list' }]);
    expect(summary.files).toBe(2);
  });

  it('count by --fail-on, and with --fail-on-new only as far as they are not in its file', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    expect((await cli.run(['scan', '--since', 'HEAD~1', '--fail-on', 'never'])).status).toBe(0);
    await cli.run(['scan', '--format', 'json', '--output', '../saved.json']);
    const { status, stderr } = await cli.run(['scan', '--since', 'HEAD~1', '--fail-on-new', '../saved.json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'depwarden: nothing new since ../saved.json; 1 in it already\n' });
  });

  it('are those of the commit, whatever lies in the working tree', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }) });
    expect((await since('HEAD~1')).findings).toMatchObject([{ package: 'chalk' }]);
  });

  it('are those below the paths that are named, without what --exclude leaves out', async () => {
    repository.commit({ 'a/package.json': packageJson({}), 'b/package.json': packageJson({}), 'b/c/package.json': packageJson({}) });
    const bad = packageJson({ chalk: '5.6.1' });
    repository.commit({ 'a/package.json': bad, 'b/package.json': bad, 'b/c/package.json': bad, 'node_modules/x/package.json': bad });
    const placesOf = async (...words: string[]) => (await since('HEAD~1', ...words)).findings.map(one => one.manifest);
    expect(await placesOf()).toEqual(['a/package.json', 'b/c/package.json', 'b/package.json']);
    expect(await placesOf('b')).toEqual(['c/package.json', 'package.json']);
    expect(await placesOf('b', '--exclude', 'c')).toEqual(['package.json']);
    expect(await placesOf('b/package.json')).toEqual(['b/package.json']);
  });
});

describe('--since: policy and baseline', () => {
  it('are those of the revision: what a change ignores for itself is not heeded, and told', async () => {
    repository.commit({ 'package.json': packageJson({}), '.depwarden.jsonc': '{ "rules": { "deprecated-release": "off" } }' });
    repository.commit({
      'package.json': packageJson({ minimist: '1.2.5' }),
      '.depwarden.jsonc':
        '{ "rules": { "deprecated-release": "off", "vulnerable-release": "off" }, "ignore": [{ "package": "npm:minimist", "reason": "x" }] }',
      '.depwarden/baseline.json': '{ "schemaVersion": 1, "releases": { "npm:minimist@1.2.5": {} } }',
    });
    const { status, findings, policy, baseline, summary } = await since('HEAD~1');
    expect(status).toBe(1);
    expect(findings).toMatchObject([{ rule: 'vulnerable-release' }]);
    expect(summary.ignored).toBe(0);
    expect(policy).toEqual([
      { path: '.depwarden.jsonc', key: 'rules.vulnerable-release', before: null, after: '"off"' },
      { path: '.depwarden.jsonc', key: 'ignore', before: null, after: '{"package": "npm:minimist", "reason": "x"}' },
    ]);
    expect(baseline).toEqual([
      { path: '.depwarden/baseline.json', key: 'schemaVersion', before: null, after: '1' },
      { path: '.depwarden/baseline.json', key: 'releases.npm:minimist@1.2.5', before: null, after: '{}' },
    ]);
  });

  it('of the revision hold, also where it has gone on since the merge base', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.git('checkout', '-qb', 'change');
    repository.commit({ 'package.json': packageJson({ minimist: '1.2.5' }) });
    repository.git('checkout', '-q', 'main');
    repository.commit({ '.depwarden.jsonc': '{ "ignore": [{ "package": "npm:minimist", "reason": "only in tests" }] }' });
    repository.git('checkout', '-q', 'change');
    const { status, findings, summary } = await since('main', '--untrusted');
    expect({ status, findings, ignored: summary.ignored }).toEqual({ status: 0, findings: [], ignored: 1 });
    expect((await cli.run(['scan', '--since', 'main'])).stdout).toContain('1 new finding ignored by the policy');
  });
});

describe('--since: a folder that is not trusted', () => {
  const env = { NPM_TOKEN: 's3cret-of-the-user' };

  beforeEach(() => {
    repository.commit({ 'package.json': packageJson({}) });
  });

  it('leads to no registry of its own, and no variable into an address', async () => {
    const own = new URL(cli.services.pypi.url).host;
    repository.commit({
      'package.json': packageJson({ '@acme/part': '1.0.0' }),
      '.npmrc': `@acme:registry=http://${own}/\${NPM_TOKEN}/\n//${own}/:_authToken=\${NPM_TOKEN}\n`,
    });
    const { status, stdout } = await cli.run(['scan', '--since', 'HEAD~1', '--fail-on-unknown'], { env });
    expect(cli.services.requestCount()).toBe(0);
    expect(stdout).toContain('To obey them: --trust, or depwarden trust.');
    expect(status).toBe(3);
    await cli.run(['scan', '--since', 'HEAD~1', '--trust'], { env });
    expect(cli.services.pypi.requests.length).toBeGreaterThan(0);
  });

  it('keeps private what its policy of HEAD calls so', async () => {
    repository.commit({ 'package.json': packageJson({ lodash: '4.17.21' }), '.depwarden.jsonc': '{ "privateScopes": ["npm:lodash"] }' });
    const { status, unknown } = await since('HEAD~1', '--fail-on-unknown');
    expect(unknown.map(({ package: name }) => name)).toEqual(['lodash']);
    expect(status).toBe(3);
    expect(cli.services.requestCount()).toBe(0);
  });
});

describe('--since: links in the repository', () => {
  it('lead to what has changed behind them', async () => {
    await symlink('deps/list.lst', path.join(cli.workspace, 'requirements.txt'));
    repository.commit({ 'deps/list.lst': 'requests==2.32.3\n' });
    repository.commit({ 'deps/list.lst': 'requests==2.32.3\nlitellm==1.82.7\n' });
    const { findings, status } = await since('HEAD~1');
    expect(findings.map(one => [one.rule, one.package, one.manifest])).toEqual([['malicious-release', 'litellm', 'requirements.txt']]);
    expect(status).toBe(1);
  });

  it('in the place of a file that is named, and out of the repository, cannot be read', async () => {
    repository.commit({ 'package.json': packageJson({ lodash: '4.17.21' }) });
    await rm(path.join(cli.workspace, 'package.json'));
    await cli.write({ '../outside.json': '{}' });
    await symlink(path.join(cli.workspace, '../outside.json'), path.join(cli.workspace, 'package.json'));
    repository.commit({});
    const run = await cli.run(['scan', '--since', 'HEAD~1', '--fail-on-unknown', 'package.json']);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('a link that leads out of the repository');
  });
});

describe('--since: secrets', () => {
  it('are masked in JSON as in text', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ '.depwarden.jsonc': '{ "ignore": [{ "package": "npm:a", "reason": "see https://ci:hunter2@git.example/1" }] }' });
    for (const format of ['json', 'text', 'markdown']) {
      const { stdout } = await cli.run(['scan', '--since', 'HEAD~1', '--format', format]);
      expect(stdout).toContain('git.example');
      expect(stdout).not.toContain('hunter2');
    }
  });
});

describe('--since: new dependencies', () => {
  it('are told with age, publisher and install script, and only where the project did not have the name', async () => {
    repository.commit({
      'package.json': packageJson({ lodash: '4.17.21' }),
      'package-lock.json': lock({ lodash: { version: '4.17.21' }, minimist: { version: '1.2.8' } }),
    });
    repository.commit({
      'package.json': packageJson({ lodash: '4.17.21', minimist: '1.2.8', 'fresh-part': '2.0.0' }),
      'package-lock.json': lock({
        lodash: { version: '4.17.21' },
        minimist: { version: '1.2.8' },
        'fresh-part': { version: '2.0.0' },
        'below-it': { version: '1.0.0' },
      }),
    });
    const { dependencies } = await since('HEAD~1');
    expect(dependencies).toEqual([
      {
        package: 'fresh-part',
        ecosystem: 'npm',
        version: '2.0.0',
        direct: true,
        paths: ['package.json', 'package-lock.json'],
        source: null,
        publishedAt: '2026-01-01',
        publisher: 'newcomer',
        installScripts: ['postinstall'],
        firstPublishedAt: '2024-01-01',
      },
      expect.objectContaining({ package: 'below-it', direct: false, publishedAt: null, publisher: null, installScripts: null }),
    ]);
    const { stdout } = await cli.run(['scan', '--since', 'HEAD~1', '--fail-on', 'never']);
    expect(stdout).toMatch(
      / {2}fresh-part 2\.0\.0 \(npm\) in package\.json, package-lock\.json: published .+ ago; package first published .+ ago; publisher newcomer; runs at installation: postinstall\n/,
    );
    expect(stdout).toContain(
      'below-it 1.0.0 (npm, transitive) in package-lock.json: age unknown; publisher unknown; install scripts unknown',
    );
  });

  it('ask no registry about what only a lockfile names', async () => {
    repository.commit({ 'package.json': packageJson({}), 'package-lock.json': lock({}) });
    repository.commit({ 'package-lock.json': lock({ 'below-it': { version: '1.0.0' } }) });
    await since('HEAD~1');
    expect(cli.services.npm.requests.map(({ path: asked }) => asked)).not.toContain('/below-it');
  });
});

describe('--since: lockfiles', () => {
  it('are told with changed hosts and digests of releases that they had', async () => {
    const at = (host: string, name: string, version: string) => `https://user:secret@${host}/${name}/-/${name}-${version}.tgz`;
    repository.commit({
      'package.json': packageJson({ lodash: '4.17.21' }),
      'package-lock.json': lock({
        lodash: { version: '4.17.21', resolved: at('registry.npmjs.org', 'lodash', '4.17.21'), integrity: 'sha512-AAAA' },
        minimist: { version: '1.2.8', resolved: at('registry.npmjs.org', 'minimist', '1.2.8'), integrity: 'sha512-BBBB' },
      }),
    });
    repository.commit({
      'package-lock.json': lock({
        lodash: { version: '4.17.21', resolved: at('registry.npmjs.org', 'lodash', '4.17.21'), integrity: 'sha512-CCCC' },
        minimist: { version: '1.2.9', resolved: at('files.example', 'minimist', '1.2.9'), integrity: 'sha512-DDDD' },
      }),
    });
    const { stdout } = await cli.run(['scan', '--since', 'HEAD~1', '--format', 'json']);
    const { lockfiles } = JSON.parse(stdout) as SinceJson;
    expect(lockfiles.digests).toEqual([
      { path: 'package-lock.json', package: 'lodash', version: '4.17.21', before: ['sha512-AAAA'], after: ['sha512-CCCC'] },
    ]);
    expect(lockfiles.hosts).toEqual([
      { path: 'package-lock.json', before: ['registry.npmjs.org'], after: 'files.example', releases: ['minimist@1.2.9'] },
    ]);
    expect(stdout).not.toContain('secret');
  });
});

describe('--since: requirements files', () => {
  it('with hashes are told with the digests that have changed', async () => {
    const line = (digest: string): string => `requests==2.31.0 --hash=sha256:${digest.repeat(64)}\n`;
    repository.commit({ 'requirements.txt': line('a') });
    repository.commit({ 'requirements.txt': line('b') });
    expect((await since('HEAD~1')).lockfiles.digests).toEqual([
      {
        path: 'requirements.txt',
        package: 'requests',
        version: '2.31.0',
        before: [`sha256:${'a'.repeat(64)}`],
        after: [`sha256:${'b'.repeat(64)}`],
      },
    ]);
  });
});

describe('--since: unknowns', () => {
  it('count with --fail-on-unknown only where they are new', async () => {
    repository.commit({ 'package.json': packageJson({ 'some-part': '1.0.0' }) });
    repository.commit({ 'package.json': packageJson({ 'some-part': '1.0.0', 'a-local': 'file:.' }) });
    const words = ['scan', '--since', 'HEAD~1', '--offline', '--fail-on-unknown'];
    expect((await cli.run(words)).status).toBe(0);
    repository.commit({ 'package.json': packageJson({ 'some-part': '1.0.0', 'other-part': '1.0.0' }) });
    const { status, stdout } = await cli.run(words);
    expect(status).toBe(3);
    expect(stdout).toContain('Newly unknown, not clean\n  other-part');
    expect(stdout).toContain('no new findings in what could be checked');
    expect((await since('HEAD~1', '--offline')).unknown.map(one => one.package)).toEqual(['other-part']);
  });

  it('are files that were whole and are broken now', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ 'package.json': '{ "dependencies": { ' });
    expect((await cli.run(['scan', '--since', 'HEAD~1', '--fail-on-unknown'])).status).toBe(3);
    repository.commit({ 'readme.txt': 'x' });
    expect((await cli.run(['scan', '--since', 'HEAD~1', '--fail-on-unknown'])).status).toBe(0);
  });

  it('are submodules, whose commits lie elsewhere', async () => {
    const object = repository.commit({ 'package.json': packageJson({}) });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${object},vendor/part`);
    repository.git('commit', '-qm', 'submodule');
    const { status, submodules } = await since('HEAD~1', '--fail-on-unknown');
    expect(submodules).toEqual([{ path: 'vendor/part', before: null, after: object }]);
    expect(status).toBe(3);
  });
});

describe('--since: what is in the way', () => {
  const failure = async (...words: string[]): Promise<string> => {
    const { status, stdout, stderr } = await cli.run(['scan', ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    return stderr;
  };

  it.each([
    [['--since', 'main', '--format', 'sarif'], '--since takes --format text, json, markdown, not sarif'],
    [['--since', 'main', '--format', 'html'], '--since takes --format text, json, markdown, not html'],
    [['--since', 'main', '--fix'], '--since looks at commits, and takes no --fix'],
    [['--since=-x'], '--since takes a branch, tag or commit, not "-x"'],
    [['--since=--output=x'], '--since takes a branch, tag or commit, not "--output=x"'],
    [['--since='], '--since takes a branch, tag or commit, not ""'],
    [['--since', 'a\nb'], '--since takes a branch, tag or commit'],
  ])('refuses %j as wrong usage', async (words, message) => {
    repository.commit({ 'package.json': '{}' });
    expect(await failure(...words)).toContain(message);
  });

  it('refuses a revision that does not exist, or is no commit', async () => {
    repository.commit({ 'package.json': '{}' });
    for (const revision of ['nowhere', 'HEAD:package.json', 'f'.repeat(40), '^HEAD', 'HEAD..HEAD'])
      expect(await failure('--since', revision)).toMatch(/there is no commit .* fetch-depth: 0/);
  });

  it('refuses a name that is a branch and a tag', async () => {
    repository.commit({ 'package.json': '{}' });
    repository.git('branch', 'twice');
    repository.commit({ 'package.json': packageJson({}) });
    repository.git('tag', 'twice');
    repository.git('config', 'core.warnAmbiguousRefs', 'false');
    expect(await failure('--since', 'twice')).toContain('twice is ambiguous: name it in full, such as refs/heads/twice');
    expect((await cli.run(['scan', '--since', 'refs/tags/twice'])).status).toBe(0);
  });

  it('refuses a folder without a repository, and one without a commit', async () => {
    expect(await failure('--since', 'main')).toContain('there is no commit main here');
    await rm(path.join(cli.workspace, '.git'), { recursive: true });
    expect(await failure('--since', 'main')).toContain('not a git repository');
  });

  it('refuses a shallow clone, and names what to do', async () => {
    repository.commit({ 'package.json': '{}' });
    repository.commit({ 'package.json': packageJson({}) });
    const clone = path.join(cli.workspace, '../clone');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${cli.workspace}`, clone], { stdio: 'ignore' });
    const { status, stderr } = await cli.run(['scan', clone, '--since', 'HEAD']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/shallow clone; .*fetch-depth: 0/);
  });

  it('refuses to go on without an object, and fetches none', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const object = repository.git('rev-parse', 'HEAD~1:package.json');
    await rm(path.join(cli.workspace, '.git/objects', object.slice(0, 2), object.slice(2)), { force: true });
    repository.git('config', 'extensions.partialClone', 'origin');
    repository.git('config', 'remote.origin.url', `ext::sh -c touch% ${path.join(cli.workspace, 'fetched')}`);
    repository.git('config', 'remote.origin.promisor', 'true');
    repository.git('config', 'protocol.ext.allow', 'always');
    expect(await failure('--since', 'HEAD~1')).toMatch(/objects of the repository are missing.*fetch-depth: 0/);
    expect(await exists('fetched')).toBe(false);
  });

  it('ends with status 2 where git is nowhere but in what is scanned', async () => {
    repository.commit({ 'package.json': '{}', 'bin/git': '#!/bin/sh\necho "$@" >> ran\nexec false\n' });
    await chmod(path.join(cli.workspace, 'bin/git'), 0o755);
    await mkdir(path.join(cli.workspace, '../links'));
    await symlink(path.join(cli.workspace, 'bin/git'), path.join(cli.workspace, '../links/git'));
    const own = [path.join(cli.workspace, 'bin'), 'bin', '', path.join(cli.workspace, '../links')];
    const run = (folders: readonly string[], cwd = cli.workspace): Promise<Run> =>
      cli.run(['scan', cli.workspace, '--since', 'HEAD'], { cwd, env: { PATH: folders.join(path.delimiter) } });
    for (const cwd of [cli.workspace, path.join(cli.workspace, 'bin')]) {
      const { status, stderr } = await run(own, cwd);
      expect({ status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('git is not found in the folders of PATH outside'),
      });
    }
    expect((await run([...own, process.env.PATH ?? ''])).status).toBe(0);
    expect(await exists('ran')).toBe(false);
    expect(await exists('bin/ran')).toBe(false);
  });

  it('runs nothing that the repository configures', async () => {
    const touch = (name: string): string => `sh -c 'touch ${path.join(cli.workspace, 'ran-')}${name}' #`;
    repository.commit({ 'package.json': packageJson({}), '.gitattributes': '*.json diff=own filter=own\n' });
    repository.commit({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    await mkdir(path.join(cli.workspace, 'hooks'));
    const hooks = ['post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'post-checkout'];
    for (const hook of hooks)
      await writeFile(path.join(cli.workspace, 'hooks', hook), `#!/bin/sh\ntouch ${path.join(cli.workspace, 'ran-hook')}\n`, {
        mode: 0o755,
      });
    const settings = {
      'core.fsmonitor': touch('fsmonitor'),
      'core.sshCommand': touch('ssh'),
      'core.pager': touch('pager'),
      'core.askPass': touch('askpass'),
      'core.hooksPath': path.join(cli.workspace, 'hooks'),
      'core.editor': touch('editor'),
      'diff.external': touch('diff'),
      'diff.own.textconv': touch('textconv'),
      'filter.own.smudge': touch('smudge'),
      'filter.own.clean': touch('clean'),
      'filter.own.process': touch('process'),
      'credential.helper': `!${touch('credential')}`,
      'gpg.program': touch('gpg'),
      'pager.rev-parse': touch('pager-command'),
      ...Object.fromEntries(['rev-parse', 'ls-tree', 'cat-file', 'merge-base'].map(name => [`alias.${name}`, `!${touch('alias')}`])),
    };
    for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
    const { findings } = await since('HEAD~1');
    expect(findings).toMatchObject([{ package: 'chalk' }]);
    expect(execFileSync('ls', { cwd: cli.workspace, encoding: 'utf8' })).not.toContain('ran-');
  });

  it('reads no other working tree that the configuration names', async () => {
    repository.commit({ 'package.json': '{}' });
    await mkdir(path.join(cli.workspace, '../elsewhere'));
    repository.git('config', 'core.worktree', path.join(cli.workspace, '../elsewhere'));
    expect(await failure('--since', 'HEAD')).toContain('names a working tree elsewhere');
  });

  it('takes no folder for a repository that only looks like one', async () => {
    execFileSync('git', ['init', '-q', '--bare', path.join(cli.workspace, 'looks')], { stdio: 'ignore' });
    repository.commit({ 'package.json': packageJson({}) });
    expect(await failure('looks', '--since', 'HEAD')).toContain('git says: cannot use bare repository');
  });
});

describe('--since: reports', () => {
  const CHANGE = packageJson({ '@scope/x': 'file:x', chalk: '5.6.1', '@types/node': '1.0.0' });

  it('as text have a line for each finding, as a scan has it, and annotations in GitHub Actions', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ 'package.json': CHANGE });
    const { stdout } = await cli.run(['scan', '--since', 'HEAD~1'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(stdout).toMatch(/^ {2}package\.json:5:15 {2}error {2}chalk 5\.6\.1 is a compromised release .* \[malicious-release\]$/m);
    expect(stdout).toMatch(/^::error file=package\.json,line=5,/m);
    expect(stdout).toMatch(/^::stop-commands::/);
  });

  it('as Markdown mention nobody, and say so where nothing is new', async () => {
    repository.commit({ 'package.json': packageJson({}) });
    repository.commit({ 'package.json': CHANGE });
    const { stdout } = await cli.run(['scan', '--since', 'HEAD~1', '--format', 'markdown']);
    expect(stdout).toMatch(/^## Depwarden: 2 new errors, 2 new dependencies since `HEAD~1`\n/);
    expect(stdout).toMatch(
      /### New findings\n\n- \*\*error\*\* `package\.json:5:15` chalk 5\\\.6\\\.1 is a compromised release .* `malicious-release`\n/,
    );
    expect(stdout).toContain('- `@types/node 1.0.0` (npm) in `package.json`: age unknown');
    expect(stdout.replace(/`[^`]*`/g, '')).not.toMatch(/@/);
    expect((await cli.run(['scan', '--since', 'HEAD', '--format', 'markdown'])).stdout).toContain(
      '## Depwarden: no new findings, 0 new dependencies since `HEAD`',
    );
  });
});

async function exists(name: string): Promise<boolean> {
  return execFileSync('ls', ['-a', path.dirname(path.join(cli.workspace, name))], { encoding: 'utf8' })
    .split('\n')
    .includes(path.basename(name));
}
