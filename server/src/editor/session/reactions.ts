import { TextDocument } from 'vscode-languageserver-textdocument';
import { isUnanswered, lockedIn } from '../../analysis/counts.js';
import { formatOf } from '../../ecosystems/manifests.js';
import { CONFIGURATION_GLOBS } from '../../protocol/index.js';
import { everyNotice } from '../../reports/installed.js';
import type { Alerts } from './alerts.js';
import type { Baselines } from './baselines.js';
import type { ClosedLockfiles } from './closedLockfiles.js';
import { toRange } from './encoding.js';
import type { Reactions } from './events.js';
import type { InBackground } from './inBackground.js';
import type { InlayHintRefresh } from './inlayHintRefresh.js';
import type { Interpreters } from './interpreters.js';
import type { ManifestDiagnostics } from './manifestDiagnostics.js';
import { type Policies, policyPath } from './policies.js';
import type { Retrying } from './retrying.js';
import { openUris, type SessionState, tallyOf } from './session.js';
import type { SettingsSource } from './settings.js';
import type { ShowStatus } from './status.js';
import { pathOf, uriOf } from './uris.js';

/** Everything that reacts to events. */
export interface ReactingParts extends SessionState {
  readonly settings: Pick<SettingsSource, 'invalidate'>;
  readonly interpreters: Interpreters;
  readonly policies: Policies;
  readonly baselines: Pick<Baselines, 'touched' | 'isBaseline'>;
  readonly closedLockfiles: ClosedLockfiles;
  readonly inBackground: InBackground;
  readonly alerts: Alerts;
  readonly inlayHints: InlayHintRefresh;
  readonly diagnosticsOf: ManifestDiagnostics;
  readonly retrying: Retrying;
  readonly showStatus: ShowStatus;
}

/** After the last key stroke, milliseconds until services are asked about what was typed. */
const TYPING_PAUSE = 400;
/** After a manifest or lockfile has changed on disk, milliseconds in which an install may go on. */
const INSTALL_PAUSE = 2000;

