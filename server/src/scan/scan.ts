import type { Lockfile } from '../model/lockfile.js';
import { formatOf, type ManifestFormat, REQUIREMENTS } from '../ecosystems/manifests.js';
import type { Ecosystem, Finding, Manifest, PackageId, Problem, SourceText } from '../model/index.js';
import type { Policy } from '../policy/policy.js';
import type { Breathe, FileSystem } from '../ports/index.js';
import { withCatalogs } from '../project/catalogs.js';
import type { Facts, Freshness } from '../analysis/packageMetadata.js';
import type { IgnoredFinding } from '../analysis/findings.js';
import { followIncludes, type Included, NOTHING_INCLUDED } from '../project/includes.js';
import type { Inspect, Judged, SharedFacts } from '../analysis/evaluate.js';
import {
  evidenceOf,
  type JudgedLockfile,
  type Judgements,
  lockedOf,
  sharedFactsOf,
  withLockedSources,
  withTransitive,
} from '../project/lockedProject.js';
import type { ProjectLock } from '../project/locks.js';
import { type Origins, withRegistries } from '../project/origins.js';
import { createParseOnce, type ParseManifest } from '../project/parseOnce.js';
import { withNeighbours, withPlaces } from './fixContext.js';
import { mapBounded } from './async.js';
import { NOTHING_AROUND, type Projects, type Surroundings } from '../project/projectContext.js';
import { createScanTally, type ScanProgress } from './progress.js';
import { type Settling, settle } from './evaluation.js';
import { type StaleLock, staleLockOf } from '../analysis/staleLockfile.js';

/** One manifest, read and judged. */
export interface ManifestResult {
  readonly path: string;
  readonly ecosystem: Ecosystem;
  /** What the spans lie in; empty where the file could not be read. */
  readonly text: string;
  readonly judged: readonly Judged[];
  /** What is wrong with the file itself. */
  readonly problems: readonly Problem[];
  /** Every file that it includes, or should. */
  readonly includes: readonly string[];
  /** The file could not be read: nothing is known of it. */
  readonly unread?: true;
  /** Its lockfile, where it has one. */
  readonly locked?: LockedReleases;
  /**
   * The manifest judged as if this were its text, and all else as it was; undefined where it cannot be read any more.
   * @param others files around it that are taken to have another text, too
   */
  as(text: string, others?: readonly SourceText[]): ManifestResult | undefined;
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
  readonly judgement: JudgedLockfile;
}

export interface Engine {
  readonly facts: Facts;
  readonly inspect: Inspect;
  readonly files: FileSystem;
  readonly origins: Origins;
  readonly projects: Projects;
  readonly judgements: Judgements;
  readonly breathe: Breathe;
}

export interface ScanOptions {
  readonly offline: boolean;
  /** How young an answer has to be not to be asked for again; `FRESH_FOR` where not given. */
  readonly freshFor?: Freshness;
  /** It may differ from folder to folder. */
  policyOf(path: string): Policy;
  /** Called as manifests are read and look-ups come in. */
  onProgress?(progress: ScanProgress): void;
}

/** One manifest, read and not yet judged. */
export interface ReadManifest {
  readonly path: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly included: Included;
  readonly around: Surroundings;
  readonly unread?: true;
  /** The same manifest with another text, what it includes and what stands around it taken to be the same but for `others`. */
  as(text: string, others?: readonly SourceText[]): ReadManifest | undefined;
}

/**
 * Reads manifests, and the requirements files they include, learns what is known of their packages and judges them.
 * @param paths manifests, in the order of the result; included files follow
 * @throws only the signal's reason
 */
