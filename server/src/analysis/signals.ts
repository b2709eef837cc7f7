import { LEVELS, type Level, type PackageId } from '../model/index.js';
import { fitting, listed, shownName, shownVersion } from '../rules/messages.js';
import type { RuleDescription, Verdict } from '../rules/rule.js';

/** What a rule said, and how much it matters to the user. */
export interface Said {
  readonly rule: RuleDescription;
  readonly verdict: Verdict;
  readonly level: Level;
  /** The policy makes it matter less than it would by itself. */
  readonly isLowered?: true;
}

/** What became of one or more things said: several hints on one dependency are one finding. */
export interface Grouped extends Said {
  /** All hints, the strongest first, where there are several; the rule and the level are then the first one's. */
  readonly together?: readonly Said[];
}

/** So many hints that agree raise the level by one. */
const AGREEING = 3;

/**
 * Puts the hints on one dependency together, at the place of the first of them. A hint beside others says only what it adds.
 * @param said in the order of the rules
 */
export function grouped(said: readonly Said[], id: PackageId): readonly Grouped[] {
  const hints = said.filter(({ rule }) => rule.category === 'signal');
  if (hints.length < 2) return said;
  const together = hints.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const [lead] = together;
  if (!lead) return said;
  const group: Grouped = { ...lead, level: levelOf(lead.level, together.length), verdict: verdictOf(together, lead, id), together };
  return said.flatMap(one => (one === hints[0] ? [group] : one.rule.category === 'signal' ? [] : [one]));
}

function levelOf(level: Level, agreeing: number): Level {
  return agreeing < AGREEING ? level : (LEVELS[LEVELS.indexOf(level) - 1] ?? level);
}

function verdictOf(together: readonly Said[], lead: Said, id: PackageId): Verdict {
  const version = together.find(({ verdict }) => verdict.version !== undefined)?.verdict.version;
  const clauses = together.map(({ verdict }) => verdict.clause ?? verdict.message);
  const what = version === undefined ? shownName(id) : `${shownName(id)} ${shownVersion(version)}`;
  const wordings = clauses.map((_, left) => {
    const shown = clauses.slice(0, clauses.length - left);
    return `${what} ${listed(left === 0 ? shown : [...shown, `shows ${left} more ${left === 1 ? 'signal' : 'signals'}`], Infinity)}.`;
  });
  return {
    ...lead.verdict,
    ...(version !== undefined && { version }),
    advisories: together.flatMap(({ verdict }) => verdict.advisories ?? []),
    message: fitting(...wordings, lead.verdict.message),
  };
}
