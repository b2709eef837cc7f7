// Packages that a project did not have before, with what the registry tells of them.
import type { FileResult } from '../../analysis/results.js';
import type { PackageAnswers, PackageId, Release } from '../../model/index.js';

/** A package that is new, in one release. */
export interface NewDependency extends PackageId {
  /** Undefined where it is not known which release the project gets. */
  readonly version?: string;
  /** A manifest names it; else only a lockfile does. */
  readonly isDirect: boolean;
  /** Absolute paths of the manifests and lockfiles that name it. */
  readonly paths: readonly string[];
  /** Why it is none of a registry: `git source`. */
  readonly source?: string;
  /** What the registry says of the release and of the package, as far as that is known without asking. */
  readonly release?: Pick<Release, 'publishedAt' | 'publisher' | 'installScripts'>;
  /** When the package first appeared, in milliseconds since 1970. */
  readonly createdAt?: number;
}

/**
 * Finds the packages whose names neither a manifest nor its lockfile had before.
 * @param peek what is known of a package at this moment
 */
export function newDependencies(
  before: readonly FileResult[],
  after: readonly FileResult[],
  peek: (id: PackageId) => PackageAnswers,
): readonly NewDependency[] {
  const known = knownNames(before);
  const found = new Map<string, NewDependency>();
  for (const result of after) {
    const isKnown = ({ ecosystem, name }: PackageId): boolean =>
      projectsOf(result).some(project => known.get(project)?.has(`${ecosystem} ${name}`));
    for (const mention of mentionsIn(result)) {
      if (isKnown(mention)) continue;
      const key = `${mention.ecosystem} ${mention.name} ${mention.version ?? ''}`;
      found.set(key, joined(found.get(key), mention));
    }
  }
  return withoutUnknownTwins([...found.values()]).map(one => withFacts(one, peek));
}

/** The packages of which the registry's word is wanted. */
export function newPackages(dependencies: readonly NewDependency[]): readonly PackageId[] {
  return dependencies.filter(({ source }) => source === undefined);
}

/** Names by project: a file alone, and a lockfile together with the manifests that it locks. */
function knownNames(results: readonly FileResult[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  for (const result of results) {
    const names = mentionsIn(result, true).map(({ ecosystem, name }) => `${ecosystem} ${name}`);
    for (const project of projectsOf(result)) {
      const all = known.get(project) ?? new Set();
      known.set(project, all);
      for (const name of names) all.add(name);
    }
  }
  return known;
}

function projectsOf({ path, locked }: FileResult): readonly string[] {
  return [...new Set([path, locked?.path ?? path])];
}

/** @param isWhole what is the project's own, too: a name that was one is not new as a package */
function mentionsIn({ kind, path, judged, locked }: FileResult, isWhole = false): readonly NewDependency[] {
  const declared = judged.map(({ dependency: { ecosystem, name, place, origin }, subject }) => {
    const version = subject?.effective?.version;
    return {
      ecosystem,
      name,
      ...(place !== undefined && { place }),
      ...(version !== undefined && { version }),
      ...(origin.kind === 'skipped' && { source: origin.reason }),
      isOwn: origin.kind === 'skipped' && OWN.test(origin.reason),
      isDirect: true,
      paths: [path],
    };
  });
  const releases = [...(locked?.lockfile.packages.values() ?? [])].map(({ name, version, skipped }) => ({
    ecosystem: locked?.lockfile.ecosystem ?? 'npm',
    name,
    ...(version !== '' && { version }),
    ...(skipped !== undefined && { source: skipped }),
    isOwn: skipped !== undefined && OWN.test(skipped),
    isDirect: false,
    paths: [locked?.path ?? path],
  }));
  return [...(kind === 'manifest' ? declared : []), ...releases]
    .filter(({ isOwn }) => isWhole || !isOwn)
    .map(({ isOwn: _, ...one }) => one);
}

/** Reasons of what lies in the project itself, or is no package. */
const OWN = /^(?:workspace package|linked folder|local path|this project|refers to a direct dependency|removed by an override)$/;

function joined(before: NewDependency | undefined, now: NewDependency): NewDependency {
  if (!before) return now;
  return { ...now, ...before, isDirect: before.isDirect || now.isDirect, paths: [...new Set([...before.paths, ...now.paths])] };
}

/** A declaration of which no release is known means the release of its name, where there is exactly one. */
function withoutUnknownTwins(all: readonly NewDependency[]): readonly NewDependency[] {
  const byName = new Map<string, NewDependency[]>();
  for (const one of all) byName.set(`${one.ecosystem} ${one.name}`, [...(byName.get(`${one.ecosystem} ${one.name}`) ?? []), one]);
  return [...byName.values()].flatMap(same => {
    const [unlocated, located] = [same.filter(one => one.version === undefined), same.filter(one => one.version !== undefined)];
    const [twin] = unlocated;
    const [release, ...others] = located;
    return twin && release && others.length === 0 ? [joined(release, twin)] : same;
  });
}

function withFacts(dependency: NewDependency, peek: (id: PackageId) => PackageAnswers): NewDependency {
  const { registry } = peek(dependency);
  if (registry.kind !== 'found' || dependency.source !== undefined) return dependency;
  const { releases, createdAt } = registry.value;
  const release = dependency.version === undefined ? undefined : releases.find(dependency.version);
  return { ...dependency, ...(release && { release }), ...(createdAt !== undefined && { createdAt }) };
}
