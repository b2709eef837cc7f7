// Thresholds by ecosystem, tuned on names that are known to be honest and on those that were not.
import type { Ecosystem } from '../model/index.js';

export interface Tuning {
  /** What is added to a name to say which language it is for. */
  readonly languages: readonly string[];
  /** Popular names of higher tiers are not imitated by other separators. */
  readonly separatorTier: number;
  /** What names have to be that a language is added to: with a separator, and without one. */
  readonly separated: Threshold;
  readonly glued: Threshold;
  /** A misspelt name with a language glued to it is told of. */
  readonly misspeltGlued: boolean;
}

export interface Threshold {
  /** The highest tier. */
  readonly tier: number;
  /** The fewest letters and digits. */
  readonly letters: number;
}

/** Those of an ecosystem that has none of its own are the ones that say least. */
export function tuningOf(ecosystem: Ecosystem): Tuning {
  return TUNINGS[ecosystem] ?? CAUTIOUS;
}

const ANY: Threshold = { tier: Infinity, letters: 0 };
const CAUTIOUS: Tuning = {
  languages: [],
  separatorTier: 0,
  separated: { tier: 1, letters: 6 },
  glued: { tier: 0, letters: 8 },
  misspeltGlued: false,
};

/** npm has long stopped adding `js` to names, while on PyPI many an honest binding is called `python-x` or `pyx`. */
const TUNINGS: Readonly<Partial<Record<Ecosystem, Tuning>>> = {
  npm: { languages: ['js', 'node', 'nodejs', 'npm'], separatorTier: Infinity, separated: ANY, glued: ANY, misspeltGlued: true },
  PyPI: { ...CAUTIOUS, languages: ['py', 'py3', 'pip', 'python', 'python3'] },
};
