import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageJson, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();

describe('the text report', () => {
  it('gives place, level, message, rule and best fix, then one line with all numbers', async () => {
    await cli.write({
      'package.json': packageJson({ chalk: '5.6.1', lodash: '^4.17.21', linked: 'file:../linked' }),
      'requirements.txt': 'litellm>=1.50,<2\n',
    });
    const { status, stdout, stderr } = await cli.run(['scan', '--trust']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'package.json:4:15  error  chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0. [malicious-release]',
      '    fix: Pin chalk to 5.6.0 (last safe release)',
      expect.stringMatching(
        /^requirements\.txt:1:8 {2}warning {2}litellm >=1\.50,<2 admits compromised 1\.82\.7 and 1\.82\.8 .*\[admits-malicious-release\]$/,
      ),
      expect.stringMatching(/^ {4}fix: /),
      '',
      '4 components: 2 with findings, 1 clean, 1 skipped. Skipped: linked (local path).',
      '2 manifests, 4 dependencies: 3 checked, 1 skipped. 1 error, 1 warning.',
      '',
    ]);
  });

  it('says so where nothing was found, and where there is no manifest', async () => {
    await cli.write({ 'package.json': packageJson({ lodash: '^4.17.21' }) });
    expect(await cli.run(['scan', '--trust'])).toEqual({
      status: 0,
      stdout: '1 component: 1 clean.\n1 manifest, 1 dependency: 1 checked. Nothing found.\n',
      stderr: '',
    });
    await cli.write({ 'empty/readme.txt': '' });
    expect(await cli.run(['scan', '--trust', 'empty'])).toEqual({
      status: 0,
      stdout: '0 manifests, 0 dependencies: 0 checked. Nothing was checked.\n',
      stderr: 'depwarden: no manifest or lockfile found: nothing was checked\n',
    });
  });
});

const NONE = { clean: 0, findings: 0, pending: 0, skipped: 0, unknown: 0 };
const INVENTORY = {
  components: 2,
  assessments: { ...NONE, findings: 1, skipped: 1 },
  occurrences: { declared: { ...NONE, findings: 1, skipped: 1 }, locked: NONE, installed: NONE },
  reasons: [{ assessment: 'skipped', reason: 'local file', components: 1 }],
  unanswered: { advisories: 0, digests: 0, registry: 0 },
};
const COMPONENTS = [
  { ecosystem: 'PyPI', package: 'litellm', version: '1.84.0', assessment: 'findings', reason: null },
  { ecosystem: 'PyPI', package: './local', version: null, assessment: 'skipped', reason: 'local file' },
].map(component => ({
  ...component,
  unanswered: [],
  occurrences: [{ kind: 'declared', path: 'sub/requirements.txt', assessment: component.assessment }],
}));

