// What is already on this disk: packages and distributions of one workspace folder, and what malicious ones left there.
import { incidentTraces } from '../advisories/incidentTraces.js';
import { installedIn } from '../ecosystems/npm/installed/nodeModules.js';
import { environmentOf, findEnvironments, type PythonEnvironment } from '../ecosystems/python/installed/environments.js';
import { type Trace, tracesIn } from '../ecosystems/python/installed/indicators.js';
import { type KnownTrace, tracesNamed } from '../ecosystems/python/installed/knownIndicators.js';
import { installedDistributions } from '../ecosystems/python/installed/sitePackages.js';
import type { AdvisoryGroup, Ecosystem, PackageId } from '../model/index.js';
import type { Ignore } from '../policy/ignores.js';
import type { Folders, Unreadable } from '../ports/folders.js';
import type { Clock } from '../ports/index.js';
import { type PlaceOf, placesIn } from '../project/installedOrigins.js';
import type { Origins } from '../project/origins.js';
import { coversAll, coversRelease, maliciousAdvisories, unreadableOn, whyUnknown } from './malwareVerdict.js';
import type { Facts } from './packageMetadata.js';
import { isDoubtful, isPrivate, unreadableReason } from './status.js';

export interface EnvironmentPorts {
  readonly folders: Folders;
  readonly facts: Pick<Facts, 'gather' | 'peek'>;
  readonly clock: Clock;
  readonly origins: Origins;
}

export interface EnvironmentOptions {
  readonly offline: boolean;
  /** Folders below the workspace folder that have a manifest: packages and environments are looked for there too. */
  readonly projects?: readonly string[];
  /** Paths of Python interpreters that the editor or its user has chosen, wherever they are. */
  readonly extraInterpreters?: readonly string[];
}

/** A malicious release that is installed. */
export interface InstalledFinding extends PackageId {
  readonly version: string;
  /** The `node_modules` folder or Python environment that holds it. */
  readonly environment: string;
  /** Where it is: folders of packages, metadata of distributions. Never empty. */
  readonly paths: readonly string[];
  readonly everyRelease: boolean;
  readonly advisories: readonly AdvisoryGroup[];
  /** Files that it left beside itself. */
  readonly traces: readonly Trace[];
}

/** A file that a malicious release left, or may have left, and that goes with no finding. */
export interface LoneTrace {
  readonly environment: string;
  readonly trace: Trace;
}

/** A finding or trace that the policy ignores. */
export interface IgnoredInstalled {
  readonly ignore: Ignore;
  readonly findings: readonly InstalledFinding[];
  readonly traces: readonly LoneTrace[];
}

/** Packages that could not be checked, and why. */
export interface NotChecked {
  readonly reason: string;
  readonly packages: readonly (PackageId & { readonly version: string })[];
}

export interface EnvironmentReport {
  /** The workspace folder. */
  readonly folder: string;
  /** The `node_modules` folders and Python environments that hold anything. */
  readonly environments: readonly string[];
  /** Every release that is installed, once for each environment. */
  readonly releases: readonly InstalledRelease[];
  readonly findings: readonly InstalledFinding[];
  readonly traces: readonly LoneTrace[];
  readonly unreadable: readonly Unreadable[];
  readonly unknown: readonly NotChecked[];
  /** What the policy ignores, and what is therefore not among the findings and traces. */
  readonly ignored?: readonly IgnoredInstalled[];
  /** The rule on what is installed is off: nothing is told of the findings and traces. */
  readonly isOff?: true;
  /** What was looked at: each release of each environment once; `skipped` of them are none of a public registry. */
  readonly counts: { readonly npm: number; readonly PyPI: number; readonly skipped: number };
}

/**
 * Looks at everything installed for one workspace folder: against malicious-package advisories and built-in incidents, exactly, and for
 * what incidents leave behind. Of vulnerabilities it says nothing. Only advisories are asked for.
 * @returns a rejection only with the signal's reason
 */
