// What runs once the client is initialized, put together: each part is a file of its own, and the events that move them are below.
// The path of the data: a document changes (openManifests, openLockfiles) → learning asks for what is not known → openFindings judges and
// publishes. A scan reads what is not open → closedManifests. What is installed is looked at beside all that → installed.
import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  CompletionList,
  CompletionParams,
  Connection,
  Definition,
  DefinitionParams,
  Diagnostic,
  DocumentLink,
  DocumentLinkParams,
  Hover,
  HoverParams,
  InlayHint,
  InlayHintParams,
  LocationLink,
  Range,
  WorkDoneProgressReporter,
} from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Settings } from '../policy/config.js';
import type { EnvironmentPorts } from '../analysis/environmentCheck.js';
import { createInspect } from '../analysis/evaluate.js';
import { createAnalyzeLockfile } from '../analysis/lockfile.js';
import { lockedPackages } from '../project/lockedNames.js';
import { withOrigins } from '../project/locks.js';
import { publicFacts } from '../analysis/privateMetadata.js';
import { type FileResult, packagesOf } from '../analysis/results.js';
import { NOTHING, sum, type Tally } from '../analysis/counts.js';
import type { Watched } from '../scan/watch.js';
import { diagnosticsOf, withRulePages } from './features/diagnostics.js';
import { createReleaseStates } from './features/releaseStates.js';
import { staleDiagnostics } from './features/staleLockfile.js';
import { formatOf } from '../ecosystems/manifests.js';
import type { Span } from '../model/index.js';
import type { Clock, FileSystem, FileText, Logger } from '../ports/index.js';
import {
  type ApplyFixParams,
  type ApplyFixResult,
  type CheckSummary,
  CONFIGURATION_GLOBS,
  type ExportParams,
  type ExportResult,
  type FixSummary,
  type IgnoreParams,
  type IgnoreResult,
  type InterpretersParams,
  type OverviewResult,
  type ReportResult,
  type ResponseParams,
  type ResponseResult,
  type ScanSummary,
  type UpdateSummary,
} from '../protocol.js';
import { allNotices, countNotices } from '../reports/installed.js';
import type { Abilities } from './clientCapabilities.js';
import { createAlerts } from './alerts.js';
import { createAnswers } from './requests/answers.js';
import { createBaselines } from './baselines.js';
import { createClosedManifests } from './closedManifests.js';
import { createCompletions } from './requests/completions.js';
import { runDatabaseUpdate, type UpdateDatabase } from './requests/databaseUpdates.js';
import { type PositionEncoding, toRange } from './encoding.js';
import { createExportReport } from './requests/exports.js';
import { ignoreEdit } from './requests/ignoring.js';
import { createInlayHints } from './requests/inlayHints.js';
import { createInstalled } from './installed.js';
import { createInterpreters } from './interpreters.js';
import { createLearning } from './documentRefresh.js';
import { createNavigation } from './requests/navigation.js';
import { createOpenFindings } from './openFindings.js';
import { createOpenLockfiles } from './openLockfiles.js';
import { createOpenManifests } from './openManifests.js';
import { createPolicies, policyPath } from './policies.js';
import { createPolicyFiles } from './policyFiles.js';
import { createScans } from './scans.js';
import { createSchedule } from './schedule.js';
import { createSettings } from './settings.js';
import { createStatus } from './status.js';
import { pathOf, uriOf } from './uris.js';
import { createWatching } from './watching.js';
import { createWorkspace } from './workspace.js';
import { createTheWorld, type World } from './services.js';

