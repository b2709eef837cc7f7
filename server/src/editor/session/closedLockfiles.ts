import type { FileResult } from '../../analysis/results.js';
import type { ClosedManifests } from './closedManifests.js';

/**
 * Shows, on the lockfile of an open manifest, the bad releases that no line leads to, without a scan of the workspace. A lockfile that is open shows
 * them itself.
 */
export interface ClosedLockfiles {
  /** An open manifest was evaluated with all that is known of it. */
  evaluated(manifest: FileResult): void;
  /** A manifest is no longer open: what is shown for its sake alone is forgotten. */
  closed(path: string): void;
  /** What open manifests say on their own lines of a lockfile; undefined where it is the lockfile of none. */
  toldOf(lockfile: string): ReadonlySet<string> | undefined;
}

export interface ClosedLockfilesOptions {
  isOpen(path: string): boolean;
  closedFiles(): Pick<ClosedManifests, 'has' | 'rescan' | 'keep'>;
}

export function createClosedLockfiles({ isOpen, closedFiles }: ClosedLockfilesOptions): ClosedLockfiles {
  /** By path of an open manifest. */
  const lockedBy = new Map<string, NonNullable<FileResult['locked']>>();
  /** By path of a lockfile: the keys that are shown on it. */
  const shown = new Map<string, string>();

  function toldOf(lockfile: string): ReadonlySet<string> | undefined {
    const told = [...lockedBy.values()].filter(({ path }) => path === lockfile);
    return told.length === 0 ? undefined : new Set(told.flatMap(one => [...one.told]));
  }

  return {
    toldOf,
    evaluated: ({ path, locked }) => {
      lockedBy.delete(path);
      if (locked?.member !== '') return;
      lockedBy.set(path, locked);
      const told = toldOf(locked.path);
      const own = [...locked.analysis.verdicts.keys()].filter(key => !told?.has(key)).join('\n');
      if (isOpen(locked.path) || own === (shown.get(locked.path) ?? '')) return;
      shown.set(locked.path, own);
      void closedFiles().rescan([locked.path]);
    },
    closed: path => {
      const lockfile = lockedBy.get(path)?.path;
      lockedBy.delete(path);
      if (lockfile === undefined || toldOf(lockfile) || !shown.delete(lockfile) || closedFiles().has(path)) return;
      closedFiles().keep(other => other !== lockfile);
    },
  };
}
