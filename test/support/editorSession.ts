// The language server's own session over the world of a fixture: everything but the wire, and the adapters to services and disk.
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { composeSession, type SessionOptions } from '../../server/src/editor/composition.js';
import { clientCapabilitiesOf, clientExtensionsOf } from '../../server/src/editor/session/clientCapabilities.js';
import type { Services } from '../../server/src/editor/session/services.js';
import { pathOf, uriOf } from '../../server/src/editor/session/uris.js';
import { BASELINE_FILE } from '../../server/src/model/baseline.js';
import { NO_GITIGNORE } from '../../server/src/model/gitignore.js';
import { POLICY_FILE } from '../../server/src/policy/policyFile.js';
import type { FileSystem } from '../../server/src/ports/index.js';
import { SCAN_COMMAND } from '../../server/src/protocol/index.js';
import type { Engine } from '../../server/src/scan/engine.js';
import type { Fixture } from './fixture.js';
import { foldersOf } from './memoryDisk.js';
import { publicRegistries } from './origins.js';
import { ROOT } from './world.js';

/** What a client sees of the server, by paths. */
export interface EditorSession {
  /** Runs the command that scans the workspace. @returns what is then shown on each file that is not open */
  scan(): Promise<ReadonlyMap<string, readonly Diagnostic[]>>;
  /** Opens files. @returns what is shown on each once all is known */
  open(paths: readonly string[]): Promise<ReadonlyMap<string, readonly Diagnostic[]>>;
  close(): Promise<void>;
}

/**
 * Malware that is installed is not looked for: that goes on in the background, and ends at no time that a client could know.
 * @param paths what a search for manifests and lockfiles finds, absolute
 */
export function openEditor(fixture: Fixture, engine: Engine, paths: readonly string[]): EditorSession {
  const texts = new Map(fixture.files.map(({ path, text }) => [`${ROOT}/${path}`, text]));
  const open = new Map<string, TextDocument>();
  const client = recordingClient();
  const session = composeSession({
    version: '1.0.0',
    connection: client.connection,
    documents: { get: uri => open.get(uri), all: () => [...open.values()], keys: () => [...open.keys()] } as TextDocuments<TextDocument>,
    capabilities: clientCapabilitiesOf({}),
    extensions: clientExtensionsOf({}),
    encoding: 'utf-16',
    initialSettings: settingsOf(fixture),
    isTrusted: () => true,
    folders: () => [uriOf(ROOT)],
    disk: diskOf(fixture, engine.files, paths),
    installedFolders: foldersOf(new Map()),
    clock: () => fixture.now,
    logger: { error: client.fail, warn: client.fail, info: () => {}, debug: () => {} },
    createServices: () => servicesOf(engine),
    updateDatabase: async () => ({ records: 0, megabytes: 0 }),
    rulePage: () => undefined,
  });
  return {
    scan: async () => {
      await session.request('workspace/executeCommand', { command: SCAN_COMMAND }, NEVER);
      return client.shown();
    },
    open: async named => {
      client.forget();
      for (const path of named) open.set(uriOf(path), TextDocument.create(uriOf(path), 'plaintext', 1, texts.get(path) ?? ''));
      for (const path of named) session.emit('documentOpened', uriOf(path));
      await client.untilShown(named.map(uriOf));
      return client.shown();
    },
    close: () => session.dispose(),
  };
}

const NEVER = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => {} }) };

/** Takes what is published, and has nothing to say itself. What the server complains of ends the waiting. */
function recordingClient() {
  const published = new Map<string, readonly Diagnostic[]>();
  let failure: Error | undefined;
  let look = (): void => {};
  const connection = {
    sendDiagnostics: async ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      published.set(uri, diagnostics);
      look();
    },
    sendNotification: async () => {},
    window: { attachWorkDoneProgress: () => ({ begin: () => {}, report: () => {}, done: () => {} }) },
  };
  return {
    connection: connection as unknown as SessionOptions['connection'],
    shown: () => new Map([...published].map(([uri, diagnostics]) => [pathOf(uri), diagnostics])),
    forget: () => published.clear(),
    fail: (message: string) => {
      failure ??= new Error(`the server complains: ${message}`);
      look();
    },
    untilShown: (uris: readonly string[]) =>
      new Promise<void>((resolve, reject) => {
        look = () => {
          if (failure) reject(failure);
          else if (uris.every(uri => published.has(uri))) resolve();
        };
        look();
      }),
  };
}

function settingsOf({ levels, cooldownDays }: Fixture): unknown {
  return { rules: levels, cooldown: { days: cooldownDays }, watch: { minutes: 0 }, scan: { onOpen: 'off' } };
}

function diskOf({ policy, baseline }: Fixture, files: FileSystem, paths: readonly string[]): FileSystem {
  const further = new Map([
    [`${ROOT}/${POLICY_FILE}`, policy],
    [`${ROOT}/${BASELINE_FILE}`, baseline],
  ]);
  return {
    ...files,
    read: async path => {
      if (!further.has(path)) return files.read(path);
      const text = further.get(path);
      return text === undefined ? { kind: 'unreadable', reason: 'there is no such file', absent: true } : { kind: 'text', text };
    },
    findProjectFiles: async () => ({ files: paths, gitignore: NO_GITIGNORE }),
  };
}

function servicesOf({ facts, origins, contexts, locks }: Engine): Services {
  return {
    facts,
    registries: publicRegistries({}),
    origins,
    contexts,
    locks,
    cache: { read: async () => undefined, write: async () => {} },
    heldInCaches: async () => [],
    tryAgain: () => {},
    databaseUse: () => ({}),
    close: async () => {},
  };
}
