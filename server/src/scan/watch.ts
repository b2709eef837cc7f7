// What has turned bad without anybody having changed a line: the reason to watch.
import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import { matchRelease } from '../advisories/matching.js';
import type { Facts, Freshness } from '../analysis/packageMetadata.js';
import { type FileResult, packagesOf } from '../analysis/results.js';
import { TRUSTED_FOR } from '../analysis/status.js';
import { versionsOf } from '../ecosystems/index.js';
import type { Advisory, AdvisoryGroup, Finding, PackageAnswers, PackageId, Span } from '../model/index.js';
import { lockedPackages } from '../project/lockedNames.js';

/**
 * How young an answer has to be not to be asked for again by a look that comes every so many milliseconds: advisories are asked for every time, what
 * registries say about once a day, and before it is too old to be trusted.
 */
export function freshnessFor(interval: number): Required<Freshness> {
  return { advisories: interval / 2, registry: Math.max(TRUSTED_FOR - 2 * interval, interval / 2) };
}

/** The same for a single look, asked for by a person or a timer of their own. */
export const SINGLE_LOOK: Freshness = { advisories: 0, registry: TRUSTED_FOR / 2 };

/** So bad is a release that a person is told at once. */
export type Gravity = 'malicious' | 'critical';

/** A release that is in use, and that the service has called malicious or critical since it was first asked. */
export interface Alert extends PackageId {
  readonly version: string;
  readonly gravity: Gravity;
  /** Ids of the advisories, the most telling first. */
  readonly ids: readonly string[];
  readonly manifest: string;
  /** Where the manifest names it, or what brings it in. */
  readonly span: Span;
}

/** What of a manifest has turned bad: what it has now, less what the service said before. */
export function alertsIn(result: FileResult, facts: Pick<Facts, 'earlier'>): readonly Alert[] {
  const grave = result.judged.flatMap(({ findings, subject }) =>
    findings.flatMap(finding => releasesOf(finding, subject?.effective?.version)),
  );
  return grave.flatMap(({ finding, id, version, groups }): readonly Alert[] => {
    const { ecosystem, name } = id;
    const gravity = gravityOf(groups);
    const earlier = facts.earlier(id);
    if (gravity === undefined || earlier === undefined || !isWorse(gravity, gravityBy(earlier, id, version))) return [];
    return [{ ecosystem, name, version, gravity, ids: groups.flatMap(({ ids }) => ids), manifest: result.path, span: finding.span }];
  });
}

/** What tells one alert from another, wherever it is raised. */
export function alertKey({ ecosystem, name, version, gravity }: Pick<Alert, 'ecosystem' | 'name' | 'version' | 'gravity'>): string {
  return JSON.stringify([ecosystem, name, version, gravity]);
}

/** The packages that something has to be known of: those of the manifest, and those of which only the advisories are wanted. */
export interface Watched {
  readonly direct: readonly PackageId[];
  readonly locked: readonly PackageId[];
}

export function watchedIn({ kind, judged, locked }: FileResult): Watched {
  return {
    // what a lockfile names may come from elsewhere, whatever its findings say
    direct: kind === 'manifest' ? packagesOf([{ dependencies: judged.map(({ dependency }) => dependency) }]) : [],
    locked: locked ? lockedPackages([locked.lockfile]) : [],
  };
}

/** What is in use by some files together, each package once. */
export function allOf(files: Iterable<Watched>): Watched {
  const direct = new Map<string, PackageId>();
  const locked = new Map<string, PackageId>();
  for (const file of files) {
    for (const id of file.direct) direct.set(keyOf(id), id);
    for (const id of file.locked) locked.set(keyOf(id), id);
  }
  return { direct: [...direct.values()], locked: [...locked].flatMap(([key, id]) => (direct.has(key) ? [] : [id])) };
}

/** The files that use one of some packages. */
export function filesWith(packages: readonly PackageId[], files: ReadonlyMap<string, Watched>): readonly string[] {
  const wanted = new Set(packages.map(keyOf));
  return [...files].flatMap(([file, { direct, locked }]) =>
    [direct, locked].some(some => some.some(id => wanted.has(keyOf(id)))) ? [file] : [],
  );
}

/** Whether another answer says the same of a package. An answer of a registry that was asked again is another one, whatever it says. */
export function saysTheSame(before: PackageAnswers | undefined, now: PackageAnswers): boolean {
  return before === now || (before?.registry === now.registry && advisoriesText(before) === advisoriesText(now));
}

/** Whether some of the answers could not be had, or not be renewed. */
export function isStale(answers: Partial<PackageAnswers>): boolean {
  return Object.values(answers).some(answer => ('staleBecause' in answer ? answer.staleBecause !== undefined : isUnknown(answer)));
}

interface GraveRelease {
  readonly finding: Finding;
  readonly id: PackageId;
  readonly version: string;
  readonly groups: readonly AdvisoryGroup[];
}

const GRAVE_RULES: readonly string[] = ['malicious-package', 'malicious-release', 'vulnerable-release'];

/** The releases that a finding is on: the dependency's own, whatever of its package is meant, or the transitive ones. */
function releasesOf(finding: Finding, effective: string | undefined): readonly GraveRelease[] {
  if (!GRAVE_RULES.includes(finding.rule)) return [];
  const { through, version, advisories, dependency } = finding;
  if (!through) return [{ finding, id: dependency, version: version ?? effective ?? '', groups: advisories }];
  const { ecosystem } = dependency;
  return through.map(below => ({ finding, id: { ecosystem, name: below.name }, version: below.version, groups: below.advisories }));
}

function gravityOf(groups: readonly AdvisoryGroup[]): Gravity | undefined {
  if (groups.some(({ kind }) => kind === 'malicious')) return 'malicious';
  return groups.some(({ severity }) => severity === 'critical') ? 'critical' : undefined;
}

/** By what was known of the package then; where no release is known, by what covers any. */
function gravityBy(earlier: readonly Advisory[], id: PackageId, version: string): Gravity | undefined {
  const covering = groupAdvisories([...incidentsOf(id), ...earlier]).filter(({ members }) =>
    members.some(member => version === '' || matchRelease(member, id, version, versionsOf(id.ecosystem)) === 'affected'),
  );
  return gravityOf(covering);
}

function isWorse(now: Gravity, before: Gravity | undefined): boolean {
  return now !== before && before !== 'malicious';
}

function isUnknown(answer: PackageAnswers[keyof PackageAnswers]): boolean {
  return answer.kind === 'unknown' && answer.deliberate !== true;
}

function keyOf({ ecosystem, name, place = '' }: PackageId): string {
  return `${ecosystem} ${name} ${place}`;
}

function advisoriesText({ advisories }: PackageAnswers): string {
  if (advisories.kind !== 'found') return advisories.kind;
  return JSON.stringify(advisories.value.map(({ id, modified }) => [id, modified]).sort());
}
