// Makes the real VS Code available without its desktop build: the server build that the npm package code-server ships, and the
// Node it needs, both in .cache/workbench. No compiler, no root, nothing outside the folder; a second call finds it all there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
const FOLDER = path.resolve(import.meta.dirname, '../../.cache/workbench');
const INSTALL_LIMIT = 10 * 60_000;

/** The installed workbench, or why there is none. Says through `log` what takes long. */
export async function installWorkbench(log) {
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const paths = {
    node: path.join(FOLDER, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    serverDir: path.join(FOLDER, 'node_modules/code-server/lib/vscode'),
  };
  if (await isComplete(paths.serverDir, nodePackage)) return { kind: 'ready', ...paths };
  log(`workbench: installing code-server ${CODE_SERVER} and Node ${NODE} into .cache/workbench (once, about 800 MB)`);
  try {
    await install(nodePackage, paths.serverDir);
  } catch (error) {
    return { kind: 'missing', why: `code-server ${CODE_SERVER} could not be installed from the npm registry: ${error.message}` };
  }
  return { kind: 'ready', ...paths };
}

async function install(nodePackage, serverDir) {
  await fs.rm(FOLDER, { recursive: true, force: true });
  await fs.mkdir(FOLDER, { recursive: true });
  await fs.writeFile(path.join(FOLDER, 'package.json'), '{ "private": true }\n');
  await npm(FOLDER, 'install', '--save-exact', '--ignore-scripts', `code-server@${CODE_SERVER}`, `${nodePackage}@${NODE}`);
  await npm(serverDir, 'install', '--omit=dev', '--ignore-scripts');
}

/** npm writes `.package-lock.json` into a node_modules folder when all of it is in place. */
async function isComplete(serverDir, nodePackage) {
  const installed = await Promise.all([
    hasVersion('code-server', CODE_SERVER),
    hasVersion(nodePackage, NODE),
    exists(path.join(FOLDER, 'node_modules/.package-lock.json')),
    exists(path.join(serverDir, 'node_modules/.package-lock.json')),
  ]);
  return installed.every(Boolean);
}

async function hasVersion(name, version) {
  const manifest = path.join(FOLDER, 'node_modules', name, 'package.json');
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
