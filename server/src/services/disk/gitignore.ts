import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { FOLDS_CASE } from './gitIndex.js';

type TestResult = ReturnType<Ignore['test']>;

/** The patterns of one .gitignore, or such as a user gives. */
export interface IgnoreLayer {
  /** The folder from which they count. Absolute. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** @param patterns a whole .gitignore, or one pattern an item */
export function layerOf(folder: string, patterns: string | readonly string[]): IgnoreLayer {
  return { folder, rules: rulesOf(patterns) };
}

/**
 * Whether patterns leave out a path, as git decides: the deepest .gitignore that has something to say counts.
 * @param layers the topmost first
 */
export function isIgnored(full: string, isFolder: boolean, layers: readonly IgnoreLayer[]): boolean {
  const verdicts = layers.map(layer => verdictOf(layer, full, isFolder));
  return verdicts.findLast(verdict => verdict?.ignored || verdict?.unignored)?.ignored ?? false;
}

/** Case counts where git, by its default for the platform, lets it count (core.ignoreCase). */
export function rulesOf(patterns: string | readonly string[]): Ignore {
  const lines = typeof patterns === 'string' ? patterns.split(/\r?\n/) : patterns;
  return ignore({ allowRelativePaths: true, ignorecase: FOLDS_CASE }).add(lines.filter(isQuick));
}

/** A pattern with many `**` could take minutes to compare with one path. Without it more is looked at, not less; but for one that takes back in. */
function isQuick(pattern: string): boolean {
  return pattern.split('**').length <= MAX_GLOBSTARS + 1 && pattern.length <= MAX_PATTERN;
}

const MAX_GLOBSTARS = 2;
const MAX_PATTERN = 1_000;

/** Nothing where the layer only says of the folder what it says of the entry: the folder was entered because a deeper layer takes it back in. */
function verdictOf({ folder, rules }: IgnoreLayer, full: string, isFolder: boolean): TestResult | undefined {
  const test = (entry: string, asFolder: boolean): TestResult =>
    rules.test(path.relative(folder, entry).split(path.sep).join('/') + (asFolder ? '/' : ''));
  const verdict = test(full, isFolder);
  const parent = path.dirname(full);
  return verdict.ignored && parent !== folder && test(parent, true).ignored ? undefined : verdict;
}
