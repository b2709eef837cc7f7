import { type Cooldown, defaultCooldown, type Exceptions, isLaxer, longerOf, NO_EXCEPTIONS } from '../ecosystems/shared/cooldown.js';
import type { Places } from '../ecosystems/shared/fixContext.js';
import type { Baseline } from '../model/baseline.js';
import type {
  Dependency,
  Effective,
  Finding,
  ForeignSource,
  Manifest,
  PackageAnswers,
  PackageId,
  SourceText,
  Status,
} from '../model/index.js';
import { DAY } from '../model/time.js';
import { DEFAULT_POLICY, type Strictness } from '../policy/config.js';
import type { Ignore } from '../policy/ignores.js';
import { ignoresOn, isDenied, type Policy } from '../policy/policy.js';
import type { Clock } from '../ports/index.js';
import { type OriginsAround, placed } from '../project/origins.js';
import type { DependencyRuleId } from '../rules/index.js';
import type { Locked, Neighbours, ProjectFacts, Subject } from '../rules/rule.js';
import { offRules } from './activeRules.js';
import { detached } from './copyStrings.js';
import { findingsOf, type IgnoredFinding } from './findings.js';
import { appliesToForeign, localAnswers } from './foreignReleases.js';
import { createMemo } from './memo.js';
import { subjectOf } from './ruleContext.js';
import { isPrivate, type LookedAt, statusOf } from './status.js';
import {
  isAboutReleases,
  type RelaxedVerdict,
  type RuleVerdict,
  type Stricter,
  sourceVerdicts,
  type Verdicts,
  verdictsOn,
} from './verdicts.js';

/** One dependency of a manifest with all that is known of it. */
export interface Judged {
  readonly dependency: Dependency;
  readonly status: Status;
  /** Undefined for skipped dependencies. */
  readonly subject: Subject | undefined;
  readonly findings: readonly Finding[];
  /** What would be a finding, were it not ignored by the policy. */
  readonly ignored: readonly IgnoredFinding[];
  /** What rules that are off would have said of it (`Verdicts.off`). */
  readonly off?: readonly RuleVerdict[];
  /** What signals would have said of it, had nobody relaxed them (`Verdicts.relaxed`). */
  readonly relaxed?: readonly RelaxedVerdict[];
  /** What hints would have said of it, had the policy not allowed the package. */
  readonly allowed?: readonly RuleVerdict[];
  /** Other packages that have to be known before it is judged whole. */
  readonly wanted: readonly PackageId[];
  /** The file that it stands in, where fixes are looked for. */
  readonly manifest?: SourceText;
  /** What of the project could be changed beside its own line, where that may help. */
  readonly places?: Places;
  /** The dependencies of its manifest, as far as fixes have to go together with them. */
  readonly neighbours?: Neighbours;
}

/**
 * The releases that a line gives by weaker evidence, and of which something is said: what is installed is clean, and what comes with the next install is
 * not.
 */
export function weakerReleasesIn({ subject, findings, ignored, off = [] }: Judged): readonly Effective[] {
  const own = [...findings, ...ignored.map(({ finding }) => finding)].filter(({ through }) => !through);
  const silent = off.filter(({ rule }) => isAboutReleases(rule));
  const meant = new Set([...own, ...silent.map(({ verdict }) => verdict)].map(({ version }) => version));
  const found: Effective[] = [];
  for (let one = subject?.effective?.against; one; one = one.against) if (meant.has(one.version)) found.push(one);
  return found;
}

export interface InspectContext {
  peek(id: PackageId): PackageAnswers;
  /** Where other packages come from that a rule looks at. */
  readonly origins?: OriginsAround | undefined;
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
  /** What a project that is not trusted asks for: it holds where it is longer, and its package manager obeys no other. */
  readonly atLeast?: Cooldown | undefined;
  /** Exceptions that its configuration lists without a cooldown of its own: they hold for ours. */
  readonly exceptions?: Exceptions | undefined;
}

/** What a project says of all its dependencies alike. */
export type SharedFacts = Omit<ProjectFacts, 'hashes' | 'locked' | 'isDenied' | 'baseline'>;

/** Judges every dependency of a manifest by what is known now; never waits. */
export type Inspect = (manifest: Manifest, context: InspectContext) => readonly Judged[];

/**
 * Makes an inspector. It remembers the verdicts on each (package, specifier), so that a key stroke costs only what it changed;
 * a verdict is made anew when what it was made from is no longer what is known.
 */
