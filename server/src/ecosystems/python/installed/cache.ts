import { type Folders, readerOf } from '../../../ports/folders.js';
import { type CacheMachine, type InstallCache, localAppData, type NamedRelease } from '../../shared/installCache.js';
import { normalizeName } from '../names/packageName.js';

/** uv's cache. pip's is not looked at: its keys are hashes of addresses that only the index knows. */
export const uvCache: InstallCache = {
  held: ({ name, version }, machine, folders, signal) => heldByUv({ cache: folderOf(machine, folders), name, version }, folders, signal),
};

/**
 * `UV_CACHE_DIR`, else `$XDG_CACHE_HOME/uv` or `~/.cache/uv`, on Windows `%LOCALAPPDATA%\\uv\\cache`
 * (https://docs.astral.sh/uv/concepts/cache/).
 */
function folderOf(machine: CacheMachine, folders: Folders): string {
  const { env, home, isWindows } = machine;
  if (env.UV_CACHE_DIR) return env.UV_CACHE_DIR;
  if (isWindows) return folders.join(localAppData(machine, folders), 'uv', 'cache');
  return folders.join(env.XDG_CACHE_HOME || folders.join(home, '.cache'), 'uv');
}

/**
 * Whether uv's cache holds wheels or source distributions of a release: `wheels-v*` and `sdists-v*` have a folder for each package of
 * the default index, in it one name for each wheel (`1.0-py3-none-any…`) and each version built.
 * https://docs.astral.sh/uv/concepts/cache/#cache-versioning
 * @returns the paths; empty where there are none, or the layout is another one
 */
export async function heldByUv(
  { cache, name, version }: NamedRelease & { readonly cache: string },
  folders: Folders,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const reader = readerOf(folders, signal);
  const buckets = ((await reader.list(cache)) ?? []).filter(entry => /^(?:wheels|sdists)-v\d+$/.test(entry.name));
  const held = await Promise.all(
    buckets.map(async bucket => {
      const folder = reader.join(cache, bucket.name, 'pypi', normalizeName(name));
      const entries = (await reader.list(folder)) ?? [];
      return entries.filter(entry => isOf(entry.name, version)).map(entry => reader.join(folder, entry.name));
    }),
  );
  return held.flat().sort();
}

/** Facts about a release (`.msgpack`) are no artefact. */
function isOf(entry: string, version: string): boolean {
  return entry === version || (entry.startsWith(`${version}-`) && !entry.endsWith('.msgpack'));
}
