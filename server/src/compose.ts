// Lists every collaborator of the engine: what the two programs, main.ts and cli/main.ts, are put together from.
import { homedir } from 'node:os';
import path from 'node:path';
import type { Settings } from './config.js';
import { createCatalogFinder } from './engine/catalogs.js';
import { createCooldowns } from './engine/cooldowns.js';
import { createFacts, type Facts } from './engine/facts.js';
import { createLocks } from './engine/locks.js';
import type { Origins } from './engine/origins.js';
import { createOverrideFinder } from './engine/overridePlaces.js';
import { createProjects, type Projects } from './engine/projects.js';
import type { Ecosystem } from './model.js';
import type { Logger, PackageRegistry } from './ports.js';
import { diskFolders } from './sources/diskFolders.js';
import { diskLockFiles } from './sources/files.js';
import { createHttp } from './sources/http.js';
import { createHeldInCaches, type HeldInCaches } from './sources/installCaches.js';
import { type NpmConfig, readNpmConfig } from './sources/npmConfig.js';
import { createNpmRegistry, privateReason } from './sources/npmRegistry.js';
import { createOsv } from './sources/osv.js';
import { createPythonIndex, PYPI_URL } from './sources/pypi.js';
import { cacheFolderOf, databaseFolderOf } from './store/cacheFolder.js';
import { type CurrentDatabase, createCurrentDatabase } from './store/database/currentDatabase.js';
import { chosenAdvisories } from './store/database/modes.js';
import { openDatabase } from './store/database/reader.js';
import { createDatabaseAdvisories } from './store/database/source.js';
import { createDiskCache } from './store/diskCache.js';

export interface World {
  readonly facts: Facts;
  readonly registries: Readonly<Record<Ecosystem, PackageRegistry>>;
  readonly origins: Origins;
  readonly projects: Projects;
  /** Whether package managers' caches still hold a release: the paths. */
  readonly heldInCaches: HeldInCaches;
  /** When the export was read of the offline database that answers now, in milliseconds since 1970; undefined where OSV is asked. */
  databaseInUse(offline: boolean): number | undefined;
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
  const cache = createDiskCache({ folder: cacheFolderOf(settings.cacheFolder, env), logger });
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
  const current = createCurrentDatabase({ folder: databaseFolderOf(settings.cacheFolder, env), open: openDatabase, clock });
  const advisories = chosenAdvisories({
    mode: settings.advisoriesSource,
    osv: createOsv({ http, cache, clock, url: settings.osvUrl ?? env.DEPWARDEN_OSV_URL, skip }),
    database: createDatabaseAdvisories({ database: current.get, skip }),
    exportedAt: () => exportedAtOf(current),
    clock,
  });
  const configAround = (file: string): NpmConfig => readNpmConfig({ folder: path.dirname(file), registryUrl, env });
  const origins: Origins = {
    pythonIndex,
    privateRegistryOf: file => configAround(file).privateRegistryOf,
    registryHostsOf: file => configAround(file).registryHostsOf,
    privateScopesOf: file => configAround(file).privateScopes,
  };
  const folders = diskFolders();
  const catalogFinder = createCatalogFinder(diskLockFiles, folders);
  const { privateScopesOf } = origins;
  const locks = createLocks(diskLockFiles, origins);
  const projects = createProjects({
    locks,
    catalogFinder,
    cooldowns: createCooldowns(diskLockFiles, folders, rootOf),
    overrideFinder: createOverrideFinder(diskLockFiles, folders),
    folders,
    rootOf,
    interpreterOf,
    privateScopesOf,
  });
  const heldInCaches = createHeldInCaches({ env, platform: process.platform, home: homedir(), npmRegistry: config.registryUrl, folders });
  const facts = createFacts({ registries, advisories, clock });
  return {
    facts,
    registries,
    origins,
    projects,
    heldInCaches,
    databaseInUse: advisories.databaseInUse,
    close: async () => {
      current.close();
      await http.close();
    },
  };
}

/** A database that cannot be read is none: what is asked of it says why. */
function exportedAtOf(current: CurrentDatabase): number | undefined {
  try {
    return current.get()?.info.exportedAt;
  } catch {
    return undefined;
  }
}
