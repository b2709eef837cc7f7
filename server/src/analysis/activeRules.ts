import type { PackageId } from '../model/index.js';
import { coversRule } from '../policy/ignores.js';
import { ignoresOn, isAllowed, type Policy } from '../policy/policy.js';
import { type DependencyRuleId, RULES, type RuleId } from '../rules/index.js';

/** Whether what a rule says of a release would be a finding. */
export type IsActive = (rule: RuleId, version: string) => boolean;

/**
 * What a policy lets hints on a package say: nothing where it allows the package, and nothing by rules that are off or on releases that it ignores.
 * @param now milliseconds since 1970
 */
export function activeRulesFor(policy: Policy, id: PackageId, now: number): IsActive {
  if (isAllowed(policy, id)) return () => false;
  const ignores = ignoresOn(policy, id, now).filter(({ entry }) => entry.advisory === undefined);
  const off: ReadonlySet<string> = offRules(policy);
  return (rule, version) => !off.has(rule) && !ignores.some(ignore => coversRule(ignore, rule) && ignore.coversVersion(version));
}

/** The rules on dependencies that are off: by the policy, or where it does not say, by themselves. */
export function offRules({ rules }: Pick<Policy, 'rules'>): ReadonlySet<DependencyRuleId> {
  return new Set(RULES.filter(({ id, defaultLevel }) => (rules[id] ?? defaultLevel) === 'off').map(({ id }) => id));
}
