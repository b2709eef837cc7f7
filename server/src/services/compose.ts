// Lists every collaborator of the engine: what the two programs, main.ts and cli/main.ts, are put together from.
import { homedir } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Settings } from '../policy/config.js';
import { createCatalogFinder } from '../project/catalogs.js';
import { createCooldowns } from '../project/cooldowns.js';
import { createFacts, type Facts } from '../analysis/packageMetadata.js';
import { createLocks } from '../project/locks.js';
import type { Origins } from '../project/origins.js';
import { createOverrideFinder } from '../project/overridePlaces.js';
import { createProjects, type Projects } from '../project/projectContext.js';
import type { Ecosystem, Manifest, PackageId } from '../model/index.js';
import { PLAIN_ACCESS, type RegistryConfig } from '../model/registryAccess.js';
import type { Cache, Logger, Registries } from '../ports/index.js';
import { connectionsOf } from '../ecosystems/shared/defaultRoute.js';
import { pythonCooldownFiles } from '../ecosystems/python/settings/indexOrder.js';
import { diskFolders } from './disk/folders.js';
import { createFence, fencedDisk } from './disk/trustGuard.js';
import { diskLockFiles } from './disk/files.js';
import { createHttp } from './http/http.js';
import { createHeldInCaches, type HeldInCaches } from './disk/installCaches.js';
import { npmCooldownFiles } from './settings/npmFiles.js';
import { createNpmConfigs, NPM_URL } from './settings/npm.js';
import { createOsv } from './osv/osv.js';
import { PYPI_URL } from '../ecosystems/python/registry/protocol.js';
import { createPythonConfigs } from './settings/python.js';
import { createRegistries } from './registry/index.js';
import { stampOf } from './disk/fileCache.js';
import { cacheFolderOf, databaseFolderOf } from './disk/cacheFolder.js';
import { type CurrentDatabase, createCurrentDatabase } from './database/currentDatabase.js';
import { chosenAdvisories } from './database/modes.js';
import { openDatabase } from './database/reader.js';
import { createDatabaseAdvisories } from './database/source.js';
import { createDiskCache } from './disk/diskCache.js';

export interface World {
  readonly facts: Facts;
  readonly registries: Registries;
  readonly origins: Origins;
  readonly projects: Projects;
  /** What is kept from one run to the next. */
  readonly cache: Cache;
  /** Whether package managers' caches still hold a release: the paths. */
  readonly heldInCaches: HeldInCaches;
  /** When the export was read of the offline database that answers now, in milliseconds since 1970; undefined where OSV is asked. */
  databaseInUse(offline: boolean): number | undefined;
  close(): Promise<void>;
}

/** What is asked about a manifest by its path. */
export interface Places {
  /** The folder at which a search upwards from it ends. */
  rootOf(path: string): string;
  /** The Python interpreter selected for it. */
  interpreterOf?(path: string): string | undefined;
  /** False: what the workspace configures leads nowhere, and nothing outside of it is read for it. Trusted where not given. */
  isTrusted?(): boolean;
  /** Paths of the folders that the workspace consists of. */
  folders?(): readonly string[];
}

/**
 * Makes the adapters to the world and the facts that come through them. No request is made yet.
 * Endpoints: the settings', else those of the environment (`DEPWARDEN_…`), else the public services'.
 */
