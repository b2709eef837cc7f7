// A private index with basic authentication, read with the configuration by which real pip downloads from it.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Report, useCommandLine } from '../../cli/support.js';

const run = promisify(execFile);
const cli = useCommandLine();

/** Two wheels; prints their names and sha256 digests as JSON. */
const MAKE_WHEELS = `
import hashlib, json, sys, zipfile
made = {}
for version in ('1.0', '1.1'):
    name = f'acme_core-{version}-py3-none-any.whl'
    info = f'acme_core-{version}.dist-info'
    files = {
        'acme_core.py': f'version = "{version}"',
        f'{info}/METADATA': f'Metadata-Version: 2.1\\nName: acme-core\\nVersion: {version}\\n',
        f'{info}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
    }
    files[f'{info}/RECORD'] = ''.join(f'{file},,\\n' for file in files) + f'{info}/RECORD,,\\n'
    with zipfile.ZipFile(f'{sys.argv[1]}/{name}', 'w') as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    with open(f'{sys.argv[1]}/{name}', 'rb') as wheel:
        made[name] = hashlib.sha256(wheel.read()).hexdigest()
print(json.dumps(made))
`;

const USER = 'ann';
const PASSWORD = 'p@ss:w%rd';
const ENCODED = `${USER}:${encodeURIComponent(PASSWORD)}`;

