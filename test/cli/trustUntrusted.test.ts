import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageJson, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();
const SITE = 'app/.venv/lib/python3.12/site-packages';

/** A folder to be scanned, and beside it what it reaches for. */
async function write(): Promise<void> {
  await cli.write({
    'outside.txt': 'litellm==1.82.8\n',
    '.depwarden.jsonc': '{ "deny": ["npm:lodash"] }',
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'app/node_modules/lodash': { version: '4.17.20' } } }),
    'app/requirements.txt': '-r ../outside.txt\nrequests>=2.31\n',
    'app/package.json': packageJson({ chalk: '5.6.1', lodash: '4.17.21' }),
    'app/.depwarden.jsonc':
      '{ "rules": { "malicious-release": "off" }, "ignore": [{ "advisory": "MAL-2025-46969", "reason": "ours" }], "deny": ["npm:left-pad"] }',
    'app/.venv/pyvenv.cfg': '',
    [`${SITE}/requests-2.32.0.dist-info/METADATA`]: 'Name: requests\nVersion: 2.32.0\n',
    [`${SITE}/litellm-1.82.8.dist-info/METADATA`]: 'Name: litellm\nVersion: 1.82.8\n',
    'policy.jsonc': '{ "ignore": [{ "advisory": "MAL-2025-46969", "reason": "looked through" }] }',
  });
}

async function rulesOf(words: readonly string[], cwd?: string): Promise<readonly string[]> {
  const report = await cli.report(words, cwd === undefined ? {} : { cwd });
  return report.findings.map(({ rule, package: name }) => `${rule} ${name}`).sort();
}

describe('--untrusted', () => {
  it('reads nothing outside of what is scanned, looks at nothing installed, and obeys no exceptions', async () => {
    await write();
    const { status, stdout, stderr } = await cli.run(['scan', '--untrusted', 'app']);
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain(
      'requirements.txt:1:4  error  ../outside.txt is not read: it lies outside the workspace, which is not trusted.',
    );
    expect(stdout).toContain('chalk 5.6.1 is a compromised release');
    expect(stdout).not.toMatch(/litellm|yanked|denied|installed release/);
    expect(stdout).toContain(
      '.depwarden.jsonc:1:1  information  This workspace is not trusted: of its policy only deny and privateScopes count. [policy]',
    );
    expect(stdout).toContain('\nNot trusted: what is installed or lies outside is not looked at; ');
    expect(summaryOf({ status, stdout, stderr })).toContain(
      '2 manifests, 3 dependencies: 3 checked, 1 manifest could be read only in part.',
    );
    expect(cli.services.pypi.requests.map(request => request.path)).toEqual(['/simple/requests/']);
  });

  it('is told in the JSON report', async () => {
    await write();
    expect(await cli.report(['--untrusted', 'app'])).toMatchObject({ trusted: false, installed: [], environments: [] });
    const { stdout } = await cli.run(['scan', '--format', 'json', 'app']);
    expect(JSON.parse(stdout)).toMatchObject({ trusted: true, installed: [{ package: 'litellm' }] });
  });

  it('trusts the policy that --config names', async () => {
    await write();
    expect(await rulesOf(['--untrusted', 'app'])).toContain('malicious-release chalk');
    expect(await rulesOf(['--untrusted', '--config', 'policy.jsonc', 'app'])).not.toContain('malicious-release chalk');
  });

  it('of several folders each is a world of its own, whatever holds them', async () => {
    await write();
    await cli.write({ 'other/requirements.txt': '-r ../app/requirements.txt\n-r ../outside.txt\n' });
    const report = await cli.report(['--untrusted', 'app', 'other']);
    expect(report.manifests.flatMap(({ problems }) => problems.map(({ message }) => message))).toEqual([
      expect.stringContaining('../outside.txt is not read'),
      expect.stringContaining('../outside.txt is not read'),
    ]);
    expect(await rulesOf(['--untrusted', 'app', 'other']), 'the policy of the folder that holds them').not.toContain(
      'denied-package lodash',
    );
  });

  it('of a manifest that is named, its folder may be read', async () => {
    await write();
    await cli.write({ 'app/more.txt': 'django==5.2.8\n', 'app/named.txt': '-r more.txt\n-r ../outside.txt\n' });
    const report = await cli.report(['--untrusted', 'app/named.txt']);
    expect(report.manifests.map(manifest => manifest.path)).toEqual(['app/named.txt', 'app/more.txt']);
    expect(report.manifests[0]?.problems).toHaveLength(1);
  });

  it.runIf(process.platform !== 'win32')('changes nothing outside', async () => {
    await cli.write({ 'outside.json': packageJson({ chalk: '5.6.1' }), 'app/requirements.txt': '' });
    await symlink('../outside.json', path.join(cli.workspace, 'app/package.json'));
    const { stdout } = await cli.run(['scan', '--untrusted', '--fix', 'app']);
    expect(stdout).toContain('package.json:1:1  error  Not read: it lies outside the workspace, which is not trusted.');
    expect(stdout).not.toContain('chalk');
  });
});
