// The table of rules. Order matters: a rule's `unless` names rules before it, and diagnostics of one line come in this order.
import { admitsMaliciousRelease } from './admitsMaliciousRelease.js';
import { deprecatedRelease } from './deprecatedRelease.js';
import { maliciousPackage } from './maliciousPackage.js';
import { maliciousRelease } from './maliciousRelease.js';
import { quarantinedPackage } from './quarantinedPackage.js';
import { removedRelease } from './removedRelease.js';
import type { Rule } from './rule.js';
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

export type RuleId = (typeof TABLE)[number]['id'];

export const RULES: readonly (Rule & { readonly id: RuleId })[] = TABLE;
