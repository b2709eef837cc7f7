import type { RuleDescription } from '../../server/src/rules/rule.js';

export function policySchema(rules: readonly RuleDescription[]): Record<string, unknown>;
export function policySchemaText(rules: readonly RuleDescription[]): string;
