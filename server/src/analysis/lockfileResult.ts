// What stands on the lines of a lockfile itself.
import type { Ecosystem, Problem } from '../model/index.js';
import type { Policy } from '../policy/policy.js';
import type { ProjectLock } from '../project/locks.js';
import { baseName, folderOf } from '../text/paths.js';
import type { Analyzer } from './manifest.js';
import { lockedReleases } from './manifest.js';
import type { Facts } from './packageMetadata.js';
import { keysOnLockfile, onLockfile } from './placement.js';
import type { FileResult } from './results.js';

/** How a lockfile stands among the files that were read with it. */
export interface LockfileSetting {
  /** Keys of the releases whose findings stand on lines of manifests. */
  readonly told: ReadonlySet<string>;
  /** No manifest that was read is locked by it: what is wrong with the file is said nowhere else. */
  readonly isAlone: boolean;
  /** The lockfile beside it that the package manager obeys. */
  readonly effective?: string | undefined;
}

/** A lockfile that a manifest is locked by. */
export interface LockfileInUse {
  readonly path: string;
  readonly ecosystem: Ecosystem;
}

/**
 * The lockfile in effect where another one lies: one in the same folder that a manifest is locked by, of the same ecosystem.
 * @param inUse every lockfile that a manifest is locked by
 * @returns undefined where `lockfile` is in use itself, or none is beside it
 */
export function effectiveBeside({ path, ecosystem }: LockfileInUse, inUse: readonly LockfileInUse[]): string | undefined {
  if (inUse.some(other => other.path === path)) return undefined;
  return inUse.find(other => other.ecosystem === ecosystem && folderOf(other.path) === folderOf(path))?.path;
}

/**
 * Analyzes a lockfile for what no line of a manifest says.
 * @param text what its spans lie in; read only where something is found
 */
export function analyzeLockfileAlone(
  lock: ProjectLock,
  text: string,
  { told, isAlone, effective }: LockfileSetting,
  facts: Pick<Facts, 'peek' | 'revision'>,
  { analyzeLockfile }: Pick<Analyzer, 'analyzeLockfile'>,
  policy: Policy,
): FileResult {
  const { path, lockfile, unread } = lock;
  const analysis = analyzeLockfile(lockfile, baseName(path), facts, policy);
  const own = onLockfile(lockfile, analysis, told, policy);
  return {
    kind: 'lockfile',
    path,
    ecosystem: lockfile.ecosystem,
    text,
    judged: own.map(one => ({ ...one, status: { kind: 'checked' }, subject: undefined, wanted: [] })),
    problems: [...(isAlone ? problemsOf(lock) : []), ...(effective === undefined ? [] : [secondLockfile(path, effective)])],
    includes: [],
    locked: {
      ...lockedReleases(lock, analysis),
      told: new Set(own.length === 0 ? [] : keysOnLockfile(analysis, told)),
    },
    ...(isAlone && { isAlone: true }),
    ...(unread !== undefined && { unread: true }),
    as: () => undefined,
  };
}

/** The same result without the findings that stand on lines of manifests. @param told as above */
export function withoutTold(result: FileResult, told: ReadonlySet<string>): FileResult {
  if (!result.locked) return result;
  const { verdicts, shared } = result.locked.analysis;
  const left = new Set([...verdicts.values()].filter(({ key }) => !told.has(key)).map(({ locked }) => locked.span.start));
  const lines = result.judged.length - shared.length;
  return { ...result, judged: result.judged.filter(({ dependency }, index) => index >= lines || left.has(dependency.nameSpan.start)) };
}

function problemsOf({ lockfile, unread }: ProjectLock): readonly Problem[] {
  if (unread === undefined) return lockfile.problems;
  return [{ message: `Not read: ${unread}. Nothing in it is checked.`, span: AT_START, level: 'error' }];
}

function secondLockfile(path: string, effective: string): Problem {
  const message = `${baseName(effective)} locks this folder too, and is the one in effect. The releases of ${baseName(path)} are checked on their own.`;
  return { message, span: AT_START, level: 'information' };
}

const AT_START = { start: 0, end: 0 };
