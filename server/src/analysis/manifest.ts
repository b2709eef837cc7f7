// What the rules say of one manifest, by what is known now.
import type { FurtherIndexes, Manifest, Problem } from '../model/index.js';
import type { Policy } from '../policy/policy.js';
import { evidenceOf, lockedOf } from '../project/lockedDependencies.js';
import type { ProjectLock } from '../project/locks.js';
import type { Project } from '../project/project.js';
import type { ProjectContext } from '../project/projectContext.js';
import { baseName } from '../text/paths.js';
import type { Inspect, SharedFacts } from './evaluate.js';
import type { AnalyzeLockfile, LockfileAnalysis } from './lockfile.js';
import type { Facts } from './packageMetadata.js';
import { withLocked } from './placement.js';
import type { FileResult, LockedReleases } from './results.js';
import { staleLockOf } from './staleLockfile.js';

/** What analyzes, and remembers what it has analyzed. */
export interface Analyzer {
  readonly inspect: Inspect;
  readonly analyzeLockfile: AnalyzeLockfile;
}

/** Analyzes a manifest, and what its lockfile says of its dependencies; never waits. */
export function analyzeManifest(
  project: Project,
  facts: Pick<Facts, 'peek' | 'revision'>,
  { inspect, analyzeLockfile }: Analyzer,
  policy: Policy,
): FileResult {
  const { path, text, manifest, included, around, unread } = project;
  const { lock } = around;
  const lockedEntry = lockedOf(manifest, around);
  const direct = inspect(manifest, {
    peek: facts.peek,
    origins: around.origins,
    policy,
    constraints: included.constraints,
    evidenceOf: evidenceOf(around),
    lockedOf: lockedEntry,
    project: withScopes(sharedFactsOf(manifest, around), policy),
    inherited: around.cooldown?.cooldown,
    atLeast: around.cooldown?.atLeast,
    exceptions: around.cooldown?.exceptions,
  });
  const analysis = lock && analyzeLockfile(lock.lockfile, baseName(lock.path), facts, policy);
  const placed = lock && analysis && withLocked(direct, lock, analysis, policy);
  const stale = lock && analysis && staleLockOf(path, direct, lock, lockedEntry, analysis.versionsByName);
  return {
    kind: 'manifest',
    path,
    ecosystem: manifest.ecosystem,
    text,
    judged: placed?.judged ?? direct,
    problems: [...manifest.problems, ...computedIn(project), ...included.problems, ...around.problems],
    includes: [...included.paths, ...[lock, around.catalogs, around.overrides?.file].flatMap(file => file?.path ?? [])],
    ...(lock && analysis && { locked: { ...lockedReleases(lock, analysis), told: placed?.told ?? new Set(), ...(stale && { stale }) } }),
    ...(unread && { unread }),
    as: (next, others) => {
      const other = project.as(next, others);
      return other && analyzeManifest(other, facts, { inspect, analyzeLockfile }, policy);
    },
  };
}

/** What the build computes, where no lockfile was read that names it. */
function computedIn({ manifest: { computed }, isToldBeside, around: { lock } }: Project): readonly Problem[] {
  const isLocked = lock !== undefined && lock.unread === undefined;
  return !computed || isToldBeside || isLocked ? [] : [{ ...computed, level: 'information', leavesUnread: true }];
}

/** What a report says of a lockfile. */
export function lockedReleases({ path, lockfile, member, unread }: ProjectLock, analysis: LockfileAnalysis): Omit<LockedReleases, 'told'> {
  const { releases, unknown } = analysis;
  const isPartly = unread !== undefined || lockfile.problems.length > 0;
  return { path, lockfile, member, releases, unknown, analysis, ...(isPartly && { partly: true }) };
}

/** What holds for all dependencies of a manifest alike. */
function sharedFactsOf({ runtime }: Manifest, { lock, installedSince, origins }: ProjectContext): SharedFacts {
  return {
    hasLockfile: lock !== undefined,
    ...(installedSince !== undefined && { installedSince }),
    ...extraIndexes(origins?.furtherIndexes ?? NO_FURTHER),
    privateScopes: origins?.privateScopes ?? [],
    ...(runtime !== undefined && { runtime }),
  };
}

function extraIndexes({
  hosts,
  areFirst,
  arePrivate,
}: FurtherIndexes): Pick<SharedFacts, 'extraIndexes' | 'extraIndexesFirst' | 'extraIndexesPrivate'> {
  return {
    extraIndexes: hosts,
    ...(areFirst && { extraIndexesFirst: true }),
    ...(arePrivate && { extraIndexesPrivate: true }),
  };
}

const NO_FURTHER: FurtherIndexes = { hosts: [], areFirst: false, arePrivate: false };

/** The scopes that policy or settings call private are as private as those of the configuration. */
function withScopes(facts: SharedFacts, { privateNames }: Policy): SharedFacts {
  if (!privateNames || privateNames.scopes.length === 0) return facts;
  return { ...facts, privateScopes: [...new Set([...facts.privateScopes, ...privateNames.scopes])] };
}
