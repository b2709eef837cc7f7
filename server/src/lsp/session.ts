// What runs once the client is initialized, put together: each part is a file of its own, and the events that move them are below.
// The path of the data: a document changes (openManifests, openLockfiles) → learning asks for what is not known → openFindings judges and
// publishes. A scan reads what is not open → closedManifests. What is installed is looked at beside all that → installed.
import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  Connection,
  Diagnostic,
  Hover,
  HoverParams,
  Range,
  WorkDoneProgressReporter,
} from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Settings } from '../config.js';
import type { EnvironmentPorts } from '../engine/environmentCheck.js';
import { createInspect } from '../engine/inspect.js';
import { createJudgements } from '../engine/lockedProject.js';
import { withoutPrivate } from '../engine/locks.js';
import { withPrivateOrigins } from '../engine/origins.js';
import type { ManifestResult } from '../engine/scan.js';
import { NOTHING, sum, type Tally } from '../engine/tally.js';
import { diagnosticsOf } from '../features/diagnostics.js';
import type { Span } from '../model.js';
import type { Clock, FileSystem, Logger } from '../ports.js';
import type { InterpretersParams, ReportResult, ResponseParams, ResponseResult, ScanSummary } from '../protocol.js';
import { allNotices, countNotices } from '../reports/installed.js';
import type { Abilities } from './abilities.js';
import { createAnswers } from './answers.js';
import { createClosedManifests } from './closedManifests.js';
import { type PositionEncoding, toRange } from './encoding.js';
import { createInstalled } from './installed.js';
import { createInterpreters } from './interpreters.js';
import { createLearning } from './learning.js';
import { createOpenFindings } from './openFindings.js';
import { createOpenLockfiles } from './openLockfiles.js';
import { createOpenManifests } from './openManifests.js';
import { createScans } from './scans.js';
import { createSchedule } from './schedule.js';
import { createSettings } from './settings.js';
import { createStatus } from './status.js';
import { pathOf, uriOf } from './uris.js';
import { createWorkspace } from './workspace.js';
import { createTheWorld, type World } from './world.js';

export interface SessionOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  readonly initialSettings: unknown;
  readonly wantsStatus: boolean;
  /** The client shows `depwarden/installed`. */
  readonly wantsInstalled: boolean;
  /** URIs of the workspace folders now. */
  folders(): readonly string[];
  readonly disk: FileSystem;
  readonly installedFolders: EnvironmentPorts['folders'];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the adapters; made again when endpoints change. */
  createWorld(settings: Settings, places: Places): World;
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
  interpretersSelected(params: InterpretersParams): void;
  pull(uri: string): Promise<Diagnostic[]>;
  hover(params: HoverParams): Promise<Hover | null>;
  codeActions(params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]>;
  resolve(action: CodeAction, token: CancellationToken): Promise<CodeAction>;
  scan(token: CancellationToken, progress: WorkDoneProgressReporter & { readonly token?: CancellationToken }): Promise<ScanSummary>;
  report(): Promise<ReportResult>;
  respond(params: ResponseParams): Promise<ResponseResult>;
  dispose(): Promise<void>;
}

/** After the last key stroke, milliseconds until services are asked about what was typed. */
const TYPING_PAUSE = 400;
/** What is open is judged first. Milliseconds. */
const START_PAUSE = 300;
/** After a manifest or lockfile has changed on disk, milliseconds in which an install may go on. */
const INSTALL_PAUSE = 2000;

