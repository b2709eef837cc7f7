import { keysOnLockfile } from '../../analysis/placement.js';
import type { FileResult, LockedReleases } from '../../analysis/results.js';
import type { ClosedFiles } from './closedFiles.js';
import type { InBackground } from './inBackground.js';

/**
 * Has the lockfiles of open manifests shown while they are not open themselves: on their own lines stand the bad releases that no line of a manifest
 * leads to. No scan of the workspace is needed for that.
 */
export interface ClosedLockfiles {
  /** An open manifest was evaluated with all that is known of it. */
  evaluated(manifest: FileResult): void;
  /** A manifest or lockfile is no longer open. */
  closed(path: string): void;
  /** Shows a lockfile anew where it does not show what it should. */
  refresh(lockfile: string): void;
}

export interface ClosedLockfilesOptions {
  /** As `OpenLocked`; kept up here. */
  readonly openLocked: Map<string, LockedReleases>;
  readonly closedFiles: Pick<ClosedFiles, 'has' | 'rescan' | 'forget' | 'toldElsewhere' | 'shownOn'>;
  isOpen(path: string): boolean;
  /** What manifests say of a lockfile that is open may have changed. */
  usedOtherwise(lockfile: string): void;
  readonly inBackground: InBackground;
}

export function createClosedLockfiles({
  openLocked,
  closedFiles,
  isOpen,
  usedOtherwise,
  inBackground,
}: ClosedLockfilesOptions): ClosedLockfiles {
  const usersOf = (lockfile: string) => [...openLocked.values()].filter(({ path }) => path === lockfile);

  /** Of a workspace only the manifest beside the lockfile has it shown: the lines of other members may lead to what is in it. */
  function refresh(lockfile: string): void {
    if (isOpen(lockfile)) {
      usedOtherwise(lockfile);
      return;
    }
    const beside = usersOf(lockfile).find(({ member }) => member === '');
    if (!beside) return;
    const told = closedFiles.toldElsewhere(lockfile);
    const own = keysOnLockfile(beside.analysis, told);
    const shown = closedFiles.shownOn(lockfile);
    const isShown = own.length === (shown?.size ?? 0) && own.every(key => shown?.has(key));
    if (!isShown) inBackground(closedFiles.rescan([lockfile]));
  }

  return {
    refresh,
    evaluated: ({ path, locked }) => {
      if (locked) openLocked.set(path, locked);
      else openLocked.delete(path);
      if (locked) refresh(locked.path);
    },
    closed: path => {
      const lockfile = openLocked.get(path)?.path;
      openLocked.delete(path);
      refresh(path);
      if (lockfile === undefined || closedFiles.has(path)) return;
      if (isOpen(lockfile)) usedOtherwise(lockfile);
      else if (usersOf(lockfile).length > 0) refresh(lockfile);
      else closedFiles.forget(lockfile);
    },
  };
}