export async function checkEnvironments(
  folder: string,
  ports: EnvironmentPorts,
  options: EnvironmentOptions,
  signal: AbortSignal,
): Promise<EnvironmentReport> {
  const places = [...new Set([folder, ...(options.projects ?? [])])];
  const node = await nodeEnvironments(places, ports.folders, signal);
  const python = await pythonEnvironments(places, options.extraInterpreters ?? [], ports.folders, signal);
  const installed = await withPlaces([...node.installed, ...python.installed], folder, places, ports, signal);
  const judgeable = installed.filter(({ skipped }) => skipped === undefined);
  await ports.facts.gather([], { offline: options.offline, advisoriesOnly: judgeable }, signal);
  signal.throwIfAborted();
  const judged = judgeAll(judgeable, ports);
  const traces = await findTraces(python.environments, judged.named, ports.folders, signal);
  return {
    folder,
    releases: installed.map(release => withPrivacy(release, ports)),
    environments: [...node.environments, ...python.environments.map(({ path }) => path)],
    findings: judged.findings.map(finding => ({
      ...finding,
      traces: traces.found.filter(lone => goesWith(lone, finding)).map(({ trace }) => trace),
    })),
    traces: traces.found.filter(lone => !judged.findings.some(finding => goesWith(lone, finding))),
    unreadable: onceEach([...node.unreadable, ...python.unreadable, ...traces.unreadable]),
    unknown: [...node.unknown, ...judged.unknown],
    counts: {
      npm: countOf('npm', installed),
      PyPI: countOf('PyPI', installed),
      skipped: installed.length - judgeable.length + judged.ofPrivate,
    },
  };
}

/** One release in one environment. */
export interface InstalledRelease extends PackageId {
  readonly version: string;
  readonly environment: string;
  readonly paths: readonly string[];
  /** Why it is not checked. */
  readonly skipped: string | undefined;
  /** It is skipped by the word of a folder that is not trusted alone: its advisories are an open question. */
  readonly isDoubtful?: true;
}

/** Says of each release where it comes from. */
async function withPlaces(
  installed: readonly InstalledRelease[],
  folder: string,
  projects: readonly string[],
  ports: EnvironmentPorts,
  signal: AbortSignal,
): Promise<readonly InstalledRelease[]> {
  const known = new Map<string, Promise<PlaceOf>>();
  const placesOf = (environment: string, ecosystem: Ecosystem): Promise<PlaceOf> => {
    const holder = ports.folders.parent(environment);
    const project = projects.includes(holder) ? holder : folder;
    const key = `${ecosystem} ${project}`;
    const places = known.get(key) ?? placesIn(project, ecosystem, ports, signal);
    known.set(key, places);
    return places;
  };
  const placed: InstalledRelease[] = [];
  for (const release of installed) {
    const place = (await placesOf(release.environment, release.ecosystem))(release.name);
    placed.push(place.key === undefined ? release : { ...release, place: place.key });
  }
  return placed;
}

/** A private package is a skipped one: of what is installed no registry is asked. */
function withPrivacy(release: InstalledRelease, { facts }: EnvironmentPorts): InstalledRelease {
  const { advisories } = facts.peek(release);
  if (release.skipped !== undefined || advisories.kind !== 'unknown' || !advisories.deliberate) return release;
  if (advisories.secrecy?.kind === 'unread') return release;
  return { ...release, skipped: advisories.reason, ...(isDoubtful(advisories.secrecy) && { isDoubtful: true }) };
}

interface Found<T> {
  readonly environments: readonly T[];
  readonly installed: readonly InstalledRelease[];
  readonly unreadable: readonly Unreadable[];
}

async function nodeEnvironments(
  places: readonly string[],
  folders: Folders,
  signal: AbortSignal,
): Promise<Found<string> & { readonly unknown: readonly NotChecked[] }> {
  const visited = new Set<string>();
  const installed: InstalledRelease[] = [];
  const unreadable: Unreadable[] = [];
  const unknown: NotChecked[] = [];
  for (const place of places) {
    const answer = await installedIn(place, folders, signal, visited);
    const environment = folders.join(place, 'node_modules');
    installed.push(...joined(answer.packages.map(one => ({ ...one, ecosystem: 'npm' as const, environment }))));
    unreadable.push(...answer.unreadable);
    if (answer.notReadable) unknown.push({ reason: `packages installed by ${answer.notReadable} are not read: ${place}`, packages: [] });
  }
  return { environments: [...new Set(installed.map(({ environment }) => environment))], installed, unreadable, unknown };
}

async function pythonEnvironments(
  places: readonly string[],
  interpreters: readonly string[],
  folders: Folders,
  signal: AbortSignal,
): Promise<Found<PythonEnvironment>> {
  const searched = await Promise.all(places.map(place => findEnvironments(place, folders, signal)));
  const chosen = await Promise.all(interpreters.map(interpreter => environmentOf(interpreter, folders, signal)));
  const all = [...searched.flatMap(({ environments }) => environments), ...chosen.filter(environment => environment !== undefined)];
  const environments = [...new Map(all.map(environment => [environment.path, environment])).values()];
  const answers = await Promise.all(environments.map(environment => installedDistributions(environment, folders, signal)));
  const installed = answers.flatMap(({ distributions }, index) => {
    const environment = environments[index]?.path ?? '';
    return joined(distributions.map(one => ({ ...one, ecosystem: 'PyPI' as const, environment })));
  });
  return { environments, installed, unreadable: [...searched, ...answers].flatMap(({ unreadable }) => unreadable) };
}

