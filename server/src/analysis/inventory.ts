// The result of a scan as a whole: every release and name that was read is one component in it, with one assessment. All counts come from here.
import {
  ASSESSMENTS,
  type Assessment,
  type Component,
  OCCURRENCE_KINDS,
  type Occurrence,
  type OccurrenceKind,
} from '../model/component.js';
import type { PackageId } from '../model/index.js';
import { QUESTIONS, type Question } from '../model/questions.js';
import type { Ignore } from '../policy/ignores.js';
import { lockedId } from '../project/lockedNames.js';
import type { RuleId } from '../rules/index.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import type { EnvironmentReport, InstalledRelease } from './environmentCheck.js';
import { type Judged, weakerReleasesIn } from './evaluate.js';
import type { LockfileAnalysis } from './lockfile.js';
import { type FileResult, type LockedReleases, lockfilesIn, manifestsIn } from './results.js';
import { isDoubtful } from './status.js';
import { isAboutReleases, type Verdicts } from './verdicts.js';

/** Every component that was read. */
export interface Inventory {
  readonly components: readonly Component[];
}

/** Puts together what manifests, lockfiles and environments hold. */
export function inventoryOf(results: readonly FileResult[], environments: readonly EnvironmentReport[]): Inventory {
  const components = new Map<string, Draft>();
  const add = (id: PackageId, version: string | undefined, occurrence: Occurrence): void => {
    const key = `${id.ecosystem} ${id.name} ${version ?? ''} ${id.place ?? ''}`;
    const known = components.get(key);
    if (known) known.occurrences.push(occurrence);
    else components.set(key, { id, version, occurrences: [occurrence] });
  };
  for (const { path, judged } of manifestsIn(results)) {
    for (const one of judged) for (const { version, occurrence } of declared(path, one)) add(one.dependency, version, occurrence);
  }
  for (const locked of lockfilesIn(results)) addLocked(locked, add);
  for (const report of environments) addInstalled(report, add);
  return { components: [...components.values()].map(componentOf) };
}

/** How many components there are, by what became of them. */
export interface InventoryNumbers {
  readonly components: number;
  readonly assessments: Readonly<Record<Assessment['kind'], number>>;
  /** Occurrences, by where they were read and what became of them. */
  readonly occurrences: Readonly<Record<OccurrenceKind, Readonly<Record<Assessment['kind'], number>>>>;
  /** Of components that are unknown or skipped. */
  readonly reasons: readonly { readonly assessment: 'unknown' | 'skipped'; readonly reason: string; readonly components: number }[];
  /** Components with questions that have no answer, whatever else became of them. */
  readonly unanswered: Readonly<Record<Question, number>>;
}

export function inventoryNumbers({ components }: Inventory): InventoryNumbers {
  const occurrences = components.flatMap(component => component.occurrences);
  const reasons = new Map<string, InventoryNumbers['reasons'][number]>();
  for (const { assessment } of components) {
    if (assessment.kind !== 'unknown' && assessment.kind !== 'skipped') continue;
    const { kind, reason } = assessment;
    const key = `${kind} ${reason}`;
    reasons.set(key, { assessment: kind, reason, components: (reasons.get(key)?.components ?? 0) + 1 });
  }
  return {
    components: components.length,
    assessments: countedBy(components),
    occurrences: byKey(OCCURRENCE_KINDS, kind => countedBy(occurrences.filter(one => one.kind === kind))),
    reasons: [...reasons.values()],
    unanswered: byKey(QUESTIONS, question => components.filter(({ unanswered }) => unanswered.includes(question)).length),
  };
}

interface Draft {
  readonly id: PackageId;
  readonly version: string | undefined;
  readonly occurrences: Occurrence[];
}

type Add = (id: PackageId, version: string | undefined, occurrence: Occurrence) => void;

function componentOf({ id: { ecosystem, name, place }, version, occurrences }: Draft): Component {
  return {
    ecosystem,
    name,
    ...(place !== undefined && { place }),
    ...(version !== undefined && { version }),
    occurrences,
    assessment: firstThatApplies(occurrences.map(({ assessment }) => assessment)),
    unanswered: QUESTIONS.filter(question => occurrences.some(({ unanswered }) => unanswered.includes(question))),
  };
}

function firstThatApplies(assessments: readonly Assessment[]): Assessment {
  return (
    ASSESSMENTS.map(kind => assessments.find(assessment => assessment.kind === kind)).find(found => found !== undefined) ?? {
      kind: 'pending',
    }
  );
}

const CLEAN: Assessment = { kind: 'clean' };
const PENDING: Assessment = { kind: 'pending' };
const FINDINGS: Assessment = { kind: 'findings' };
const NOTHING: readonly Question[] = [];
const ADVISORIES: readonly Question[] = ['advisories'];

/** The release that a line gives, and what comes with the next install where something is said of it. */
function declared(path: string, one: Judged): readonly { readonly version: string | undefined; readonly occurrence: Occurrence }[] {
  const { dependency, status, subject } = one;
  const unanswered = status.kind === 'pending' ? QUESTIONS.slice(0, 2) : 'unanswered' in status ? (status.unanswered ?? NOTHING) : NOTHING;
  const versions = [subject?.effective?.version, ...weakerReleasesIn(one).map(({ version }) => version)];
  return [...new Set(versions)].map(version => ({
    version,
    occurrence: { kind: 'declared', path, span: dependency.nameSpan, assessment: declaredAssessment(one, version), unanswered },
  }));
}