/** The table of events: who reacts, and in which order. */
export function reactionsOf(parts: ReactingParts): Reactions {
  const { connection, capabilities, encoding, documents, workspace, services, manifests, lockfiles, inBackground } = parts;
  const { findings, closed, installed, policies, policyFiles, baselines, refresh, watching, inlayHints, alerts, workspaceScan, retrying } =
    parts;

  return {
    documentOpened: uri => {
      policyFiles.touched([uri], 0);
      refresh.refreshDependents(0);
      if (!isEvaluated(uri)) return;
      if (capabilities.pullDiagnostics && (closed.has(pathOf(uri)) || installed.isOn(uri))) clearPublished(uri);
      refresh.later(uri, 0);
    },
    documentChanged: uri => {
      policyFiles.touched([uri], TYPING_PAUSE);
      refresh.refreshDependents(TYPING_PAUSE);
      if (!isEvaluated(uri)) return;
      if (services.now() && !capabilities.pullDiagnostics && manifests.isManifest(uri)) findings.publish(uri);
      refresh.showCached(uri);
      refresh.later(uri, TYPING_PAUSE);
    },
    documentClosed: uri => {
      policyFiles.touched([uri], 0);
      refresh.stop(uri);
      for (const part of [manifests, lockfiles, findings]) part.drop(uri);
      refresh.refreshDependents(0);
      if (closed.has(pathOf(uri))) rescan([pathOf(uri)]);
      else if (!capabilities.pullDiagnostics || installed.isOn(uri)) inBackground(installed.showAlone(uri));
      parts.closedLockfiles.closed(pathOf(uri));
      showStatus();
    },
    configurationChanged: pushed => {
      parts.settings.invalidate(pushed);
      const loaded = workspace.loadSettings().then(() => {
        evaluateAnew();
        watching.restart();
        inlayHints.settingsChanged();
        workspaceScan.consider();
      });
      inBackground(loaded);
    },
    filesChanged: uris => {
      policyFiles.touched(uris, 0);
      baselines.touched(uris);
      if (uris.every(uri => policyFiles.isPolicyFile(uri) || baselines.isBaseline(uri))) return;
      // where packages come from may have changed
      reparse();
      rescan(uris.some(isConfiguration) ? closed.paths() : closedTouchedBy(uris.map(pathOf)));
      refreshOpen();
      installed.lookLater(INSTALL_PAUSE);
    },
    foldersChanged: () => {
      closed.keep(workspace.contains);
      policies.keep(path => workspace.folders().some(folder => policyPath(folder) === path));
      policyFiles.show();
      for (const uri of openUris(parts)) inBackground(workspace.settingsOf(uri).then(() => findings.publish(uri)));
      refreshOpen();
      installed.lookLater(0);
      showStatus();
    },
    trustChanged: () => {
      const ready = Promise.all([policies.reread(), workspace.loadSettings(), services.get()]).then(() => {
        manifests.reparse();
        policyFiles.show();
        evaluateAnew();
        workspaceScan.consider();
        showStatus();
      });
      inBackground(ready);
    },
    interpretersSelected: params => {
      if (!parts.interpreters.selected(params)) return;
      for (const uri of manifests.uris()) refresh.later(uri, 0);
      rescan(closed.paths());
      installed.lookLater(0);
    },
    powerSaveChanged: watching.powerSave,
    policyLoaded: () => {
      manifests.reparse();
      policyFiles.show();
      showStatus();
    },
    policyChanged: () => {
      manifests.reparse();
      evaluateAnew();
      showStatus();
    },
    baselineChanged: evaluateAnew,
    servicesReplaced: reparse,
    metadataLearnt: files => {
      openUris(parts).forEach(findings.publish);
      manifests.uris().forEach(showOnLockfile);
      rescan(files.filter(closed.has));
      installed.lookLater(0);
    },
    databaseUpdated: () => {
      services.now()?.facts.expireAdvisories();
      evaluateAnew();
      showStatus();
    },
    installedChanged: uris => {
      uris.forEach(showInstalled);
      policyFiles.show();
      showStatus();
    },
    fileEvaluated: (result, document) => alerts.judged(result, ({ span }) => toRange(document, span, encoding)),
    documentLearnt: showOnLockfile,
    projectFilesFound: () => {
      workspaceScan.consider();
      showStatus();
    },
    scanAdvanced: showStatus,
    lockfileUsedOtherwise: lockfile =>
      lockfiles
        .uris()
        .filter(uri => pathOf(uri) === lockfile)
        .forEach(findings.publish),
    retryDue: () => {
      for (const [uri, tally] of findings.tallies()) if (isUnanswered(tally)) refresh.later(uri, 0);
      rescan(closed.unanswered());
    },
    documentPublished: () => {
      showStatus();
      inlayHints.metadataLearnt();
    },
    closedFileEvaluated: result => {
      const uri = uriOf(result.path);
      const document = TextDocument.create(uri, '', 0, result.text);
      parts.emit('fileEvaluated', result, document);
      void connection.sendDiagnostics({ uri, diagnostics: parts.diagnosticsOf(result, uri, document) });
    },
    closedFileForgotten: path => {
      showInstalled(uriOf(path));
      parts.closedLockfiles.refresh(path);
    },
    closedFilesScanned: showStatus,
    workspaceScanned: scanned => {
      policyFiles.scanned(scanned);
      installed.lookLater(0);
    },
  };

  /** What holds for dependencies has changed: settings, a policy, or the offline database. */
  function evaluateAnew(): void {
    refreshOpen();
    openUris(parts).forEach(findings.publish);
    rescan(closed.paths());
    installed.lookLater(0);
  }

  function showOnLockfile(uri: string): void {
    const result = findings.resultOf(uri);
    if (result) parts.closedLockfiles.evaluated(result);
  }

  function refreshOpen(): void {
    for (const uri of openUris(parts)) refresh.later(uri, 0);
  }

  function reparse(): void {
    manifests.reparse();
    lockfiles.reparse();
  }

  function rescan(paths: readonly string[]): void {
    if (paths.length > 0) inBackground(closed.rescan(paths));
  }

  function isEvaluated(uri: string): boolean {
    return manifests.isManifest(uri) || lockfiles.isLockfile(uri);
  }

  function clearPublished(uri: string): void {
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** A requirements file says also how others are installed: those that it includes, and those that include it. */
  function closedTouchedBy(changed: readonly string[]): readonly string[] {
    const others = changed.some(isRequirements) ? closed.paths().filter(isRequirements) : [];
    return [...new Set([...closed.touchedBy(new Set(changed)), ...others])];
  }

  /** Brings what a document shows up to date with what was found installed. */
  function showInstalled(uri: string): void {
    if (documents.get(uri)) findings.publish(uri);
    else if (closed.has(pathOf(uri))) rescan([pathOf(uri)]);
    else inBackground(installed.showAlone(uri));
  }

  function showStatus(): void {
    const { offline } = workspace.settingsNow();
    const { databaseFrom } = services.now()?.databaseUse(offline) ?? {};
    const tally = tallyOf(parts);
    const locked = lockedIn(tally);
    // while something is looked up, that is the try
    if (tally.pending + locked.pending === 0) retrying.counted(offline ? 0 : tally.unanswered + locked.unknown);
    parts.showStatus(tally, {
      offline,
      databaseFrom,
      isTrusted: parts.isTrusted(),
      scan: workspaceScan.coverage(),
      retryAt: retrying.dueAt(),
      maliciousInstalled: everyNotice(installed.results()).filter(({ level, name }) => level === 'error' && name !== undefined).length,
      open: findings.tallies(),
    });
  }
}

/** What a package manager is configured by holds for every manifest below it. */
function isConfiguration(uri: string): boolean {
  return [...CONFIGURATION_GLOBS, '**/pnpm-workspace.yaml'].some(glob => uri.endsWith(glob.slice('**'.length)));
}

function isRequirements(path: string): boolean {
  return formatOf(path)?.id === 'requirements.txt';
}
