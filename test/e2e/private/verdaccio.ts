// A real private registry: Verdaccio, installed once into .cache/verdaccio, with packages that only who has signed in may read.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT } from '../../support/languageClient.js';

/** https://www.npmjs.com/package/verdaccio; it wants Node 22 or newer. */
const VERDACCIO = '6.10.4';
const NODE = '24.21.0';
const NODE_WANTED = 22;
const FOLDER = path.join(PROJECT, '.cache/verdaccio');
const INSTALL_LIMIT = 10 * 60_000;

export interface Verdaccio {
  /** Without a slash at its end. */
  readonly url: string;
  /** With its port. */
  readonly host: string;
  readonly token: string;
  readonly user: string;
  readonly password: string;
  /** Publishes a package with npm itself and the user's .npmrc. */
  publish(manifest: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/** Starts it on a free port with one user. Resolves with the reason where it cannot be had. */
export async function startVerdaccio(): Promise<Verdaccio | string> {
  const node = await install().catch((error: Error) => `Verdaccio ${VERDACCIO} could not be installed: ${error.message}`);
  if (typeof node === 'string') return node;
  const folder = await mkdtemp(path.join(tmpdir(), 'depwarden-verdaccio-'));
  const port = await freePort();
  await writeFile(path.join(folder, 'config.yaml'), configuration(folder));
  const program = path.join(FOLDER, 'node_modules/verdaccio/bin/verdaccio');
  const child = spawn(node.path, [program, '--config', path.join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const host = `127.0.0.1:${port}`;
  const [user, password] = ['dev', 'correct-horse-battery'];
  const close = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started(child);
    const token = await signUp(`http://${host}`, user, password);
    const publish = (manifest: Readonly<Record<string, unknown>>): Promise<void> => publishFrom(folder, host, token, manifest);
    return { url: `http://${host}`, host, token, user, password, publish, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function install(): Promise<{ readonly path: string }> {
  const isModern = Number(process.versions.node.split('.')[0]) >= NODE_WANTED;
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const wanted = new Map([['verdaccio', VERDACCIO], ...(isModern ? [] : ([[nodePackage, NODE]] as const))]);
  if (!(await isComplete(wanted))) {
    process.stderr.write(`installing ${[...wanted.keys()].join(' and ')} into .cache/verdaccio (once)\n`);
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    // one of its dependencies asks for a tag of node-fetch that mirrors may lack
    await writeFile(path.join(FOLDER, 'package.json'), '{ "private": true, "overrides": { "node-fetch": "2.7.0" } }\n');
    await npm(FOLDER, ['install', '--save-exact', '--ignore-scripts', ...[...wanted].map(([name, version]) => `${name}@${version}`)]);
  }
  if (isModern) return { path: process.execPath };
  return { path: path.join(FOLDER, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node') };
}

/** npm writes `.package-lock.json` when all is in place. */
async function isComplete(wanted: ReadonlyMap<string, string>): Promise<boolean> {
  try {
    await access(path.join(FOLDER, 'node_modules/.package-lock.json'));
    const installed = await Promise.all(
      [...wanted.keys()].map(name => readFile(path.join(FOLDER, 'node_modules', name, 'package.json'), 'utf8')),
    );
    return installed.every((text, index) => (JSON.parse(text) as { version: string }).version === [...wanted.values()][index]);
  } catch {
    return false;
  }
}

/** @param env over the environment, without what `npm run` adds to it: that would tie the inner npm to this project */
async function npm(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const outer = Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)/i.test(name));
  const child = spawn('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: { ...Object.fromEntries(outer), ...env },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALL_LIMIT,
  });
  let complaint = '';
  child.stderr?.on('data', chunk => (complaint += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(complaint.trim().split('\n')[0] || `npm ended with ${code ?? 'a time limit'}`);
}

async function publishFrom(folder: string, host: string, token: string, manifest: Readonly<Record<string, unknown>>): Promise<void> {
  const place = await mkdtemp(path.join(folder, 'package-'));
  await writeFile(path.join(place, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(place, 'user.npmrc'), `registry=http://${host}/\n//${host}/:_authToken=${token}\n`);
  await npm(place, ['publish', '--ignore-scripts'], {
    npm_config_userconfig: path.join(place, 'user.npmrc'),
    npm_config_registry: `http://${host}/`,
  });
}

function configuration(folder: string): string {
  return `storage: ${JSON.stringify(folder)}
auth: { htpasswd: { file: ${JSON.stringify(path.join(folder, 'htpasswd'))}, algorithm: bcrypt, rounds: 4 } }
uplinks: {}
packages: { '**': { access: $authenticated, publish: $authenticated } }
log: { type: stdout, format: json, level: fatal }
`;
}

async function signUp(url: string, user: string, password: string): Promise<string> {
  const response = await fetch(`${url}/-/user/org.couchdb.user:${user}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: user, password }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** Resolves once it has told that it listens. */
async function started(child: ChildProcess): Promise<void> {
  const told = new Promise<void>(resolve => void child.on('message', () => resolve()));
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`Verdaccio ended with ${code}`)));
  await Promise.race([told, failed]);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
