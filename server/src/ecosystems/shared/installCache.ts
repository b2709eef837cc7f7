import type { Folders } from '../../ports/folders.js';

/** Whether a package manager's cache still holds a release: direct look-ups, no walks. */
export interface InstallCache {
  /** @returns paths; empty where there are none, or the cache has another layout */
  held(release: NamedRelease, machine: CacheMachine, folders: Folders, signal: AbortSignal): Promise<readonly string[]>;
}

export interface NamedRelease {
  readonly name: string;
  readonly version: string;
}

/** What tells where caches are, and how their entries are named. */
export interface CacheMachine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isWindows: boolean;
  /** The user's home folder. */
  readonly home: string;
  /** Base URL of the ecosystem's registry, as configured. */
  readonly registry: string;
  /** Hexadecimal hash of a text's UTF-8. */
  sha256(text: string): string;
}

/** Windows' folder for what programs keep for one user on one machine. */
export function localAppData({ env, home }: Pick<CacheMachine, 'env' | 'home'>, { join }: Pick<Folders, 'join'>): string {
  return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
}
