// docs/ci.md: what stands there is run, as far as it is ours to run, by the packed program and against services on loopback.
import { execFile, execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseSyml } from '@yarnpkg/parsers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROJECT } from '../support/languageClient.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();
const page = await readFile(path.join(PROJECT, 'docs/ci.md'), 'utf8');
const TARBALL = 'depwarden-0.1.0.tgz';
let packed = '';

beforeAll(async () => {
  packed = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-pack-')));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', packed], { cwd: PROJECT, stdio: 'ignore' });
});
afterAll(() => rm(packed, { recursive: true, force: true }));

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs lines by the shell, in a repository that has the tarball in `tools`, with no network but the services. */
async function sh(lines: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  await mkdir(path.join(cli.workspace, 'tools'), { recursive: true });
  await copyFile(path.join(packed, TARBALL), path.join(cli.workspace, 'tools', TARBALL));
  const options = { cwd: cli.workspace, env: { ...cli.env, npm_config_offline: 'true', ...env } };
  const run = promisify(execFile)('sh', ['-e', '-c', lines], options);
  return run.then(
    ran => ({ status: 0, ...ran }),
    ({ code, stdout, stderr }) => ({ status: code, stdout, stderr }),
  );
}

async function git(...words: readonly string[]): Promise<void> {
  const named = ['-c', 'user.name=x', '-c', 'user.email=x@x.example', '-c', 'init.defaultBranch=main', ...words];
  await promisify(execFile)('git', named, { cwd: cli.workspace });
}

const CLEAN = { 'package.json': packageJson({ chalk: '5.6.2' }) };
const BAD = { 'package.json': packageJson({ chalk: '5.6.1' }) };