let folder: string;
let python: string;
let server: Server;
let host: string;
let digests: Readonly<Record<string, string>>;
let missing: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'depwarden-private-pip-'));
  try {
    // the program itself: what chooses one of several may need the home folder, which is another one below
    python = (await run('python3', ['-c', 'import pip, sys; print(sys.executable)'])).stdout.trim();
  } catch {
    missing = 'python3 has no pip';
    process.stderr.write(`not run: ${missing}\n`);
    return;
  }
  digests = JSON.parse((await run(python, ['-c', MAKE_WHEELS, folder])).stdout);
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** An index below `/pages` that has HTML only, as devpi and Nexus do, and one below `/json`. */
async function answer({ url = '/', headers: { authorization } }: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, form, , name = ''] = url.split('/');
  if (authorization !== `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="packages"' }).end();
  } else if (name.endsWith('.whl')) response.end(await readFile(path.join(folder, path.basename(name))));
  else if (name !== 'acme-core') response.writeHead(404).end();
  else if (form === 'json') response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(JSON.stringify(jsonPage()));
  else response.setHeader('content-type', 'text/html').end(htmlPage());
}

const WITHDRAWN = 'wrong keys';

function htmlPage(): string {
  const anchors = Object.entries(digests).map(([file, sha256]) => {
    const yanked = file.includes('-1.0-') ? ` data-yanked="${WITHDRAWN}"` : '';
    return `<a href="../../files/${file}#sha256=${sha256}"${yanked}>${file}</a>`;
  });
  return `<!DOCTYPE html><html><body>${anchors.join('\n')}</body></html>`;
}

function jsonPage(): unknown {
  const files = Object.entries(digests).map(([filename, sha256]) => {
    const yanked = filename.includes('-1.0-') ? WITHDRAWN : false;
    return { filename, url: `../../files/${filename}`, hashes: { sha256 }, yanked };
  });
  return { meta: { 'api-version': '1.1' }, name: 'acme-core', versions: ['1.0', '1.1'], files };
}

/** What is set up for both: files of the home folder and of the project, and variables. */
interface SetUp {
  readonly home?: Readonly<Record<string, string>>;
  readonly requirements?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function prepare({ home = {}, requirements = '' }: SetUp): Promise<void> {
  await cli.write({ 'requirements.txt': `${requirements}acme-core==1.0\n` });
  for (const [name, text] of Object.entries(home)) {
    const file = path.join(homeFolder(), name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function homeFolder(): string {
  return path.join(cli.workspace, '..', 'home');
}

/** The wheels that pip downloads, or why it does not. */
async function downloadedByPip(env: SetUp['env'] = {}): Promise<readonly string[] | string> {
  const target = await mkdtemp(path.join(folder, 'target-'));
  const options = ['--no-deps', '--no-cache-dir', '--no-input', '--disable-pip-version-check', '--retries', '0', '-d', target];
  const environment = { PATH: process.env.PATH ?? '', HOME: homeFolder(), no_proxy: '127.0.0.1', ...env };
  try {
    await run(python, ['-m', 'pip', 'download', ...options, '-r', path.join(cli.workspace, 'requirements.txt')], { env: environment });
    return await readdir(target);
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  }
}

function told({ manifests, findings }: Report): { readonly reason: string; readonly rules: readonly string[] } {
  const [dependency] = manifests.flatMap(({ dependencies }) => dependencies);
  return { reason: dependency?.reason ?? '', rules: findings.map(({ rule }) => rule) };
}

/** Everything that the public services were sent. */
function sentElsewhere(): string {
  const { npm, pypi, osv } = cli.services;
  return JSON.stringify([npm, pypi, osv].flatMap(({ requests }) => requests.map(one => [one.path, one.headers, one.body])));
}

function needsPip(context: TestContext): void {
  if (missing !== undefined) context.skip(`not run: ${missing}`);
}

const global = (lines: string): string => `[global]\n${lines}\n`;

describe('pip and Depwarden read from a private index', () => {
  it.for<[what: string, setUp: (place: string) => SetUp]>([
    ['pip.conf of the user', place => ({ home: { '.config/pip/pip.conf': global(`index-url = http://${ENCODED}@${place}`) } })],
    [
      'pip.conf and .netrc',
      place => ({
        home: {
          '.config/pip/pip.conf': global(`index-url = http://${place}`),
          '.netrc': `machine 127.0.0.1\n  login ${USER}\n  password "${PASSWORD}"\n`,
        },
      }),
    ],
    [
      'the older place of pip.conf',
      place => ({
        home: {
          '.pip/pip.conf': `[install]\nindex_url = http://${ENCODED}@${place}\n[download]\nindex_url = http://${ENCODED}@${place}\n`,
        },
      }),
    ],
    [
      'a variable before pip.conf',
      place => ({
        home: { '.config/pip/pip.conf': global('index-url = http://127.0.0.1:9/simple') },
        env: { PIP_INDEX_URL: `http://${ENCODED}@${place}/` },
      }),
    ],
    [
      'the requirements file, with variables',
      place => ({
        requirements: `--index-url http://\${INDEX_USER}:\${INDEX_PASSWORD}@${place}\n`,
        env: { INDEX_USER: USER, INDEX_PASSWORD: encodeURIComponent(PASSWORD) },
      }),
    ],
    [
      'no file but the one that PIP_CONFIG_FILE names',
      place => ({ home: { 'own.conf': global(`index-url = http://${ENCODED}@${place}`) }, env: { PIP_CONFIG_FILE: 'HOME/own.conf' } }),
    ],
  ])('by %s', async ([, setUp], context) => {
    needsPip(context);
    for (const form of ['pages', 'json']) {
      const { env = {}, ...files } = setUp(`${host}/${form}/simple`);
      const resolved = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace('HOME', homeFolder())]));
      await prepare(files);
      expect(await downloadedByPip(resolved)).toEqual(['acme_core-1.0-py3-none-any.whl']);
      const report = await cli.report(['--trust'], { env: { PIP_CONFIG_FILE: undefined, ...resolved } });
      expect([form, told(report)]).toEqual([form, { reason: expect.not.stringContaining('credentials'), rules: ['yanked-release'] }]);
      expect(report.manifests[0]?.problems).toEqual([]);
      expect(JSON.stringify(report)).not.toContain(PASSWORD);
      expect(sentElsewhere()).not.toMatch(/acme|authorization/i);
    }
  });

  it('as a further index, first and alone', async context => {
    needsPip(context);
    const env = {
      PIP_INDEX_URL: cli.services.pypi.indexUrl,
      PIP_EXTRA_INDEX_URL: `http://${ENCODED}@${host}/pages/simple`,
      PIP_CONFIG_FILE: devNull,
    };
    await prepare({});
    expect(await downloadedByPip(env)).toEqual(['acme_core-1.0-py3-none-any.whl']);
    // pip asks the public index for the name as well: that is what the rule warns of
    expect(sentElsewhere()).toContain('/simple/acme-core/');
    cli.services.forget();
    expect(told(await cli.report(['--trust'], { env })).rules).toEqual(expect.arrayContaining(['yanked-release', 'dependency-confusion']));
    expect(sentElsewhere()).not.toMatch(/acme|authorization/i);
  });
});

describe('without the right credentials', () => {
  it.for<[what: string, setUp: (place: string) => SetUp, expected: () => string]>([
    ['none', place => ({ env: { PIP_INDEX_URL: `http://${place}` } }), () => `needs credentials for ${host}`],
    [
      'those of another host',
      place => ({ home: { '.netrc': `machine other.example login ${USER} password x\n` }, env: { PIP_INDEX_URL: `http://${place}` } }),
      () => `needs credentials for ${host}`,
    ],
    [
      'wrong ones',
      place => ({ env: { PIP_INDEX_URL: `http://${USER}:wrong@${place}` } }),
      () => `${host} refuses the credentials that are configured`,
    ],
  ])('(%s) neither gets anything, and nobody else is asked', async ([, setUp, expected], context) => {
    needsPip(context);
    const { env = {}, ...files } = setUp(`${host}/pages/simple`);
    await prepare(files);
    expect(await downloadedByPip(env)).toMatch(/401|No matching distribution|credentials/i);
    expect(told(await cli.report(['--trust'], { env: { PIP_CONFIG_FILE: undefined, ...env } }))).toEqual({
      reason: expect.stringContaining(expected()),
      rules: [],
    });
    expect(sentElsewhere()).not.toMatch(/acme|authorization/i);
  });
});
