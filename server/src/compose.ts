// Lists every collaborator of the engine: what the two programs, main.ts and cli/main.ts, are put together from.
import { homedir } from 'node:os';
import type { Settings } from './config.js';
import { createFacts, type Facts } from './engine/facts.js';
import type { Ecosystem } from './model.js';
import type { Logger, PackageRegistry } from './ports.js';
import { createHttp } from './sources/http.js';
import { readNpmConfig } from './sources/npmConfig.js';
import { createNpmRegistry, privateReason } from './sources/npmRegistry.js';
import { createOsv } from './sources/osv.js';
import { createPythonIndex, PYPI_URL } from './sources/pypi.js';
import { defaultCacheFolder } from './store/cacheFolder.js';
import { createDiskCache } from './store/diskCache.js';

export interface World {
  readonly facts: Facts;
  readonly registries: Readonly<Record<Ecosystem, PackageRegistry>>;
  /** Base URL of the Python index that is asked. */
  readonly pythonIndex: string;
  close(): Promise<void>;
}

/**
 * Makes the adapters to the world and the facts that come through them. No request is made yet.
 * Endpoints: the settings', else those of the environment (`DEPWARDEN_…`), else the public services'.
 * @param folder the folder whose .npmrc counts as the project's
 */
export function composeWorld(settings: Settings, folder: string | undefined, env: NodeJS.ProcessEnv, logger: Logger): World {
  const clock = Date.now;
  const http = createHttp({ logger });
  const cache = createDiskCache({ folder: cacheFolderOf(settings, env), logger });
  const config = readNpmConfig({ folder, registryUrl: settings.npmRegistry ?? env.DEPWARDEN_NPM_REGISTRY, env });
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
  return { facts: createFacts({ registries, advisories, clock }), registries, pythonIndex, close: () => http.close() };
}

function cacheFolderOf(settings: Settings, env: NodeJS.ProcessEnv): string {
  return settings.cacheFolder ?? env.DEPWARDEN_CACHE_DIR ?? defaultCacheFolder(env, process.platform, homedir());
}