/** @param version one of those that the line gives; undefined where none is known */
function declaredAssessment({ status, findings, ignored, off = [], subject }: Judged, version: string | undefined): Assessment {
  const isOn = (one: { readonly version?: string }): boolean =>
    version === undefined || one.version === undefined || one.version === version || subject?.versions.compare(one.version, version) === 0;
  const isOwn = (finding: Judged['findings'][number]): boolean => !finding.through && isOn(finding);
  if (findings.some(isOwn)) return FINDINGS;
  if (status.kind === 'unknown' || status.kind === 'skipped') return { kind: status.kind, reason: status.reason };
  if (status.kind === 'pending') return PENDING;
  const silenced = ignored.find(({ finding }) => isOwn(finding));
  if (silenced) return ignoredBy(silenced.ignore);
  const silent = off.find(({ rule, verdict }) => isAboutReleases(rule) && isOn(verdict));
  return silent ? offBy(silent.rule.id) : CLEAN;
}

function ignoredBy({ entry }: Ignore): Assessment {
  return { kind: 'skipped', reason: `ignored by the policy: ${entry.reason}` };
}

function offBy(rule: RuleId): Assessment {
  return { kind: 'skipped', reason: `the rule ${rule} is off` };
}

function addLocked({ path, lockfile: { ecosystem, packages }, analysis }: LockedReleases, add: Add): void {
  const shared = new Map(analysis.shared.flatMap(({ keys, verdicts }) => keys.map(key => [key, verdicts] as const)));
  for (const [key, locked] of packages) {
    const { name, version, span, skipped } = locked;
    const assessment = lockedAssessment(key, name, version, skipped, analysis, shared.get(key));
    const isOpen = skipped === undefined ? isNotAnswered(name, version, analysis) : isDoubtful(locked.withheld?.secrecy);
    add(lockedId(ecosystem, locked), version === '' ? undefined : version, {
      kind: 'locked',
      path,
      span,
      assessment,
      unanswered: isOpen ? ADVISORIES : NOTHING,
    });
  }
}

function isNotAnswered(name: string, version: string, { unknownReason, pendingNames, privateNames }: LockfileAnalysis): boolean {
  return unknownReason(name, version) !== undefined || pendingNames.has(name) || privateNames.get(name)?.isDoubtful === true;
}

/** @param shared what is said of it together with others */
function lockedAssessment(
  key: string,
  name: string,
  version: string,
  skipped: string | undefined,
  analysis: LockfileAnalysis,
  shared: Verdicts | undefined,
): Assessment {
  const own = analysis.verdicts.get(key)?.verdicts;
  if ([own, shared].some(found => found && found.said.length > 0)) return FINDINGS;
  if (skipped !== undefined) return { kind: 'skipped', reason: skipped };
  const unknown = analysis.unknownReason(name, version);
  if (unknown !== undefined) return { kind: 'unknown', reason: unknown };
  const isPrivate = analysis.privateNames.get(name);
  if (isPrivate !== undefined) return { kind: 'skipped', reason: isPrivate.reason };
  const all = [own, shared].flatMap(found => found ?? []);
  const [ignored] = all.flatMap(found => found.ignored);
  if (ignored) return ignoredBy(ignored.ignore);
  const silent = all.flatMap(({ off = [] }) => off).find(({ rule }) => isAboutReleases(rule));
  if (silent) return offBy(silent.rule.id);
  return analysis.pendingNames.has(name) ? PENDING : CLEAN;
}

function addInstalled({ releases, findings, ignored = [], unknown, isOff }: EnvironmentReport, add: Add): void {
  const found = new Set(isOff ? [] : findings.map(releaseKey));
  const silenced = new Map([
    ...(isOff ? findings.map(one => [releaseKey(one), offBy(maliciousInstalled.id)] as const) : []),
    ...ignored.flatMap(({ ignore, findings: taken }) => taken.map(one => [releaseKey(one), ignoredBy(ignore)] as const)),
  ]);
  const reasons = new Map(unknown.flatMap(({ reason, packages }) => packages.map(one => [releaseKey(one), reason] as const)));
  for (const release of releases) {
    const key = releaseKey(release);
    const reason = reasons.get(key);
    add(release, release.version === '' ? undefined : release.version, {
      kind: 'installed',
      path: release.paths[0] ?? release.environment,
      assessment: found.has(key) ? FINDINGS : installedAssessment(release, reason, silenced.get(key)),
      unanswered: reason === undefined && !release.isDoubtful ? NOTHING : ADVISORIES,
    });
  }
}

function installedAssessment({ skipped }: InstalledRelease, unknown: string | undefined, silenced: Assessment | undefined): Assessment {
  if (unknown !== undefined) return { kind: 'unknown', reason: unknown };
  if (skipped !== undefined) return { kind: 'skipped', reason: skipped };
  return silenced ?? CLEAN;
}

function releaseKey({ ecosystem, name, version }: PackageId & { readonly version: string }): string {
  return `${ecosystem} ${name} ${version}`;
}

function countedBy(items: readonly { readonly assessment: Assessment }[]): Readonly<Record<Assessment['kind'], number>> {
  return byKey(ASSESSMENTS, kind => items.filter(({ assessment }) => assessment.kind === kind).length);
}

function byKey<K extends string, V>(keys: readonly K[], value: (key: K) => V): Readonly<Record<K, V>> {
  return Object.fromEntries(keys.map(key => [key, value(key)])) as Record<K, V>;
}
