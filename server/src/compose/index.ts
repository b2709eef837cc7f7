// Lists every collaborator of the engine: what the two programs, main.ts and cli/main.ts, are put together from.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFacts, type Facts } from '../analysis/packageMetadata.js';
import { PYPI_URL } from '../ecosystems/python/registry/protocol.js';
import { connectionsOf } from '../ecosystems/shared/defaultRoute.js';
import type { RegistryUrls } from '../ecosystems/shared/settings.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import type { PackageId } from '../model/index.js';
import type { Settings } from '../policy/config.js';
import type { Folders } from '../ports/folders.js';
import type { Cache, LockFiles, Logger, Registries } from '../ports/index.js';
import type { SavedFiles } from '../ports/savedFiles.js';
import { createCatalogFinder } from '../project/catalogs.js';
import { createLocks, type Locks } from '../project/locks.js';
import type { Origins } from '../project/origins.js';
import { createOverrideFinder } from '../project/overridePlaces.js';
import { createProjectContexts, type ProjectContexts } from '../project/projectContext.js';
import { createSettings, type ProjectSettings } from '../project/settings.js';
import { type CurrentDatabase, createCurrentDatabase } from '../services/database/currentDatabase.js';
import { chosenAdvisories } from '../services/database/modes.js';
import { openDatabase } from '../services/database/reader.js';
import { createDatabaseAdvisories } from '../services/database/source.js';
import { cacheFolderOf, databaseFolderOf } from '../services/disk/cacheFolder.js';
import { createCheckouts } from '../services/disk/checkouts.js';
import { createDiskCache } from '../services/disk/diskCache.js';
import { diskFolders } from '../services/disk/folders.js';
import { homeFolder } from '../services/disk/homeFolder.js';
import { createHeldInCaches, type HeldInCaches } from '../services/disk/installCaches.js';
import { diskSavedFiles } from '../services/disk/savedFiles.js';
import { createFence, type Disk, type Fence, type FenceOptions, fencedDisk } from '../services/disk/trustGuard.js';
import type { CommitDisk } from '../services/git/commitDisk.js';
import { createHttp } from '../services/http/http.js';
import { createOsv } from '../services/osv/osv.js';
import { createRegistries } from '../services/registry/index.js';
import { NPM_URL } from '../services/registry/npmDefault.js';

/** The disk as far as a workspace's trust lets it be read. */
export function openDisk(trust: Omit<FenceOptions, 'platform' | 'isTracked'>): Disk {
  const fence: Fence = createFence({ ...trust, isTracked: file => checkouts.isTracked(file) });
  const checkouts = createCheckouts(file => fence.refusal(file) === undefined);
  return fencedDisk(fence);
}

export { diskFiles } from '../services/disk/files.js';
export { encodingOf } from '../services/disk/textEncoding.js';
export type { Disk } from '../services/disk/trustGuard.js';
export { linked } from '../services/linkedSignal.js';

/** What reads projects. */
export interface ProjectReaders {
  readonly origins: Origins;
  readonly contexts: ProjectContexts;
  readonly locks: Locks;
}

/** Where projects are read from. */
interface ProjectFiles {
  readonly savedFiles: SavedFiles;
  readonly lockFiles: LockFiles;
  readonly folders: Folders;
  /** Which files and folders of projects may be read. */
  mayRead(path: string): boolean;
}

