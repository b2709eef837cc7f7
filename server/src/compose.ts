// Lists every collaborator of the engine: what the two programs, main.ts and cli/main.ts, are put together from.
import { homedir } from 'node:os';
import path from 'node:path';
import type { Settings } from './config.js';
import { createCatalogFinder } from './engine/catalogs.js';
import { createFacts, type Facts } from './engine/facts.js';
import { createLocks } from './engine/locks.js';
import type { Origins } from './engine/origins.js';
import { createProjects, type Projects } from './engine/projects.js';
import type { Ecosystem } from './model.js';
import type { Logger, PackageRegistry } from './ports.js';
import { diskFolders } from './sources/diskFolders.js';
import { diskLockFiles } from './sources/files.js';
import { createHttp } from './sources/http.js';
import { createHeldInCaches, type HeldInCaches } from './sources/installCaches.js';
import { readNpmConfig } from './sources/npmConfig.js';
import { createNpmRegistry, privateReason } from './sources/npmRegistry.js';
import { createOsv } from './sources/osv.js';
import { createPythonIndex, PYPI_URL } from './sources/pypi.js';
import { defaultCacheFolder } from './store/cacheFolder.js';
import { createDiskCache } from './store/diskCache.js';

export interface World {
  readonly facts: Facts;
  readonly registries: Readonly<Record<Ecosystem, PackageRegistry>>;
  readonly origins: Origins;
  readonly projects: Projects;
  /** Whether package managers' caches still hold a release: the paths. */
  readonly heldInCaches: HeldInCaches;
  close(): Promise<void>;
}

/**
 * Makes the adapters to the world and the facts that come through them. No request is made yet.
 * Endpoints: the settings', else those of the environment (`DEPWARDEN_…`), else the public services'.
 * @param rootOf the folder at which a search upwards from a manifest ends
 * @param interpreterOf the Python interpreter selected for a manifest
 */
export function composeWorld(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  logger: Logger,
  rootOf: (path: string) => string,
  interpreterOf: (path: string) => string | undefined = () => undefined,
): World {
  const clock = Date.now;
  const http = createHttp({ logger });
  const cache = createDiskCache({ folder: cacheFolderOf(settings, env), logger });
  const registryUrl = settings.npmRegistry ?? env.DEPWARDEN_NPM_REGISTRY;
  const config = readNpmConfig({ registryUrl, env });
  const pythonIndex = settings.pythonIndex ?? env.DEPWARDEN_PYPI_URL ?? PYPI_URL;
  const registries = {
    npm: createNpmRegistry({ http, cache, clock, config }),
    PyPI: createPythonIndex({ http, cache, clock, indexUrl: pythonIndex }),
  };
  const skip = (id: { ecosystem: Ecosystem; name: string }): string | undefined => {
    const host = id.ecosystem === 'npm' ? config.privateRegistryOf(id.name) : undefined;
    return host === undefined ? undefined : privateReason(host);
  };
  const advisories = createOsv({ http, cache, clock, url: settings.osvUrl ?? env.DEPWARDEN_OSV_URL, skip });
  const origins: Origins = {
    pythonIndex,
    privateRegistryOf: file => readNpmConfig({ folder: path.dirname(file), registryUrl, env }).privateRegistryOf,
  };
  const folders = diskFolders();
  const catalogFinder = createCatalogFinder(diskLockFiles, folders);
  const projects = createProjects({ locks: createLocks(diskLockFiles, origins), catalogFinder, folders, rootOf, interpreterOf });
  const heldInCaches = createHeldInCaches({ env, platform: process.platform, home: homedir(), npmRegistry: config.registryUrl, folders });
  const facts = createFacts({ registries, advisories, clock });
  return { facts, registries, origins, projects, heldInCaches, close: () => http.close() };
}

function cacheFolderOf(settings: Settings, env: NodeJS.ProcessEnv): string {
  return settings.cacheFolder ?? env.DEPWARDEN_CACHE_DIR ?? defaultCacheFolder(env, process.platform, homedir());
}
