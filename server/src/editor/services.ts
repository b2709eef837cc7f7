import type { Settings } from '../policy/config.js';
import type { Facts } from '../analysis/packageMetadata.js';
import type { Origins } from '../project/origins.js';
import type { Locks } from '../project/locks.js';
import type { ProjectContexts } from '../project/projectContext.js';
import type { PackageId } from '../model/index.js';
import type { Cache, Registries } from '../ports/index.js';
import type { Workspace } from './workspace.js';

/** The world as the session sees it, made from the settings that hold everywhere. */
export interface World {
  readonly facts: Facts;
  readonly registries: Registries;
  readonly origins: Origins;
  readonly contexts: ProjectContexts;
  readonly locks: Locks;
  /** What is kept from one run to the next. */
  readonly cache: Cache;
  /** Whether package managers' caches still hold a release: the paths. */
  heldInCaches(release: PackageId & { readonly version: string }, signal: AbortSignal): Promise<readonly string[]>;
  /** When the export was read of the offline database that answers now, in milliseconds since 1970; undefined where OSV is asked. */
  databaseInUse(offline: boolean): number | undefined;
  close(): Promise<void>;
}

/** The one world there is at a time. */
export interface TheWorld {
  /** Undefined before it was made for the first time. */
  now(): World | undefined;
  /** Makes it; makes it again when endpoints have changed, or the workspace has come to be trusted. */
  get(): Promise<World>;
  close(): Promise<void>;
}

/** @param remade called after another world has taken the place of the last: what was made ready by that one is no longer right */
export function createTheWorld(
  workspace: Pick<Workspace, 'settingsOf'>,
  isTrusted: () => boolean,
  create: (settings: Settings) => World,
  remade: () => void,
): TheWorld {
  let current: { readonly key: string; readonly world: World } | undefined;
  return {
    now: () => current?.world,
    get: async () => {
      const everywhere = await workspace.settingsOf();
      const { osvUrl, npmRegistry, pythonIndex, cacheFolder, advisoriesSource, connections } = everywhere;
      const key = JSON.stringify([osvUrl, npmRegistry, pythonIndex, cacheFolder, advisoriesSource, connections, isTrusted()]);
      if (current?.key === key) return current.world;
      void current?.world.close();
      current = { key, world: create(everywhere) };
      remade();
      return current.world;
    },
    close: async () => current?.world.close(),
  };
}
