// What a folder can leave out of a report about itself: little, and all of it is told.
import { describe, expect, it } from 'vitest';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

const POLICY = JSON.stringify({
  rules: { 'vulnerable-release': 'off', 'deprecated-release': 'hint' },
  cooldown: { days: 0 },
  ignore: [{ rule: 'yanked-release', package: 'PyPI:requests', reason: 'works for us' }],
  allow: ['npm:left-pad'],
  privateScopes: ['npm:own-part'],
});

async function write(policy = POLICY): Promise<void> {
  await cli.write({
    '.depwarden.jsonc': policy,
    'package.json': packageJson({ minimist: '1.2.5', 'own-part': '1.0.0' }),
  });
}

describe('what a policy leaves out', () => {
  it.each(['text', 'json', 'sarif', 'cyclonedx', 'markdown', 'html'])('stands in the report: %s', async format => {
    await write();
    const { stdout } = await cli.run(['scan', '--trust', '--format', format]);
    const report = format === 'sarif' ? JSON.stringify(JSON.parse(stdout).runs[0].properties) : stdout;
    const said = format === 'json' || format === 'sarif' ? report.replaceAll(/\s/g, '') : report.replaceAll(/<[^>]*>|[`\\]/g, '');
    const expected =
      format === 'json' || format === 'sarif'
        ? [
            '{"kind":"off","about":"vulnerable-release","findings":1}',
            '{"kind":"lowered","about":"deprecated-release","level":"hint","findings":0}',
            '"kind":"ignored","about":"yanked-releasePyPI:requests","findings":0',
            '{"kind":"allowed","about":"npm:left-pad","findings":0}',
            '{"kind":"cooldown","about":"0days","findings":0}',
            '{"kind":"private","about":"npm:own-part","findings":0,"notChecked":1}',
          ]
        : [
            'vulnerable-release: off, 1 finding left out',
            'deprecated-release: lowered to hint, 0 findings',
            'yanked-release PyPI:requests: ignored, 0 findings left out (works for us)',
            'npm:left-pad: allowed, 0 findings left out',
            '0 days: shorter cooldown, 0 findings left out',
            'npm:own-part: private, 1 release that nobody was asked about',
          ];
    for (const part of expected) expect(said).toContain(part);
  });

  it('is marked on an entry that a finding shows to be incomplete', async () => {
    await cli.write({
      'package.json': packageJson({ chalk: '5.6.1' }),
      '.depwarden.jsonc': '{ "ignore": [{ "advisory": "GHSA-2v46-p5h4-248w", "package": "npm:chalk", "reason": "looked through" }] }',
    });
    const { status, stderr } = await cli.run(['scan', '--trust']);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'This ignores no finding of malicious-release: that takes "versions" (not all of them) and "expires" as well.',
    );
  });
});

describe('a name that the folder calls private', () => {
  it('is asked of nobody, named with the reason, and unknown for --fail-on-unknown where the folder is not trusted', async () => {
    await cli.write({
      'package.json': packageJson({ 'own-part': '1.0.0' }),
      '.depwarden.jsonc': '{ "privateScopes": ["npm:own-part"] }',
    });
    const { status, stdout } = await cli.run(['scan', '--untrusted', '--fail-on-unknown']);
    expect(status).toBe(3);
    expect(stdout).toContain('package.json  not checked  own-part: private by .depwarden.jsonc');
    expect((await cli.run(['scan', '--untrusted', '--fail-on-unknown=advisories'])).status).toBe(3);
    expect(cli.services.requestCount()).toBe(0);
    await cli.write({ 'policy.jsonc': '{ "privateScopes": ["npm:own-part"] }' });
    expect((await cli.run(['scan', '--config', 'policy.jsonc', '--fail-on-unknown'])).status, 'the user says so').toBe(0);
  });

  it('is judged in a lockfile by what is known here', async () => {
    const lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/axios': { version: '1.14.1' } } };
    await cli.write({
      'package-lock.json': JSON.stringify(lock),
      '.npmrc': 'registry=https://npm.acme.example/\n',
    });
    const { status, stdout } = await cli.run(['scan', '--untrusted'], { env: { DEPWARDEN_NPM_REGISTRY: undefined } });
    expect(stdout).toContain('axios 1.14.1 is a compromised release');
    expect(status).toBe(1);
    expect(cli.services.requestCount()).toBe(0);
  });
});

describe('configuration that cannot be read in full', () => {
  it.each<[string, Record<string, string>]>([
    ['an .npmrc that is too large', { '.npmrc': `@own:registry=https://npm.acme.example/\n${`;${' '.repeat(100)}\n`.repeat(12_000)}` }],
    ['a broken .yarnrc.yml', { '.yarnrc.yml': 'npmScopes:\n  own: {\n', 'yarn.lock': '' }],
    ['a broken bunfig.toml', { 'bunfig.toml': '[install.scopes]\n"@own" = https://npm.acme.example\n', 'bun.lock': '{}' }],
    ['a policy that is too large', { '.depwarden.jsonc': `{ "privateScopes": ["@own"] }${' '.repeat(1_000_000)}` }],
    ['a broken policy', { '.depwarden.jsonc': '{ "privateScopes": "@own" "x' }],
  ])('leaves names unknown, and tells nobody: %s', async (_, files) => {
    await cli.write({ 'package.json': packageJson({ '@own/part': '1.0.0', lodash: '4.17.21' }), ...files });
    for (const trust of [[], ['--untrusted']]) {
      const { status, stdout } = await cli.run(['scan', ...trust, '--fail-on-unknown']);
      expect(stdout).toMatch(/not checked {2}@own\/part, lodash: \S+ could not be read in full/);
      expect(status).toBe(3);
    }
    expect(cli.services.requestCount()).toBe(0);
  });

  it.each<[string, Record<string, string>]>([
    ['a broken pip.conf', { '.venv/pyvenv.cfg': '', '.venv/pip.conf': '[global\nindex-url = https://pypi.acme.example\n' }],
    ['a broken uv.toml', { 'uv.toml': '[[index]]\nurl = "https://pypi.acme.example\n' }],
  ])('of Python as well: %s', async (_, files) => {
    await cli.write({ 'requirements.txt': 'own-part==1.0\n', ...files });
    const { status, stdout } = await cli.run(['scan', '--trust', '--fail-on-unknown'], { env: { PIP_CONFIG_FILE: undefined } });
    expect(stdout).toMatch(/not checked {2}own-part: \S+ could not be read in full/);
    expect(status).toBe(3);
    expect(cli.services.requestCount()).toBe(0);
  });
});