export function createInspect(clock: Clock): Inspect {
  const memo = createMemo<Judgement>();
  const places = new Map<string, number>();
  const defaults = new WeakMap<Exceptions, Map<number | undefined, Cooldown>>();
  const longer = new WeakMap<Cooldown, WeakMap<Cooldown, Cooldown>>();

  /** The same object for the same cooldowns, for verdicts are remembered with it. */
  function cooldownFor(context: InspectContext, strictness: Pick<Strictness, 'cooldownDays'>): Cooldown {
    const [own, { atLeast }] = [chosenCooldown(context, strictness), context];
    if (!atLeast) return own;
    const byOther = longer.get(own) ?? new WeakMap<Cooldown, Cooldown>();
    const cooldown = byOther.get(atLeast) ?? longerOf(own, atLeast);
    longer.set(own, byOther.set(atLeast, cooldown));
    return cooldown;
  }

  /** What the user chose, else what is inherited, else the default. The same object for the same days and exceptions. */
  function chosenCooldown(
    { inherited, exceptions = NO_EXCEPTIONS }: InspectContext,
    { cooldownDays }: Pick<Strictness, 'cooldownDays'>,
  ): Cooldown {
    if (cooldownDays === undefined && inherited) return inherited;
    const byDays = defaults.get(exceptions) ?? new Map<number | undefined, Cooldown>();
    const cooldown = byDays.get(cooldownDays) ?? defaultCooldown(cooldownDays, exceptions);
    defaults.set(exceptions, byDays.set(cooldownDays, cooldown));
    return cooldown;
  }

  /** What signals would go by without whoever has the say, where that is laxer: policy file before settings before package manager. */
  function stricterFor(context: InspectContext, cooldown: Cooldown): readonly Stricter[] {
    const { withoutFile, cooldownDays, recentDays } = context.policy;
    const settings = withoutFile ?? context.policy;
    const [by, usual] =
      cooldownDays !== settings.cooldownDays
        ? (['policy', cooldownFor(context, settings)] as const)
        : cooldownDays !== undefined
          ? (['settings', cooldownFor(context, { cooldownDays: undefined })] as const)
          : (['package manager', cooldownFor({ ...context, inherited: undefined }, { cooldownDays })] as const);
    const [recentBy, usualDays] =
      recentDays !== settings.recentDays ? (['policy', settings.recentDays] as const) : (['settings', DEFAULT_POLICY.recentDays] as const);
    const stricter: Stricter[] = [];
    if (isLaxer(cooldown, usual, clock())) stricter.push({ by: `cooldown by ${by}`, given: { cooldown: usual } });
    if (recentDays < usualDays) stricter.push({ by: `recentDays by ${recentBy}`, given: { recent: usualDays * DAY } });
    return stricter.length === 0 ? NOT_RELAXED : stricter;
  }

  /** A short name for a long key. */
  function numberOf(key: string): number {
    const number = places.get(key) ?? places.size;
    places.set(key, number);
    return number;
  }

  function judge(dependency: Dependency, place: Place, context: InspectContext): Judgement {
    const now = clock();
    const given = givenOf(dependency, place, context, now);
    const known = memo.get(given.key);
    if (known && now - known.at < JUDGEMENT_LIFE && isOf(known, given, place, context)) return known;
    const judgement = judgementOf(dependency, given, place, context, now);
    memo.set(given.key, judgement);
    return judgement;
  }

  return (manifest, context) => {
    const cooldown = cooldownFor(context, context.policy);
    const place = placeOf(manifest, context, cooldown, stricterFor(context, cooldown), numberOf);
    memo.forgetUnused();
    return manifest.dependencies.map(dependency => {
      if (dependency.origin.kind === 'skipped') return skipped(dependency, dependency.origin, place, context, clock());
      const { subject, status, verdicts, lookedAt, lookedAtByOff } = judge(dependency, place, context);
      const wanted = [...lookedAt, ...lookedAtByOff].filter(({ answers }) => isPending(answers)).map(({ id }) => id);
      const all = withSources(verdicts, dependency, place, context, clock());
      const { off, relaxed } = all;
      const found = findingsOf(all, dependency, context.policy);
      return { dependency, status, subject, ...found, ...(off && { off }), ...(relaxed && { relaxed }), wanted };
    });
  };
}

const NOT_RELAXED: readonly Stricter[] = [];
const JUDGEMENT_LIFE = 60 * 60 * 1000;

/** What is the same for all dependencies of a manifest. */
interface Place {
  readonly key: number;
  readonly pre: boolean;
  readonly cooldown: Cooldown;
  readonly inherited: Cooldown | undefined;
  readonly baseline: Baseline | undefined;
  readonly recent: number;
  readonly off: ReadonlySet<DependencyRuleId>;
  readonly stricter: readonly Stricter[];
}

/** What a judgement is made from. `key` tells apart all of it but the answers and the lockfile's entry. */
interface Given {
  readonly key: string;
  readonly range: string;
  readonly constraints: string;
  readonly evidence: readonly Effective[];
  readonly locked: Locked | undefined;
  readonly isDenied: boolean;
  readonly ignores: readonly Ignore[];
  readonly answers: PackageAnswers;
}