export function createSession(options: SessionOptions): Session {
  const { connection, documents, abilities, encoding, rulePage } = options;
  const settings = createSettings(connection, abilities.configuration, options.initialSettings, options.logger);
  const schedule = createSchedule();
  const workspace = createWorkspace(options.folders, settings, options.disk);
  const interpreters = createInterpreters();
  const places: Places = { rootOf: workspace.rootOf, interpreterOf: path => interpreters.of(workspace.rootOf(path)) };
  const theWorld = createTheWorld(
    workspace,
    everywhere => options.createWorld(everywhere, places),
    () => {
      manifests.reparse();
      lockfiles.reparse();
    },
  );
  const manifests = createOpenManifests(documents, options.disk, (manifest, path) => {
    const origins = theWorld.now()?.origins;
    return origins ? withPrivateOrigins(manifest, path, origins) : manifest;
  });
  const lockfiles = createOpenLockfiles(documents, (lockfile, path) => {
    const origins = theWorld.now()?.origins;
    return origins ? withoutPrivate(lockfile, origins.privateRegistryOf(path)) : lockfile;
  });
  const parts = { ...options, schedule, workspace, theWorld, manifests, lockfiles, inspect: createInspect(options.clock) };
  const judging = { ...parts, judgements: createJudgements(options.clock) };
  const findings = createOpenFindings({ ...judging, diagnosticsOf: allDiagnostics, counted: tellStatus });
  const learning = createLearning({ ...parts, findings });
  const scans = createScans(judging);
  const closed = createClosedManifests({
    disk: options.disk,
    isOpen: path => documents.keys().some(uri => pathOf(uri) === path),
    scan: scans.scan,
    show: result => {
      const uri = uriOf(result.path);
      void connection.sendDiagnostics({ uri, diagnostics: allDiagnostics(result, uri, TextDocument.create(uri, '', 0, result.text)) });
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
      tellStatus();
    },
  });
  const answers = createAnswers({ ...parts, findings, closed, scans, installed });
  const showStatus = createStatus(connection, options.wantsStatus);

  /** What stands in a manifest, and what was found installed. */
  function allDiagnostics(result: ManifestResult, uri: string, document: TextDocument): Diagnostic[] {
    const ranged = (span: Span): Range => toRange(document, span, encoding);
    const dependencies = result.judged.map(({ dependency }) => dependency);
    return [...diagnosticsOf(result, uri, ranged, rulePage), ...installed.diagnosticsOn(document, dependencies)];
  }

  /** Brings what a document shows up to date with what was found installed. */
  function showInstalled(uri: string): void {
    if (documents.get(uri)) findings.publish(uri);
    else if (closed.has(pathOf(uri))) void closed.rescan([pathOf(uri)]);
    else void installed.showAlone(uri);
  }

  function tellStatus(): void {
    const ofInstalled: Tally = { ...NOTHING, counts: countNotices(allNotices(installed.results())) };
    showStatus(sum([...findings.tallies(), ...closed.tallies(), ofInstalled]), workspace.settingsNow().offline);
  }

  const isJudged = (uri: string): boolean => manifests.isManifest(uri) || lockfiles.isLockfile(uri);
  const judgedUris = (): readonly string[] => [...manifests.uris(), ...lockfiles.uris()];
  const rescan = (paths: readonly string[]): void => {
    if (paths.length > 0) void closed.rescan(paths);
  };

  installed.lookLater(START_PAUSE);
  return {
    opened: uri => {
      learning.followLater(0);
      if (!isJudged(uri)) return;
      if (abilities.pullDiagnostics && (closed.has(pathOf(uri)) || installed.isOn(uri)))
        void connection.sendDiagnostics({ uri, diagnostics: [] });
      learning.later(uri, 0);
    },
    changed: uri => {
      learning.followLater(TYPING_PAUSE);
      if (!isJudged(uri)) return;
      if (theWorld.now() && !abilities.pullDiagnostics && manifests.isManifest(uri)) findings.publish(uri);
      learning.later(uri, TYPING_PAUSE);
    },
    closed: uri => {
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
        for (const uri of judgedUris()) learning.later(uri, 0);
        judgedUris().forEach(findings.publish);
        rescan(closed.paths());
        installed.lookLater(0);
      });
    },
    filesChanged: uris => {
      rescan(closed.touchedBy(new Set(uris.map(pathOf))));
      for (const uri of manifests.uris()) learning.later(uri, 0);
      installed.lookLater(INSTALL_PAUSE);
    },
    foldersChanged: () => {
      closed.keep(workspace.contains);
      for (const uri of judgedUris()) void workspace.settingsOf(uri).then(() => findings.publish(uri));
      for (const uri of judgedUris()) learning.later(uri, 0);
      installed.lookLater(0);
      tellStatus();
    },
    interpretersSelected: params => {
      if (!interpreters.selected(params)) return;
      for (const uri of manifests.uris()) learning.later(uri, 0);
      rescan(closed.paths());
      installed.lookLater(0);
    },
    pull: async uri => {
      await Promise.all([theWorld.get(), workspace.settingsOf(uri)]);
      return findings.answer(uri);
    },
    ...answers,
    respond: installed.respond,
    dispose: async () => {
      installed.dispose();
      schedule.dispose();
      learning.dispose();
      await theWorld.close();
    },
  };
}
