import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import type { RuleLevels } from '../config.js';
import type { Answer, Dependency, Effective, Finding, Manifest, PackageId, Status } from '../model.js';
import type { Clock } from '../ports.js';
import { RULES } from '../rules/index.js';
import type { Subject, Verdict } from '../rules/rule.js';
import { severityLevel } from '../rules/severity.js';
import { type Requirement, versionsOf } from '../versions/index.js';
import type { PackageAnswers } from './facts.js';

/** One dependency of a manifest with all that is known of it. */
export interface Judged {
  readonly dependency: Dependency;
  readonly status: Status;
  /** Undefined for skipped dependencies. */
  readonly subject: Subject | undefined;
  readonly findings: readonly Finding[];
}

export interface InspectContext {
  peek(id: PackageId): PackageAnswers;
  readonly levels: RuleLevels;
  /** Specifiers that constraints files add, by normalised name (pip's `-c`). */
  readonly constraints: ReadonlyMap<string, readonly string[]>;
  /** What is known to be installed or locked for a dependency, the strongest evidence first. */
  evidenceOf(dependency: Dependency): readonly Effective[];
}

/** Judges every dependency of a manifest by what is known now; never waits. */
export type Inspect = (manifest: Manifest, context: InspectContext) => readonly Judged[];

/**
 * Makes an inspector. It remembers the verdicts on each (package, specifier), so that a key stroke costs only what it changed;
 * a verdict is made anew when the facts it was made from are no longer the ones known.
 */
export function createInspect(clock: Clock): Inspect {
  const memo = new Map<string, Judgement>();

  function judge(dependency: Dependency, asked: Asked, answers: PackageAnswers): Judgement {
    const key = JSON.stringify([dependency.ecosystem, dependency.name, asked.range, asked.constraints, asked.pre, asked.evidence]);
    const known = memo.get(key);
    const now = clock();
    if (known?.answers === answers && now - known.at < JUDGEMENT_LIFE) return known;
    const subject = subjectOf(dependency, asked, answers);
    const judgement = { answers, at: now, subject, status: statusOf(subject, answers, now), verdicts: verdictsOn(subject) };
    if (memo.size >= MEMO_LIMIT) memo.clear();
    memo.set(key, judgement);
    return judgement;
  }

  return (manifest, context) =>
    manifest.dependencies.map(dependency => {
      const { origin } = dependency;
      if (origin.kind === 'skipped') return skipped(dependency, origin.reason);
      const constraints = (context.constraints.get(dependency.name) ?? []).join(',');
      const asked = { range: origin.range, constraints, pre: manifest.pip?.pre ?? false, evidence: context.evidenceOf(dependency) };
      const { subject, status, verdicts } = judge(dependency, asked, context.peek(dependency));
      return { dependency, status, subject, findings: verdicts.flatMap(verdict => findingOf(verdict, dependency, context.levels)) };
    });
}

/** Answers older than this are no longer enough to call a dependency checked. Milliseconds. */
export const TRUSTED_FOR = 24 * 60 * 60 * 1000;

const MEMO_LIMIT = 20_000;
const JUDGEMENT_LIFE = 60 * 60 * 1000;

interface Judgement {
  readonly answers: PackageAnswers;
  readonly at: number;
  readonly subject: Subject;
  readonly status: Status;
  readonly verdicts: readonly RuleVerdict[];
}

interface RuleVerdict {
  readonly rule: (typeof RULES)[number];
  readonly verdict: Verdict;
}

function skipped(dependency: Dependency, reason: string): Judged {
  return { dependency, status: { kind: 'skipped', reason }, subject: undefined, findings: [] };
}

/** Which releases a manifest asks for. */
interface Asked {
  /** The part of the specifier that limits versions. */
  readonly range: string;
  /** What constraints files add to it, joined by commas. */
  readonly constraints: string;
  /** pip's `--pre`. */
  readonly pre: boolean;
  readonly evidence: readonly Effective[];
}

