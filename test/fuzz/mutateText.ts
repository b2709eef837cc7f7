// Valid texts made odd: their own pieces moved, lost and doubled, and pieces put in that are hard to read in some format.
import type { Random } from './random.js';

/** UTF-16 units; longer texts are cut. What grows with length is the matter of growth.ts. */
const LONGEST = 20_000;

/**
 * A text made out of valid ones.
 * @param words of the format's grammar
 */
export function mutatedText(seeds: readonly string[], words: readonly string[], random: Random): string {
  if (random.chance(0.03)) return noise(random);
  let pieces = piecesOf(random.pick(seeds));
  const changes = 1 + random.int(random.chance(0.2) ? 12 : 4);
  for (let change = 0; change < changes; change++) pieces = random.pick(CHANGES)(pieces, { seeds, words, random });
  return ended(pieces.join(''), random).slice(0, LONGEST);
}

interface Means {
  readonly seeds: readonly string[];
  readonly words: readonly string[];
  readonly random: Random;
}

type Change = (pieces: readonly string[], means: Means) => string[];

/** Strings, words, line breaks, runs of blanks; every other character is a piece of its own. */
function piecesOf(text: string): string[] {
  return text.match(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w.@/-]+|\r\n|[ \t]+|[\s\S]/g) ?? [];
}

const CHANGES: readonly Change[] = [
  lost,
  lost,
  doubled,
  moved,
  replaced,
  replaced,
  put,
  put,
  cutInside,
  nested,
  repeated,
  spliced,
  linesMixed,
  linesBroken,
];

function lost(pieces: readonly string[], { random }: Means): string[] {
  const { start, end } = range(pieces, random);
  return [...pieces.slice(0, start), ...pieces.slice(end)];
}

function doubled(pieces: readonly string[], { random }: Means): string[] {
  const { start, end } = range(pieces, random);
  return [...pieces.slice(0, end), ...pieces.slice(start)];
}

function moved(pieces: readonly string[], means: Means): string[] {
  const { start, end } = range(pieces, means.random);
  const rest = [...pieces.slice(0, start), ...pieces.slice(end)];
  const to = means.random.int(rest.length + 1);
  return [...rest.slice(0, to), ...pieces.slice(start, end), ...rest.slice(to)];
}

function replaced(pieces: readonly string[], means: Means): string[] {
  const at = means.random.int(pieces.length);
  return pieces.map((piece, index) => (index === at ? withQuotes(piece, oddWord(means), means.random) : piece));
}

