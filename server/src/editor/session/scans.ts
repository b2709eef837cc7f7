import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Inspect } from '../../analysis/evaluate.js';
import type { AnalyzeLockfile } from '../../analysis/lockfile.js';
import type { FileResult } from '../../analysis/results.js';
import type { Engine, ScanOptions, ToldElsewhere } from '../../scan/engine.js';
import type { ScanProgress } from '../../scan/progress.js';
import { scanEach, scanFiles } from '../../scan/scan.js';
import type { OpenManifests } from './openManifests.js';
import type { ServiceHolder } from './services.js';
import { uriOf } from './uris.js';
import type { Workspace } from './workspace.js';

/** Judges manifests by their path, open or not, once everything about them is known. */
export interface Scans {
  /** @returns also what the manifests include; a rejection with the signal's reason */
  scan(paths: readonly string[], signal: AbortSignal, onProgress?: OnProgress): Promise<readonly FileResult[]>;
  /** The same, handing out each manifest as soon as it is judged, once more where it is judged otherwise in the end; none is kept. */
  scanEach(
    paths: readonly string[],
    onResult: (result: FileResult) => void,
    signal: AbortSignal,
    onProgress?: OnProgress,
    toldElsewhere?: ToldElsewhere,
  ): Promise<void>;
}

export type OnProgress = (progress: ScanProgress) => void;

export interface ScansOptions {
  readonly workspace: Workspace;
  readonly services: ServiceHolder;
  readonly manifests: OpenManifests;
  readonly inspect: Inspect;
  readonly analyzeLockfile: AnalyzeLockfile;
}

export function createScans({ workspace, services, manifests, inspect, analyzeLockfile }: ScansOptions): Scans {
  async function readyFor(paths: readonly string[], onProgress: OnProgress | undefined): Promise<readonly [Engine, ScanOptions]> {
    const { facts, origins, contexts, locks } = await services.get();
    const { offline } = await workspace.settingsOf();
    await Promise.all(paths.map(path => workspace.settingsOf(uriOf(path))));
    const engine: Engine = { facts, inspect, analyzeLockfile, files: manifests.files, origins, contexts, locks, breathe: () => nextTurn() };
    return [engine, { offline, policyOf: path => workspace.policyNow(uriOf(path)), ...(onProgress && { onProgress }) }];
  }

  return {
    scan: async (paths, signal, onProgress) => scanFiles(paths, ...(await readyFor(paths, onProgress)), signal),
    scanEach: async (paths, onResult, signal, onProgress, toldElsewhere) => {
      const [engine, options] = await readyFor(paths, onProgress);
      await scanEach(paths, engine, { ...options, ...(toldElsewhere && { toldElsewhere }) }, onResult, signal);
    },
  };
}
