import type { Facts } from '../../analysis/packageMetadata.js';
import type { DatabaseUse } from '../../model/databaseUse.js';
import type { PackageId } from '../../model/index.js';
import type { Settings } from '../../policy/config.js';
import type { Cache, Registries } from '../../ports/index.js';
import type { Locks } from '../../project/locks.js';
import type { Origins } from '../../project/origins.js';
import type { ProjectContexts } from '../../project/projectContext.js';
import type { Workspace } from './workspace.js';

/** Metadata, registries and what else lies outside, as the session sees it; made from the settings that hold everywhere. */
export interface Services {
  readonly facts: Facts;
  readonly registries: Registries;
  readonly origins: Origins;
  readonly contexts: ProjectContexts;
  readonly locks: Locks;
  /** What is kept from one run to the next. */
  readonly cache: Cache;
  /** Whether package managers' caches still hold a release: the paths. */
  heldInCaches(release: PackageId & { readonly version: string }, signal: AbortSignal): Promise<readonly string[]>;
  /** What of the offline database advisories come from now. */
  databaseUse(offline: boolean): DatabaseUse;
  /** The services may be asked again, now, for what they did not answer. */
  tryAgain(): void;
  close(): Promise<void>;
}

/** The services there are now, of which there is one set at a time. */
export interface ServiceHolder {
  /** Undefined before they were made for the first time. */
  now(): Services | undefined;
  /** Makes them; makes them again when endpoints have changed, or the workspace has come to be trusted. */
  get(): Promise<Services>;
  close(): Promise<void>;
}

/** @param replaced called after other services have taken the place of the last: what was prepared with those is no longer right */
export function createServiceHolder(
  workspace: Pick<Workspace, 'settingsOf'>,
  isTrusted: () => boolean,
  create: (settings: Settings) => Services,
  replaced: () => void,
): ServiceHolder {
  let current: { readonly key: string; readonly services: Services } | undefined;
  return {
    now: () => current?.services,
    get: async () => {
      const everywhere = await workspace.settingsOf();
      const { osvUrl, npmRegistry, pythonIndex, askPublic, cacheFolder, advisoriesSource, connections } = everywhere;
      const key = JSON.stringify([osvUrl, npmRegistry, pythonIndex, askPublic, cacheFolder, advisoriesSource, connections, isTrusted()]);
      if (current?.key === key) return current.services;
      void current?.services.close();
      current = { key, services: create(everywhere) };
      replaced();
      return current.services;
    },
    close: async () => current?.services.close(),
  };
}
