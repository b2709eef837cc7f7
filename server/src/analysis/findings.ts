import { type Dependency, type Finding, LEVELS, type Level, type PackageId } from '../model/index.js';
import type { Ignore } from '../policy/ignores.js';
import { isAllowed, type Policy } from '../policy/policy.js';
import type { Verdict } from '../rules/rule.js';
import { severityLevel } from '../rules/severity.js';
import { type Grouped, grouped, type Said } from './signals.js';
import type { RuleVerdict, Verdicts } from './verdicts.js';

/** A finding that the policy ignores. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly ignore: Ignore;
}

/** Puts what rules said of a package to the place where a manifest names it, as loud as the policy wants it. What is ignored stands alone: hints among it are not put together. */
export function findingsOf(
  { said, ignored }: Verdicts,
  dependency: Dependency,
  policy: Policy,
): { readonly findings: readonly Finding[]; readonly ignored: readonly IgnoredFinding[]; readonly allowed?: readonly RuleVerdict[] } {
  if (said.length + ignored.length === 0) return NONE;
  const allowed = allowedBy(policy, dependency, said);
  const heard = said.filter(one => !allowed.includes(one));
  const loud = heard.flatMap(one => withLevel(one, policy));
  return {
    findings: grouped(loud, dependency).map(one => findingOf(one, dependency)),
    ignored: ignored.flatMap(one => withLevel(one, policy).map(quiet => ({ finding: findingOf(quiet, dependency), ignore: one.ignore }))),
    ...(allowed.length > 0 && { allowed }),
  };
}

/** Which of what rules say of a package the policy allows: hints, where it allows the package. */
export function allowedBy(policy: Policy, id: PackageId, said: readonly RuleVerdict[]): readonly RuleVerdict[] {
  return isAllowed(policy, id) ? said.filter(({ rule }) => isHint(rule)) : NO_VERDICTS;
}

const NO_VERDICTS: readonly RuleVerdict[] = [];
const NONE = { findings: [], ignored: [] };

/** How much it matters that a rule says something: as the policy has it, else as the verdict or the rule does. */
export function levelOf({ rule, verdict }: RuleVerdict, { rules }: Pick<Policy, 'rules'>): Level | 'off' {
  const byRule = rule.defaultLevel === 'severity' ? severityLevel(verdict.advisories ?? []) : rule.defaultLevel;
  return rules[rule.id] ?? verdict.level ?? byRule;
}

/** Nothing where the rule is off. */
function withLevel(one: RuleVerdict, policy: Policy): readonly Said[] {
  const { rule, verdict } = one;
  const level = levelOf(one, policy);
  return level === 'off' ? [] : [{ rule, verdict, level, ...(isLowered(one, policy) && { isLowered: true }) }];
}

/** Whether what a rule says would matter more, had nobody chosen a level for it. */
export function isLowered(one: RuleVerdict, policy: Pick<Policy, 'rules'>): boolean {
  const [level, usual] = [levelOf(one, policy), levelOf(one, { rules: {} })];
  return level !== 'off' && usual !== 'off' && LEVELS.indexOf(level) > LEVELS.indexOf(usual);
}

/** Rules from which a policy can exempt names: they tell of what may be wrong, not of what is. */
function isHint(rule: RuleVerdict['rule']): boolean {
  return rule.category === 'signal' || rule.id === 'dependency-confusion';
}

function findingOf(one: Grouped, dependency: Dependency): Finding {
  const { rule, verdict, level, together } = one;
  const lowered = (together ?? [one]).filter(said => said.isLowered).map(said => said.rule.id);
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
    ...(lowered.length > 0 && { lowered }),
    ...(together && { signals: together.map(one => ({ rule: one.rule.id, message: one.verdict.message })) }),
  };
}

function spanOf({ at }: Verdict, { nameSpan, specifier, specifierSpan, hashes = [] }: Dependency): Finding['span'] {
  const [first] = hashes;
  if (at === 'hashes' && first) return first.span;
  return at === 'name' || specifier === '' ? nameSpan : specifierSpan;
}
