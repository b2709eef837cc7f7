// The connection that a folder's own files choose: what it may carry, and who hears what came over it.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProxy, type TestProxy } from '../support/services/proxy.js';
import { packageJson, type Report, useCommandLine } from './support.js';

const cli = useCommandLine();
const TOKEN = 'users-own-t0ken';

/** The proxy that a project names, and the one of the user. Registries are reached through either, and not without. */
let tap: TestProxy;
let own: TestProxy;
beforeEach(async () => {
  const hosts = { 'npm.example:80': portOf(cli.services.npm.url), 'pypi.example:80': portOf(cli.services.pypi.url) };
  [tap, own] = await Promise.all([startProxy({ hosts }), startProxy({ hosts })]);
  await cli.write({ 'users-pip.conf': '' });
});
afterEach(() => Promise.all([tap.close(), own.close()]));

interface Kind {
  readonly name: string;
  readonly manifest: Readonly<Record<string, string>>;
  readonly proxy: () => Readonly<Record<string, string>>;
  /** The user's secret for the registry. */
  readonly secret: Readonly<Record<string, string>>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'npm',
    manifest: { 'package.json': packageJson({ lodash: '4.17.21' }) },
    proxy: () => ({ '.npmrc': `proxy=http://${tap.host}\n` }),
    secret: { 'npm_config_//npm.example/:_authToken': TOKEN },
  },
  {
    name: 'PyPI',
    manifest: { 'requirements.txt': 'requests==2.31.0\n' },
    proxy: () => ({ '.venv/pyvenv.cfg': '', '.venv/pip.conf': `[global]\nproxy = http://${tap.host}\n` }),
    secret: { DEPWARDEN_PYPI_URL: `http://ann:${TOKEN}@pypi.example/simple` },
  },
];

describe.each(KINDS)('a proxy that a trusted folder names for $name', ({ manifest, proxy, secret }) => {
  it('is used, and nobody else is told what came over it', async () => {
    expect(await statusIn('first', { ...manifest, ...proxy() })).toEqual(['checked']);
    expect(tap.requests).not.toEqual([]);
    expect(await statusIn('second', manifest)).toEqual(['unknown']);
    expect(await statusIn('second', manifest, { HTTP_PROXY: `http://${own.host}` })).toEqual(['checked']);
    expect(own.requests).not.toEqual([]);
    expect(own.headers.filter(headers => headers['if-none-match'] !== undefined)).toEqual([]);
  });

  it('is not used for what carries credentials of the user', async () => {
    const env = { ...secret, HTTP_PROXY: `http://${own.host}` };
    expect(await statusIn('first', { ...manifest, ...proxy() }, env)).toEqual(['checked']);
    expect(tap.requests).toEqual([]);
    expect(own.headers.filter(({ authorization }) => authorization !== undefined).length).toBeGreaterThan(0);
  });
});

/** The status of the dependencies of a folder with these files, each folder being a project of its own. */
async function statusIn(
  folder: string,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(cli.workspace, folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const { stdout } = await cli.run(['scan', '--format', 'json', '--fail-on', 'never'], {
    cwd: path.join(cli.workspace, folder),
    env: {
      DEPWARDEN_TRUST: '1',
      DEPWARDEN_NPM_REGISTRY: 'http://npm.example',
      DEPWARDEN_PYPI_URL: 'http://pypi.example/simple',
      // pip reads no file at all, not that of an environment either, where this is the null device
      PIP_CONFIG_FILE: path.join(cli.workspace, 'users-pip.conf'),
      ...env,
    },
  });
  return (JSON.parse(stdout) as Report).manifests.flatMap(({ dependencies }) => dependencies.map(({ status }) => status));
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
