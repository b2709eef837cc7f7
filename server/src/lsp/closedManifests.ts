import type { ManifestResult } from '../engine/scan.js';
import { type Tally, tallyOf } from '../engine/tally.js';
import type { FileSystem } from '../ports.js';

/** The manifests that a scan has read, and what they show while they are not open. */
export interface ClosedManifests {
  has(path: string): boolean;
  paths(): readonly string[];
  /** What a scan of everything has found takes the place of what was shown. */
  replace(results: readonly ManifestResult[]): void;
  /** Scans some again; forgets those that are gone. */
  rescan(paths: readonly string[]): Promise<void>;
  /** Those to scan again when these files have changed: themselves, and what includes them. */
  touchedBy(changed: ReadonlySet<string>): readonly string[];
  /** Forgets those of which this does not hold. */
  keep(wanted: (path: string) => boolean): void;
  /** Of those that are not open. */
  tallies(): readonly Tally[];
}

export interface ClosedManifestsOptions {
  readonly disk: Pick<FileSystem, 'read'>;
  isOpen(path: string): boolean;
  scan(paths: readonly string[], signal: AbortSignal): Promise<readonly ManifestResult[]>;
  /** Shows what was found in a manifest that is not open. */
  show(result: ManifestResult): void;
  /** A manifest that is not open is known no longer: shows what else there is to say about it. */
  forgotten(path: string): void;
  /** What is shown may be counted otherwise now. */
  counted(): void;
}

export function createClosedManifests({ disk, isOpen, scan, show, forgotten, counted }: ClosedManifestsOptions): ClosedManifests {
  const scanned = new Map<string, { readonly tally: Tally; readonly includes: readonly string[] }>();

  function publish(result: ManifestResult): void {
    scanned.set(result.path, { tally: tallyOf(result), includes: result.includes });
    if (!isOpen(result.path)) show(result);
  }

  function forget(path: string): void {
    if (scanned.delete(path) && !isOpen(path)) forgotten(path);
  }

  function keep(wanted: (path: string) => boolean): void {
    for (const path of [...scanned.keys()]) if (!wanted(path)) forget(path);
  }

  async function rescan(paths: readonly string[]): Promise<void> {
    const present = await Promise.all(paths.map(async path => ((await disk.read(path)).kind === 'text' ? path : undefined)));
    for (const path of paths) if (!present.includes(path)) forget(path);
    const again = present.filter(path => path !== undefined);
    const results = await scan(again, new AbortController().signal);
    for (const result of results) if (again.includes(result.path)) publish(result);
    counted();
  }

  return {
    has: path => scanned.has(path),
    paths: () => [...scanned.keys()],
    replace: results => {
      const seen = new Set(results.map(({ path }) => path));
      keep(path => seen.has(path));
      results.forEach(publish);
      counted();
    },
    rescan,
    touchedBy: changed =>
      [...scanned].filter(([path, { includes }]) => [path, ...includes].some(other => changed.has(other))).map(([path]) => path),
    keep,
    tallies: () => [...scanned].filter(([path]) => !isOpen(path)).map(([, { tally }]) => tally),
  };
}