describe('the JSON report', () => {
  it('has version 1 of the format, with every field', async () => {
    await cli.write({ 'sub/requirements.txt': 'LiteLLM>=1.50,<2\n./local\n' });
    const { stdout } = await cli.run(['scan', '--trust', '--format', 'json']);
    const range = (startCharacter: number, endCharacter: number) => ({
      start: { line: 0, character: startCharacter },
      end: { line: 0, character: endCharacter },
    });
    expect(JSON.parse(stdout)).toEqual({
      installed: [],
      trusted: true,
      advisories: { source: 'osv' },
      gitignore: { hidden: 0, paths: [], unread: [] },
      policy: null,
      effects: [],
      ignored: [],
      environments: [],
      schemaVersion: 1,
      tool: { name: 'depwarden', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      root: cli.workspace,
      summary: {
        manifests: 1,
        dependencies: 2,
        checked: 1,
        unknown: 0,
        skipped: 1,
        error: 0,
        warning: 1,
        information: 0,
        hint: 0,
        ignored: 0,
      },
      lockfiles: [],
      inventory: INVENTORY,
      components: COMPONENTS,
      manifests: [
        {
          lockfile: null,
          partly: false,
          path: 'sub/requirements.txt',
          ecosystem: 'PyPI',
          dependencies: [
            {
              name: 'litellm',
              ecosystem: 'PyPI',
              group: 'requirements',
              specifier: '>=1.50,<2',
              nameRange: range(0, 7),
              specifierRange: range(7, 16),
              effective: { version: '1.84.0', evidence: 'resolved' },
              status: 'checked',
              reason: null,
            },
            expect.objectContaining({ status: 'skipped', reason: expect.stringMatching(/./), effective: null }),
          ],
          problems: [],
        },
      ],
      findings: [
        {
          rule: 'admits-malicious-release',
          level: 'warning',
          package: 'litellm',
          ecosystem: 'PyPI',
          version: '1.84.0',
          manifest: 'sub/requirements.txt',
          range: range(7, 16),
          message: expect.stringContaining('admits compromised 1.82.7 and 1.82.8'),
          advisories: expect.arrayContaining(['MAL-2026-2144', 'PYSEC-2026-2']),
          fixes: expect.arrayContaining([
            {
              title: expect.any(String),
              preferred: true,
              target: expect.any(String),
              explanation: expect.stringMatching(/^1\.83\.0: next safe release, 2026-\d\d-\d\d; no known advisories; \d+ \w+ old$/),
              edits: [{ path: 'sub/requirements.txt', range: range(7, 16), newText: '>=1.83.0,<2' }],
            },
          ]),
        },
      ],
    });
  });
});

describe('the exit status', () => {
  const ERROR = { chalk: '5.6.1' };
  const WARNING = { 'left-pad': '^1.3.0' };
  const NOTHING = { lodash: '^4.17.21' };
  it.each([
    [ERROR, [], 1],
    [ERROR, ['--fail-on', 'error'], 1],
    [ERROR, ['--fail-on', 'hint'], 1],
    [ERROR, ['--fail-on', 'never'], 0],
    [ERROR, ['--fail-on', 'never', '--fail-on-unknown'], 0],
    [WARNING, [], 0],
    [WARNING, ['--fail-on', 'warning'], 1],
    [WARNING, ['--fail-on=information'], 1],
    [WARNING, ['--fail-on-unknown'], 0],
    [NOTHING, ['--fail-on', 'hint', '--fail-on-unknown'], 0],
  ])('%j with %j is %i', async (dependencies, words, expected) => {
    await cli.write({ 'package.json': packageJson(dependencies) });
    expect((await cli.run(['scan', ...words])).status).toBe(expected);
  });

  it.each([
    [[], 0],
    [['--fail-on-unknown'], 3],
    [['--fail-on-unknown', '--fail-on', 'never'], 3],
  ])('where something could not be checked, with %j it is %i', async (words, expected) => {
    cli.services.npm.fault('/lodash', { kind: 'status', status: 401 });
    await cli.write({ 'package.json': packageJson(NOTHING) });
    const run = await cli.run(['scan', ...words]);
    expect(run.status).toBe(expected);
    expect(run.stdout).toContain(`package.json  not checked  lodash: needs credentials for npm registry (${cli.services.npm.host})`);
    expect(summaryOf(run)).toBe('1 manifest, 1 dependency: 0 checked, 1 could not be checked. Nothing found in what could be checked.');
  });

  it('is 1, not 3, where there are findings besides', async () => {
    cli.services.npm.fault('/lodash', { kind: 'status', status: 401 });
    await cli.write({ 'package.json': packageJson({ ...NOTHING, ...ERROR }) });
    expect((await cli.run(['scan', '--fail-on-unknown'])).status).toBe(1);
  });

  it('is 3 with --fail-on-unknown where only a manifest could not be read in full', async () => {
    await cli.write({ 'package.json': '{"dependencies":{"lodash":"^4.17.21"' });
    const run = await cli.run(['scan', '--fail-on-unknown']);
    expect(run.status).toBe(3);
    expect(summaryOf(run)).toBe(
      '1 manifest, 1 dependency: 1 checked, 1 manifest could be read only in part. Nothing found in what could be checked.',
    );
  });
});

describe('PATH', () => {
  const chalk = packageJson({ chalk: '5.6.1' });
  const paths = (report: { manifests: readonly { path: string }[] }) => report.manifests.map(manifest => manifest.path);

  it('may be several folders and manifests; each manifest is read once', async () => {
    await cli.write({ 'a/package.json': chalk, 'b/c/requirements.txt': 'litellm\n', 'd/package.json': chalk, 'e/package.json': chalk });
    const report = await cli.report(['a', 'b', 'd/package.json', 'd', './a/package.json']);
    expect(paths(report)).toEqual(['a/package.json', 'b/c/requirements.txt', 'd/package.json']);
    expect(report.root).toBe(cli.workspace);
  });

  it('is the root of the report where it is one folder', async () => {
    await cli.write({ 'a/sub/package.json': chalk });
    const report = await cli.report(['a']);
    expect({ root: report.root, paths: paths(report) }).toEqual({ root: path.join(cli.workspace, 'a'), paths: ['sub/package.json'] });
  });

  it('outside the current folder is shown whole', async () => {
    await cli.write({ 'a/package.json': chalk, 'b/keep.txt': '' });
    const report = await cli.report(['../a/package.json'], { cwd: path.join(cli.workspace, 'b') });
    expect(paths(report)).toEqual([path.join(cli.workspace, 'a/package.json')]);
  });

  it('may be a file whose name is no manifest name: it is read as a requirements file', async () => {
    await cli.write({ 'deps.list': 'litellm==1.82.7\n' });
    const report = await cli.report(['deps.list']);
    expect(paths(report)).toEqual(['deps.list']);
    expect(report.findings.map(({ rule }) => rule)).toEqual(['malicious-release']);
  });

  it('follows -r once, wherever it leads', async () => {
    await cli.write({ 'requirements.txt': '-r more/extra.list\n', 'more/extra.list': 'litellm==1.82.7\n' });
    const report = await cli.report();
    expect(paths(report)).toEqual(['requirements.txt', 'more/extra.list']);
    expect(report.status).toBe(1);
  });
});

describe('what is left out', () => {
  it('.gitignore, the folders of package managers and --exclude', async () => {
    const chalk = packageJson({ chalk: '5.6.1' });
    await cli.write({
      '.gitignore': 'build/\n/requirements-local.txt\n',
      'package.json': chalk,
      'build/package.json': chalk,
      'requirements-local.txt': 'litellm\n',
      'node_modules/chalk/package.json': chalk,
      'env/pyvenv.cfg': '',
      'env/lib/requirements.txt': 'litellm\n',
      'fixtures/one/package.json': chalk,
      'docs/package.json': chalk,
      'sub/.gitignore': '!build/\nrequirements.txt\n',
      'sub/build/package.json': chalk,
      'sub/requirements.txt': 'litellm\n',
    });
    const report = await cli.report(['--exclude', 'fixtures', '--exclude', '/docs/']);
    expect(report.manifests.map(manifest => manifest.path)).toEqual(['package.json', 'sub/build/package.json']);
  });

  it('a manifest that is named is scanned, ignored or not', async () => {
    await cli.write({ '.gitignore': '*\n', 'package.json': packageJson({ chalk: '5.6.1' }) });
    expect((await cli.run(['scan'])).stderr).toBe('depwarden: no manifest or lockfile found: nothing was checked\n');
    expect((await cli.report(['package.json'])).summary.manifests).toBe(1);
  });
});

describe('--output', () => {
  it('writes the report to the file, and nothing else', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }), 'out/report.json': 'an older report' });
    const run = await cli.run(['scan', '--format', 'json', '--output', 'out/report.json']);
    expect(run).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(JSON.parse(await readFile(path.join(cli.workspace, 'out/report.json'), 'utf8')).findings).toHaveLength(1);
    expect(await readdir(path.join(cli.workspace, 'out'))).toEqual(['report.json']);
  });

  it.each([
    ['missing/report.txt', 'its folder does not exist'],
    ['package.json/report.txt', 'its folder does not exist'],
    ['taken', 'it is a folder'],
  ])('%s: status 2, one line, nothing half-written', async (output, reason) => {
    await cli.write({ 'package.json': packageJson({ lodash: '^4.17.21' }), 'taken/keep.txt': '' });
    const run = await cli.run(['scan', '--output', output]);
    expect(run).toEqual({ status: 2, stdout: '', stderr: `depwarden: ${output}: ${reason}\n` });
    expect((await readdir(cli.workspace)).sort()).toEqual(['package.json', 'taken']);
  });
});
