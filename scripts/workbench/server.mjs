// Starts VS Code's server build on a free loopback port, with settings, extensions and caches of its own, and takes all of it away again.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const START_LIMIT = 120_000;
/** Not started: they ask the network (vscode.npm runs `npm view` in hovers), or put up sign-in badges. */
const SKIPPED = ['npm', 'git', 'git-base', 'github', 'github-authentication', 'microsoft-authentication'].map(name => `vscode.${name}`);
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'git.enabled': false,
};

/** Starts a server of `workbench` (see install.mjs). `stop` ends it and deletes what it wrote. */
export async function startServer(workbench, { settings = {}, machineSettings = {}, vsix, flags = [] } = {}) {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'depwarden-workbench-'));
  try {
    await writeSettings(path.join(root, 'data/User/settings.json'), { ...QUIET_SETTINGS, ...settings });
    await writeSettings(path.join(root, 'data/Machine/settings.json'), machineSettings);
    if (vsix !== undefined) await finished(run(workbench, root, ['--install-extension', vsix]), 'installing the extension');
    return await listen(workbench, root, flags);
  } catch (error) {
    await remove(root);
    throw error;
  }
}

async function listen(workbench, root, flags) {
  const token = randomUUID();
  const server = run(workbench, root, ['--host', '127.0.0.1', '--port', '0', '--connection-token', token, ...flags]);
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null && server.kill('SIGTERM')) await once(server, 'exit');
    await remove(root);
  };
  try {
    const port = await portOf(server);
    return { root, port, authority: `127.0.0.1:${port}`, url: query => addressOf(port, token, query), log: () => server.log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressOf(port, token, query = {}) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  for (const [name, value] of Object.entries({ tkn: token, ...query })) url.searchParams.set(name, value);
  return url.href;
}

function run(workbench, root, args) {
  const places = ['--server-data-dir', root, '--user-data-dir', path.join(root, 'data'), '--extensions-dir', path.join(root, 'extensions')];
  const quiet = ['--accept-server-license-terms', '--telemetry-level', 'off'];
  const child = spawn(workbench.node, [path.join(workbench.serverDir, 'out/server-main.js'), ...places, ...quiet, ...args], {
    env: {
      ...process.env,
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      VSCODE_SKIP_BUILTIN_EXTENSIONS: [...SKIPPED, 'GitHub.copilot-chat'].join(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      child.log += chunk;
    });
  }
  return child;
}

async function finished(child, doing) {
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${doing} ended with ${code}:\n${child.log}`);
}

/** The port is chosen by the system; the server writes it. */
function portOf(server) {
  return new Promise((resolve, reject) => {
    const fail = why => reject(new Error(`the workbench's server ${why}:\n${server.log}`));
    const limit = setTimeout(fail, START_LIMIT, `did not start within ${START_LIMIT / 1000} s`);
    server.once('exit', code => fail(`ended with ${code}`));
    server.stdout.on('data', () => {
      const found = /Web UI available at \S+?:(\d+)/.exec(server.log);
      if (found === null) return;
      clearTimeout(limit);
      resolve(Number(found[1]));
    });
  });
}

async function writeSettings(file, settings) {
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, JSON.stringify(settings, undefined, 2));
}

/** Child processes of the server may still be writing for a moment. */
function remove(folder) {
  return fs.rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
