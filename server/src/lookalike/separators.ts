import type { Ecosystem } from '../model/index.js';
import type { PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { plainOf, scopeOf } from './spelling.js';
import { tuningOf } from './tuning.js';

/**
 * The popular name that has the letters and digits of `name`, and other separators; neither of them in a scope. Both registries refuse such names by now
 * (npm since 2017); on PyPI, where separators are equal to begin with, nearly all that there are come from honest times.
 */
export function otherSeparators(name: string, ecosystem: Ecosystem, popular: PopularNames): NameSignal | undefined {
  const target = scopeOf(name) === undefined ? popular.byPlain.get(plainOf(name)) : undefined;
  if (!target || target.tier > tuningOf(ecosystem).separatorTier) return undefined;
  return { target: target.name, kind: 'separator', words: `${target.name} with other separators` };
}
