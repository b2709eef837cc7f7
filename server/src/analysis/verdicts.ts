import type { AdvisoryGroup, ForeignSource, PackageId } from '../model/index.js';
import { coversRule, type Ignore, namesGroup } from '../policy/ignores.js';
import { type DependencyRuleId, RULES, type RuleId, SOURCE_RULES } from '../rules/index.js';
import type { Locked, RuleDescription, RuleScope, Subject, Verdict } from '../rules/rule.js';
import { withAdvisories } from './ruleContext.js';

/** What a rule said. */
export interface RuleVerdict {
  readonly rule: RuleDescription & { readonly id: RuleId };
  readonly verdict: Verdict;
}

/** What a rule would have said. */
export interface IgnoredVerdict extends RuleVerdict {
  readonly ignore: Ignore;
}

export interface Verdicts {
  readonly said: readonly RuleVerdict[];
  readonly ignored: readonly IgnoredVerdict[];
  /** What rules that the policy has turned off would have said; absent where nothing. */
  readonly off?: readonly RuleVerdict[];
  /** Of locked releases, what hints would have said, had the policy not allowed the package; absent where nothing. */
  readonly allowed?: readonly RuleVerdict[];
  /** What signals would have said, had nobody relaxed what they go by; absent where nothing. */
  readonly relaxed?: readonly RelaxedVerdict[];
}

/** What a signal would have said. */
export interface RelaxedVerdict extends RuleVerdict {
  readonly by: Relaxation;
}

/** Who relaxes what: the policy file, the settings, or the configuration of the project's package manager. */
export type Relaxation = `${'cooldown' | 'recentDays'} by ${'policy' | 'settings'}` | 'cooldown by package manager';

/** What signals would go by, did nobody relax it. */
export interface Stricter {
  readonly by: Relaxation;
  readonly given: Partial<Pick<Subject, 'cooldown' | 'recent'>>;
}

/**
 * What the rules say of a subject, in their order. An advisory that is ignored is taken out of what a rule looks at, so that the rule speaks of
 * the others alone. What a rule does not say because it is ignored silences no other rule; but what it rested on is no news either to those that
 * it would have silenced.
 * @param ignores those on the subject's package that hold now
 */
export function verdictsOn(subject: Subject, ignores: readonly Ignore[], asked: AskedRules): Verdicts {
  const rules = RULES.filter(({ id, appliesTo }) => appliesTo.includes(asked.scope ?? 'direct') && (asked.applies?.(id) ?? true));
  const verdicts = saidBy(
    rules.filter(({ id }) => !asked.off.has(id)),
    subject,
    ignores,
  );
  const off = silentIn(
    rules.filter(({ id }) => asked.off.has(id)),
    asked.answersOfOthers ? { ...subject, answersOf: asked.answersOfOthers } : subject,
    verdicts.said,
  );
  const relaxed = (asked.stricter ?? []).flatMap(stricter => relaxedBy(stricter, rules, subject, asked.off, verdicts));
  return { ...verdicts, ...(off.length > 0 && { off }), ...(relaxed.length > 0 && { relaxed }) };
}

/** Whether a rule tells what a release is, and not what may be wrong with it: where such a rule is silent a release is not clean. */
export function isAboutReleases({ category }: RuleDescription): boolean {
  return ABOUT_RELEASES.includes(category);
}

/** Which rules are asked. */
export interface AskedRules {
  readonly off: ReadonlySet<DependencyRuleId>;
  /** Where the release was read: rules that do not apply there are not asked. On a line of a manifest where not given. */
  readonly scope?: RuleScope;
  /** What rules that are off learn of other packages; the subject's own where not given. */
  readonly answersOfOthers?: Subject['answersOf'];
  /** What was relaxed. */
  readonly stricter?: readonly Stricter[];
  /** Whether a rule applies to such a release; all do where not given. */
  applies?(rule: DependencyRuleId): boolean;
}

type DependencyRule = (typeof RULES)[number];

