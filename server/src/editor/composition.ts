// What runs once the client is initialized, put together: every part is made from those above it, and events are all that leads back.
// The path of the data: a document changes (openManifests, openLockfiles) → documentRefresh asks for what is not known → openFindings evaluates and
// publishes. A scan reads what is not open → closedFiles. What is installed is looked at beside all that → installed.
import type { Connection } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { EnvironmentPorts } from '../analysis/environmentCheck.js';
import { createInspect } from '../analysis/evaluate.js';
import { createAnalyzeLockfile } from '../analysis/lockfile.js';
import { publicFacts } from '../analysis/privateMetadata.js';
import type { LockedReleases } from '../analysis/results.js';
import type { Settings } from '../policy/config.js';
import type { Clock, FileSystem, Logger } from '../ports/index.js';
import { withOrigins } from '../project/locks.js';
import { createDispatch, type Dispatch } from './dispatch/dispatch.js';
import { showOpeningProgress } from './dispatch/openingProgress.js';
import { createReleaseStates } from './features/releaseStates.js';
import { REQUEST_HANDLERS } from './requests/index.js';
import { createAlerts } from './session/alerts.js';
import { createBaselines } from './session/baselines.js';
import type { ClientCapabilities, ClientExtensions } from './session/clientCapabilities.js';
import { createClosedFiles } from './session/closedFiles.js';
import { createClosedLockfiles } from './session/closedLockfiles.js';
import type { UpdateDatabase } from './session/databaseUpdate.js';
import { createDocumentRefresh } from './session/documentRefresh.js';
import type { PositionEncoding } from './session/encoding.js';
import { createEmitter, type Emit } from './session/events.js';
import { createFolders } from './session/folders.js';
import { createInBackground } from './session/inBackground.js';
import { createInlayHintRefresh } from './session/inlayHintRefresh.js';
import { createInstalled } from './session/installed.js';
import { createInterpreters } from './session/interpreters.js';
import { createManifestDiagnostics } from './session/manifestDiagnostics.js';
import { createOpenFiles, documentAt } from './session/openFiles.js';
import { createOpenFindings } from './session/openFindings.js';
import { createOpenLockfiles } from './session/openLockfiles.js';
import { createOpenManifests } from './session/openManifests.js';
import { createPolicies } from './session/policies.js';
import { createPolicyFiles } from './session/policyFiles.js';
import { reactionsOf } from './session/reactions.js';
import { createRetrying } from './session/retrying.js';
import { createScans } from './session/scans.js';
import { createSchedule } from './session/schedule.js';
import { createServiceHolder, type Services } from './session/services.js';
import { createSession, packagesInUse } from './session/session.js';
import { createSettings } from './session/settings.js';
import { createStatus } from './session/status.js';
import { trustedRead } from './session/trustedRead.js';
import { pathOf, uriOf } from './session/uris.js';
import { createWatching } from './session/watching.js';
import { createWorkspace } from './session/workspace.js';
import { createWorkspaceScan } from './session/workspaceScan.js';

export interface SessionOptions {
  /** Depwarden's own version. */
  readonly version: string;
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly capabilities: ClientCapabilities;
  readonly extensions: ClientExtensions;
  readonly encoding: PositionEncoding;
  readonly initialSettings: unknown;
  /** Whether the client's user trusts the workspace, now. */
  isTrusted(): boolean;
  /** URIs of the workspace folders now. */
  folders(): readonly string[];
  /** As far as it may be read now. */
  readonly disk: FileSystem;
  readonly installedFolders: EnvironmentPorts['folders'];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the adapters; made again when endpoints change. */
  createServices(settings: Settings, places: Places): Services;
  /** Updates the offline database. */
  readonly updateDatabase: UpdateDatabase;
  /** Where a rule's documentation can be opened. */
  rulePage(rule: string): string | undefined;
}

/** What is asked about a manifest by its path. */
export interface Places {
  /** The folder at which a search upwards from it ends. */
  rootOf(path: string): string;
  /** Path of the Python interpreter that is selected for it. */
  interpreterOf(path: string): string | undefined;
}

/** A session at work: what happens in the client goes in as an event, what the client asks as a request. */
export interface RunningSession {
  readonly emit: Emit;
  readonly request: Dispatch;
  dispose(): Promise<void>;
}

/** What is open is evaluated first. Milliseconds. */
const START_PAUSE = 300;
/** During a scan, milliseconds between two looks at how things stand. */
const STATUS_EVERY = 100;

