// All services take connections and say nothing: what the person at the keyboard notices of that, in a manifest with 200 dependencies.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HTTP_LIMITS } from '../../server/src/services/http/http.js';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';
import { makePackages } from './support/packages.js';
import { type Server, startServer } from './support/server.js';
import { makeWorkspace, type Workspace } from './support/workspace.js';

const DEPENDENCIES = 200;
const WARM_UP = 2;
const REPETITIONS = 10;
const WARM_UP_STROKES = 20;
/** As many as fit into the time in which nothing is given up yet. */
const STROKES = 80;
/** Between two strokes, milliseconds: a fast typist's pause. */
const PAUSE = 50;
/** What comes on top of a request's own limit, milliseconds: starting, and the requests that had to wait for their turn. */
const SLACK = 2_000;

export async function faults(): Promise<Report> {
  const silent = await startSilence();
  const text = manifestText();
  const workspace = makeWorkspace({ 'package.json': text });
  try {
    const starts: Opened[] = [];
    for (let index = 0; index < WARM_UP + REPETITIONS; index++) starts.push(await openOnce(workspace, text, silent.env));
    const firstFinding = timesOf(starts.slice(WARM_UP).map(({ milliseconds }) => milliseconds));
    say(`  first finding ${JSON.stringify(firstFinding)}`);
    const keyStroke = timesOf(await typeIn(workspace, text, silent.env));
    say(`  key stroke ${JSON.stringify(keyStroke)}`);
    silent.forget();
    const { milliseconds: untilUnknown } = await openOnce(workspace, text, silent.env, true);
    const connections = silent.connections();
    say(`  unknown after ${untilUnknown} ms, ${connections} connections`);
    const targets = [
      target('silent services: opening to the first finding, median', firstFinding.p50, 100, 'ms'),
      target('silent services: opening to "could not be checked"', untilUnknown, HTTP_LIMITS.timeLimitMs + SLACK, 'ms'),
      target('silent services: key stroke, p95 in the server', keyStroke.p95, 15, 'ms'),
    ];
    return { figures: { firstFinding, untilUnknown, connections, keyStroke }, targets };
  } finally {
    silent.stop();
    workspace.remove();
  }
}

interface Opened {
  readonly milliseconds: number;
}

/** From `initialized` and `didOpen` to the finding that needs no service, or to the information that the rest could not be checked. */
async function openOnce(workspace: Workspace, text: string, env: Env, untilUnknown = false): Promise<Opened> {
  const server = startServer({ env: { ...env, DEPWARDEN_CACHE_DIR: workspace.newCache() }, folder: workspace.uri('') });
  await server.initialize();
  const wanted = untilUnknown ? /^201 dependencies could not be checked/ : /compromised release/;
  const found = server.published(({ diagnostics }) => diagnostics.some(({ message }) => wanted.test(String(message))));
  const started = performance.now();
  server.ready();
  server.open(workspace.uri('package.json'), text);
  await found;
  const milliseconds = rounded(performance.now() - started);
  await server.stop();
  return { milliseconds };
}

async function typeIn(workspace: Workspace, text: string, env: Env): Promise<readonly number[]> {
  const uri = workspace.uri('package.json');
  const server = startServer({ env: { ...env, DEPWARDEN_CACHE_DIR: workspace.newCache() }, stopwatch: true });
  await server.initialize();
  server.ready();
  const opened = server.published(({ diagnostics }) => diagnostics.length > 0);
  server.open(uri, text);
  await opened;
  for (let index = 0; index < WARM_UP_STROKES + STROKES; index++) {
    await stroke(server, uri, text, index);
    await sleep(PAUSE);
  }
  await server.stop();
  return server.taken.slice(WARM_UP_STROKES);
}

/** Types a digit behind the version that has the finding, or deletes it. */
async function stroke(server: Server, uri: string, text: string, index: number): Promise<void> {
  const lines = text.split('\n');
  const line = lines.findIndex(one => one.includes(BAD));
  const start = { line, character: (lines[line] ?? '').lastIndexOf('"') };
  const end = index % 2 === 0 ? start : { line, character: start.character + 1 };
  const version = index + 2;
  const published = server.published(params => params.version === version);
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start, end }, text: index % 2 === 0 ? '7' : '' }],
  });
  await published;
}

type Env = Readonly<Record<string, string>>;

const BAD = '"chalk": "5.6.1"';

function manifestText(): string {
  return makePackages(DEPENDENCIES).packageJson.replace('"dependencies": {', `"dependencies": {\n    ${BAD},`);
}

interface Silence {
  readonly env: Env;
  /** How many connections were made since the start or `forget`. */
  connections(): number;
  forget(): void;
  stop(): void;
}

async function startSilence(): Promise<Silence> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(socket => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { DEPWARDEN_NPM_REGISTRY: `${url}/npm`, DEPWARDEN_PYPI_URL: `${url}/simple`, DEPWARDEN_OSV_URL: `${url}/osv` },
    connections: () => connections,
    forget: () => {
      connections = 0;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
