import { LEVELS, type Level, type SeverityName } from '../model/index.js';
import { RULE_DESCRIPTIONS } from '../rules/index.js';

/**
 * The order in which views list findings: by level; of one level malware first, then the gravest vulnerabilities, then what is installed. Rows that are equal
 * in all that stay in the order of files and lines.
 */
export function byUrgency(a: Ranked, b: Ranked): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    Number(isMalware(b)) - Number(isMalware(a)) ||
    (isMalware(a) ? 0 : gravityOf(b) - gravityOf(a)) ||
    Number(b.installed ?? false) - Number(a.installed ?? false)
  );
}

interface Ranked {
  readonly level: Level;
  readonly rule: string;
  readonly installed?: boolean;
  readonly advisories: readonly { readonly severity?: SeverityName }[];
}

function isMalware({ rule }: Ranked): boolean {
  return MALWARE.has(rule);
}

const MALWARE: ReadonlySet<string> = new Set(RULE_DESCRIPTIONS.filter(({ category }) => category === 'malware').map(({ id }) => id));

/** As `gravity` of the rules has it: one without a severity counts for more than low and less than medium. */
function gravityOf({ advisories }: Ranked): number {
  return Math.max(-1, ...advisories.map(({ severity }) => (severity === undefined ? 0.5 : SEVERITIES.indexOf(severity))));
}

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