export function composeSession(options: SessionOptions): RunningSession {
  const { connection, documents, disk, capabilities, extensions, clock, logger, isTrusted } = options;
  const { emit, connect } = createEmitter();
  const lifetime = new AbortController();
  const inBackground = createInBackground(logger);
  const schedule = createSchedule();
  const settings = createSettings(connection, capabilities.configuration, options.initialSettings, logger);
  const folders = createFolders(options.folders);
  const files = createOpenFiles(documents, disk);
  const policies = createPolicies(trustedRead(files.read, folders, isTrusted), isTrusted, () => emit('policyLoaded'));
  const readBaseline = trustedRead(disk.read, folders, isTrusted);
  const baselines = createBaselines({
    ...options,
    disk: { read: readBaseline },
    schedule,
    inBackground,
    changed: () => emit('baselineChanged'),
  });
  const workspace = createWorkspace(folders, settings, disk, baselines.over(policies), () => emit('projectFilesFound'));
  const interpreters = createInterpreters();
  const places: Places = { rootOf: workspace.rootOf, interpreterOf: path => interpreters.of(workspace.rootOf(path)) };
  const services = createServiceHolder(
    workspace,
    isTrusted,
    everywhere => {
      const made = options.createServices(everywhere, places);
      return { ...made, facts: publicFacts(made.facts, made.registries, workspace.whyPrivate) };
    },
    () => emit('servicesReplaced'),
  );
  const manifests = createOpenManifests(documents, files, path => ({
    origins: services.now()?.origins,
    privateNames: workspace.policyNow(uriOf(path)).privateNames,
  }));
  const lockfiles = createOpenLockfiles(documents, (lockfile, path) => {
    const origins = services.now()?.origins;
    return origins ? withOrigins(lockfile, path, origins) : lockfile;
  });
  const inspect = createInspect(clock);
  const analyzeLockfile = createAnalyzeLockfile(clock);
  const known = {
    ...options,
    emit,
    lifetime: lifetime.signal,
    schedule,
    workspace,
    services,
    manifests,
    lockfiles,
    inBackground,
    inspect,
    analyzeLockfile,
  };
  const scans = createScans(known);
  const isOpen = (path: string): boolean => documentAt(path, documents) !== undefined;
  const openLocked = new Map<string, LockedReleases>();
  const closed = createClosedFiles({
    disk,
    isOpen,
    openLocked,
    scanEach: scans.scanEach,
    show: result => emit('closedFileEvaluated', result),
    forgotten: path => emit('closedFileForgotten', path),
    counted: () => emit('closedFilesScanned'),
  });
  const closedLockfiles = createClosedLockfiles({
    openLocked,
    closedFiles: closed,
    isOpen,
    usedOtherwise: lockfile => emit('lockfileUsedOtherwise', lockfile),
    inBackground,
  });
  const installed = createInstalled({ ...known, interpreters, files, closed, changed: uris => emit('installedChanged', uris) });
  const diagnosticsOf = createManifestDiagnostics({ ...options, installed });
  const alerts = createAlerts({ ...known, installed });
  const findings = createOpenFindings({
    ...known,
    diagnosticsOf: (result, uri, document) => {
      emit('fileEvaluated', result, document);
      return diagnosticsOf(result, uri, document);
    },
    toldElsewhere: closed.toldElsewhere,
    lockfilesInUse: () => [...closed.lockfiles(), ...manifests.lockfiles()],
    counted: () => emit('documentPublished'),
  });
  const policyFiles = createPolicyFiles({
    ...known,
    policies,
    installed: () => installed.results().reports,
    askForPull: findings.askForPull,
    changed: () => emit('policyChanged'),
  });
  const refresh = createDocumentRefresh({ ...known, findings, learnt: uri => emit('documentLearnt', uri) });
  const watching = createWatching({
    ...known,
    watched: () => packagesInUse({ manifests, lockfiles, closed }),
    looked: changed => emit('metadataLearnt', changed),
  });
  const workspaceScan = createWorkspaceScan({
    ...known,
    closed,
    open: () => findings.uris().map(pathOf),
    atLeisure: refresh.settled,
    showProgress: stop => showOpeningProgress(connection, capabilities, extensions, stop),
    scanned: files => emit('workspaceScanned', files),
    changed: () => schedule.atMostEvery(STATUS_EVERY, 'scan advanced', () => emit('scanAdvanced')),
  });
  const retrying = createRetrying({ schedule, clock, tryAgain: () => emit('retryDue') });
  const inlayHints = createInlayHintRefresh(known);
  const showStatus = createStatus(connection, extensions.status);
  const state = {
    ...known,
    scans,
    closed,
    installed,
    findings,
    policyFiles,
    watching,
    workspaceScan,
    refresh,
    releaseStates: createReleaseStates(),
  };

  connect(
    reactionsOf({
      ...state,
      settings,
      interpreters,
      policies,
      baselines,
      retrying,
      closedLockfiles,
      alerts,
      inlayHints,
      diagnosticsOf,
      showStatus,
    }),
  );
  installed.lookLater(START_PAUSE);
  watching.restart();
  return {
    emit,
    request: createDispatch(REQUEST_HANDLERS, createSession(state)),
    dispose: async () => {
      watching.dispose();
      installed.dispose();
      schedule.dispose();
      refresh.dispose();
      lifetime.abort();
      await services.close();
    },
  };
}