interface Judgement {
  readonly answers: PackageAnswers;
  readonly entry: Locked['entry'] | undefined;
  readonly place: Pick<Place, 'cooldown' | 'inherited' | 'baseline'>;
  readonly lookedAt: readonly LookedAt[];
  /** The same of rules that are off: nothing that is found rests on it. */
  readonly lookedAtByOff: readonly LookedAt[];
  readonly at: number;
  readonly subject: Subject;
  readonly status: Status;
  readonly verdicts: Verdicts;
}

/** A rule that is off is not asked: it silences none of the others. */
function placeOf(
  manifest: Manifest,
  { project, policy, inherited, atLeast }: InspectContext,
  cooldown: Cooldown,
  stricter: readonly Stricter[],
  numberOf: (key: string) => number,
): Place {
  const pre = manifest.pip?.pre ?? false;
  const recent = policy.recentDays * DAY;
  const off = offRules(policy);
  const key = numberOf(JSON.stringify([pre, recent, [...off], stricter, project]));
  return { key, pre, cooldown, inherited: atLeast ? undefined : inherited, baseline: policy.baseline, recent, off, stricter };
}

function givenOf(dependency: Dependency, place: Place, context: InspectContext, now: number): Given {
  const { ecosystem, name, origin, hashes = [] } = dependency;
  const range = origin.kind === 'registry' ? origin.range : '';
  const constraints = [...(dependency.constraints ?? []), ...(context.constraints.get(name) ?? [])].join(',');
  const evidence = context.evidenceOf(dependency);
  const locked = context.lockedOf(dependency);
  const denied = isDenied(context.policy, dependency);
  const ignores = ignoresOn(context.policy, dependency, now);
  const chosen = denied || ignores.length > 0 ? [denied, ignores.map(({ key: one }) => one)] : [];
  const written = [ecosystem, name, dependency.place, range, constraints, hashes.map(({ algorithm, digest }) => `${algorithm}:${digest}`)];
  const key = JSON.stringify([place.key, written, evidence, locked?.misplaced, ...chosen]);
  return { key, range, constraints, evidence, locked, isDenied: denied, ignores, answers: context.peek(dependency) };
}

/** What is remembered keeps neither the manifest's text in memory nor, by a closure over the context, a lockfile. */
function judgementOf(dependency: Dependency, given: Given, place: Place, context: InspectContext, now: number): Judgement {
  const { ecosystem, name, hashes, range, constraints, evidence } = withOwnTexts(dependency, given);
  const { locked, ignores, answers } = given;
  const { peek, origins } = context;
  const lookedAt = new Map<string, LookedAt>();
  const lookedAtByOff = new Map<string, LookedAt>();
  const answersInto =
    (seen: Map<string, LookedAt>) =>
    (named: PackageId): PackageAnswers => {
      // what a private package names is private as well
      if (isPrivate(answers.registry) || isPrivate(answers.advisories)) return NOT_ASKED;
      const id = origins && named.ecosystem === ecosystem ? placed(named, origins) : named;
      const found = peek(id);
      seen.set(`${id.ecosystem} ${id.name}`, { id, answers: found });
      return found;
    };
  const project: ProjectFacts = {
    ...context.project,
    hashes,
    ...(locked && { locked }),
    ...(given.isDenied && { isDenied: true }),
    ...(place.baseline && { baseline: place.baseline }),
  };
  const { pre, cooldown, recent, inherited } = place;
  const obeyed = inherited?.enforced ? inherited : undefined;
  const subject = subjectOf(
    { ecosystem, name },
    { range, constraints, pre, evidence, now, cooldown, obeyed, recent, project, answersOf: answersInto(lookedAt) },
    answers,
  );
  const verdicts = verdictsOn(subject, ignores, {
    off: place.off,
    answersOfOthers: answersInto(lookedAtByOff),
    stricter: place.stricter,
  });
  const others = [...lookedAt.values()];
  const status = statusOf(subject, answers, others, now);
  const ofOff = [...lookedAtByOff.values()];
  return { answers, entry: locked?.entry, place, lookedAt: others, lookedAtByOff: ofOff, at: now, subject, status, verdicts };
}

function withOwnTexts({ ecosystem, name, hashes = [] }: Dependency, { range, constraints, evidence }: Given) {
  return detached({ ecosystem, name, hashes, range, constraints, evidence });
}

function isOf(known: Judgement, { answers, locked }: Given, { cooldown, inherited, baseline }: Place, { peek }: InspectContext): boolean {
  if (known.answers !== answers || known.entry !== locked?.entry) return false;
  if (known.place.cooldown !== cooldown || known.place.inherited !== inherited || known.place.baseline !== baseline) return false;
  return [...known.lookedAt, ...known.lookedAtByOff].every(other => peek(other.id) === other.answers);
}

