import { listed } from '../rules/messages.js';
import { coversRule, listOf } from './ignores.js';
import type { PlacedIgnore, PlacedLevel, PolicyFile, PolicyProblem } from './policyFile.js';
import { isBelowDefault, isProtected, missingFor, type NeededParts } from './protectedRules.js';

/**
 * What counts of the policy file that lies in a trusted folder: all of it, but that it silences no protected rule. Its entries ignore findings of those only
 * where they give a package, versions and an end. A file that the user names (`--config`) counts whole.
 */
export function folderPolicyFile(file: PolicyFile): PolicyFile {
  const refusedLevels = file.levels.filter(({ rule, level }) => isProtected(rule) && isBelowDefault(rule, level));
  const entries = file.entries.map(placed => ({ ...placed, ignore: { ...placed.ignore, isOfFolder: true as const } }));
  const refused = entries.flatMap(placed => refusalOf(placed) ?? []);
  const left = entries.filter(placed => refusalOf(placed) === undefined);
  const { rules, ...strictness } = file.strictness;
  const isRefused = (id: string): boolean => refusedLevels.some(({ rule }) => rule === id);
  return {
    ...file,
    strictness: rules ? { ...strictness, rules: Object.fromEntries(Object.entries(rules).filter(([id]) => !isRefused(id))) } : strictness,
    levels: file.levels.filter(({ rule }) => !isRefused(rule)),
    choices: { ...file.choices, isOfFolder: true, ignores: listOf(left.map(({ ignore }) => ignore)) },
    entries: left,
    problems: [...file.problems, ...refusedLevels.map(levelProblem), ...refused].sort((a, b) => a.span.start - b.span.start),
  };
}

/** Why an entry of a folder's own file does not ignore what a protected rule says, that it would be about. */
export function refusalOn(rule: PlacedLevel['rule'], { ignore, span }: PlacedIgnore): PolicyProblem | undefined {
  const missing = isProtected(rule) && ignore.isOfFolder ? missingFor(rule, ignore.entry) : [];
  if (missing.length === 0 || !coversRule({ entry: ignore.entry }, rule)) return undefined;
  return { message: `This ignores no finding of ${rule}: that takes ${needed(missing)} as well.`, span, level: 'warning' };
}

/** Of an entry that can be about nothing but a protected rule. */
function refusalOf({ ignore, span }: PlacedIgnore): PolicyProblem | undefined {
  const { rule, advisory = '' } = ignore.entry;
  const about = rule ?? (/^MAL-/i.test(advisory) ? 'malicious-release' : undefined);
  const missing = about && isProtected(about) ? missingFor(about, ignore.entry) : [];
  if (!about || missing.length === 0) return undefined;
  const what = rule ?? 'malware';
  return { message: `This ignores nothing: an entry on ${what} needs ${needed(missing)} as well.`, span, level: 'warning' };
}

function needed(missing: readonly (keyof NeededParts)[]): string {
  return listed(missing.map(key => WORDS[key]));
}

const WORDS: Readonly<Record<keyof NeededParts, string>> = {
  package: '"package"',
  versions: '"versions" (not all of them)',
  expires: '"expires"',
};

function levelProblem({ rule, level, span }: PlacedLevel): PolicyProblem {
  const done = level === 'off' ? 'turned off' : 'lowered';
  return {
    message: `${rule} cannot be ${done} by a folder's own policy file: only settings of yours or --config do that.`,
    span,
    level: 'warning',
  };
}
