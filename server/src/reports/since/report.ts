// What a comparison of two commits comes to: what the text, Markdown and JSON reports of `depwarden scan --since` are made from.
import type { FileResult } from '../../analysis/results.js';
import type { Component } from '../../model/component.js';
import type { DatabaseUse } from '../../model/databaseUse.js';
import { LEVELS, type Level } from '../../model/index.js';
import type { EntryChange } from '../../policy/entryChanges.js';
import type { NewDependency } from './dependencies.js';
import type { NewProblem, PlacedFinding } from './findings.js';
import type { DigestChange, HostChange } from './lockfiles.js';

export interface SinceReport extends DatabaseUse {
  /** Paths are shown relative to it. */
  readonly root: string;
  /** Depwarden's own version. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly isTrusted: boolean;
  readonly compared: Compared;
  readonly findings: readonly PlacedFinding[];
  /** New findings that the policy ignores. */
  readonly ignored: readonly PlacedFinding[];
  /** How many findings are gone. */
  readonly gone: number;
  readonly dependencies: readonly NewDependency[];
  readonly hosts: readonly HostChange[];
  readonly digests: readonly DigestChange[];
  readonly policy: readonly FileChanges[];
  readonly baseline: readonly FileChanges[];
  readonly unknown: readonly Component[];
  /** What is newly wrong with files themselves. */
  readonly problems: readonly NewProblem[];
  /** Files that are newly read in part, or not at all. */
  readonly partly: readonly FileResult[];
  readonly submodules: readonly SubmoduleChange[];
  /** Neither commit has a manifest or lockfile: nothing was compared. */
  readonly isEmpty: boolean;
}

/** Which commits were compared. */
export interface Compared {
  /** As it was written. */
  readonly revision: string;
  /** The commit that it means. */
  readonly commit: string;
  /** The commit that HEAD was compared with. */
  readonly base: string;
  readonly head: string;
  /** False: there is no common ancestor, and `base` is `commit`. */
  readonly isMergeBase: boolean;
  /** The file that policy came from in the place of the one in `commit`. */
  readonly config: string | undefined;
  /** How many manifests and lockfiles were compared. */
  readonly files: number;
}

/** Entries of one policy file or baseline that are not as they were. */
export interface FileChanges {
  /** Absolute. */
  readonly path: string;
  readonly changes: readonly EntryChange[];
}

/** A submodule that now has another commit, which lies in another repository and is not looked at. */
export interface SubmoduleChange {
  /** Absolute. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export function countLevels(findings: readonly PlacedFinding[]): Readonly<Record<Level, number>> {
  const count = (level: Level): number => findings.filter(({ finding }) => finding.level === level).length;
  return Object.fromEntries(LEVELS.map(level => [level, count(level)])) as Record<Level, number>;
}
