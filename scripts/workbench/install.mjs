// Makes the real VS Code available without its desktop build: the server build that the npm package code-server ships, and the
// Node it needs, both in .cache/workbench. No compiler, no root, nothing outside the folder; a second call finds it all there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';

const CACHE = path.resolve(import.meta.dirname, '../../.cache/workbench');
const INSTALL_LIMIT = 10 * 60_000;

/** code-server 4.N.x ships VS Code 1.N. `oldest` is that of `engines.vscode` in package.json. */
const RELEASES = {
  newest: { codeServer: '4.139.1', node: '24.21.0', folder: CACHE, megabytes: 800 },
  oldest: { codeServer: '4.100.3', node: '20.20.2', folder: path.join(CACHE, 'oldest'), megabytes: 450 },
};

/** The names of the releases of VS Code that the tests run in. */
export const RELEASE_NAMES = Object.keys(RELEASES);

/** The installed workbench of one release, or why there is none. Says through `log` what takes long. */
export async function installWorkbench(log, name = 'newest') {
  const { codeServer, node, folder, megabytes } = RELEASES[name];
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const paths = {
    node: path.join(folder, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    serverDir: path.join(folder, 'node_modules/code-server/lib/vscode'),
  };
  const versions = { 'code-server': codeServer, [nodePackage]: node };
  if (await isComplete(folder, paths.serverDir, versions)) return { kind: 'ready', ...paths };
  log(`workbench: installing code-server ${codeServer} and Node ${node} into .cache/workbench (once, about ${megabytes} MB)`);
  try {
    await install(folder, paths.serverDir, versions);
  } catch (error) {
    return { kind: 'missing', why: `code-server ${codeServer} could not be installed from the npm registry: ${error.message}` };
  }
  return { kind: 'ready', ...paths };
}

async function install(folder, serverDir, versions) {
  for (const name of ['node_modules', 'package-lock.json']) await fs.rm(path.join(folder, name), { recursive: true, force: true });
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  await npm(folder, 'install', '--save-exact', '--ignore-scripts', ...packages);
  await npm(serverDir, 'install', '--omit=dev', '--ignore-scripts');
}

/** npm writes `.package-lock.json` into a node_modules folder when all of it is in place. */
async function isComplete(folder, serverDir, versions) {
  const installed = await Promise.all([
    ...Object.entries(versions).map(([name, version]) => hasVersion(folder, name, version)),
    exists(path.join(folder, 'node_modules/.package-lock.json')),
    exists(path.join(serverDir, 'node_modules/.package-lock.json')),
  ]);
  return installed.every(Boolean);
}

async function hasVersion(folder, name, version) {
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  return (await exists(manifest)) && JSON.parse(await fs.readFile(manifest, 'utf8')).version === version;
}

function exists(file) {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

async function npm(cwd, ...args) {
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: withoutOuterNpm(),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALL_LIMIT,
  });
  let complaint = '';
  child.stderr.on('data', chunk => {
    complaint += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(complaint.trim().split('\n')[0] || `npm ended with ${code ?? 'a time limit'}`);
}

/** The environment without what `npm run` adds to it: that would tie the inner npm to this project's folder. */
function withoutOuterNpm() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)/i.test(name)));
}
