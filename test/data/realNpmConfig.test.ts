// npm itself, asked for a package: it goes to the registry, and with the credentials, that Depwarden reads out of the same files and variables.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationFor } from '../../server/src/services/http/credentials.js';
import { PATIENCE } from '../support/limits.mjs';
import { settingsOnDisk } from '../support/settings.js';

const run = promisify(execFile);
const NAME = '@acme/thing';

let folder: string;
let server: Server;
let host: string;
/** What npm asked for last. */
let asked: { readonly path: string; readonly authorization: string | undefined } | undefined;
let missing: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'depwarden-npmconfig-'));
  missing = await run('npm', ['--version'], { cwd: folder, timeout: PATIENCE }).then(
    () => undefined,
    () => 'there is no npm',
  );
  if (missing !== undefined) process.stderr.write(`not run: ${missing}\n`);
  server = createServer((request, response) => {
    asked = { path: request.url ?? '', authorization: request.headers.authorization };
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Given {
  /** `HOST` stands for the registry's; in variables also `HOME` for the folder of the user's file. */
  readonly project?: string;
  readonly user?: string;
  /** A file beside the user's. */
  readonly other?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function place({ project, user, other, env = {} }: Given) {
  const root = await mkdtemp(path.join(folder, 'case-'));
  const [home, app] = [path.join(root, 'home'), path.join(root, 'app')];
  const write = (file: string, text: string) => writeFile(file, text.replaceAll('HOST', host));
  await Promise.all([mkdir(home), mkdir(app)]);
  await write(path.join(app, 'package.json'), '{"name":"app"}');
  if (project !== undefined) await write(path.join(app, '.npmrc'), project);
  if (user !== undefined) await write(path.join(home, '.npmrc'), user);
  if (other !== undefined) await write(path.join(home, 'other'), other);
  const own = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name.replaceAll('HOST', host), value.replaceAll('HOST', host).replaceAll('HOME', home)]),
  );
  return { app, home, env: { PATH: process.env.PATH ?? '', HOME: home, npm_config_globalconfig: path.join(home, 'none'), ...own } };
}

async function npmAsks({ app, env }: Awaited<ReturnType<typeof place>>) {
  asked = undefined;
  await run('npm', ['view', NAME, '--fetch-retries=0', `--cache=${path.join(folder, 'cache')}`], {
    cwd: app,
    env,
    timeout: PATIENCE,
  }).catch(() => undefined);
  return asked;
}

function depwardenAsks({ app, home, env }: Awaited<ReturnType<typeof place>>) {
  const settings = settingsOnDisk({ root: app, machine: { env, home, platform: process.platform } });
  const source = settings.around(path.join(app, 'package.json'), 'npm').registries.sourceOf(NAME);
  if (source.kind !== 'private') return undefined;
  const url = new URL(`${source.registry.url}/@acme%2fthing`);
  return { path: url.pathname, authorization: authorizationFor(url, source.registry.access.credentials) };
}

const SCOPE = '@acme:registry=http://HOST/team/npm/\n';
const USER = Buffer.from('pässword').toString('base64');

describe('npm goes where Depwarden goes, with the same credentials', () => {
  it.for<[what: string, given: Given]>([
    ['a scope without credentials', { project: SCOPE }],
    ['a token', { project: `${SCOPE}//HOST/team/npm/:_authToken=one\n` }],
    ['a token without the slash', { project: `${SCOPE}//HOST/team/npm:_authToken=one\n` }],
    [
      'tokens of several addresses',
      { project: `${SCOPE}//HOST/:_authToken=one\n//HOST/team/:_authToken=two\n//HOST/other/:_authToken=three\n` },
    ],
    ['a token of the user, a registry of the project', { project: SCOPE, user: '//HOST/:_authToken=one\n' }],
    ['a user and a password', { user: `${SCOPE}//HOST/team/:username=dev\n//HOST/team/:_password=${USER}\n` }],
    ['both in one', { user: `${SCOPE}//HOST/team/:_auth="ZGV2OnB3"\n` }],
    ['a token and a user', { user: `${SCOPE}//HOST/:_authToken=one\n//HOST/:_auth=ZGV2OnB3\n` }],
    ['a variable', { project: `${SCOPE}//HOST/:_authToken=\${TOKEN}\n`, env: { TOKEN: 'one' } }],
    [
      'the environment',
      {
        project: '@acme:registry=http://HOST/wrong/\n',
        env: { 'npm_config_@acme:registry': 'http://HOST/right/', 'npm_config_//HOST/:_authToken': 'one' },
      },
    ],
    [
      'a registry for all, with comments and quotes',
      { user: "; ours\nregistry = http://HOST/all/ # for all\n//HOST/all/:_authToken='o;ne'\n" },
    ],
    [
      'another user file',
      { user: 'registry=http://HOST/wrong/', other: 'registry=http://HOST/right/', env: { NPM_CONFIG_USERCONFIG: 'HOME/other' } },
    ],
  ])('%s', async ([, given], context) => {
    if (missing !== undefined) return context.skip(`not run: ${missing}`);
    const files = await place(given);
    const wanted = await npmAsks(files);
    expect(wanted).toBeDefined();
    expect(depwardenAsks(files)).toEqual(wanted);
  });
});
