import type { Policy } from '../config.js';
import { type Cooldown, defaultCooldown } from '../cooldowns/cooldown.js';
import type { Dependency, Effective, Finding, Manifest, PackageAnswers, PackageId, Status } from '../model.js';
import type { Clock } from '../ports.js';
import { RULES } from '../rules/index.js';
import type { Locked, ProjectFacts, Subject, Verdict } from '../rules/rule.js';
import { severityLevel } from '../rules/severity.js';
import { type Grouped, grouped, type Said } from './signals.js';
import { type LookedAt, statusOf } from './status.js';
import { subjectOf } from './subject.js';

/** One dependency of a manifest with all that is known of it. */
export interface Judged {
  readonly dependency: Dependency;
  readonly status: Status;
  /** Undefined for skipped dependencies. */
  readonly subject: Subject | undefined;
  readonly findings: readonly Finding[];
  /** Other packages that have to be known before it is judged whole. */
  readonly wanted: readonly PackageId[];
}

export interface InspectContext {
  peek(id: PackageId): PackageAnswers;
  readonly policy: Policy;
  /** Specifiers that constraints files add, by normalised name (pip's `-c`). */
  readonly constraints: ReadonlyMap<string, readonly string[]>;
  /** What is known to be installed or locked for a dependency, the strongest evidence first. */
  evidenceOf(dependency: Dependency): readonly Effective[];
  /** The entry of a dependency in the lockfile; the same object as long as the lockfile is the same. */
  lockedOf(dependency: Dependency): Locked | undefined;
  /** What holds for every dependency of the manifest. */
  readonly project: SharedFacts;
  /** The cooldown that the project's package manager has been told to obey. */
  readonly inherited: Cooldown | undefined;
}

/** What a project says of all its dependencies alike. */
export type SharedFacts = Omit<ProjectFacts, 'hashes' | 'locked'>;

/** Judges every dependency of a manifest by what is known now; never waits. */
export type Inspect = (manifest: Manifest, context: InspectContext) => readonly Judged[];

/**
 * Makes an inspector. It remembers the verdicts on each (package, specifier), so that a key stroke costs only what it changed;
 * a verdict is made anew when what it was made from is no longer what is known.
 */
export function createInspect(clock: Clock): Inspect {
  const memo = new Map<string, Judgement>();
  const defaults = new Map<number | undefined, Cooldown>();

  function cooldownFor({ policy, inherited }: InspectContext): Cooldown {
    if (policy.cooldownDays === undefined && inherited) return inherited;
    const known = defaults.get(policy.cooldownDays) ?? defaultCooldown(policy.cooldownDays);
    defaults.set(policy.cooldownDays, known);
    return known;
  }

  function judge(dependency: Dependency, place: Place, context: InspectContext): Judgement {
    const evidence = context.evidenceOf(dependency);
    const { hashes = [] } = dependency;
    const range = dependency.origin.kind === 'registry' ? dependency.origin.range : '';
    const constraints = (context.constraints.get(dependency.name) ?? []).join(',');
    const digests = hashes.map(({ algorithm, digest }) => `${algorithm}:${digest}`);
    const key = JSON.stringify([place.key, dependency.ecosystem, dependency.name, range, constraints, evidence, digests]);
    const answers = context.peek(dependency);
    const locked = context.lockedOf(dependency);
    const known = memo.get(key);
    const now = clock();
    if (known && now - known.at < JUDGEMENT_LIFE && isOf(known, answers, locked?.entry, place.cooldown, context)) return known;
    const lookedAt = new Map<string, LookedAt>();
    const subject = subjectOf(
      dependency,
      {
        range,
        constraints,
        pre: place.pre,
        evidence,
        now,
        cooldown: place.cooldown,
        obeyed: context.inherited?.enforced ? context.inherited : undefined,
        recent: place.recent,
        project: { ...context.project, hashes, ...(locked && { locked }) },
        answersOf: id => {
          const found = context.peek(id);
          lookedAt.set(`${id.ecosystem} ${id.name}`, { id, answers: found });
          return found;
        },
      },
      answers,
    );
    const verdicts = verdictsOn(subject);
    const others = [...lookedAt.values()];
    const status = statusOf(subject, answers, others, now);
    const judgement = { answers, entry: locked?.entry, cooldown: place.cooldown, lookedAt: others, at: now, subject, status, verdicts };
    if (memo.size >= MEMO_LIMIT) memo.clear();
    memo.set(key, judgement);
    return judgement;
  }

  return (manifest, context) => {
    const place = placeOf(manifest, context, cooldownFor(context));
    return manifest.dependencies.map(dependency => {
      if (dependency.origin.kind === 'skipped') return skipped(dependency, dependency.origin.reason);
      const { subject, status, verdicts, lookedAt } = judge(dependency, place, context);
      const wanted = lookedAt.filter(({ answers }) => isPending(answers)).map(({ id }) => id);
      return { dependency, status, subject, findings: findingsOf(verdicts, subject, dependency, context.policy), wanted };
    });
  };
}

