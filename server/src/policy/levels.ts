import type { Level } from '../model/index.js';
import type { RuleId } from '../rules/index.js';

export type RuleLevel = Level | 'off';

/** A user's choice of level for some rules; rules that are not named keep their default. */
export type RuleLevels = Readonly<Partial<Record<RuleId, RuleLevel>>>;
