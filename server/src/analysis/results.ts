// What an analysis comes to: the values that reports, fixes and the editor are made from.
import type { Ecosystem, Finding, Manifest, PackageId, Problem, SourceText } from '../model/index.js';
import type { Lockfile } from '../model/lockfile.js';
import type { Judged } from './evaluate.js';
import type { IgnoredFinding } from './findings.js';
import type { LockfileAnalysis } from './lockfile.js';
import type { StaleLock } from './staleLockfile.js';

/** One file, read and analyzed. */
export interface FileResult {
  /** A lockfile has what stands on its own lines: findings that no line of a manifest leads to. */
  readonly kind: 'manifest' | 'lockfile';
  readonly path: string;
  readonly ecosystem: Ecosystem;
  /** What the spans lie in; empty where the file could not be read. */
  readonly text: string;
  /** Of a lockfile only the releases with findings of their own, not all that it names. */
  readonly judged: readonly Judged[];
  /** What is wrong with the file itself. */
  readonly problems: readonly Problem[];
  /** Every file that it includes, or should. */
  readonly includes: readonly string[];
  /** The file could not be read: nothing is known of it. */
  readonly unread?: true;
  /** A lockfile that no manifest read with it is locked by: what is wrong with it is said nowhere else. */
  readonly isAlone?: true;
  /** Its lockfile, where it has one; of a lockfile itself. */
  readonly locked?: LockedReleases;
  /**
   * The manifest analyzed as if this were its text, and all else as it was; undefined where it cannot be read any more.
   * @param others files around it that are taken to have another text, too
   */
  as(text: string, others?: readonly SourceText[]): FileResult | undefined;
}

/** What a lockfile names. */
export interface LockedReleases {
  readonly path: string;
  readonly lockfile: Lockfile;
  /** Registry releases, each name and version once. */
  readonly releases: number;
  /** How many of them could not be checked, by reason. */
  readonly unknown: ReadonlyMap<string, number>;
  /** The file could not be read, or only in part: there may be more. */
  readonly partly?: true;
  /** What of the manifest it is behind. */
  readonly stale?: StaleLock;
  /** The manifest's folder relative to the lockfile's, with `/`; `''` for the same. */
  readonly member: string;
  /** What is known of everything in it. */
  readonly analysis: LockfileAnalysis;
  /** Keys of the releases whose findings stand in this file. */
  readonly told: ReadonlySet<string>;
}

/** Everything that the policy ignores in a result. */
export function ignoredIn(result: FileResult): readonly IgnoredFinding[] {
  return result.judged.flatMap(({ ignored }) => ignored);
}

/** Why something of a file, or of what it names, is not known: there may be more dependencies than were judged. */
export function unreadPartsOf({ problems }: Pick<FileResult, 'problems'>): readonly Problem[] {
  return problems.filter(({ level, leavesUnread }) => level === 'error' || leavesUnread);
}

/** Every finding of a result. */
export function findingsOf(result: FileResult): readonly Finding[] {
  return result.judged.flatMap(({ findings }) => findings);
}

/** The manifests among results. */
export function manifestsIn(results: readonly FileResult[]): readonly FileResult[] {
  return results.filter(({ kind }) => kind === 'manifest');
}

/** The lockfiles that results speak of, each once. */
export function lockfilesIn(results: readonly FileResult[]): readonly LockedReleases[] {
  return [...new Map(results.flatMap(({ locked }) => (locked ? [[locked.path, locked] as const] : []))).values()];
}

/** The packages of manifests that a registry can be asked about, each once. */
export function packagesOf(manifests: readonly Pick<Manifest, 'dependencies'>[]): readonly PackageId[] {
  const asked = manifests.flatMap(({ dependencies }) => dependencies.filter(({ origin }) => origin.kind === 'registry'));
  return onceEach(asked.map(({ ecosystem, name, place }) => ({ ecosystem, name, ...(place !== undefined && { place }) })));
}

/** Other packages that have to be known before what was analyzed is analyzed whole, each once. */
export function wantedOf(results: readonly FileResult[]): readonly PackageId[] {
  return onceEach(results.flatMap(({ judged }) => judged.flatMap(one => one.wanted)));
}

function onceEach(packages: readonly PackageId[]): readonly PackageId[] {
  return [...new Map(packages.map(id => [`${id.ecosystem} ${id.name} ${id.place ?? ''}`, id])).values()];
}