export async function scanManifests(
  paths: readonly string[],
  engine: Engine,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<readonly ManifestResult[]> {
  const results = new Map<string, ManifestResult>();
  const order = await scanEach(paths, engine, options, result => void results.set(result.path, result), signal);
  return order.flatMap(path => results.get(path) ?? []);
}

/**
 * The same, handing out each manifest as soon as it is judged, and keeping none. A few manifests are read at a time; while the services are asked about
 * them, the next ones are read.
 * @param onResult called once more for a manifest that is judged otherwise in the end
 * @returns the paths in order: those given, then those they include
 */
export async function scanEach(
  paths: readonly string[],
  engine: Engine,
  options: ScanOptions,
  onResult: (result: ManifestResult) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const order = new Set(paths);
  const progress = createScanTally(told => options.onProgress?.(told));
  progress.found(order.size);
  const parse = createParseOnce();
  const settling: Settling = {
    facts: engine.facts,
    offline: options.offline,
    ...(options.freshFor && { freshFor: options.freshFor }),
    breathe: engine.breathe,
    progress,
    packagesOf: reads => packagesOf(reads.map(({ manifest }) => manifest)),
    wantedOf,
    judge: read => judge(read, engine, options.policyOf(read.path)),
    onResult,
  };
  const portions: Promise<void>[] = [];
  for (let at = 0; at < order.size; ) {
    const portion = [...order].slice(at, at + READ_TOGETHER);
    at += portion.length;
    const reads = await mapBounded(portion, READ_AT_ONCE, async path => {
      await engine.breathe();
      signal.throwIfAborted();
      return readManifest(path, engine, options.policyOf(path), parse, signal);
    });
    const before = order.size;
    for (const path of reads.flatMap(({ included }) => included.requirements)) order.add(path);
    progress.found(order.size - before);
    const settled = settle(reads, settling, signal);
    settled.catch(() => {}); // told of below
    portions.push(settled);
    await portions.at(-PORTIONS_AT_ONCE);
  }
  await Promise.all(portions);
  return [...order];
}

/** Manifests whose packages are asked for together: many enough for full requests, few enough for the first to be shown soon. */
const READ_TOGETHER = 16;
/** Files that are read at the same time: what is parsed of them then takes one turn of the event loop. */
const READ_AT_ONCE = 4;
/** Portions that are in memory at the same time. */
const PORTIONS_AT_ONCE = 4;

/** Other packages that have to be known before what was judged is judged whole, each once. */
export function wantedOf(results: readonly ManifestResult[]): readonly PackageId[] {
  const wanted = results.flatMap(({ judged }) => judged.flatMap(one => one.wanted));
  return onceEach(wanted);
}

/** Judges one manifest that was read, by what is known now. */
export function judge(
  read: ReadManifest,
  engine: { readonly facts: Pick<Facts, 'peek' | 'revision'>; readonly inspect: Inspect; readonly judgements: Judgements },
  policy: Policy,
): ManifestResult {
  const { facts, inspect, judgements } = engine;
  const { path, text, manifest, included, around, unread } = read;
  const lockedEntry = lockedOf(manifest, around);
  const judged = inspect(manifest, {
    peek: facts.peek,
    origins: around.origins,
    policy,
    constraints: included.constraints,
    evidenceOf: evidenceOf(around),
    lockedOf: lockedEntry,
    project: withScopes(sharedFactsOf(manifest, around), policy),
    inherited: around.cooldown?.cooldown,
    exceptions: around.cooldown?.exceptions,
  });
  const locked = around.lock && judgements(around.lock.lockfile, facts, policy);
  return {
    path,
    ecosystem: manifest.ecosystem,
    text,
    judged: withNeighbours(withPlaces(around.lock && locked ? withTransitive(judged, around.lock, locked, policy.rules) : judged, read)),
    problems: [...manifest.problems, ...included.problems, ...around.problems],
    includes: [...included.paths, ...[around.lock, around.catalogs, around.overrides?.file].flatMap(file => file?.path ?? [])],
    ...(around.lock &&
      locked && { locked: releasesOf(around.lock, locked, staleLockOf(path, judged, around.lock, lockedEntry, locked.versionsByName)) }),
    ...(unread && { unread }),
    as: (next, others) => {
      const other = read.as(next, others);
      return other && judge(other, engine, policy);
    },
  };
}

function releasesOf(lock: ProjectLock, judgement: JudgedLockfile, stale: StaleLock | undefined): LockedReleases {
  const { path, lockfile, member, unread } = lock;
  const { releases, unknown } = judgement;
  const isPartly = unread !== undefined || lockfile.problems.length > 0;
  return { path, lockfile, member, releases, unknown, judgement, ...(isPartly && { partly: true }), ...(stale && { stale }) };
}

/** The packages of manifests that a registry can be asked about, each once. */
export function packagesOf(manifests: readonly Pick<Manifest, 'dependencies'>[]): readonly PackageId[] {
  const asked = manifests.flatMap(({ dependencies }) => dependencies.filter(({ origin }) => origin.kind === 'registry'));
  return onceEach(asked.map(({ ecosystem, name, place }) => ({ ecosystem, name, ...(place !== undefined && { place }) })));
}

function onceEach(packages: readonly PackageId[]): readonly PackageId[] {
  return [...new Map(packages.map(id => [`${id.ecosystem} ${id.name} ${id.place ?? ''}`, id])).values()];
}

/** Everything that the policy ignores in a result. */
export function ignoredIn(result: ManifestResult): readonly IgnoredFinding[] {
  return result.judged.flatMap(({ ignored }) => ignored);
}

/** Every finding of a result. */
export function findingsOf(result: ManifestResult): readonly Finding[] {
  return result.judged.flatMap(({ findings }) => findings);
}

/** The scopes that policy or settings call private are as private as those of the configuration. */
function withScopes(facts: SharedFacts, { privateNames }: Policy): SharedFacts {
  if (!privateNames || privateNames.scopes.length === 0) return facts;
  return { ...facts, privateScopes: [...new Set([...facts.privateScopes, ...privateNames.scopes])] };
}

async function readManifest(
  path: string,
  { files, origins, projects }: Engine,
  { privateNames }: Policy,
  parse: ParseManifest,
  signal: AbortSignal,
): Promise<ReadManifest> {
  const format = formatOf(path) ?? REQUIREMENTS;
  const file = await files.read(path);
  signal.throwIfAborted();
  if (file.kind === 'unreadable') return unreadable(path, format, file.reason);
  const parsed = parse(path, file.text);
  const [included, around] = await Promise.all([followIncludes(path, parsed, files, parse, signal), projects.around(path, parsed, signal)]);
  const readAs = (text: string, written: Manifest, now: Surroundings): ReadManifest => {
    const open = withRegistries(withCatalogs(written, now.catalogs), path, origins, privateNames);
    const manifest = withLockedSources(open, now.lock);
    const as = (next: string, others: readonly SourceText[] = []) => readAs(next, format.parse(next), withTexts(now, others));
    return { path, text, manifest, included, around: now, as };
  };
  return readAs(file.text, parsed, around);
}

function withTexts(around: Surroundings, others: readonly SourceText[]): Surroundings {
  const { overrides } = around;
  const file = others.find(({ path }) => path === overrides?.file.path);
  return overrides && file ? { ...around, overrides: { ...overrides, file } } : around;
}

function unreadable(path: string, format: ManifestFormat, reason: string): ReadManifest {
  const empty = format.parse('');
  const problem: Problem = { message: `Not read: ${reason}. Nothing in it is checked.`, span: { start: 0, end: 0 }, level: 'error' };
  const manifest: Manifest = { ...empty, dependencies: [], problems: [problem] };
  return { path, text: '', manifest, included: NOTHING_INCLUDED, around: NOTHING_AROUND, unread: true, as: () => undefined };
}