/** npx takes its time on a busy machine. Milliseconds. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('the packed program', () => {
  it('needs nothing beside it, and holds what it loads', async () => {
    const files = execFileSync('tar', ['-tzf', path.join(packed, TARBALL)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    for (const file of ['dist/cli.js', 'dist/database.js', 'dist/undici.js', 'dist/ae-cvss-calculator.js', 'docs/rules/lookalike-name.md'])
      expect(files).toContain(`package/${file}`);
    expect(files.filter(file => /node_modules|\/(client|server|test|scripts)\//.test(file))).toEqual([]);
    const manifest = JSON.parse(execFileSync('tar', ['-xzOf', path.join(packed, TARBALL), 'package/package.json'], { encoding: 'utf8' }));
    expect(manifest).not.toHaveProperty('dependencies');
    expect(Object.keys(manifest.scripts).filter(name => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
    expect((await stat(path.join(packed, TARBALL))).size).toBeLessThan(1_000_000);
  });

  it('runs in a folder with nothing in it', async () => {
    expect(await sh(`npx --yes ./tools/${TARBALL} --version`)).toMatchObject({ status: 0, stdout: '0.1.0\n' });
  });
});

describe('the lines of docs/ci.md', () => {
  it.each(blocks('sh').map(block => [block.split('\n').at(-1) ?? '', block] as const))('in a shell: %s', async (_, block) => {
    await cli.write(CLEAN);
    expect(await sh(block)).toMatchObject({ status: 0, stderr: '' });
  });

  it('in a shell: fail where something is found', async () => {
    const [scan = ''] = blocks('sh');
    await cli.write(BAD);
    expect((await sh(scan)).status).toBe(1);
  });

  it('of the GitHub workflow: find, annotate, and write the summary', async () => {
    const [scan = '', summary = ''] = runsOf('dependencies');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cli.workspace, GITHUB_STEP_SUMMARY: path.join(cli.workspace, '../summary.md') };
    await cli.write(BAD);
    const found = await sh(scan, env);
    expect(found.status).toBe(1);
    expect(found.stdout).toContain('::error file=package.json,line=4,');
    const before = cli.services.requestCount();
    expect(await sh(summary, env)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(cli.services.requestCount()).toBe(before);
    expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^## Depwarden: 1 error\n/);
  });

  it('of the workflow for pull requests: are judged by policy, baseline and program of the base branch', async () => {
    const [take = '', scan = ''] = runsOf('pull requests');
    const recorded = '{ "version": 1, "releases": {} }';
    await sh('true');
    await cli.write({ ...CLEAN, '.depwarden.jsonc': '{ "deny": ["npm:left-pad"] }', '.depwarden/baseline.json': recorded });
    await git('init');
    await git('add', '.');
    await git('commit', '-m', 'x');
    await cli.write({
      'package.json': packageJson({ chalk: '5.6.2', 'left-pad': '1.3.0' }),
      '.depwarden.jsonc': '{ "rules": { "denied-package": "off" } }',
      '.depwarden/baseline.json': '{ "version": 1, "releases": 7 }',
    });
    expect(await sh(take, { BASE: 'main' })).toMatchObject({ status: 0 });
    expect(await readFile(path.join(cli.workspace, '.depwarden/baseline.json'), 'utf8')).toBe(recorded);
    const { status, stdout } = await sh(scan);
    expect(status).toBe(1);
    expect(stdout).toContain('[denied-package]');
  });

  it('of the workflow that comments on a pull request: compare with the base branch, by its policy, and write the report', async () => {
    const [compare = '', show = ''] = runsOf('pull request');
    await cli.write({ ...BAD, '.gitignore': 'tools\ndepwarden.md\n' });
    await git('init');
    await git('add', '.');
    await git('commit', '-m', 'x');
    const env = { BASE: 'main', GITHUB_STEP_SUMMARY: path.join(cli.workspace, '../summary.md') };
    await git('checkout', '-b', 'change');
    expect(await sh(compare, env)).toMatchObject({ status: 0, stderr: '' });
    await cli.write({ 'requirements.txt': 'litellm==1.82.7\n', '.depwarden.jsonc': '{ "rules": { "malicious-release": "off" } }' });
    await git('add', '.');
    await git('commit', '-m', 'y');
    expect((await sh(compare, env)).status).toBe(1);
    expect(await sh(show, env)).toMatchObject({ status: 0 });
    const summary = await readFile(env.GITHUB_STEP_SUMMARY, 'utf8');
    expect(summary).toMatch(/^## Depwarden: 1 new error, 1 new dependency since `main`\n/);
    expect(summary).toContain('litellm 1\\.82\\.7 is a compromised release');
    expect(summary).not.toContain('chalk');
  });

  it('of the workflow with a saved report: fail on what is new, and on nothing else', async () => {
    const [base = '', compare = ''] = runsOf('new dependencies');
    await cli.write({ ...BAD, '.gitignore': 'tools\n' });
    await git('init');
    await git('add', '.');
    await git('commit', '-m', 'x');
    expect(await sh(base, { BASE: 'main' })).toMatchObject({ status: 0 });
    expect((await sh(compare)).status).toBe(0);
    await cli.write({ 'requirements.txt': 'litellm==1.82.7\n' });
    const { status, stderr } = await sh(compare);
    expect(stderr).toContain('depwarden: new: requirements.txt:1: litellm 1.82.7 is a compromised release');
    expect(status).toBe(1);
  });

  it('of code scanning: write what is uploaded', async () => {
    await cli.write(BAD);
    const [scan = ''] = runsOf('code scanning');
    expect(await sh(scan)).toMatchObject({ status: 0 });
    const upload = stepsOf('code scanning').find(({ uses = '' }) => uses.startsWith('github/codeql-action/upload-sarif'));
    const sarif = await readFile(path.join(cli.workspace, upload?.with?.sarif_file ?? ''), 'utf8');
    expect(JSON.parse(sarif).runs[0].results).toHaveLength(1);
  });

  it('of GitLab: write the artefacts, then fail', async () => {
    const job = configurations().find(one => 'depwarden' in one)?.depwarden as GitLabJob;
    await cli.write(BAD);
    const { status } = await sh(job.script.join('\n'));
    expect(status).toBe(1);
    for (const file of [...job.artifacts.paths, ...job.artifacts.reports.cyclonedx])
      expect((await stat(path.join(cli.workspace, file))).size).toBeGreaterThan(500);
  });

  it('of pre-commit: take the files that its pattern finds', async () => {
    const [repository] = configurations().flatMap(one => ('repos' in one ? (one.repos as readonly PreCommitRepository[]) : []));
    const [hook] = repository?.hooks ?? [];
    const manifests = ['package.json', 'a/pyproject.toml', 'dev-requirements.txt', 'b/requirements/x.txt', 'xpackage.json'];
    const taken = manifests.filter(file => new RegExp(hook?.files ?? 'x').test(file));
    expect(taken).toEqual(['package.json', 'a/pyproject.toml', 'dev-requirements.txt']);
    await cli.write({ ...CLEAN, 'dev-requirements.txt': 'litellm==1.82.7\n' });
    expect((await sh(`${hook?.entry} package.json`)).status).toBe(0);
    expect((await sh(`${hook?.entry} package.json dev-requirements.txt`)).status).toBe(1);
  });

  it('name no address and no script from elsewhere', () => {
    expect(page).not.toMatch(/curl |wget |npm install -g|npx --yes depwarden/);
  });
});

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface GitLabJob {
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports: { readonly cyclonedx: readonly string[] } };
}

interface PreCommitRepository {
  readonly hooks: readonly { readonly entry: string; readonly files: string }[];
}

/** The code of the page in one language. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

/** Every YAML file of the page, read by a YAML parser. */
function configurations(): readonly Readonly<Record<string, unknown>>[] {
  return blocks('yaml').map(text => parseSyml(text) as Readonly<Record<string, unknown>>);
}

function stepsOf(workflow: string): readonly Step[] {
  const found = configurations().find(({ name }) => name === workflow) as {
    readonly jobs: { readonly depwarden: { readonly steps: readonly Step[] } };
  };
  return found.jobs.depwarden.steps;
}

function runsOf(workflow: string): readonly string[] {
  return stepsOf(workflow).flatMap(({ run }) => run ?? []);
}