type InstalledOne = Omit<InstalledRelease, 'paths' | 'skipped'> & { readonly path: string; readonly skipped?: string };

/** One release may be in an environment many times. */
function joined(installed: readonly InstalledOne[]): readonly InstalledRelease[] {
  const releases = new Map<string, InstalledRelease>();
  for (const { ecosystem, name, version, environment, path, skipped } of installed) {
    const key = JSON.stringify([name, version, skipped ?? '']);
    const paths = [...(releases.get(key)?.paths ?? []), path];
    releases.set(key, { ecosystem, name, version, environment, paths, skipped });
  }
  return [...releases.values()];
}

interface JudgedReleases {
  readonly findings: readonly Omit<InstalledFinding, 'traces'>[];
  readonly unknown: readonly NotChecked[];
  /** How many are of private registries. */
  readonly ofPrivate: number;
  /** The files that malicious-package advisories of what is installed name. */
  readonly named: readonly KnownTrace[];
}

function judgeAll(releases: readonly InstalledRelease[], { facts, clock }: EnvironmentPorts): JudgedReleases {
  const findings: Omit<InstalledFinding, 'traces'>[] = [];
  const unknown = new Map<string, InstalledRelease[]>();
  const named: KnownTrace[] = [];
  const now = clock();
  let ofPrivate = 0;
  for (const release of releases) {
    const { advisories } = facts.peek(release);
    const isSkipped = isPrivate(advisories) && !(advisories.kind === 'unknown' && advisories.secrecy?.kind === 'unread');
    if (isSkipped) ofPrivate++;
    const malicious = maliciousAdvisories(release, advisories);
    const matching = malicious.filter(group => coversRelease(group, release));
    if (matching.length > 0) findings.push(findingOf(release, matching));
    named.push(...malicious.flatMap(group => tracesOf(group, release)));
    if (isSkipped) continue;
    const doubt = whyUnknown(advisories, now) ?? unreadableReason(unreadableOn(release, advisories));
    if (doubt !== undefined) unknown.set(doubt, [...(unknown.get(doubt) ?? []), release]);
  }
  return {
    findings,
    unknown: [...unknown].map(([reason, packages]) => ({
      reason,
      packages: packages.map(({ ecosystem, name, version }) => ({ ecosystem, name, version })),
    })),
    ofPrivate,
    named,
  };
}

function findingOf(
  { ecosystem, name, version, environment, paths }: InstalledRelease,
  advisories: readonly AdvisoryGroup[],
): Omit<InstalledFinding, 'traces'> {
  return { ecosystem, name, version, environment, paths, everyRelease: coversAll(advisories, { ecosystem, name }), advisories };
}

function tracesOf(group: AdvisoryGroup, { ecosystem, name }: PackageId): readonly KnownTrace[] {
  return tracesNamed(
    group.members.flatMap(({ files }) => files ?? []),
    { ecosystem, name },
    group.ids,
  );
}

async function findTraces(
  environments: readonly PythonEnvironment[],
  named: readonly KnownTrace[],
  folders: Folders,
  signal: AbortSignal,
): Promise<{ readonly found: readonly LoneTrace[]; readonly unreadable: readonly Unreadable[] }> {
  const builtIn = incidentTraces().flatMap(incident => tracesNamed(incident.files, incident.package, incident.ids));
  const known = [...builtIn, ...named].filter(
    (trace, index, all) => all.findIndex(other => other.file === trace.file && other.package.name === trace.package.name) === index,
  );
  const answers = await Promise.all(environments.map(environment => tracesIn(environment, known, folders, signal)));
  const found = answers.flatMap(({ traces }, index) => traces.map(trace => ({ environment: environments[index]?.path ?? '', trace })));
  return { found, unreadable: answers.flatMap(({ unreadable }) => unreadable) };
}

/** A file goes with the release of the same environment that leaves it, or that brought it. */
function goesWith({ environment, trace }: LoneTrace, finding: Omit<InstalledFinding, 'traces'>): boolean {
  if (finding.environment !== environment) return false;
  return (trace.kind === 'known' ? trace.known.package.name : trace.owner) === finding.name;
}

function onceEach(unreadable: readonly Unreadable[]): readonly Unreadable[] {
  return [...new Map(unreadable.map(one => [one.path, one])).values()];
}

function countOf(ecosystem: Ecosystem, installed: readonly InstalledRelease[]): number {
  return installed.filter(one => one.ecosystem === ecosystem).length;
}
