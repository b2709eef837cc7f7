import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeResult,
  TextDocumentSyncKind,
  WorkDoneProgressReporter,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import {
  APPLY_FIX_REQUEST,
  type ApplyFixParams,
  BASELINE_GLOB,
  CHECK_COMMAND,
  CONFIGURATION_GLOBS,
  EXPORT_REQUEST,
  type ExportParams,
  FIX_WORKSPACE_COMMAND,
  IGNORE_REQUEST,
  type IgnoreParams,
  INTERPRETERS_NOTIFICATION,
  type InitializationOptions,
  type InterpretersParams,
  LOCKFILE_GLOBS,
  MANIFEST_GLOBS,
  OVERVIEW_REQUEST,
  POLICY_GLOB,
  POWER_SAVE_NOTIFICATION,
  type PowerSaveParams,
  REPORT_REQUEST,
  RESPONSE_REQUEST,
  type ResponseParams,
  SCAN_COMMAND,
  TRUST_NOTIFICATION,
  UPDATE_DATABASE_COMMAND,
} from '../protocol.js';
import { markedLines } from '../text/sanitize.js';
import { type Abilities, abilitiesOf } from './clientCapabilities.js';
import { CODE_ACTION_KINDS } from './actionKinds.js';
import { createDocuments } from './documents.js';
import { negotiateEncoding, type PositionEncoding } from './encoding.js';
import type { Session, SessionOptions } from './session.js';

/** Milliseconds in which the answer to `initialize` has surely been written. */
const ANSWERED_AFTER = 3;

/** What the server decides itself of a session; the rest is the composition root's. */
export type SessionPlan = Pick<
  SessionOptions,
  | 'connection'
  | 'documents'
  | 'abilities'
  | 'encoding'
  | 'initialSettings'
  | 'wantsStatus'
  | 'wantsInstalled'
  | 'wantsAlerts'
  | 'wantsIgnore'
  | 'wantsRulePages'
  | 'knowsSchema'
  | 'wantsTerminal'
  | 'isTrusted'
  | 'folders'
>;

/**
 * Speaks LSP on a connection. `initialize` is answered before anything else is loaded; while the client reads the answer, `prepare` loads what `loadSession` needs,
 * which brings the engine once the client is ready.
 */
