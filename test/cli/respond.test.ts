import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useCommandLine } from './support.js';

const commandLine = useCommandLine();

describe('depwarden respond', () => {
  it('prints what to do about a release of the built-in list, with no network', async () => {
    const run = await commandLine.run(['respond', 'litellm@1.82.8', '--offline']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/^litellm 1\.82\.8 is a compromised release\n=+\n/);
    expect(run.stdout).toContain('litellm_init.pth');
    expect(commandLine.services.osv.requests).toEqual([]);
  });

  it('prints Markdown where that is asked for', async () => {
    const { stdout } = await commandLine.run(['respond', '--format', 'markdown', 'npm:chalk@5.6.1', '--offline']);
    expect(stdout).toMatch(/^# chalk 5/);
    expect(stdout).toContain('```sh');
  });

  it("says where uv's cache still holds it", async () => {
    const wheel = '.uv/wheels-v5/pypi/litellm/1.82.8-py3-none-any';
    await commandLine.write({ [`${wheel}/x`]: '' });
    const env = { UV_CACHE_DIR: path.join(commandLine.workspace, '.uv') };
    const { stdout } = await commandLine.run(['respond', 'litellm@1.82.8', '--offline'], { env });
    expect(stdout.replace(/\s+/g, ' ')).toContain(`Still in a cache: ${path.join(commandLine.workspace, wheel)}`);
    expect((await commandLine.run(['respond', 'litellm@1.82.7', '--offline'], { env })).stdout).not.toContain('Still in a cache');
  });

  it('asks the advisory service, of both ecosystems where none is named', async () => {
    const { status, stdout } = await commandLine.run(['respond', 'some-unheard-of-tool@1.0.0']);
    expect(status).toBe(0);
    expect(stdout).toBe('Nothing that is known here says that some-unheard-of-tool 1.0.0 is malicious.\n');
    expect(commandLine.services.npm.requests).toEqual([]);
    expect(commandLine.services.pypi.requests).toEqual([]);
  });

  it.each([
    ['pypi:Lite_LLM@1.82.8', /^Nothing/],
    ['PyPI:LiteLLM==1.82.8', /^litellm 1\.82\.8 is a compromised release/],
    ['npm:litellm@1.82.8', /^Nothing/],
    ['@ctrl/tinycolor@4.1.1', /^@ctrl\/tinycolor 4\.1\.1 is a compromised release/],
    ['plain-crypto-js@4.2.1', /^plain-crypto-js 4\.2\.1 is a/],
  ])('reads %s', async (word, expected) => {
    expect((await commandLine.run(['respond', word, '--offline'])).stdout).toMatch(expected);
  });

  it('says that a release is not known to be clean where nobody could be asked', async () => {
    const { status, stdout } = await commandLine.run(['respond', 'litellm@1.82.6', '--offline']);
    expect(status).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain('But it was not checked against the advisories: offline');
  });

  it.each([
    [[]],
    [['litellm']],
    [['@scope/name']],
    [['a@1', 'b@2']],
    [['cargo:serde@1.0.0']],
    [['litellm@1.82.8', '--format', 'html']],
    [['litellm@1.82.8', '--fail-on', 'error']],
  ])('calls %j wrong usage', async words => {
    const run = await commandLine.run(['respond', ...words]);
    expect(run.status).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^depwarden: /);
  });
});

describe('depwarden scan', () => {
  const site = '.venv/lib/python3.11/site-packages';

  it('finds what is already installed, whatever the manifests say', async () => {
    await commandLine.write({
      'requirements.txt': '',
      '.venv/pyvenv.cfg': '',
      [`${site}/litellm-1.82.8.dist-info/METADATA`]: 'Name: litellm\nVersion: 1.82.8\n',
      [`${site}/litellm_init.pth`]: 'import base64\n',
    });
    const report = await commandLine.report(['--offline']);
    expect(report.status).toBe(1);
    expect(report.summary.error).toBe(1);
    expect(report).toMatchObject({
      installed: [
        {
          rule: 'malicious-installed',
          level: 'error',
          package: 'litellm',
          ecosystem: 'PyPI',
          version: '1.82.8',
          environment: '.venv',
          paths: [`${site}/litellm-1.82.8.dist-info`, `${site}/litellm_init.pth`],
          advisories: expect.arrayContaining(['MAL-2026-2144']),
        },
      ],
      environments: [
        {
          folder: '.',
          paths: ['.venv'],
          releases: { npm: 0, PyPI: 1, skipped: 0 },
          notChecked: [{ reason: expect.stringContaining('offline'), packages: [{ name: 'litellm' }] }],
          unreadable: [],
        },
      ],
    });
    const { stdout } = await commandLine.run(['scan', '--offline']);
    const [first, second] = stdout.split('\n');
    expect(first).toContain('litellm 1.82.8 is installed in .venv: a compromised release');
    expect(second).toBe('    what to do: depwarden respond pypi:litellm@1.82.8');
    expect(stdout).toContain('1 installed release: 0 checked for malware, 1 could not be checked.');
    expect(stdout).toContain('1 error.');
  });

  it('does not say that nothing was found where what is installed could not be checked', async () => {
    await commandLine.write({ 'package.json': '{}', 'node_modules/a/package.json': '{"name":"a","version":"1.0.0"}' });
    const offline = await commandLine.run(['scan', '--offline', '--fail-on-unknown']);
    expect(offline.status).toBe(3);
    expect(offline.stdout).toContain('Nothing found in what could be checked.');
    const online = await commandLine.run(['scan', '--fail-on-unknown']);
    expect(online).toMatchObject({ status: 0, stderr: '' });
    expect(online.stdout).toContain('1 installed release: 1 checked for malware.');
    expect(commandLine.services.npm.requests).toEqual([]);
  });
});
