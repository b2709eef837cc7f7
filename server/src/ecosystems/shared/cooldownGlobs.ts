import { braceExpand, Minimatch, type MinimatchOptions } from 'minimatch';

// Globs on names of packages, as npm matches them: with minimatch, `!`, `#` and extended globs off (@npmcli/arborist: release-age-exclude.js). The
// library reads braces and sets; matching is done here, because its regular expressions take exponential time for a pattern of many `*`.

/**
 * Matches names against a glob: `*`, `?` and sets stay within a scope or name, `**` does not, braces stand for each of their parts. A pattern that is too
 * long, or of too many parts, matches nothing. Takes time of the product of the lengths, for each part.
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  if (pattern.length > LONGEST_PATTERN) return () => false;
  const globs = braceExpand(pattern, OPTIONS).map(glob => glob.split('/').map(segment => (segment === '**' ? segment : tokensOf(segment))));
  return name => {
    const names = name.split('/', 3);
    return globs.some(glob => segmentsMatch(glob, names));
  };
}

/** One sign of a pattern: a character, any text, or a test of one character. */
export type Token = string | typeof ANY_TEXT | ((character: string) => boolean);

export const ANY_TEXT = Symbol('any text');

/** Whether the signs make the text. Time is the product of the lengths at most. */
export function wildcardMatches(tokens: readonly Token[], text: string): boolean {
  let [at, wanted, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    const token = tokens[wanted];
    if (token === ANY_TEXT) {
      star = wanted;
      resume = at;
      wanted += 1;
    } else if (token !== undefined && isOne(token, text[at] ?? '')) {
      wanted += 1;
      at += 1;
    } else if (star >= 0) {
      wanted = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  return tokens.slice(wanted).every(token => token === ANY_TEXT);
}

/** UTF-16 units. */
const LONGEST_PATTERN = 2_000;
const OPTIONS: MinimatchOptions = { nonegate: true, nocomment: true, noext: true, braceExpandMax: 1_000 };
/** UTF-16 units of one set. */
const LONGEST_SET = 100;

type Segment = '**' | readonly Token[];

/** A name has two segments at most; one with more matches nothing but itself. */
function segmentsMatch(patterns: readonly Segment[], names: readonly string[]): boolean {
  const [pattern, ...rest] = patterns;
  const [name, ...others] = names;
  if (pattern === undefined) return name === undefined;
  if (names.length > 2 || patterns.length > 4) return false;
  if (pattern === '**') return segmentsMatch(rest, names) || (name !== undefined && segmentsMatch(patterns, others));
  return name !== undefined && wildcardMatches(pattern, name) && segmentsMatch(rest, others);
}

function isOne(token: Exclude<Token, typeof ANY_TEXT>, character: string): boolean {
  return typeof token === 'string' ? token === character : token(character);
}

function tokensOf(segment: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < segment.length; ) {
    const sign = segment[at] ?? '';
    const set = sign === '[' ? setAt(segment, at) : undefined;
    const isEscaped = sign === '\\' && at + 1 < segment.length;
    tokens.push(set?.test ?? (isEscaped ? (segment[at + 1] ?? '') : tokenOf(sign)));
    at += set?.length ?? (isEscaped ? 2 : 1);
  }
  return tokens;
}

function tokenOf(sign: string): Token {
  if (sign === '*') return ANY_TEXT;
  return sign === '?' ? () => true : sign;
}

/** The set that begins at `start`, `[a-c]`, `[!x]` or `[[:digit:]]`; undefined where the library takes it for none. */
function setAt(segment: string, start: number): { readonly length: number; readonly test: (character: string) => boolean } | undefined {
  const [text] = SET.exec(segment.slice(start, start + LONGEST_SET)) ?? [];
  if (text === undefined) return undefined;
  const set = new Minimatch(text, { ...OPTIONS, nobrace: true, dot: true, platform: 'linux' });
  return set.hasMagic() ? { length: text.length, test: character => set.match(character) } : undefined;
}

const SET = /^\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]/;