export function startServer(
  connection: Connection,
  loadSession: (plan: SessionPlan) => Promise<Session>,
  prepare: () => Promise<unknown>,
): void {
  let encoding: PositionEncoding = 'utf-16';
  let plan: SessionPlan | undefined;
  let folders: readonly WorkspaceFolder[] = [];
  let isTrusted = false;
  const documents = createDocuments(() => encoding);

  let session: Promise<Session> | undefined;
  const theSession = (): Promise<Session> => {
    if (!plan) throw new Error('the client has not initialized the server');
    session ??= loadSession(plan);
    return session;
  };
  /** Notifications have nobody to answer to: what goes wrong is logged. */
  const tell = (work: (session: Session) => void): void => {
    theSession().then(work).catch(logFailure);
  };
  const logFailure = (error: unknown): void => connection.console.error(markedLines(`Depwarden: ${error}`));

  connection.onInitialize(params => {
    encoding = negotiateEncoding(params.capabilities);
    folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []);
    const abilities = abilitiesOf(params.capabilities);
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    isTrusted = options.trusted !== false;
    const now = { isTrusted: () => isTrusted, folders: () => folders.map(({ uri }) => uri) };
    plan = { ...now, ...wishesOf(options), connection, documents, abilities, encoding };
    setTimeout(() => void prepare().catch(logFailure), ANSWERED_AFTER);
    return answerTo(abilities, encoding);
  });

  connection.onInitialized(() => {
    const abilities = plan?.abilities;
    if (abilities?.registersConfiguration) {
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'depwarden' }).catch(logFailure);
    }
    if (abilities?.watchesFiles) {
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED }).catch(logFailure);
    }
    if (abilities?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        folders = [...folders.filter(({ uri }) => !removed.some(gone => gone.uri === uri)), ...added];
        tell(it => it.foldersChanged());
      });
    }
    tell(() => {});
  });

  const opened = new Set<string>();
  documents.onDidOpen(({ document }) => {
    opened.add(document.uri);
    tell(it => it.opened(document.uri));
  });
  documents.onDidChangeContent(({ document }) => {
    // Opening a document counts as its first change.
    if (!opened.delete(document.uri)) tell(it => it.changed(document.uri));
  });
  documents.onDidClose(({ document }) => tell(it => it.closed(document.uri)));
  documents.listen(connection);

  connection.onDidChangeConfiguration(({ settings }) => tell(it => it.settingsChanged(settings)));
  connection.onDidChangeWatchedFiles(({ changes }) => tell(it => it.filesChanged(changes.map(({ uri }) => uri))));
  connection.onNotification(INTERPRETERS_NOTIFICATION, (params: InterpretersParams) => tell(it => it.interpretersSelected(params)));
  connection.onNotification(POWER_SAVE_NOTIFICATION, ({ on }: PowerSaveParams) => tell(it => it.powerSave(on)));
  connection.onNotification(TRUST_NOTIFICATION, () => {
    if (isTrusted) return;
    isTrusted = true;
    tell(it => it.trustGranted());
  });
  connection.onHover(async params => (await theSession()).hover(params));
  connection.onCodeAction(async (params, token) => (await theSession()).codeActions(params, token));
  connection.onCodeActionResolve(async (action, token) => (await theSession()).resolve(action, token));
  connection.languages.diagnostics.on(async ({ textDocument }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: await (await theSession()).pull(textDocument.uri),
  }));
  connection.onCompletion(async (params, token) => (await theSession()).completion(params, token));
  connection.onDocumentLinks(async params => (await theSession()).documentLinks(params));
  connection.onDefinition(async params => (await theSession()).definition(params));
  connection.languages.inlayHint.on(async params => (await theSession()).inlayHints(params));
  connection.onExecuteCommand(async ({ command }, token, given) => {
    if (command === CHECK_COMMAND) return (await theSession()).checkNow();
    if (command !== SCAN_COMMAND && command !== FIX_WORKSPACE_COMMAND && command !== UPDATE_DATABASE_COMMAND)
      throw new Error(`there is no command ${command}`);
    const clientGaveNone = WorkDoneProgressReporter.isNullInstance(given);
    const progress = clientGaveNone ? await connection.window.createWorkDoneProgress().catch(() => given) : given;
    const running = await theSession();
    if (command === UPDATE_DATABASE_COMMAND) return running.updateDatabase(token, progress);
    return command === SCAN_COMMAND ? running.scan(token, progress) : running.fixWorkspace(token, progress);
  });
  connection.onRequest(REPORT_REQUEST, async () => (await theSession()).report());
  connection.onRequest(OVERVIEW_REQUEST, async () => (await theSession()).overview());
  connection.onRequest(APPLY_FIX_REQUEST, async (params: ApplyFixParams, token) => (await theSession()).applyFix(params, token));
  connection.onRequest(RESPONSE_REQUEST, async (params: ResponseParams) => (await theSession()).respond(params));
  connection.onRequest(EXPORT_REQUEST, async (params: ExportParams, token) => (await theSession()).exportReport(params, token));
  connection.onRequest(IGNORE_REQUEST, async (params: IgnoreParams) => (await theSession()).ignore(params));
  connection.onShutdown(async () => (await session)?.dispose());
  connection.listen();
}

/** What begins a version, or a part of one; none that prose or the other parts of a manifest are full of, such as a space. */
const COMPLETION_TRIGGERS = ['"', "'", '^', '~', '=', '<', '>', '.', '@'];

const WATCHED = [...MANIFEST_GLOBS, ...LOCKFILE_GLOBS, ...CONFIGURATION_GLOBS, POLICY_GLOB, BASELINE_GLOB].map(globPattern => ({
  globPattern,
}));

type Wishes = Omit<SessionPlan, 'connection' | 'documents' | 'abilities' | 'encoding' | 'isTrusted' | 'folders'>;

function wishesOf(options: InitializationOptions): Wishes {
  return {
    initialSettings: options.settings,
    wantsStatus: options.statusNotifications === true,
    wantsInstalled: options.installedNotifications === true,
    wantsAlerts: options.alertNotifications === true,
    wantsIgnore: options.ignoreCommand === true,
    wantsRulePages: options.ruleCommand === true,
    knowsSchema: options.policySchema === true,
    wantsTerminal: options.terminalCommands === true,
  };
}

function answerTo(abilities: Abilities, encoding: PositionEncoding): InitializeResult {
  return {
    serverInfo: { name: 'depwarden' },
    capabilities: {
      positionEncoding: encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS], resolveProvider: true },
      completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
      documentLinkProvider: {},
      definitionProvider: true,
      ...(abilities.inlayHints && { inlayHintProvider: true }),
      executeCommandProvider: {
        commands: [SCAN_COMMAND, CHECK_COMMAND, UPDATE_DATABASE_COMMAND, ...(abilities.appliesEdits ? [FIX_WORKSPACE_COMMAND] : [])],
        workDoneProgress: true,
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(abilities.pullDiagnostics && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
    },
  };
}