function saidBy(rules: readonly DependencyRule[], subject: Subject, ignores: readonly Ignore[]): Verdicts {
  const said: RuleVerdict[] = [];
  const ignored: IgnoredVerdict[] = [];
  if (subject.requirement.kind === 'invalid' && subject.effective === undefined) return { said, ignored };
  for (const rule of rules) {
    // hints weigh what strangers publish: of one's own registry they would be noise
    if (rule.category === 'signal' && subject.isPrivate) continue;
    if (rule.unless?.some(stronger => said.some(({ rule: spoken }) => spoken.id === stronger))) continue;
    const applying = ignores.filter(ignore => coversRule(ignore, rule.id));
    const known = without(
      subject,
      ignored.filter(({ rule: stronger }) => rule.unless?.includes(stronger.id)),
    );
    const taken = applying.flatMap(ignore => ignoredAdvisories(rule, known, ignore));
    ignored.push(...taken);
    const verdict = rule.check(without(known, taken));
    if (!verdict) continue;
    const ignore = applying.find(one => one.entry.advisory === undefined && one.coversVersion(versionOf(verdict, subject)));
    if (ignore) ignored.push({ rule, verdict, ignore });
    else said.push({ rule, verdict });
  }
  return { said, ignored };
}

/** What rules are silent about because the policy has turned them off. Those that are off by themselves are not missed. */
function silentIn(off: readonly DependencyRule[], subject: Subject, said: readonly RuleVerdict[]): readonly RuleVerdict[] {
  const missed: RuleVerdict[] = [];
  for (const rule of off) {
    if (rule.defaultLevel === 'off' || (rule.category === 'signal' && subject.isPrivate)) continue;
    if (rule.unless?.some(stronger => [...said, ...missed].some(({ rule: spoken }) => spoken.id === stronger))) continue;
    const verdict = rule.check(subject);
    if (verdict) missed.push({ rule, verdict });
  }
  return missed;
}

/** What signals that are on say by stricter terms, and do not say by those that hold. */
function relaxedBy(
  { by, given }: Stricter,
  rules: readonly DependencyRule[],
  subject: Subject,
  off: AskedRules['off'],
  { said, ignored }: Verdicts,
): readonly RelaxedVerdict[] {
  const spoken = new Set<RuleId>([...said, ...ignored].map(({ rule }) => rule.id));
  const signals = rules.filter(({ id, category }) => category === 'signal' && !off.has(id) && !spoken.has(id));
  if (subject.isPrivate || subject.requirement.kind === 'invalid') return [];
  return signals.flatMap(rule => {
    if (rule.unless?.some(stronger => [...spoken].some(id => id === stronger))) return [];
    const verdict = rule.check({ ...subject, ...given });
    return verdict ? [{ rule, verdict, by }] : [];
  });
}

const ABOUT_RELEASES: readonly RuleDescription['category'][] = ['malware', 'vulnerability', 'integrity'];

/** What the rules on sources say. @param ignores those on the package that hold now */
export function sourceVerdicts(source: ForeignSource, id: PackageId, locked: Locked | undefined, ignores: readonly Ignore[]): Verdicts {
  const all = SOURCE_RULES.flatMap((rule): readonly (RuleVerdict & { readonly ignore?: Ignore | undefined })[] => {
    const verdict = rule.check(source, id, locked);
    const ignore = ignores.find(one => one.entry.advisory === undefined && coversRule(one, rule.id) && one.coversVersion(verdict?.version));
    return verdict ? [{ rule, verdict, ignore }] : [];
  });
  return { said: all.filter(({ ignore }) => !ignore), ignored: all.flatMap(one => (one.ignore ? [{ ...one, ignore: one.ignore }] : [])) };
}

/** What the rule says where the advisory that an entry names is all that is known. */
function ignoredAdvisories(rule: DependencyRule, subject: Subject, ignore: Ignore): readonly IgnoredVerdict[] {
  const advisories = subject.advisories.filter(group => namesGroup(ignore, group));
  const verdict = advisories.length === 0 ? undefined : rule.check(withAdvisories(subject, advisories));
  if (!verdict?.advisories?.length || !ignore.coversVersion(versionOf(verdict, subject))) return [];
  return [{ rule, verdict, ignore }];
}

function without(subject: Subject, taken: readonly IgnoredVerdict[]): Subject {
  if (taken.length === 0) return subject;
  const groups = new Set<AdvisoryGroup>(taken.flatMap(({ verdict }) => verdict.advisories ?? []));
  return withAdvisories(
    subject,
    subject.advisories.filter(group => !groups.has(group)),
  );
}

function versionOf({ version }: Verdict, { effective }: Subject): string | undefined {
  return version ?? effective?.version;
}
