import { formatOf, type ManifestFormat, REQUIREMENTS } from '../manifests/index.js';
import type { Ecosystem, Finding, Manifest, PackageId, Problem } from '../model.js';
import type { Policy } from '../policy/policy.js';
import type { FileSystem } from '../ports.js';
import { withCatalogs } from './catalogs.js';
import type { Facts } from './facts.js';
import type { IgnoredFinding } from './findings.js';
import { followIncludes, type Included, NOTHING_INCLUDED } from './includes.js';
import type { Inspect, Judged, SharedFacts } from './inspect.js';
import {
  evidenceOf,
  type Judgements,
  lockedOf,
  lockedPackages,
  sharedFactsOf,
  withLockedSources,
  withTransitive,
} from './lockedProject.js';
import type { LockJudgement } from './lockJudgement.js';
import type { ProjectLock } from './locks.js';
import { type Origins, withPrivateOrigins } from './origins.js';
import { withPlaces } from './places.js';
import { withPrivateNames } from './privateNames.js';
import { NOTHING_AROUND, type Projects, type Surroundings } from './projects.js';
import { type StaleLock, staleLockOf } from './staleLock.js';

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
}

/** What a lockfile names. */
export interface LockedReleases {
  readonly path: string;
  /** Registry releases, each name and version once. */
  readonly releases: number;
  /** How many of them could not be checked, by reason. */
  readonly unknown: ReadonlyMap<string, number>;
  /** The file could not be read, or only in part: there may be more. */
  readonly partly?: true;
  /** What of the manifest it is behind. */
  readonly stale?: StaleLock;
}

export interface Engine {
  readonly facts: Facts;
  readonly inspect: Inspect;
  readonly files: FileSystem;
  readonly origins: Origins;
  readonly projects: Projects;
  readonly judgements: Judgements;
}

export interface ScanOptions {
  readonly offline: boolean;
  /** It may differ from folder to folder. */
  policyOf(path: string): Policy;
  /** Called as look-ups come in: how many of the packages have been settled. */
  onProgress?(done: number, total: number): void;
}

/** One manifest, read and not yet judged. */
export interface ReadManifest {
  readonly path: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly included: Included;
  readonly around: Surroundings;
  readonly unread?: true;
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
  const manifests = await readAll(paths, engine, options.policyOf, signal);
  const packages = packagesOf(manifests.map(({ manifest }) => manifest));
  const tell = (): void => options.onProgress?.(countSettled(packages, engine.facts), packages.length);
  const advisoriesOnly = lockedPackages(manifests.flatMap(({ around }) => around.lock?.lockfile ?? []));
  const onChange = onceIn(Math.ceil(packages.length / 100), tell);
  await engine.facts.gather(packages, { offline: options.offline, advisoriesOnly, onChange }, signal);
  signal.throwIfAborted();
  const judgeAll = (): readonly ManifestResult[] => manifests.map(read => judge(read, engine, options.policyOf(read.path)));
  const results = judgeAll();
  const wanted = wantedOf(results);
  if (wanted.length === 0) return results;
  await engine.facts.gather(wanted, { offline: options.offline }, signal);
  signal.throwIfAborted();
  return judgeAll();
}

/** Other packages that have to be known before what was judged is judged whole, each once. */
export function wantedOf(results: readonly ManifestResult[]): readonly PackageId[] {
  const wanted = results.flatMap(({ judged }) => judged.flatMap(one => one.wanted));
  return [...new Map(wanted.map(id => [`${id.ecosystem} ${id.name}`, id])).values()];
}

