import { type ChildProcess, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CancellationToken,
  type ClientCapabilities,
  type ConfigurationParams,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type Message,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Registration,
  type ShowMessageRequestParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver-protocol/node';
import { PATIENCE } from './limits.mjs';

/** The project's folder, with dist/ in it. */
export const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface ClientOptions {
  /** What of LSP the client says it can do. Default: nothing. */
  readonly capabilities?: ClientCapabilities;
  /** Paths of the workspace folders. */
  readonly folders?: readonly string[];
  /** The `depwarden` section of the settings, for a scope (a folder's URI) or for everywhere. */
  readonly settings?: (scopeUri: string | undefined) => unknown;
  /** Over `trusted: true`; undefined values are left out. */
  readonly initializationOptions?: object;
  /** The whole environment of the server besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments to node. Default: the language server's own program. */
  readonly program?: readonly string[];
  /** The title of what its user chooses where the server asks; nothing where it is not offered. */
  readonly chooses?: string;
  /** Methods of requests that the client answers with an error. */
  readonly refuses?: readonly string[];
  /** How long it waits for something before that has failed, in milliseconds. Default: what a test can wait. */
  readonly patience?: number;
}

/** One message of the server: a notification, or a request of its own. */
export interface Received {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire has no type until a test looks at it
  readonly params: any;
}

/** A language client over stdio that remembers everything the server says. */
export interface LanguageClient {
  readonly answer: InitializeResult;
  readonly pid: number;
  readonly connection: ProtocolConnection;
  /** Notifications and requests of the server, in the order of arrival. */
  readonly received: readonly Received[];
  open(file: string, text: string): void;
  /** Sends changes, in the encoding agreed on, as one notification; a text stands for the whole document. Gives the new version. */
  change(file: string, ...changes: (TextDocumentContentChangeEvent | string)[]): number;
  close(file: string): void;
  /** What was last published for a file. */
  published(file: string): PublishDiagnosticsParams | undefined;
  /** Waits until what was last published for a file fulfils a condition. */
  diagnostics(file: string, condition: (diagnostics: readonly Diagnostic[], version?: number) => boolean): Promise<Diagnostic[]>;
  pull(file: string): Promise<Diagnostic[]>;
  /** Waits until something is to be seen; looked for now and after every message of the server. */
  until<T>(what: string, look: () => T | undefined | false): Promise<T>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  request(method: string, params?: unknown, token?: CancellationToken): Promise<any>;
  notify(method: string, params?: unknown): void;
  all(method: string): readonly Received[];
  registrations(): readonly Registration[];
  progress(token: string | number): readonly (WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd)[];
  logs(): readonly string[];
  stderr(): string;
  isRunning(): boolean;
  /** The exit code, once the process is gone. */
  readonly exited: Promise<number | null>;
  /** `shutdown`, `exit`, and then the exit code. */
  shutdown(): Promise<number | null>;
  kill(): void;
}

/** Starts the built language server and initializes it. */
export async function startClient(options: ClientOptions = {}): Promise<LanguageClient> {
  const { capabilities = {}, folders = [], program = [path.join(PROJECT, 'dist/server.js'), '--stdio'], patience = PATIENCE } = options;
  const server = spawn(process.execPath, program, {
    cwd: folders[0] ?? PROJECT,
    env: { PATH: process.env.PATH, PIP_CONFIG_FILE: devNull, ...options.env },
  });
  const exited = new Promise<number | null>(resolve => server.once('exit', resolve));
  const stderr: string[] = [];
  server.stderr.on('data', chunk => stderr.push(String(chunk)));
  server.stdin.on('error', () => {});

  const received: Received[] = [];
  const looking = new Set<() => void>();
  const lookAgain = (): void => {
    for (const look of [...looking]) look();
  };
  const connection = createProtocolConnection(
    tapped(new StreamMessageReader(server.stdout), message => {
      if (!('method' in message)) return;
      received.push(message as unknown as Received);
      lookAgain();
    }),
    new StreamMessageWriter(server.stdin),
  );
  connection.onError(() => {});
  for (const [method, answer] of Object.entries(answersOf(options))) {
    connection.onRequest(method, params => {
      if (options.refuses?.includes(method)) throw new Error('the client has no answer to this');
      return answer(params);
    });
  }
  connection.listen();

  const versions = new Map<string, number>();
  const last = (file: string): PublishDiagnosticsParams | undefined =>
    received.findLast(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === uriOf(file))?.params;
  const logs = (): string[] => received.filter(({ method }) => method === 'window/logMessage').map(({ params }) => params.message);

  /** Waits no longer than a test can, nor for a server that is gone; then tells what the server said last. */
  async function patiently<T>(what: string, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>(resolve => {
      timer = setTimeout(resolve, patience);
    });
    const inVain = Promise.race([limit, exited]).then(() => {
      const tail = received.slice(-5).map(message => JSON.stringify(message).slice(0, 1500));
      throw new Error([`waited in vain for ${what}; the last messages:`, ...tail, stderr.join('')].join('\n'));
    });
    return Promise.race([work, inVain]).finally(() => clearTimeout(timer));
  }

  function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const seen = new Promise<T>(resolve => {
      const check = (): void => {
        const value = look();
        if (value === undefined || value === false) return;
        looking.delete(check);
        resolve(value);
      };
      looking.add(check);
      check();
    });
    return patiently(what, seen);
  }

  function request<T>(method: string, params?: unknown, token?: CancellationToken): Promise<T> {
    const asked = token ? connection.sendRequest<T>(method, params, token) : connection.sendRequest<T>(method, params);
    return patiently(`the answer to ${method}`, asked);
  }

  const answer = await request<InitializeResult>('initialize', {
    processId: process.pid,
    clientInfo: { name: 'test' },
    capabilities,
    rootUri: folders[0] === undefined ? null : uriOf(folders[0]),
    ...(folders.length > 0 && { workspaceFolders: folders.map(folder => ({ uri: uriOf(folder), name: path.basename(folder) })) }),
    initializationOptions: { trusted: true, ...options.initializationOptions },
  });
  await connection.sendNotification('initialized', {});

  return {
    answer,
    pid: server.pid ?? 0,
    connection,
    received,
    open: (file, text) => {
      versions.set(file, 1);
      const textDocument = { uri: uriOf(file), languageId: languageOf(file), version: 1, text };
      void connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    change: (file, ...changes) => {
      const version = (versions.get(file) ?? 0) + 1;
      versions.set(file, version);
      const contentChanges = changes.map(change => (typeof change === 'string' ? { text: change } : change));
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri: uriOf(file), version }, contentChanges });
      return version;
    },
    close: file => void connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(file) } }),
    published: last,
    diagnostics: (file, condition) =>
      until(`diagnostics of ${path.basename(file)}`, () => {
        const seen = last(file);
        return seen && condition(seen.diagnostics, seen.version) && seen.diagnostics;
      }),
    pull: async file => {
      const textDocument = { uri: uriOf(file) };
      const report = await request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument });
      return report.kind === 'full' ? report.items : [];
    },
    until,
    request,
    notify: (method, params) => void connection.sendNotification(method, params),
    all: method => received.filter(message => message.method === method),
    registrations: () =>
      received.filter(({ method }) => method === 'client/registerCapability').flatMap(({ params }) => params.registrations),
    progress: token =>
      received.filter(({ method, params }) => method === '$/progress' && params.token === token).map(({ params }) => params.value),
    logs,
    stderr: () => stderr.join(''),
    isRunning: () => server.exitCode === null && server.signalCode === null,
    exited,
    shutdown: async () => {
      await request('shutdown');
      await connection.sendNotification('exit');
      return withTimeLimit(exited, server);
    },
    kill: () => void server.kill('SIGKILL'),
  };
}

