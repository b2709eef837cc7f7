// The tables of rules. Order matters: a rule's `unless` names rules before it, and diagnostics of one line come in this order.
import { admitsMaliciousRelease } from './admitsMaliciousRelease.js';
import { artifactChanged } from './artifactChanged.js';
import { baselineDrift } from './baselineDrift.js';
import { deniedPackage } from './deniedPackage.js';
import { dependencyAdded } from './dependencyAdded.js';
import { dependencyConfusion } from './dependencyConfusion.js';
import { deprecatedRelease } from './deprecatedRelease.js';
import { installScriptAdded } from './installScriptAdded.js';
import { integrityMismatch } from './integrityMismatch.js';
import { lookalikeName } from './lookalikeName.js';
import { maliciousInstalled } from './maliciousInstalled.js';
import { maliciousPackage } from './maliciousPackage.js';
import { maliciousRelease } from './maliciousRelease.js';
import { nonRegistrySource } from './nonRegistrySource.js';
import { notInBaseline } from './notInBaseline.js';
import { provenanceLost } from './provenanceLost.js';
import { publisherChanged } from './publisherChanged.js';
import { quarantinedPackage } from './quarantinedPackage.js';
import { removedRelease } from './removedRelease.js';
import type { Rule, RuleDescription, SourceRule } from './rule.js';
import { unknownPackage } from './unknownPackage.js';
import { unmaintained } from './unmaintained.js';
import { unpinned } from './unpinned.js';
import { vulnerableRelease } from './vulnerableRelease.js';
import { yankedRelease } from './yankedRelease.js';
import { youngPackage } from './youngPackage.js';
import { youngRelease } from './youngRelease.js';

const TABLE = [
  maliciousPackage,
  maliciousRelease,
  admitsMaliciousRelease,
  vulnerableRelease,
  deniedPackage,
  dependencyConfusion,
  unknownPackage,
  quarantinedPackage,
  artifactChanged,
  integrityMismatch,
  baselineDrift,
  removedRelease,
  yankedRelease,
  deprecatedRelease,
  // Signals, the most telling first.
  dependencyAdded,
  installScriptAdded,
  lookalikeName,
  publisherChanged,
  provenanceLost,
  youngPackage,
  youngRelease,
  unmaintained,
  unpinned,
  notInBaseline,
] as const satisfies readonly Rule[];

const SOURCE_TABLE = [nonRegistrySource] as const satisfies readonly SourceRule[];

/** Ids of the rules that judge dependencies. */
export type DependencyRuleId = (typeof TABLE)[number]['id'];
export type SourceRuleId = (typeof SOURCE_TABLE)[number]['id'];
export type RuleId = DependencyRuleId | SourceRuleId | typeof maliciousInstalled.id;

/** The rules that judge dependencies. */
export const RULES: readonly (Rule & { readonly id: DependencyRuleId })[] = TABLE;

/** The rules that judge where a dependency comes from that no registry serves. */
export const SOURCE_RULES: readonly (SourceRule & { readonly id: SourceRuleId })[] = SOURCE_TABLE;

/** What documentation and settings say of every rule, those that judge what is installed included. */
export const RULE_DESCRIPTIONS: readonly (RuleDescription & { readonly id: RuleId })[] = [maliciousInstalled, ...TABLE, ...SOURCE_TABLE];

/** What a rule finds, in words: `a release with known vulnerabilities`. */
export function inWords(rule: RuleId): string {
  return RULE_DESCRIPTIONS.find(({ id }) => id === rule)?.title ?? rule;
}
