/**
 * Whether a path is one of those that glob patterns mean. Paths have `/` or `\` between names. Patterns are a subset of the editors'
 * (LSP: `Pattern`): two stars for folders, `*` within a name, `[ab]` for one character, `{a,b}` for one of several texts.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map(matcherOf);
  return path => matchers.some(matches => matches(path));
}

function matcherOf(glob: string): (path: string) => boolean {
  const name = glob.startsWith(ANY_FOLDER) ? glob.slice(ANY_FOLDER.length) : undefined;
  if (name !== undefined && /^[\w.-]+$/.test(name)) return path => isNamed(path, name);
  const pattern = new RegExp(`^${globExpression(glob)}$`);
  return path => pattern.test(path);
}

/** The regular expression of one such pattern, without anchors. */
export function globExpression(glob: string): string {
  return glob.replace(SPECIAL, expressionOf);
}

/** The form of nearly all patterns, without a regular expression: each file of a scan is asked for each pattern. */
function isNamed(path: string, name: string): boolean {
  const before = path.length - name.length - 1;
  return path.endsWith(name) && (before < 0 || path[before] === '/' || path[before] === '\\');
}

const ANY_FOLDER = '**/';
const SPECIAL = /\*\*\/|\*|\/|\[[^\]]*\]|\{[^}]*\}|[.+?^$()|\\]/g;

function expressionOf(sign: string): string {
  if (sign === ANY_FOLDER) return '(?:.*[\\\\/])?';
  if (sign === '*') return '[^\\\\/]*';
  if (sign === '/') return '[\\\\/]';
  if (sign.startsWith('[')) return sign;
  return sign.startsWith('{') ? `(?:${sign.slice(1, -1).split(',').map(escaped).join('|')})` : escaped(sign);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
