import { createHash } from 'node:crypto';
import path from 'node:path';
import { heldByNpm, heldByUv } from '../../ecosystems/caches.js';
import type { Folders } from '../../ports/folders.js';
import type { PackageId } from '../../model/index.js';

/** Where the caches of npm and uv are, and how npm's entries are named. */
export interface InstallCachesOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  readonly npmRegistry: string;
  readonly folders: Folders;
}

/** Looks whether the caches of package managers still hold a release, without walking them. pip's cannot be asked by name. */
export type HeldInCaches = (release: PackageId & { readonly version: string }, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * npm's cache is at `cache` of its environment (`npm_config_cache`), else `~/.npm` or `%LOCALAPPDATA%\\npm-cache`; uv's at `UV_CACHE_DIR`,
 * else `$XDG_CACHE_HOME/uv` or `~/.cache/uv`, on Windows `%LOCALAPPDATA%\\uv\\cache` (https://docs.astral.sh/uv/concepts/cache/).
 */
export function createHeldInCaches({ env, platform, home, npmRegistry, folders }: InstallCachesOptions): HeldInCaches {
  const local = env.LOCALAPPDATA || path.join(home, 'AppData', 'Local');
  const isWindows = platform === 'win32';
  const npm = env.npm_config_cache || (isWindows ? path.join(local, 'npm-cache') : path.join(home, '.npm'));
  const uv =
    env.UV_CACHE_DIR || (isWindows ? path.join(local, 'uv', 'cache') : path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), 'uv'));
  return async ({ ecosystem, name, version }, signal) => {
    if (ecosystem === 'PyPI') return heldByUv({ cache: uv, name, version }, folders, signal);
    const held = await heldByNpm({ cache: npm, name, version, registry: npmRegistry }, sha256, folders, signal);
    return held === undefined ? [] : [held];
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
