import type { Inspect } from '../engine/inspect.js';
import type { Judgements } from '../engine/lockedProject.js';
import { type Engine, type ManifestResult, scanManifests } from '../engine/scan.js';
import type { Policy } from '../policy/policy.js';
import type { OpenManifests } from './openManifests.js';
import { uriOf } from './uris.js';
import type { Workspace } from './workspace.js';
import type { TheWorld } from './world.js';

/** Judges manifests by their path, open or not, once everything about them is known. */
export interface Scans {
  /** @returns also what the manifests include; a rejection with the signal's reason */
  scan(
    paths: readonly string[],
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<readonly ManifestResult[]>;
}

export interface ScansOptions {
  readonly workspace: Workspace;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly inspect: Inspect;
  readonly judgements: Judgements;
}

export function createScans({ workspace, theWorld, manifests, inspect, judgements }: ScansOptions): Scans {
  return {
    scan: async (paths, signal, onProgress) => {
      const { facts, origins, projects } = await theWorld.get();
      const { offline } = await workspace.settingsOf();
      await Promise.all(paths.map(path => workspace.settingsOf(uriOf(path))));
      const engine: Engine = { facts, inspect, judgements, files: manifests.files, origins, projects };
      const policyOf = (path: string): Policy => workspace.policyNow(uriOf(path));
      return scanManifests(paths, engine, { offline, policyOf, ...(onProgress && { onProgress }) }, signal);
    },
  };
}
