import path, { posix, win32 } from 'node:path';
import { homeFolder } from './homeFolder.js';

/** Where the cache is kept on this machine: where the settings say, else `DEPWARDEN_CACHE_DIR`, else the platform's custom. An empty text says nothing. */
export function cacheFolderOf(setting: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  return setting || env.DEPWARDEN_CACHE_DIR || defaultCacheFolder(env, process.platform, homeFolder());
}

/** Where the offline database of advisories is kept, in the same way. */
export function databaseFolderOf(setting: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  return path.join(cacheFolderOf(setting, env), 'advisories');
}

/**
 * Where the cache is kept by the platform's custom: `$XDG_CACHE_HOME` or `~/.cache` (XDG Base Directory Specification: a relative path
 * counts as unset), `~/Library/Caches`, `%LOCALAPPDATA%`.
 */
export function defaultCacheFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'depwarden', 'cache');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'depwarden');
  const xdg = env.XDG_CACHE_HOME;
  return posix.join(xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.cache'), 'depwarden');
}