const MEMO_LIMIT = 20_000;
const JUDGEMENT_LIFE = 60 * 60 * 1000;

/** What is the same for all dependencies of a manifest. */
interface Place {
  readonly key: string;
  readonly pre: boolean;
  readonly cooldown: Cooldown;
  readonly recent: number;
}

interface Judgement {
  readonly answers: PackageAnswers;
  readonly entry: Locked['entry'] | undefined;
  readonly cooldown: Cooldown;
  readonly lookedAt: readonly LookedAt[];
  readonly at: number;
  readonly subject: Subject;
  readonly status: Status;
  readonly verdicts: readonly RuleVerdict[];
}

interface RuleVerdict {
  readonly rule: (typeof RULES)[number];
  readonly verdict: Verdict;
}

function placeOf(manifest: Manifest, { project, policy }: InspectContext, cooldown: Cooldown): Place {
  const pre = manifest.pip?.pre ?? false;
  const recent = policy.recentDays * DAY;
  return { key: JSON.stringify([pre, recent, project]), pre, cooldown, recent };
}

const DAY = 24 * 60 * 60 * 1000;

function isOf(
  known: Judgement,
  answers: PackageAnswers,
  entry: Locked['entry'] | undefined,
  cooldown: Cooldown,
  { peek }: InspectContext,
): boolean {
  if (known.answers !== answers || known.entry !== entry || known.cooldown !== cooldown) return false;
  return known.lookedAt.every(other => peek(other.id) === other.answers);
}

function isPending({ registry, advisories }: PackageAnswers): boolean {
  return registry.kind === 'pending' || advisories.kind === 'pending';
}

function skipped(dependency: Dependency, reason: string): Judged {
  return { dependency, status: { kind: 'skipped', reason }, subject: undefined, findings: [], wanted: [] };
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

function findingsOf(verdicts: readonly RuleVerdict[], subject: Subject, dependency: Dependency, policy: Policy): readonly Finding[] {
  if (verdicts.length === 0) return [];
  const said = verdicts.flatMap(({ rule, verdict }): readonly Said[] => {
    const groups = verdict.advisories ?? [];
    const byRule = rule.defaultLevel === 'severity' ? severityLevel(groups) : rule.defaultLevel;
    const level = policy.rules[rule.id] ?? verdict.level ?? byRule;
    return level === 'off' ? [] : [{ rule, verdict, level }];
  });
  return grouped(said, subject).map(one => findingOf(one, dependency));
}

function findingOf({ rule, verdict, level, together }: Grouped, dependency: Dependency): Finding {
  return {
    rule: rule.id,
    level,
    dependency,
    span: spanOf(verdict, dependency),
    message: verdict.message,
    advisories: verdict.advisories ?? [],
    bad: verdict.bad ?? [],
    ...(verdict.version !== undefined && { version: verdict.version }),
    ...(verdict.deprecated && { deprecated: true }),
    ...(together && { signals: together.map(one => ({ rule: one.rule.id, message: one.verdict.message })) }),
  };
}

function spanOf({ at }: Verdict, { nameSpan, specifier, specifierSpan, hashes = [] }: Dependency): Finding['span'] {
  const [first] = hashes;
  if (at === 'hashes' && first) return first.span;
  return at === 'name' || specifier === '' ? nameSpan : specifierSpan;
}
