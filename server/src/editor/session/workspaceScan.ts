import { linked } from '../../compose/index.js';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import type { Progress, ScanCoverage } from '../../protocol/index.js';
import { folderOf } from '../../text/paths.js';
import type { ClosedFiles, ScannedFile } from './closedFiles.js';
import type { InBackground } from './inBackground.js';
import type { OnProgress } from './scans.js';
import type { Workspace } from './workspace.js';

/** Scans of all that the workspace has, one at a time: the one that somebody asks for, and the one on opening. */
export interface WorkspaceScan {
  /** Scans everything; a scan under way is given up for it. Rejects with the signal's reason, or `STOPPED`. */
  run(signal: AbortSignal, onProgress: OnProgress): Promise<readonly ScannedFile[]>;
  /** Gives up a scan under way. */
  stop(): void;
  /** What the workspace has, whether it is trusted, or the settings have changed: scans what is to be scanned without being asked. */
  consider(): void;
  coverage(): ScanCoverage;
}

export interface WorkspaceScanOptions {
  readonly workspace: Pick<Workspace, 'found' | 'manifests' | 'settingsOf'>;
  readonly closed: Pick<ClosedFiles, 'has' | 'scan' | 'rescan'>;
  readonly inBackground: InBackground;
  /** Aborted when the session ends. */
  readonly lifetime: AbortSignal;
  isTrusted(): boolean;
  /** Paths of the manifests and lockfiles that are open and show what is known of them. */
  open(): readonly string[];
  /** Resolves when nothing is being learnt of what is open: that goes first. */
  atLeisure(): Promise<void>;
  /** Shows how far a scan is that nobody asked for, where the client can show that. `stop` gives it up. */
  showProgress(stop: () => void): Promise<OpeningProgress>;
  /** Every manifest was scanned. */
  scanned(manifests: readonly ScannedFile[]): void;
  /** `coverage` says something else. */
  changed(): void;
}

export interface OpeningProgress {
  readonly report: OnProgress;
  done(): void;
}

/** Why a scan was given up that was stopped. */
export const STOPPED = new Error('the scan was stopped');

/** A workspace with more manifests is scanned on request only. */
export const MOST_ON_OPENING = 50;

export function createWorkspaceScan(options: WorkspaceScanOptions): WorkspaceScan {
  const { workspace, closed, inBackground, lifetime, isTrusted } = options;
  /** What the last scan was asked to read; nothing where it did not come to its end. */
  let covered: ReadonlySet<string> = new Set();
  let hasBegun = false;
  let running: { readonly controller: AbortController; progress: Progress } | undefined;
  const manifestsFound = remembered(manifestsAmong);

  function stop(): void {
    running?.controller.abort(STOPPED);
  }

  async function run(signal: AbortSignal, onProgress: OnProgress): Promise<readonly ScannedFile[]> {
    stop();
    const own = { controller: new AbortController(), progress: { done: 0, of: 0 } };
    running = own;
    hasBegun = true;
    covered = new Set();
    options.changed();
    const either = linked(signal, own.controller.signal);
    try {
      const paths = await workspace.manifests(either.signal);
      const scanned = await closed.scan(paths, either.signal, progress => {
        own.progress = { done: progress.done, of: progress.total };
        onProgress(progress);
        options.changed();
      });
      covered = new Set(paths);
      options.scanned(scanned);
      return scanned;
    } finally {
      either.release();
      if (running === own) running = undefined;
      options.changed();
    }
  }

  async function scanOnOpening(): Promise<void> {
    const { scanOnOpen } = await workspace.settingsOf();
    await options.atLeisure();
    const size = manifestsFound(workspace.found() ?? NO_FILES).length;
    if (scanOnOpen === 'off' || hasBegun || lifetime.aborted || !isTrusted() || size === 0 || size > MOST_ON_OPENING) return;
    const shown = await options.showProgress(stop);
    try {
      if (!hasBegun) await run(lifetime, shown.report);
    } catch (error) {
      if (error !== STOPPED && !lifetime.aborted) throw error;
    } finally {
      shown.done();
    }
  }

  /** What has come since a scan of everything. */
  async function scanNews(): Promise<void> {
    const news = missing();
    if (covered.size === 0 || running || news.length === 0 || news.length > MOST_ON_OPENING) return;
    covered = new Set([...covered, ...news]);
    try {
      await closed.rescan(news);
    } catch (error) {
      covered = new Set([...covered].filter(path => !news.includes(path)));
      throw error;
    }
  }

  function missing(): readonly string[] {
    const open = new Set(options.open());
    return manifestsFound(workspace.found() ?? NO_FILES).filter(path => !open.has(path) && !closed.has(path) && !covered.has(path));
  }

  function coverage(): ScanCoverage {
    const found = workspace.found();
    const open = options.open();
    if (found === undefined)
      return { state: hasBegun ? 'partial' : 'none', done: open.length, ...(running && { running: running.progress }) };
    const all = new Set([...manifestsFound(found), ...open.filter(path => lockfileFormatOf(path) === undefined)]);
    const done = all.size - missing().length;
    const state = done === all.size ? 'whole' : hasBegun ? 'partial' : 'none';
    return { state, done, of: all.size, ...(running && { running: running.progress }) };
  }

  return {
    run,
    stop,
    coverage,
    consider: () => inBackground(hasBegun ? scanNews() : scanOnOpening()),
  };
}

const NO_FILES: readonly string[] = [];

/** Worked out anew for another list only. */
function remembered(work: (paths: readonly string[]) => readonly string[]): typeof work {
  let last: { readonly paths: readonly string[]; readonly result: readonly string[] } | undefined;
  return paths => {
    if (last?.paths !== paths) last = { paths, result: work(paths) };
    return last.result;
  };
}

/** Manifests, and lockfiles that lie beside none: others are read with their manifest. */
function manifestsAmong(paths: readonly string[]): readonly string[] {
  const manifests = paths.filter(path => lockfileFormatOf(path) === undefined);
  const folders = new Set(manifests.map(folderOf));
  return paths.filter(path => lockfileFormatOf(path) === undefined || !folders.has(folderOf(path)));
}