export interface SessionOptions {
  /** Depwarden's own version. */
  readonly version: string;
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  readonly initialSettings: unknown;
  readonly wantsStatus: boolean;
  /** The client shows `depwarden/installed`. */
  readonly wantsInstalled: boolean;
  /** The client shows `depwarden/alert`. */
  readonly wantsAlerts: boolean;
  /** The client has the command `depwarden.ignore`. */
  readonly wantsIgnore: boolean;
  /** The client has the command `depwarden.showRule`. */
  readonly wantsRulePages: boolean;
  /** The client knows the JSON schema of policy files. */
  readonly knowsSchema: boolean;
  /** The client can copy a command line and put it into a terminal. */
  readonly wantsTerminal: boolean;
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
  createWorld(settings: Settings, places: Places): World;
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

export interface Session {
  opened(uri: string): void;
  changed(uri: string): void;
  closed(uri: string): void;
  settingsChanged(pushed: unknown): void;
  filesChanged(uris: readonly string[]): void;
  foldersChanged(): void;
  /** The client's user has come to trust the workspace. */
  trustGranted(): void;
  interpretersSelected(params: InterpretersParams): void;
  pull(uri: string): Promise<Diagnostic[]>;
  hover(params: HoverParams): Promise<Hover | null>;
  codeActions(params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]>;
  resolve(action: CodeAction, token: CancellationToken): Promise<CodeAction>;
  completion(params: CompletionParams, token: CancellationToken): Promise<CompletionList | null>;
  documentLinks(params: DocumentLinkParams): Promise<DocumentLink[]>;
  definition(params: DefinitionParams): Promise<Definition | LocationLink[] | null>;
  inlayHints(params: InlayHintParams): Promise<InlayHint[]>;
  scan(token: CancellationToken, progress: WorkDoneProgressReporter & { readonly token?: CancellationToken }): Promise<ScanSummary>;
  fixWorkspace(token: CancellationToken, progress: WorkDoneProgressReporter & { readonly token?: CancellationToken }): Promise<FixSummary>;
  updateDatabase(
    token: CancellationToken,
    progress: WorkDoneProgressReporter & { readonly token?: CancellationToken },
  ): Promise<UpdateSummary>;
  report(): Promise<ReportResult>;
  overview(): Promise<OverviewResult>;
  applyFix(params: ApplyFixParams, token: CancellationToken): Promise<ApplyFixResult>;
  checkNow(): Promise<CheckSummary>;
  powerSave(on: boolean): void;
  respond(params: ResponseParams): Promise<ResponseResult>;
  exportReport(params: ExportParams, token: CancellationToken): Promise<ExportResult>;
  ignore(params: IgnoreParams): Promise<IgnoreResult>;
  dispose(): Promise<void>;
}

/** After the last key stroke, milliseconds until services are asked about what was typed. */
const TYPING_PAUSE = 400;
/** What is open is judged first. Milliseconds. */
const START_PAUSE = 300;
/** After a manifest or lockfile has changed on disk, milliseconds in which an install may go on. */
const INSTALL_PAUSE = 2000;

/** What a package manager is configured by holds for every manifest below it. */
function isConfiguration(uri: string): boolean {
  return [...CONFIGURATION_GLOBS, '**/pnpm-workspace.yaml'].some(glob => uri.endsWith(glob.slice('**'.length)));
}

function isRequirements(path: string): boolean {
  return formatOf(path)?.id === 'requirements.txt';
}

const NOT_LOOKED_FOR: FileText = { kind: 'unreadable', reason: 'it is not looked for', absent: true };

export function createSession(options: SessionOptions): Session {
  const { connection, documents, abilities, encoding, rulePage } = options;
  const settings = createSettings(connection, abilities.configuration, options.initialSettings, options.logger);
  const schedule = createSchedule();
  /** For a file outside of a workspace that is not trusted it is not even known whether a policy lies beside it. */
  const lookedFor =
    (read: FileSystem['read']): FileSystem['read'] =>
    async path =>
      options.isTrusted() || workspace.contains(path) ? read(path) : NOT_LOOKED_FOR;
  const policies = createPolicies(
    lookedFor(path => manifests.files.read(path)),
    options.isTrusted,
    () => {
      manifests.reparse();
      policyFiles.show();
    },
  );
  const baselines = createBaselines({ ...options, disk: { read: lookedFor(options.disk.read) }, schedule, changed: () => judgeAnew() });
  const workspace = createWorkspace(options.folders, settings, options.disk, baselines.over(policies));
  const interpreters = createInterpreters();
  const places: Places = { rootOf: workspace.rootOf, interpreterOf: path => interpreters.of(workspace.rootOf(path)) };
  const theWorld = createTheWorld(
    workspace,
    options.isTrusted,
    everywhere => {
      const world = options.createWorld(everywhere, places);
      return { ...world, facts: publicFacts(world.facts, world.registries, workspace.whyPrivate) };
    },
    () => {
      manifests.reparse();
      lockfiles.reparse();
    },
  );
  const manifests = createOpenManifests(documents, options.disk, path => ({
    origins: theWorld.now()?.origins,
    privateNames: workspace.policyNow(uriOf(path)).privateNames,
  }));
  const lockfiles = createOpenLockfiles(documents, (lockfile, path) => {
    const origins = theWorld.now()?.origins;
    return origins ? withOrigins(lockfile, path, origins) : lockfile;
  });
  const parts = { ...options, schedule, workspace, theWorld, manifests, lockfiles, inspect: createInspect(options.clock) };
  const judging = { ...parts, analyzeLockfile: createAnalyzeLockfile(options.clock) };
  const findings = createOpenFindings({ ...judging, diagnosticsOf: judgedDiagnostics, counted: shown });
  const typing = { ...judging, findings, statesOf: createReleaseStates() };
  const completions = createCompletions(typing);
  const hints = createInlayHints(typing);
  const learning = createLearning({ ...parts, findings });
  const scans = createScans(judging);
  const closed = createClosedManifests({
    disk: options.disk,
    isOpen: path => documents.keys().some(uri => pathOf(uri) === path),
    scanEach: scans.scanEach,
    show: result => {
      const uri = uriOf(result.path);
      void connection.sendDiagnostics({ uri, diagnostics: judgedDiagnostics(result, uri, TextDocument.create(uri, '', 0, result.text)) });
    },
    forgotten: path => showInstalled(uriOf(path)),
    counted: tellStatus,
  });
  const installed = createInstalled({
    ...parts,
    interpreters,
    files: manifests.files,
    closed,
    changed: uris => {
      uris.forEach(showInstalled);
      policyFiles.show();
      tellStatus();
    },
  });
  const policyFiles = createPolicyFiles({
    ...parts,
    policies,
    installed: () => installed.results().reports,
    askForPull: findings.askForPull,
    changed: () => {
      manifests.reparse();
      judgeAnew();
    },
  });
  const alerts = createAlerts({
    ...parts,
    isToldAsInstalled: async alert => {
      await installed.settled();
      return options.wantsInstalled && installed.holds(alert);
    },
  });
  const watching = createWatching({
    ...parts,
    watched: inUse,
    looked: changed => {
      judgedUris().forEach(findings.publish);
      rescan(changed.filter(closed.has));
      installed.lookLater(0);
    },
  });
  const answers = createAnswers({ ...parts, findings, closed, scans, policyFiles, installed });
  const navigation = createNavigation({ ...parts, findings });
  const showStatus = createStatus(connection, options.wantsStatus);

  /** What a manifest shows; what of it has turned bad is told besides. */
  function judgedDiagnostics(result: FileResult, uri: string, document: TextDocument): Diagnostic[] {
    alerts.judged(result, ({ span }) => toRange(document, span, encoding));
    return allDiagnostics(result, uri, document);
  }

  /** What open and scanned files use: those that are open by URI, others by path. */
  function inUse(): ReadonlyMap<string, Watched> {
    const open = judgedUris().flatMap(uri => {
      const read = manifests.read(uri);
      const lockfile = read ? read.around.lock?.lockfile : lockfiles.read(uri);
      return [[uri, { direct: packagesOf(read ? [read.manifest] : []), locked: lockedPackages(lockfile ? [lockfile] : []) }] as const];
    });
    return new Map([...open, ...closed.watched()]);
  }

  /** What stands in a manifest, and what was found installed. */
  function allDiagnostics(result: FileResult, uri: string, document: TextDocument): Diagnostic[] {
    const ranged = (span: Span): Range => toRange(document, span, encoding);
    const dependencies = result.judged.map(({ dependency }) => dependency);
    const diagnostics = [
      ...diagnosticsOf(result, uri, ranged, rulePage),
      ...staleDiagnostics(result, uri, ranged),
      ...installed.diagnosticsOn(document, dependencies),
    ];
    return withRulePages(diagnostics, rulePage);
  }

  /** Brings what a document shows up to date with what was found installed. */
  function showInstalled(uri: string): void {
    if (documents.get(uri)) findings.publish(uri);
    else if (closed.has(pathOf(uri))) void closed.rescan([pathOf(uri)]);
    else void installed.showAlone(uri);
  }

  function shown(): void {
    tellStatus();
    hints.learnt();
  }

  function tellStatus(): void {
    const ofInstalled: Tally = { ...NOTHING, counts: countNotices(allNotices(installed.results())) };
    const { offline } = workspace.settingsNow();
    const tally = sum([...findings.tallies(), ...closed.tallies(), ofInstalled]);
    showStatus(tally, { offline, databaseFrom: theWorld.now()?.databaseInUse(offline), isTrusted: options.isTrusted() });
  }

  const isJudged = (uri: string): boolean => manifests.isManifest(uri) || lockfiles.isLockfile(uri);
  const judgedUris = (): readonly string[] => [...manifests.uris(), ...lockfiles.uris()];
  const rescan = (paths: readonly string[]): void => {
    if (paths.length > 0) void closed.rescan(paths);
  };

  /** A requirements file says also how others are installed: those that it includes, and those that include it. */
  function closedTouchedBy(changed: readonly string[]): readonly string[] {
    const others = changed.some(isRequirements) ? closed.paths().filter(isRequirements) : [];
    return [...new Set([...closed.touchedBy(new Set(changed)), ...others])];
  }

  function databaseUpdated(): void {
    theWorld.now()?.facts.expireAdvisories();
    judgeAnew();
    tellStatus();
  }

  /** What holds for dependencies has changed: settings, a policy, or the offline database. */
  function judgeAnew(): void {
    for (const uri of judgedUris()) learning.later(uri, 0);
    judgedUris().forEach(findings.publish);
    rescan(closed.paths());
    installed.lookLater(0);
  }

  installed.lookLater(START_PAUSE);
  watching.restart();
  return {
    opened: uri => {
      policyFiles.touched([uri], 0);
      learning.followLater(0);
      if (!isJudged(uri)) return;
      if (abilities.pullDiagnostics && (closed.has(pathOf(uri)) || installed.isOn(uri)))
        void connection.sendDiagnostics({ uri, diagnostics: [] });
      learning.later(uri, 0);
    },
    changed: uri => {
      policyFiles.touched([uri], TYPING_PAUSE);
      learning.followLater(TYPING_PAUSE);
      if (!isJudged(uri)) return;
      if (theWorld.now() && !abilities.pullDiagnostics && manifests.isManifest(uri)) findings.publish(uri);
      learning.recallNew(uri);
      learning.later(uri, TYPING_PAUSE);
    },
    closed: uri => {
      policyFiles.touched([uri], 0);
      learning.stop(uri);
      for (const part of [manifests, lockfiles, findings]) part.drop(uri);
      learning.followLater(0);
      if (closed.has(pathOf(uri))) rescan([pathOf(uri)]);
      else if (!abilities.pullDiagnostics || installed.isOn(uri)) void installed.showAlone(uri);
      tellStatus();
    },
    settingsChanged: pushed => {
      settings.invalidate(pushed);
      void workspace.loadSettings().then(() => {
        judgeAnew();
        watching.restart();
        hints.switched();
      });
    },
    filesChanged: uris => {
      policyFiles.touched(uris, 0);
      baselines.touched(uris);
      if (uris.every(uri => policyFiles.isPolicyFile(uri) || baselines.isBaseline(uri))) return;
      // where packages come from may have changed
      manifests.reparse();
      lockfiles.reparse();
      rescan(uris.some(isConfiguration) ? closed.paths() : closedTouchedBy(uris.map(pathOf)));
      for (const uri of judgedUris()) learning.later(uri, 0);
      installed.lookLater(INSTALL_PAUSE);
    },
    foldersChanged: () => {
      closed.keep(workspace.contains);
      policies.keep(path => workspace.folders().some(folder => policyPath(folder) === path));
      policyFiles.show();
      for (const uri of judgedUris()) void workspace.settingsOf(uri).then(() => findings.publish(uri));
      for (const uri of judgedUris()) learning.later(uri, 0);
      installed.lookLater(0);
      tellStatus();
    },
    trustGranted: () => {
      const anew = [policies.reread(), workspace.loadSettings(), theWorld.get()];
      void Promise.all(anew).then(() => {
        manifests.reparse();
        policyFiles.show();
        judgeAnew();
        tellStatus();
      });
    },
    interpretersSelected: params => {
      if (!interpreters.selected(params)) return;
      for (const uri of manifests.uris()) learning.later(uri, 0);
      rescan(closed.paths());
      installed.lookLater(0);
    },
    pull: async uri => {
      await Promise.all([theWorld.get(), workspace.settingsOf(uri)]);
      return policyFiles.isPolicyFile(uri) ? policyFiles.diagnosticsOf(uri) : findings.answer(uri);
    },
    ...answers,
    ...navigation,
    completion: completions.completion,
    inlayHints: hints.inlayHints,
    updateDatabase: async (token, progress) =>
      runDatabaseUpdate(options.updateDatabase, await workspace.settingsOf(), databaseUpdated, token, progress),
    checkNow: watching.checkNow,
    powerSave: watching.powerSave,
    respond: installed.respond,
    exportReport: createExportReport({ ...parts, scans, installed, policyFiles }),
    ignore: params => ignoreEdit(params, { ...parts, createsFiles: abilities.createsFiles }),
    dispose: async () => {
      watching.dispose();
      installed.dispose();
      schedule.dispose();
      learning.dispose();
      completions.dispose();
      await theWorld.close();
    },
  };
}