/** In place of a string mostly a string. */
function withQuotes(piece: string, word: string, random: Random): string {
  const [quote = ''] = /^["']/.exec(piece) ?? [];
  return random.chance(0.7) ? quote + word + quote : word;
}

function put(pieces: readonly string[], means: Means): string[] {
  const at = means.random.int(pieces.length + 1);
  return [...pieces.slice(0, at), oddWord(means), ...pieces.slice(at)];
}

function cutInside(pieces: readonly string[], { random }: Means): string[] {
  const at = random.int(pieces.length);
  const piece = pieces[at] ?? '';
  const [from, to] = [random.int(piece.length + 1), random.int(piece.length + 1)];
  return pieces.map((other, index) => (index === at ? piece.slice(0, from) + piece.slice(to) : other));
}

function nested(pieces: readonly string[], { random }: Means): string[] {
  const { start, end } = range(pieces, random);
  const [open, close] = random.pick(BRACKETS);
  const depth = random.chance(0.1) ? 200 + random.int(1200) : 1 + random.int(4);
  const closed = random.chance(0.2) ? random.int(depth) : depth;
  return [...pieces.slice(0, start), open.repeat(depth), ...pieces.slice(start, end), close.repeat(closed), ...pieces.slice(end)];
}

function repeated(pieces: readonly string[], { random }: Means): string[] {
  const at = random.int(pieces.length);
  const times = random.chance(0.1) ? random.int(2000) : random.int(6);
  return [...pieces.slice(0, at), (pieces[at] ?? '').repeat(times), ...pieces.slice(at + 1)];
}

function spliced(pieces: readonly string[], { seeds, random }: Means): string[] {
  const other = piecesOf(random.pick(seeds));
  const { start, end } = range(other, random);
  const at = random.int(pieces.length + 1);
  return [...pieces.slice(0, at), ...other.slice(start, end), ...pieces.slice(random.chance(0.5) ? at : pieces.length)];
}

function linesMixed(pieces: readonly string[], { random }: Means): string[] {
  const lines = pieces.join('').split(/(?<=\n)/);
  const [from, to] = [random.int(lines.length), random.int(lines.length)];
  const [line = ''] = lines.splice(from, 1);
  lines.splice(
    to,
    random.int(2),
    line.replace(/^[ \t]*/, blanks => random.pick([blanks, '', `${blanks} `, `${blanks}  `, '\t', blanks.slice(1)])),
  );
  return piecesOf(lines.join(''));
}

function linesBroken(pieces: readonly string[], { random }: Means): string[] {
  const lineBreak = random.pick(['\r\n', '\r', '\n\n', '\u2028', '\u0085', '\f', ' \n', '\\\n', '']);
  const often = random.pick([1, 0.3]);
  return pieces.map(piece => (piece === '\n' && random.chance(often) ? lineBreak : piece));
}

function ended(text: string, random: Random): string {
  const marked = random.chance(0.03) ? `\ufeff${text}` : text;
  return random.chance(0.15) ? marked.slice(0, random.int(marked.length + 1)) : marked;
}

function range(pieces: readonly string[], random: Random): { readonly start: number; readonly end: number } {
  const start = random.int(pieces.length + 1);
  return { start, end: Math.min(pieces.length, start + random.int(random.chance(0.2) ? 40 : 4)) };
}

function oddWord({ words, random }: Means): string {
  return random.chance(0.5) ? random.pick(words) : random.pick(ODD);
}

function noise(random: Random): string {
  const alphabet = random.pick(ALPHABETS);
  return Array.from({ length: random.int(400) }, () => alphabet(random)).join('');
}

const ALPHABETS: readonly ((random: Random) => string)[] = [
  random => String.fromCharCode(random.int(0x80)),
  random => String.fromCharCode(random.int(0x10000)),
  random => random.pick(['"', "'", '\\', '{', '}', '[', ']', ',', ':', '\n', ' ', 'a', '1', '#', '=', '-']),
  random => random.pick(ODD),
];

const BRACKETS = [
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
  ['"', '"'],
  ['{"a":', '}'],
  ['[[', ']]'],
  ['${', '}'],
] as const;

/** Pieces that mean something somewhere, or nothing anywhere. */
const ODD: readonly string[] = [
  ...'"\'`\\{}[](),:;=|<>-+.~^*@#!?&%$/ \t\r\n\0',
  '"""',
  "'''",
  '\\u',
  '\\ud83d',
  '\\u0000',
  '\\x41',
  '\\\n',
  '\\\r\n',
  '//',
  '/*',
  '*/',
  '---\n',
  '...\n',
  '<<<<<<< HEAD\n',
  '=======\n',
  '>>>>>>> other\n',
  '&a',
  '*a',
  '!!str',
  '<<: ',
  '|-\n',
  '>\n',
  '${X}',
  '${X:-y}',
  '%(x)s',
  '..',
  '../../..',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'true',
  'undefined',
  'NaN',
  '-0',
  '1e999',
  '0x10',
  '1_000',
  '9'.repeat(17),
  '9'.repeat(400),
  '1.'.repeat(300),
  'a'.repeat(300),
  '\ufeff',
  '\u00a0',
  '\u2028',
  '\u0085',
  '\u000b',
  '\u001b[31m',
  '\u202e',
  '\u{e0041}',
  '\ud800',
  '\udc00',
  '😀',
  'é',
  'ı',
  'İ',
  'ſ',
  'K',
  '٣',
  '１',
  'ﬀ',
];
