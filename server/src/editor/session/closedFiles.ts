import { isUnanswered, type Tally, tallyOf } from '../../analysis/counts.js';
import type { LockfileInUse } from '../../analysis/lockfileResult.js';
import type { FileResult, LockedReleases } from '../../analysis/results.js';
import { isKnownWhole, usedIgnores } from '../../analysis/usedIgnores.js';
import type { FileSystem } from '../../ports/index.js';
import { type Watched, watchedIn } from '../../scan/watch.js';
import type { OnProgress, Scans } from './scans.js';

/** The manifests and lockfiles that a scan has read, and what they show while they are not open. */
export interface ClosedFiles {
  has(path: string): boolean;
  paths(): readonly string[];
  /**
   * Scans all manifests there are: each shows what was found as soon as that is known. In the end those are forgotten that are gone; where the scan
   * is given up (a rejection with the signal's reason), what was shown stays.
   */
  scan(paths: readonly string[], signal: AbortSignal, onProgress: OnProgress): Promise<readonly ScannedFile[]>;
  /** Scans some again; forgets those that are gone. */
  rescan(paths: readonly string[]): Promise<void>;
  /** Those to scan again when these files have changed: themselves, and what includes them. */
  touchedBy(changed: ReadonlySet<string>): readonly string[];
  /** Forgets those of which this does not hold. */
  keep(wanted: (path: string) => boolean): void;
  /** Forgets one, also where a scan of it has not ended yet. */
  forget(path: string): void;
  /** Keys of a lockfile's releases whose findings stand on lines of manifests, open or not; undefined where it is the lockfile of none. */
  toldElsewhere(lockfile: string): ReadonlySet<string> | undefined;
  /** Keys of the releases whose findings a lockfile shows itself; undefined where no scan has read it. */
  shownOn(lockfile: string): ReadonlySet<string> | undefined;
  /** The lockfiles that they are locked by. */
  lockfiles(): readonly LockfileInUse[];
  /** Of those that are not open. */
  tallies(): readonly Tally[];
  /** Those that are not open and wait for services that did not answer. */
  unanswered(): readonly string[];
  /** What those that are not open use, by path. */
  watched(): readonly (readonly [string, Watched])[];
}

/** What is kept of a file that a scan has read. */
export interface ScannedFile {
  readonly path: string;
  readonly tally: Tally;
  readonly watched: Watched;
  readonly includes: readonly string[];
  /** Everything about it could be read and checked. */
  readonly isWhole: boolean;
  /** Keys of the policy's entries that ignored something in it. */
  readonly used: ReadonlySet<string>;
  /** Of a manifest: its lockfile, and the releases there whose findings stand on its lines. */
  readonly locked?: LockfileInUse & { readonly told: ReadonlySet<string> };
  /** Of a lockfile: the releases whose findings stand on its own lines. */
  readonly shown?: ReadonlySet<string>;
}

/** By path of an open manifest: its lockfile, and what it says of that on its own lines. */
export type OpenLocked = ReadonlyMap<string, LockedReleases>;

export interface ClosedFilesOptions {
  readonly disk: Pick<FileSystem, 'read'>;
  isOpen(path: string): boolean;
  readonly scanEach: Scans['scanEach'];
  /** What open manifests say of their lockfiles; it counts in place of what a scan has read of them. */
  readonly openLocked: OpenLocked;
  /** Shows what was found in a manifest that is not open. */
  show(result: FileResult): void;
  /** A manifest that is not open is known no longer: shows what else there is to say about it. */
  forgotten(path: string): void;
  /** What is shown may be counted otherwise now. */
  counted(): void;
}

export function createClosedFiles({ disk, isOpen, scanEach, openLocked, show, forgotten, counted }: ClosedFilesOptions): ClosedFiles {
  const scanned = new Map<string, ScannedFile>();
  /** By path: the newest scan that has shown it. An older one that is slower has nothing to add. */
  const shownBy = new Map<string, number>();
  let scans = 0;

  function forget(path: string): void {
    shownBy.set(path, ++scans);
    if (scanned.delete(path) && !isOpen(path)) forgotten(path);
  }

  function keep(wanted: (path: string) => boolean): void {
    for (const path of [...scanned.keys()]) if (!wanted(path)) forget(path);
  }

  /** What manifests that are not scanned again say of a lockfile; undefined where none of them has it. */
  function toldElsewhere(lockfile: string, scannedNow: readonly string[]): ReadonlySet<string> | undefined {
    const read = [...scanned.values()].filter(({ path }) => !openLocked.has(path)).map(({ path, locked }) => [path, locked] as const);
    const others = [...openLocked, ...read].flatMap(([path, locked]) =>
      locked?.path === lockfile && !scannedNow.includes(path) ? [locked] : [],
    );
    return others.length === 0 ? undefined : new Set(others.flatMap(({ told }) => [...told]));
  }

  const notOpen = (): readonly ScannedFile[] => [...scanned.values()].filter(({ path }) => !isOpen(path));

  async function run(
    paths: readonly string[],
    isWanted: (path: string) => boolean,
    signal: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<readonly ScannedFile[]> {
    const number = ++scans;
    const found = new Map<string, ScannedFile>();
    try {
      await scanEach(
        paths,
        result => {
          const { path } = result;
          if (result.kind === 'manifest' && !isWanted(path)) return;
          const kept = keptOf(result);
          found.set(path, kept);
          if ((shownBy.get(path) ?? 0) > number) return;
          shownBy.set(path, number);
          scanned.set(path, kept);
          if (!isOpen(path)) show(result);
        },
        signal,
        onProgress,
        lockfile => toldElsewhere(lockfile, paths),
      );
      return [...found.values()];
    } finally {
      counted();
    }
  }

  return {
    has: path => scanned.has(path),
    paths: () => [...scanned.keys()],
    scan: async (paths, signal, onProgress) => {
      const found = await run(paths, () => true, signal, onProgress);
      const seen = new Set(found.map(({ path }) => path));
      keep(path => seen.has(path));
      counted();
      return found;
    },
    rescan: async paths => {
      const present = await Promise.all(paths.map(async path => ((await disk.read(path)).kind === 'text' ? path : undefined)));
      for (const path of paths) if (!present.includes(path)) forget(path);
      const again = new Set(present.filter(path => path !== undefined));
      await run([...again], path => again.has(path), new AbortController().signal);
    },
    touchedBy: changed =>
      [...scanned].filter(([path, { includes }]) => [path, ...includes].some(other => changed.has(other))).map(([path]) => path),
    keep,
    forget,
    toldElsewhere: lockfile => toldElsewhere(lockfile, []),
    shownOn: lockfile => scanned.get(lockfile)?.shown,
    lockfiles: () => [...scanned.values()].flatMap(({ locked }) => locked ?? []),
    watched: () => [...scanned].flatMap(([path, { watched }]) => (isOpen(path) ? [] : [[path, watched] as const])),
    tallies: () => notOpen().map(({ tally }) => tally),
    unanswered: () => notOpen().flatMap(({ path, tally }) => (isUnanswered(tally) ? [path] : [])),
  };
}

function keptOf(result: FileResult): ScannedFile {
  const { path, includes } = result;
  return {
    path,
    includes,
    tally: tallyOf(result),
    watched: watchedIn(result),
    isWhole: isKnownWhole([result]),
    used: usedIgnores([result], []),
    ...(result.kind === 'manifest' &&
      result.locked && { locked: { path: result.locked.path, ecosystem: result.locked.lockfile.ecosystem, told: result.locked.told } }),
    ...(result.kind === 'lockfile' && result.locked && { shown: result.locked.told }),
  };
}
