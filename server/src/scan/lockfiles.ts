// The lockfiles of a scan: those that were found or named, and those of the manifests that were scanned.
import { foreignPackages } from '../analysis/foreignReleases.js';
import { analyzeLockfileAlone, effectiveBeside, type LockfileSetting } from '../analysis/lockfileResult.js';
import type { FileResult } from '../analysis/results.js';
import { lockedPackages } from '../project/lockedNames.js';
import type { ProjectLock } from '../project/locks.js';
import type { Engine, ScanOptions } from './engine.js';

export interface LockfileScan {
  /** Takes note of what a manifest says of its lockfile; the last word of each manifest counts. */
  told(result: FileResult, lock: ProjectLock | undefined): void;
  /** Analyzes what is left, and hands it out. @returns the paths of the lockfiles */
  finish(signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * @param named paths of lockfiles that were found or named themselves
 * @param manifests paths of the manifests that are scanned: a compiled requirements file is both, and its own lines tell of it
 */
export function createLockfileScan(
  named: readonly string[],
  manifests: ReadonlySet<string>,
  engine: Engine,
  options: ScanOptions,
  onResult: (result: FileResult) => void,
): LockfileScan {
  const owned = new Map<string, { readonly lock: ProjectLock; readonly told: Map<string, ReadonlySet<string>> }>();

  async function open(path: string, signal: AbortSignal): Promise<readonly ProjectLock[]> {
    const known = owned.get(path)?.lock ?? (await engine.locks.open(path, signal));
    return known ? [known] : [];
  }

  function settingOf({ path, lockfile: { ecosystem } }: ProjectLock): LockfileSetting {
    const elsewhere = options.toldElsewhere?.(path);
    const inScan = owned.get(path)?.told.values() ?? [];
    const isAlone = !owned.has(path) && elsewhere === undefined;
    const inUse = [...owned.values()].map(({ lock }) => ({ path: lock.path, ecosystem: lock.lockfile.ecosystem }));
    const effective = isAlone ? effectiveBeside({ path, ecosystem }, inUse) : undefined;
    return { told: new Set([...(elsewhere ?? []), ...[...inScan].flatMap(keys => [...keys])]), isAlone, effective };
  }

  return {
    told: ({ path, locked }, lock) => {
      if (!lock) return;
      const known = owned.get(lock.path) ?? { lock, told: new Map() };
      owned.set(lock.path, known);
      known.told.set(path, locked?.told ?? new Set());
    },
    finish: async signal => {
      const paths = [...new Set([...named, ...owned.keys()])].filter(path => !manifests.has(path));
      const locks: ProjectLock[] = [];
      for (const path of paths) locks.push(...(await open(path, signal)));
      const unasked = locks.filter(({ path }) => !owned.has(path)).map(({ lockfile }) => lockfile);
      const asking = { offline: options.offline, ...(options.freshFor && { freshFor: options.freshFor }) };
      if (unasked.length > 0) await engine.facts.recall(foreignPackages([], unasked));
      if (unasked.length > 0) await engine.facts.gather([], { ...asking, advisoriesOnly: lockedPackages(unasked) }, signal);
      for (const lock of locks) {
        await engine.breathe();
        signal.throwIfAborted();
        onResult(await resultOf(lock, settingOf(lock), engine, options));
      }
      return locks.map(({ path }) => path);
    },
  };
}

/** The text is read again only where something stands in it: a lockfile may be large. */
async function resultOf(lock: ProjectLock, setting: LockfileSetting, engine: Engine, { policyOf }: ScanOptions): Promise<FileResult> {
  const result = analyzeLockfileAlone(lock, '', setting, engine.facts, engine, policyOf(lock.path));
  const hasPlaces = result.judged.length > 0 || result.problems.some(({ span }) => span.end > 0);
  return hasPlaces ? { ...result, text: await engine.locks.textOf(lock.path) } : result;
}
