import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { InitializeParams, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { STATUS_NOTIFICATION, type StatusParams } from '../../../server/src/protocol/index.js';

/** The built server as a child process, with a client that takes published diagnostics. */
export interface Server {
  readonly pid: number;
  readonly connection: MessageConnection;
  /** Milliseconds that the stopwatch in the process has taken; empty where it was not asked for. */
  readonly taken: number[];
  /** What the watch in the process has told, line by line; the last lines come when the server stops. */
  readonly told: string[];
  initialize(): Promise<void>;
  /** Sends `initialized`. */
  ready(): void;
  open(uri: string, text: string): void;
  /** The next publication that passes. */
  published(passes: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  /** The next status that passes. */
  status(passes: (params: StatusParams) => boolean): Promise<StatusParams>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The workspace's folder, as a URI. */
  readonly folder?: string;
  readonly stopwatch?: boolean;
  /** Loads `watch.ts` into the process. */
  readonly watch?: boolean;
  readonly settings?: unknown;
}

/** Starts the server, and nothing more. */
export function startServer({ env, folder, settings, stopwatch = false, watch = false }: ServerOptions): Server {
  const wanted = [...(stopwatch ? ['stopwatch'] : []), ...(watch ? ['watch'] : [])];
  const preload = wanted.flatMap(name => ['--require', path.join(__dirname, `support/${name}.js`)]);
  const child = spawn(process.execPath, [...preload, path.resolve('dist/server.js'), '--stdio'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('the server has no pipes');
  const connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  const publications = waitingRoom<PublishDiagnosticsParams>();
  const statuses = waitingRoom<StatusParams>();
  connection.onNotification('textDocument/publishDiagnostics', publications.tell);
  connection.onNotification(STATUS_NOTIFICATION, statuses.tell);
  connection.listen();
  const taken: number[] = [];
  const told: string[] = [];
  createInterface({ input: child.stdio[3] as Readable }).on('line', line => (watch ? told.push(line) : taken.push(Number(line))));
  return {
    pid: child.pid ?? 0,
    connection,
    taken,
    told,
    initialize: async () => void (await connection.sendRequest('initialize', paramsOf(folder, settings))),
    ready: () => void connection.sendNotification('initialized', {}),
    open: (uri, text) => {
      const languageId = uri.endsWith('.json') ? 'json' : 'pip-requirements';
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    published: publications.next,
    status: statuses.next,
    stop: () => stop(connection, child),
  };
}

function paramsOf(folder: string | undefined, settings: unknown): InitializeParams {
  return {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: {
      trusted: true,
      statusNotifications: true,
      settings: { scan: { onOpen: 'off' }, ...(settings as object | undefined) },
    },
    workspaceFolders: folder === undefined ? null : [{ uri: folder, name: 'benchmark' }],
  };
}

async function stop(connection: MessageConnection, child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  await connection.sendRequest('shutdown');
  void connection.sendNotification('exit');
  await ended;
  connection.dispose();
}

/** Values that come in, and those who wait for one of them. */
function waitingRoom<T>(): { tell(value: T): void; next(passes: (value: T) => boolean): Promise<T> } {
  const waiting = new Set<(value: T) => void>();
  return {
    tell: value => {
      for (const one of [...waiting]) one(value);
    },
    next: passes =>
      new Promise(resolve => {
        const one = (value: T): void => {
          if (!passes(value)) return;
          waiting.delete(one);
          resolve(value);
        };
        waiting.add(one);
      }),
  };
}