export function composeWorld(settings: Settings, env: NodeJS.ProcessEnv, logger: Logger, places: Places): World {
  const clock = Date.now;
  const { isTrusted = () => true, folders: workspaceFolders = () => [] } = places;
  const fence = createFence({ folders: workspaceFolders, isTrusted });
  const { route, trust } = connectionsOf(settings.connections, env);
  const http = createHttp({ logger, defaults: route, trust });
  const cache = createDiskCache({ folder: cacheFolderOf(settings.cacheFolder, env), logger });
  const configs = createConfigs(settings, env, { ...places, isTrusted }, file => fence.refusal(file) === undefined);
  const registries = createRegistries({ http, cache, clock, urls: configs.urls, userConfig: configs.user });
  const skip = (id: PackageId): string | undefined => {
    const privacy = registries.privacyOf(id);
    return privacy.kind === 'private' ? privacy.reason : undefined;
  };
  const current = createCurrentDatabase({ folder: databaseFolderOf(settings.cacheFolder, env), open: openDatabase, clock });
  const advisories = chosenAdvisories({
    mode: settings.advisoriesSource,
    osv: createOsv({ http, cache, clock, url: settings.osvUrl ?? env.DEPWARDEN_OSV_URL, skip }),
    database: createDatabaseAdvisories({ database: current.get, skip }),
    exportedAt: () => exportedAtOf(current),
    clock,
  });
  const origins: Origins = {
    around(file, ecosystem, manifest) {
      const config = configs.around(file, ecosystem, manifest);
      return { ...config, placeOf: name => registries.placeOf(ecosystem, name, config) };
    },
  };
  const { lockFiles, folders } = fencedDisk(fence);
  const projects = createProjects({
    locks: createLocks(lockFiles, origins),
    catalogFinder: createCatalogFinder(lockFiles, folders),
    cooldowns: createCooldowns(diskLockFiles, folders, places.rootOf, { env, files: configs.cooldownFiles }, isTrusted),
    overrideFinder: createOverrideFinder(lockFiles, folders),
    folders,
    rootOf: places.rootOf,
    ...(places.interpreterOf && { interpreterOf: places.interpreterOf }),
    origins,
    isTrusted,
  });
  const ofUser = { env, platform: process.platform, home: homedir(), urls: configs.urls, folders: diskFolders() };
  const caches = createHeldInCaches(ofUser);
  const heldInCaches: HeldInCaches = async (release, signal) => (isTrusted() ? caches(release, signal) : []);
  const facts = createFacts({ registries, advisories, clock, breathe: () => nextTurn() });
  return {
    facts,
    registries,
    origins,
    projects,
    cache,
    heldInCaches,
    databaseInUse: advisories.databaseInUse,
    close: async () => {
      current.close();
      await http.close();
    },
  };
}

/** What is configured of registries, for the user and around files. */
function createConfigs(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  { rootOf, isTrusted }: Required<Pick<Places, 'rootOf' | 'isTrusted'>>,
  mayRead: (file: string) => boolean,
) {
  const registryUrl = settings.npmRegistry ?? env.DEPWARDEN_NPM_REGISTRY;
  const indexUrl = settings.pythonIndex ?? env.DEPWARDEN_PYPI_URL ?? PYPI_URL;
  const machine = { env, home: homedir(), platform: process.platform, isTrusted, rootOf, mayRead };
  const npm = createNpmConfigs({ ...machine, registryUrl });
  const python = createPythonConfigs({ ...machine, indexUrl });
  const known: Partial<Record<Ecosystem, ConfigSource>> = {
    // asked for each of thousands of names
    npm: { user: onceATurn(npm.user), around: npm.around },
    PyPI: { user: onceATurn(python.user), around: python.around },
  };
  return {
    urls: { npm: registryUrl || NPM_URL, PyPI: indexUrl || PYPI_URL },
    user: (ecosystem: Ecosystem) => known[ecosystem]?.user() ?? NOTHING_CONFIGURED,
    cooldownFiles: { npm: npmCooldownFiles(machine), PyPI: pythonCooldownFiles(machine, file => stampOf(file) !== undefined) },
    around: (file: string, ecosystem: Ecosystem, manifest?: Manifest) => known[ecosystem]?.around(file, manifest) ?? NOTHING_CONFIGURED,
  };
}

/** An ecosystem that nobody can configure registries of has its public one, if any. */
const NOTHING_CONFIGURED: RegistryConfig = {
  sourceOf: () => ({ kind: 'public' }),
  publicAccess: PLAIN_ACCESS,
  privateScopes: [],
  hostsOf: () => [],
  problems: [],
};

/** What is configured of the registries of one ecosystem. */
interface ConfigSource {
  user(): RegistryConfig;
  around(file: string, manifest?: Manifest): RegistryConfig;
}

/** What `work` gave first, until the event loop has gone round. */
function onceATurn<T>(work: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    if (known) return known.value;
    known = { value: work() };
    setImmediate(() => {
      known = undefined;
    }).unref();
    return known.value;
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