/** Judges one manifest that was read, by what is known now. */
export function judge(
  read: ReadManifest,
  {
    facts,
    inspect,
    judgements,
  }: { readonly facts: Pick<Facts, 'peek' | 'revision'>; readonly inspect: Inspect; readonly judgements: Judgements },
  policy: Policy,
): ManifestResult {
  const { path, text, manifest, included, around, unread } = read;
  const lockedEntry = lockedOf(manifest, around);
  const judged = inspect(manifest, {
    peek: facts.peek,
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
    judged: withPlaces(around.lock && locked ? withTransitive(judged, around.lock, locked, policy.rules) : judged, read),
    problems: [...manifest.problems, ...included.problems, ...around.problems],
    includes: [...included.paths, ...[around.lock, around.catalogs, around.overrides?.file].flatMap(file => file?.path ?? [])],
    ...(around.lock &&
      locked && { locked: releasesOf(around.lock, locked, staleLockOf(path, judged, around.lock, lockedEntry, locked.versionsByName)) }),
    ...(unread && { unread }),
  };
}

function releasesOf(
  { path, lockfile, unread }: ProjectLock,
  { releases, unknown }: LockJudgement,
  stale: StaleLock | undefined,
): LockedReleases {
  const isPartly = unread !== undefined || lockfile.problems.length > 0;
  return { path, releases, unknown, ...(isPartly && { partly: true }), ...(stale && { stale }) };
}

/** The packages of manifests that a registry can be asked about, each once. */
export function packagesOf(manifests: readonly Manifest[]): readonly PackageId[] {
  const packages = new Map<string, PackageId>();
  for (const { ecosystem, name, origin } of manifests.flatMap(manifest => manifest.dependencies)) {
    if (origin.kind === 'registry') packages.set(`${ecosystem} ${name}`, { ecosystem, name });
  }
  return [...packages.values()];
}

/** Everything that the policy ignores in a result. */
export function ignoredIn(result: ManifestResult): readonly IgnoredFinding[] {
  return result.judged.flatMap(({ ignored }) => ignored);
}

/** Every finding of a result. */
export function findingsOf(result: ManifestResult): readonly Finding[] {
  return result.judged.flatMap(({ findings }) => findings);
}

/** The scopes that the policy calls private are as private as those of the configuration. */
function withScopes(facts: SharedFacts, { choices }: Policy): SharedFacts {
  if (!choices || choices.privateScopes.length === 0) return facts;
  return { ...facts, privateScopes: [...new Set([...facts.privateScopes, ...choices.privateScopes])] };
}

async function readAll(
  paths: readonly string[],
  engine: Engine,
  policyOf: ScanOptions['policyOf'],
  signal: AbortSignal,
): Promise<readonly ReadManifest[]> {
  const known = new Set(paths);
  const queue = [...known];
  const manifests: ReadManifest[] = [];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const read = await readManifest(path, engine, policyOf(path), signal);
    manifests.push(read);
    for (const other of read.included.requirements) {
      if (!known.has(other)) queue.push(other);
      known.add(other);
    }
  }
  return manifests;
}

async function readManifest(
  path: string,
  { files, origins, projects }: Engine,
  { choices }: Policy,
  signal: AbortSignal,
): Promise<ReadManifest> {
  const format = formatOf(path) ?? REQUIREMENTS;
  const file = await files.read(path);
  signal.throwIfAborted();
  if (file.kind === 'unreadable') return unreadable(path, format, file.reason);
  const parsed = format.parse(file.text);
  const [included, around] = await Promise.all([followIncludes(path, parsed, files, signal), projects.around(path, parsed, signal)]);
  const open = withPrivateNames(withPrivateOrigins(withCatalogs(parsed, around.catalogs), path, origins), choices?.privateNames);
  const manifest = withLockedSources(open, around.lock);
  return { path, text: file.text, manifest, included, around };
}

function unreadable(path: string, format: ManifestFormat, reason: string): ReadManifest {
  const empty = format.parse('');
  const problem: Problem = { message: `Not read: ${reason}. Nothing in it is checked.`, span: { start: 0, end: 0 }, level: 'error' };
  const manifest: Manifest = { ...empty, dependencies: [], problems: [problem] };
  return { path, text: '', manifest, included: NOTHING_INCLUDED, around: NOTHING_AROUND, unread: true };
}

/** Counting looks at every package, so it is not done at each of their answers. */
function onceIn(calls: number, work: () => void): () => void {
  let called = 0;
  return () => {
    if (called++ % calls === 0) work();
  };
}

function countSettled(packages: readonly PackageId[], facts: Facts): number {
  return packages.filter(id => {
    const { registry, advisories } = facts.peek(id);
    return registry.kind !== 'pending' && advisories.kind !== 'pending';
  }).length;
}
