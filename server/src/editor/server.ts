import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  MessageType,
  ShowMessageNotification,
  type ShowMessageParams,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import {
  BASELINE_GLOB,
  CONFIGURATION_GLOBS,
  INTERPRETERS_NOTIFICATION,
  type InitializationOptions,
  type InterpretersParams,
  LOCKFILE_GLOBS,
  MANIFEST_GLOBS,
  POLICY_GLOB,
  POWER_SAVE_NOTIFICATION,
  type PowerSaveParams,
  TRUST_NOTIFICATION,
} from '../protocol/index.js';
import { UNTRUSTED } from '../reports/untrusted.js';
import { markedLines } from '../text/sanitize.js';
import type { RunningSession, SessionOptions } from './composition.js';
import { clientCapabilitiesOf, clientExtensionsOf } from './session/clientCapabilities.js';
import { createDocuments } from './session/documents.js';
import { negotiateEncoding, type PositionEncoding } from './session/encoding.js';
import type { Emit } from './session/events.js';
import { serverCapabilitiesFor } from './session/serverCapabilities.js';

/** Milliseconds in which the answer to `initialize` has surely been written. */
const ANSWERED_AFTER = 3;

/** What the server decides itself of a session; the rest is the composition root's. */
export type SessionPlan = Pick<
  SessionOptions,
  'connection' | 'documents' | 'capabilities' | 'extensions' | 'encoding' | 'initialSettings' | 'isTrusted' | 'folders'
>;

/**
 * Speaks LSP on a connection. `initialize` is answered before anything else is loaded; while the client reads the answer, `prepare` loads what `loadSession` needs,
 * which brings the engine once the client is ready. Every other request goes to the session's table of requests.
 * @param isRemembered whether the account remembers a folder, given by its URI, as trusted: asked where the client says nothing of trust
 */
export function startServer(
  connection: Connection,
  loadSession: (plan: SessionPlan) => Promise<RunningSession>,
  prepare: () => Promise<unknown>,
  isRemembered: (uri: string) => boolean,
): void {
  let encoding: PositionEncoding = 'utf-16';
  let plan: SessionPlan | undefined;
  let folders: readonly WorkspaceFolder[] = [];
  let isTrusted = (): boolean => false;
  let saysNothingOfTrust = false;
  const documents = createDocuments(() => encoding);

  let session: Promise<RunningSession> | undefined;
  const theSession = (): Promise<RunningSession> => {
    if (!plan) throw new Error('the client has not initialized the server');
    session ??= loadSession(plan);
    return session;
  };
  const logFailure = (error: unknown): void => connection.console.error(markedLines(`Depwarden: ${error}`));
  /** Notifications have nobody to answer to: what goes wrong is logged. */
  const withSession = (work: (session: RunningSession) => void): void => {
    theSession().then(work).catch(logFailure);
  };
  const emit: Emit = (event, ...data) => withSession(running => running.emit(event, ...data));

  connection.onInitialize(params => {
    encoding = negotiateEncoding(params.capabilities);
    folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []);
    isTrusted = trustOf(optionsOf(params), () => folders.map(({ uri }) => uri), isRemembered);
    saysNothingOfTrust = optionsOf(params).trusted === undefined;
    const capabilities = clientCapabilitiesOf(params.capabilities);
    plan = {
      connection,
      documents,
      capabilities,
      extensions: clientExtensionsOf(optionsOf(params)),
      encoding,
      initialSettings: optionsOf(params).settings,
      isTrusted: () => isTrusted(),
      folders: () => folders.map(({ uri }) => uri),
    };
    setTimeout(() => void prepare().catch(logFailure), ANSWERED_AFTER);
    return { serverInfo: { name: 'depwarden' }, capabilities: serverCapabilitiesFor(capabilities, encoding) };
  });

  connection.onInitialized(() => {
    const capabilities = plan?.capabilities;
    if (capabilities?.registersConfiguration) {
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'depwarden' }).catch(logFailure);
    }
    if (capabilities?.watchesFiles) {
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED }).catch(logFailure);
    }
    if (capabilities?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const before = isTrusted();
        folders = [...folders.filter(({ uri }) => !removed.some(gone => gone.uri === uri)), ...added];
        emit('foldersChanged');
        if (isTrusted() !== before) emit('trustChanged');
      });
    }
    if (saysNothingOfTrust && !isTrusted()) void connection.sendNotification(ShowMessageNotification.type, NOT_TRUSTED);
    withSession(() => {});
  });

  const opened = new Set<string>();
  documents.onDidOpen(({ document }) => {
    opened.add(document.uri);
    emit('documentOpened', document.uri);
  });
  documents.onDidChangeContent(({ document }) => {
    // Opening a document counts as its first change.
    if (!opened.delete(document.uri)) emit('documentChanged', document.uri);
  });
  documents.onDidClose(({ document }) => emit('documentClosed', document.uri));
  documents.listen(connection);

  connection.onDidChangeConfiguration(({ settings }) => emit('configurationChanged', settings));
  connection.onDidChangeWatchedFiles(({ changes }) =>
    emit(
      'filesChanged',
      changes.map(({ uri }) => uri),
    ),
  );
  connection.onNotification(INTERPRETERS_NOTIFICATION, (params: InterpretersParams) => emit('interpretersSelected', params));
  connection.onNotification(POWER_SAVE_NOTIFICATION, ({ on }: PowerSaveParams) => emit('powerSaveChanged', on));
  connection.onNotification(TRUST_NOTIFICATION, () => {
    if (isTrusted()) return;
    isTrusted = () => true;
    emit('trustChanged');
  });
  connection.onRequest(async (method, params, token) => (await theSession()).request(method, params, token));
  connection.onShutdown(async () => (await session)?.dispose());
  connection.listen();
}

const WATCHED = [...MANIFEST_GLOBS, ...LOCKFILE_GLOBS, ...CONFIGURATION_GLOBS, POLICY_GLOB, BASELINE_GLOB].map(globPattern => ({
  globPattern,
}));

/** What is left out of a workspace of whose trust nobody says anything, and how to change that: shown once. */
const NOT_TRUSTED: ShowMessageParams = {
  type: MessageType.Warning,
  message: `${UNTRUSTED} To trust this folder: run "depwarden trust" in it and restart the server, or set "trusted" in initializationOptions.`,
};

/** The client's word where it gives one; else all folders have to be remembered, and where there is none nothing is trusted. */
function trustOf(
  { trusted }: InitializationOptions,
  folders: () => readonly string[],
  isRemembered: (uri: string) => boolean,
): () => boolean {
  if (trusted !== undefined) return () => trusted;
  let known: { readonly key: string; readonly isTrusted: boolean } | undefined;
  return () => {
    const uris = folders();
    const key = uris.join('\n');
    known = known?.key === key ? known : { key, isTrusted: uris.length > 0 && uris.every(isRemembered) };
    return known.isTrusted;
  };
}

function optionsOf({ initializationOptions }: InitializeParams): InitializationOptions {
  return initializationOptions ?? {};
}
