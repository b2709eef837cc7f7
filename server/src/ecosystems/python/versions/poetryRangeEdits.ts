// Edits of the text of a Poetry constraint. Each keeps the style of what stands there and gives undefined where it cannot.

import type { RangeEdits } from '../../shared/rangeEdits.js';
import { readPoetryConstraint } from './poetryConstraint.js';
import { pythonRange } from './rangeEdits.js';

/** Constraints of Poetry (https://python-poetry.org/docs/dependency-specification/), and the `*` of a Pipfile. */
export const poetryRange: RangeEdits = {
  pin: (range, version) => (BARE.test(range.trim()) ? version : pythonRange.pin(range, version)),
  raise,
  exclude: (range, versions) =>
    isAny(range) ? pythonRange.exclude('', versions) : range.includes('|') ? undefined : excluded(range, versions),
};

/** What a constraint means in PEP 440; undefined where it has no such meaning. */
export function poetryMeaning(constraint: string): string | undefined {
  const reading = readPoetryConstraint(constraint);
  return reading.kind === 'range' ? reading.specifier : undefined;
}

const BARE = /^v?\d[\w.+!-]*$/;
const SINGLE = /^(\^|~(?!=))([ \t]*)v?\d[\w.+!-]*$/;
const WILDCARD = /^(?:==?[ \t]*)?v?(\d+(?:\.\d+)*)\.\*$/;

function raise(range: string, version: string): string | undefined {
  const text = range.trim();
  if (isAny(text)) return `>=${version}`;
  if (text.includes('|')) return undefined;
  if (BARE.test(text)) return version;
  const single = SINGLE.exec(text);
  if (single) return `${single[1]}${single[2]}${version}`;
  const wildcard = WILDCARD.exec(text)?.[1];
  if (wildcard !== undefined) return `${wildcard.includes('.') ? '~' : '^'}${version}`;
  return pythonRange.raise(range, version);
}

/** A bare version admits nothing else: there is nothing to exclude. */
function excluded(range: string, versions: readonly string[]): string | undefined {
  return BARE.test(range.trim()) ? undefined : pythonRange.exclude(range, versions);
}

function isAny(range: string): boolean {
  return range.trim() === '' || range.trim() === '*';
}