export interface World extends ProjectReaders {
  readonly facts: Facts;
  readonly registries: Registries;
  /** Reads projects as a commit has them, by the same services and the same knowledge. */
  readersOf(commit: CommitDisk): ProjectReaders;
  /** What is kept from one run to the next. */
  readonly cache: Cache;
  /** Whether package managers' caches still hold a release: the paths. */
  readonly heldInCaches: HeldInCaches;
  /** What of the offline database advisories come from now. */
  databaseUse(offline: boolean): DatabaseUse;
  /** The services may be asked again, now, for what they did not answer. */
  tryAgain(): void;
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
  const home = homeFolder();
  const { isTrusted = () => true, folders: workspaceFolders = () => [] } = places;
  const fence = createFence({ folders: workspaceFolders, isTrusted });
  const { route, trust } = connectionsOf(settings.connections, env);
  const http = createHttp({ logger, defaults: route, trust });
  const cache = createDiskCache({ folder: cacheFolderOf(settings.cacheFolder, env), logger });
  const registryUrls = registryUrlsOf(settings, env);
  const settingsOf = (files: Pick<ProjectFiles, 'savedFiles' | 'mayRead'>): ProjectSettings =>
    createSettings({
      files: files.savedFiles,
      machine: { env, home, platform: process.platform },
      registries: registryUrls,
      decodeBase64: text => Buffer.from(text, 'base64').toString('utf8'),
      rootOf: places.rootOf,
      isTrusted,
      mayRead: files.mayRead,
    });
  const mayRead = (file: string): boolean => fence.refusal(file) === undefined;
  const disk: ProjectFiles = { ...fencedDisk(fence), savedFiles: diskSavedFiles, mayRead };
  const configuration = settingsOf(disk);
  const urls = Object.fromEntries(
    Object.entries(registryUrls).map(([id, { registryUrl, defaultRegistry }]) => [id, registryUrl ?? defaultRegistry]),
  );
  const registries = createRegistries({
    http,
    cache,
    clock,
    urls,
    userConfig: onceATurn(configuration.user),
    asksPublic: settings.askPublic,
  });
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
  function readersOf({ lockFiles, folders, ...files }: ProjectFiles, settings = settingsOf(files)): ProjectReaders {
    const origins: Origins = {
      around(file, ecosystem, manifest) {
        const config = settings.around(file, ecosystem, manifest).registries;
        return {
          ...config,
          isTrusted: isTrusted(),
          identity: config,
          placeOf: name => registries.placeOf(ecosystem, name, config),
          unaskedPlace: (reason, secrecy) => registries.unaskedPlace(ecosystem, reason, secrecy),
        };
      },
    };
    const locks = createLocks(lockFiles, origins);
    const contexts = createProjectContexts({
      locks,
      catalogFinder: createCatalogFinder(lockFiles, folders),
      settings,
      overrideFinder: createOverrideFinder(lockFiles, folders),
      folders,
      rootOf: places.rootOf,
      ...(places.interpreterOf && { interpreterOf: places.interpreterOf }),
      origins,
      isTrusted,
    });
    return { origins, contexts, locks };
  }
  const ofUser = { env, platform: process.platform, home, urls, folders: diskFolders() };
  const caches = createHeldInCaches(ofUser);
  const heldInCaches: HeldInCaches = async (release, signal) => (isTrusted() ? caches(release, signal) : []);
  const facts = createFacts({ registries, advisories, clock, breathe: () => nextTurn() });
  return {
    facts,
    registries,
    ...readersOf(disk, configuration),
    readersOf: commit => readersOf({ ...commit, mayRead: file => commit.isInside(file) || mayRead(file) }),
    cache,
    heldInCaches,
    databaseUse: advisories.databaseUse,
    tryAgain: () => {
      facts.forgetFailures();
      http.tryAgain();
    },
    close: async () => {
      current.close();
      await http.close();
    },
  };
}

/** The registries that are asked about public names. */
function registryUrlsOf(settings: Settings, env: NodeJS.ProcessEnv): RegistryUrls {
  return {
    npm: { registryUrl: (settings.npmRegistry ?? env.DEPWARDEN_NPM_REGISTRY) || undefined, defaultRegistry: NPM_URL },
    PyPI: { registryUrl: settings.pythonIndex ?? env.DEPWARDEN_PYPI_URL, defaultRegistry: PYPI_URL },
  };
}

/** What `work` gave first for a key, until the event loop has gone round: it is asked for each of thousands of names. */
function onceATurn<K, T>(work: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return key => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size === 0) setImmediate(() => known.clear()).unref();
    const value = work(key);
    known.set(key, value);
    return value;
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
