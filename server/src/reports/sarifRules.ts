import { RULE_DESCRIPTIONS } from '../rules/index.js';
import type { RuleDescription } from '../rules/rule.js';
import { shortened } from '../text/sanitize.js';
import { sarifLevel } from './sarifText.js';

/** `tool.driver.rules`: every rule there is, so that files of different scans say the same. */
export function sarifRules(): readonly object[] {
  return RULE_DESCRIPTIONS.map(ruleOf);
}

/** The place of a rule in `sarifRules`. */
export const RULE_INDEX: ReadonlyMap<string, number> = new Map(RULE_DESCRIPTIONS.map(({ id }, index) => [id, index]));

function ruleOf(rule: RuleDescription): object {
  const { id, summary, explanation, defaultLevel } = rule;
  const markdown = explanation.replace(/(?<!\n)\n(?!\n)/g, ' ');
  const plain = markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '');
  const severity = securitySeverity(rule);
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: shortened(plain, LONGEST) },
    help: { text: plain, markdown: `**${summary}**\n\n${markdown}` },
    defaultConfiguration:
      defaultLevel === 'off' ? { enabled: false } : { level: defaultLevel === 'severity' ? 'warning' : sarifLevel(defaultLevel) },
    properties: { tags: tagsOf(rule), ...(severity !== undefined && { 'security-severity': severity }) },
  };
}

/** What GitHub takes. UTF-16 units. */
const LONGEST = 1024;

/** A rule on how a package is kept says nothing of what it may do. */
function tagsOf({ id, category }: RuleDescription): readonly string[] {
  if (category === 'upkeep') return ['maintainability', 'dependencies'];
  return ['security', 'supply-chain', 'dependencies', ...(MALWARE.has(id) ? ['malware'] : [])];
}

const MALWARE: ReadonlySet<string> = new Set(['malicious-installed', 'malicious-package', 'malicious-release', 'admits-malicious-release']);

/**
 * What GitHub's code scanning ranks the alerts of a rule by: from 0.1 (low) to 10.0 (critical). It takes one for the whole rule: where a rule's level goes by
 * the severity of the advisory there is none, and the level of each result counts.
 */
function securitySeverity({ id, category, defaultLevel: level }: RuleDescription): string | undefined {
  if (category === 'upkeep' || level === 'severity' || level === 'off') return undefined;
  if (level === 'error') return MALWARE.has(id) ? '10.0' : '8.0';
  return level === 'warning' ? '6.0' : '2.0';
}