export function uriOf(file: string): string {
  return /^[a-z-]+:/.test(file) ? file : pathToFileURL(file).href;
}

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire has no type until a test looks at it
function answersOf({ settings, chooses }: ClientOptions): Readonly<Record<string, (params: any) => unknown>> {
  const nothing = (): null => null;
  return {
    'window/showMessageRequest': ({ actions = [] }: ShowMessageRequestParams) => actions.find(({ title }) => title === chooses) ?? null,
    'workspace/configuration': ({ items }: ConfigurationParams) =>
      items.map(({ scopeUri, section }) => (section === 'depwarden' ? (settings?.(scopeUri) ?? null) : null)),
    'client/registerCapability': nothing,
    'workspace/diagnostic/refresh': nothing,
    'workspace/inlayHint/refresh': nothing,
    'workspace/codeLens/refresh': nothing,
    'window/workDoneProgress/create': nothing,
    'window/showDocument': () => ({ success: true }),
    'workspace/applyEdit': () => ({ applied: true }),
  };
}

function tapped(reader: StreamMessageReader, tap: (message: Message) => void): StreamMessageReader {
  const listen = reader.listen.bind(reader);
  reader.listen = callback =>
    listen(message => {
      tap(message);
      callback(message);
    });
  return reader;
}

async function withTimeLimit(exited: Promise<number | null>, server: ChildProcess): Promise<number | null> {
  const timer = setTimeout(() => server.kill('SIGKILL'), PATIENCE);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}

function languageOf(file: string): string {
  return file.endsWith('.json') ? 'json' : 'pip-requirements';
}