/** Puts together what the rules look at. A private package is not judged by public records, the built-in ones included. */
function subjectOf(id: PackageId, { range, constraints, pre, evidence }: Asked, answers: PackageAnswers): Subject {
  const versions = versionsOf(id.ecosystem);
  const requirement = versions.parse([range, constraints].filter(part => part !== '').join(','), { pre });
  const { registry, advisories } = answers;
  const known = advisories.kind === 'found' ? advisories.value : [];
  const isPrivate = registry.kind === 'unknown' && registry.deliberate === true;
  return {
    ecosystem: id.ecosystem,
    name: id.name,
    versions,
    requirement,
    constraints,
    registry,
    advisories: isPrivate ? [] : groupAdvisories([...incidentsOf(id), ...known]),
    advisoriesKnown: advisories.kind === 'found' || advisories.kind === 'absent',
    effective: strongest([...evidence, ...askedFor(requirement, registry, versions)], versions),
  };
}

/**
 * installed > locked > pinned > resolved. Weaker evidence that names another release is kept behind it; what would be resolved today is no
 * evidence against anything.
 */
function strongest(evidence: readonly Effective[], versions: Subject['versions']): Effective | undefined {
  return evidence.reduceRight<Effective | undefined>((weaker, one) => {
    const against =
      weaker?.evidence !== 'resolved' && weaker && versions.compare(weaker.version, one.version) !== 0 ? weaker : weaker?.against;
    return against ? { ...one, against } : one;
  }, undefined);
}

/** What the manifest's own text gives: a pinned release, or the one that would be chosen today. */
function askedFor(requirement: Requirement, registry: PackageAnswers['registry'], versions: Subject['versions']): readonly Effective[] {
  if (requirement.version !== undefined) return [{ version: requirement.version, evidence: 'pinned' }];
  if (registry.kind !== 'found') return [];
  const version = versions.select(requirement, registry.value);
  return version === undefined ? [] : [{ version, evidence: 'resolved' }];
}

function statusOf(subject: Subject, answers: PackageAnswers, now: number): Status {
  const { registry, advisories } = answers;
  if (subject.requirement.kind === 'invalid') return { kind: 'unknown', reason: 'the specifier cannot be read' };
  if (registry.kind === 'pending' || advisories.kind === 'pending') return { kind: 'pending' };
  if (registry.kind === 'unknown' && registry.deliberate) return { kind: 'skipped', reason: registry.reason };
  const reasons = [doubtOf(advisories, now), doubtOf(registry, now)].filter(reason => reason !== undefined);
  if (reasons.length > 0) return { kind: 'unknown', reason: [...new Set(reasons)].join('; ') };
  if (registry.kind === 'found' && subject.effective === undefined) {
    return { kind: 'unknown', reason: 'no release that the registry lists fits the specifier' };
  }
  return { kind: 'checked' };
}

/** Why an answer is not enough to call something checked; undefined where it is, and while there is none yet. */
export function doubtOf(answer: Answer<unknown>, now: number): string | undefined {
  if (answer.kind === 'pending') return undefined;
  if (answer.kind === 'unknown') return answer.reason;
  if (now - answer.fetchedAt < TRUSTED_FOR) return undefined;
  const days = Math.floor((now - answer.fetchedAt) / TRUSTED_FOR);
  return `the last answer is ${days} ${days === 1 ? 'day' : 'days'} old${answer.staleBecause ? `: ${answer.staleBecause}` : ''}`;
}

function verdictsOn(subject: Subject): readonly RuleVerdict[] {
  if (subject.requirement.kind === 'invalid') return [];
  const verdicts: RuleVerdict[] = [];
  for (const rule of RULES) {
    if (rule.unless?.some(stronger => verdicts.some(({ rule: spoken }) => spoken.id === stronger))) continue;
    const verdict = rule.check(subject);
    if (verdict) verdicts.push({ rule, verdict });
  }
  return verdicts;
}

function findingOf({ rule, verdict }: RuleVerdict, dependency: Dependency, levels: RuleLevels): readonly Finding[] {
  const groups = verdict.advisories ?? [];
  const byRule = rule.defaultLevel === 'severity' ? severityLevel(groups) : rule.defaultLevel;
  const level = levels[rule.id] ?? verdict.level ?? byRule;
  if (level === 'off') return [];
  const span = verdict.at === 'name' || dependency.specifier === '' ? dependency.nameSpan : dependency.specifierSpan;
  return [
    {
      rule: rule.id,
      level,
      dependency,
      span,
      message: verdict.message,
      advisories: groups,
      bad: verdict.bad ?? [],
      ...(verdict.version !== undefined && { version: verdict.version }),
      ...(verdict.deprecated && { deprecated: true }),
    },
  ];
}
