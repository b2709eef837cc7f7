// The tables of rules. Order matters: a rule's `unless` names rules before it, and diagnostics of one line come in this order.
import { admitsMaliciousRelease } from './admitsMaliciousRelease.js';
import { deprecatedRelease } from './deprecatedRelease.js';
import { maliciousInstalled } from './maliciousInstalled.js';
import { maliciousPackage } from './maliciousPackage.js';
import { maliciousRelease } from './maliciousRelease.js';
import { quarantinedPackage } from './quarantinedPackage.js';
import { removedRelease } from './removedRelease.js';
import type { Rule, RuleDescription } from './rule.js';
import { unknownPackage } from './unknownPackage.js';
import { vulnerableRelease } from './vulnerableRelease.js';
import { yankedRelease } from './yankedRelease.js';

const TABLE = [
  maliciousPackage,
  maliciousRelease,
  admitsMaliciousRelease,
  vulnerableRelease,
  unknownPackage,
  quarantinedPackage,
  removedRelease,
  yankedRelease,
  deprecatedRelease,
] as const satisfies readonly Rule[];

/** Ids of the rules that judge dependencies. */
export type DependencyRuleId = (typeof TABLE)[number]['id'];
export type RuleId = DependencyRuleId | typeof maliciousInstalled.id;

/** The rules that judge dependencies. */
export const RULES: readonly (Rule & { readonly id: DependencyRuleId })[] = TABLE;

/** What documentation and settings say of every rule, those that judge what is installed included. */
export const RULE_DESCRIPTIONS: readonly (RuleDescription & { readonly id: RuleId })[] = [maliciousInstalled, ...TABLE];
