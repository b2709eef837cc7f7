// Rules that a scanned folder cannot silence by itself: whoever can put a malicious release into it can put a policy beside it.
import { LEVELS } from '../model/index.js';
import { RULE_DESCRIPTIONS, type RuleId } from '../rules/index.js';
import type { RuleLevel, RuleLevels } from './levels.js';

/** Whether a folder's policy file and workspace settings can neither turn a rule off nor lower it: those on malware and integrity, and `unknown-package`. */
export function isProtected(rule: RuleId): boolean {
  return PROTECTED.has(rule);
}

/** Whether a level says less than a rule's own. That of a rule which goes by severity is taken for the gravest. */
export function isBelowDefault(rule: RuleId, level: RuleLevel): boolean {
  return gravity(level) > gravity(DEFAULTS.get(rule) ?? 'off');
}

/**
 * The levels that hold where somebody who cannot silence protected rules chooses some as well.
 * @param own what the user has chosen
 * @param chosen goes over that, but for protected rules that it would lower
 */
export function heldLevels(own: RuleLevels, chosen: RuleLevels): RuleLevels {
  const held: Partial<Record<RuleId, RuleLevel>> = { ...own };
  for (const [id, level] of Object.entries(chosen)) {
    const rule = id as RuleId;
    const before = own[rule] ?? DEFAULTS.get(rule) ?? 'off';
    if (!isProtected(rule) || gravity(level) <= gravity(before)) held[rule] = level;
  }
  return held;
}

/**
 * What an entry of a folder's own policy file has to give beside what it gives, so that it ignores findings of a protected rule; empty where that is all
 * there. A package is one that is named, not a pattern, and versions have an upper end: what comes later is not ignored beforehand.
 */
export function missingFor(rule: RuleId, entry: NeededParts): readonly (keyof NeededParts)[] {
  const { package: name = '', versions = '', expires } = entry;
  return [
    ...(/^(?:[^:]*:)?[^*]*\w[^*]*$/.test(name) ? [] : (['package'] as const)),
    ...(rule === 'unknown-package' || isBounded(versions) ? [] : (['versions'] as const)),
    ...(expires === undefined ? (['expires'] as const) : []),
  ];
}

/** The parts of an entry of `ignore` that are needed. */
export interface NeededParts {
  readonly package?: string;
  readonly versions?: string;
  readonly expires?: string;
}

/** Whether each alternative of a range ends: it names a release, a line of releases (`1.x`, `^1.2`), or what lies below a version. */
function isBounded(versions: string): boolean {
  return versions.split(/\|\|| or /).every(alternative => {
    const clauses = alternative.match(/(?:[<>]=?|[=~!]=*|\^)?\s*[^\s,<>=!~^]+/g) ?? [];
    return clauses.some(clause => /^(?:[=~]*|\^|<=?)\s*v?\d/i.test(clause));
  });
}

const PROTECTED: ReadonlySet<RuleId> = new Set(
  RULE_DESCRIPTIONS.filter(({ id, category }) => category === 'malware' || category === 'integrity' || id === 'unknown-package').map(
    ({ id }) => id,
  ),
);

const DEFAULTS: ReadonlyMap<RuleId, RuleLevel> = new Map(
  RULE_DESCRIPTIONS.map(({ id, defaultLevel }) => [id, defaultLevel === 'severity' ? 'error' : defaultLevel]),
);

/** The smaller, the graver. */
function gravity(level: RuleLevel): number {
  return level === 'off' ? LEVELS.length : LEVELS.indexOf(level);
}
