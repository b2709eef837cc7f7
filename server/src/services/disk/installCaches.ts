import { createHash } from 'node:crypto';
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import type { Ecosystem, PackageId } from '../../model/index.js';
import type { Folders } from '../../ports/folders.js';

/** Where caches are, and how their entries are named. */
export interface InstallCachesOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  /** Base URLs of the registries. */
  readonly urls: Readonly<Partial<Record<Ecosystem, string>>>;
  readonly folders: Folders;
}

/** Looks whether the caches of package managers still hold a release, without walking them. Not all can be asked by name. */
export type HeldInCaches = (release: PackageId & { readonly version: string }, signal: AbortSignal) => Promise<readonly string[]>;

export function createHeldInCaches({ env, platform, home, urls, folders }: InstallCachesOptions): HeldInCaches {
  return async ({ ecosystem, name, version }, signal) => {
    const machine = { env, isWindows: platform === 'win32', home, registry: urls[ecosystem] ?? '', sha256 };
    return (await ECOSYSTEMS[ecosystem].cache?.held({ name, version }, machine, folders, signal)) ?? [];
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