const NOT_ASKED: PackageAnswers = {
  registry: { kind: 'unknown', reason: 'named by a private package', deliberate: true },
  advisories: { kind: 'unknown', reason: 'named by a private package', deliberate: true },
};

function isPending({ registry, advisories }: PackageAnswers): boolean {
  return registry.kind === 'pending' || advisories.kind === 'pending';
}

function skipped(
  dependency: Dependency,
  { reason, source, isUnknown }: SkippedOrigin,
  place: Place,
  context: InspectContext,
  now: number,
): Judged {
  const verdicts = source ? ofSource(source, dependency, context.lockedOf(dependency), place, context, now) : NOTHING_SAID;
  const { findings, ignored } = findingsOf(verdicts, dependency, context.policy);
  return { dependency, status: { kind: isUnknown ? 'unknown' : 'skipped', reason }, subject: undefined, findings, ignored, wanted: [] };
}

/**
 * With what is said of the places that a dependency is taken from besides: those that hold under a condition, and the address without encryption of an
 * archive that the registry has as the release.
 */
function withSources(verdicts: Verdicts, dependency: Dependency, place: Place, context: InspectContext, now: number): Verdicts {
  const { origin, elsewhere = [] } = dependency;
  const address = origin.kind === 'registry' && origin.address?.insecure ? [origin.address] : [];
  const sources = elsewhere.flatMap(other => (other.kind === 'skipped' && other.source ? [other.source] : []));
  if (address.length + sources.length === 0) return verdicts;
  const ignores = ignoresOn(context.policy, dependency, now);
  return allOf([
    verdicts,
    ...address.map(source => sourceVerdicts(source, dependency, context.lockedOf(dependency), ignores)),
    ...sources.map(source => ofSource(source, dependency, undefined, place, context, now)),
  ]);
}

/** @param locked what the lockfile has for the dependency, where that is from the source */
function ofSource(
  source: ForeignSource,
  dependency: Dependency,
  locked: Locked | undefined,
  place: Place,
  context: InspectContext,
  now: number,
): Verdicts {
  const ignores = ignoresOn(context.policy, dependency, now);
  return allOf([
    foreignVerdicts(dependency, source, locked, ignores, place, context, now),
    sourceVerdicts(source, dependency, locked ?? context.lockedOf(dependency), ignores),
  ]);
}

function allOf(verdicts: readonly Verdicts[]): Verdicts {
  const off = verdicts.flatMap(one => one.off ?? []);
  const relaxed = verdicts.flatMap(one => one.relaxed ?? []);
  return {
    said: verdicts.flatMap(({ said }) => said),
    ignored: verdicts.flatMap(({ ignored }) => ignored),
    ...(off.length > 0 && { off }),
    ...(relaxed.length > 0 && { relaxed }),
  };
}

/**
 * What is known without asking anybody of a release that comes from no registry, where a tag, a file name or the lockfile tells its version: under the
 * name of the dependency, and under the one in the file's name. No service is told either; that it is malware is all that is said of it.
 */
function foreignVerdicts(
  { ecosystem, name: written }: Dependency,
  { release }: ForeignSource,
  locked: Locked | undefined,
  ignores: readonly Ignore[],
  { pre, cooldown, recent, off }: Place,
  { project, peek }: InspectContext,
  now: number,
): Verdicts {
  const evidence = foreignEvidence(release?.version, locked);
  if (evidence.length === 0) return NOTHING_SAID;
  const own = { ...project, hashes: [], ...(locked && { locked }) };
  const asked = { range: '', constraints: '', pre, evidence, now, cooldown, obeyed: undefined, recent, project: own };
  const answersOf = localAnswers(peek);
  const verdicts = [...new Set([written, release?.name ?? written])].map(name => {
    const subject = subjectOf({ ecosystem, name }, { ...asked, answersOf }, answersOf({ ecosystem, name }));
    return verdictsOn(subject, ignores, { off, applies: appliesToForeign });
  });
  return allOf(verdicts);
}

function foreignEvidence(version: string | undefined, locked: Locked | undefined): readonly Effective[] {
  const { version: resolved = '' } = locked?.entry ?? {};
  return [
    ...(locked && resolved !== '' ? [{ version: resolved, evidence: 'locked' as const, where: locked.file }] : []),
    ...(version === undefined ? [] : [{ version, evidence: 'pinned' as const }]),
  ];
}

const NOTHING_SAID: Verdicts = { said: [], ignored: [] };

type SkippedOrigin = Extract<Dependency['origin'], { kind: 'skipped' }>;
