// Names that only look like a popular one.
import type { PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { plainOf } from './spelling.js';

/** The popular name that a reader sees in `name`: letters of other scripts, invisible characters, capitals, `1` for `l`, `rn` for `m`. */
export function lookalike(name: string, popular: PopularNames): NameSignal | undefined {
  const latin = latinOf(name);
  if (latin === name) return misread(name, popular);
  const target = popular.byName.get(latin) ?? popular.byPlain.get(plainOf(latin));
  return target ? { target: target.name, kind: 'confusable', words: wordsFor(name, latin, target.name) } : misread(latin, popular);
}

function wordsFor(name: string, latin: string, target: string): string {
  if (name.toLowerCase() === latin) return `${target} with other capitals`;
  const visible = name.replace(UNSEEN, '').toLowerCase();
  return visible === latin ? `${target} with invisible characters` : `looks like ${target} with letters of another script`;
}

/** A name of ASCII letters and digits in which others are read. */
function misread(name: string, popular: PopularNames): NameSignal | undefined {
  for (const [written, read] of MISREAD) {
    for (let at = name.indexOf(written); at >= 0; at = name.indexOf(written, at + 1)) {
      const target = popular.byName.get(name.slice(0, at) + read + name.slice(at + written.length));
      if (target && target.plain.length >= SHORTEST) {
        return { target: target.name, kind: 'confusable', words: `looks like ${target.name}, with ${written} for ${read}` };
      }
    }
  }
  return undefined;
}

/** Letters and digits. */
const SHORTEST = 5;

/** What is written, and what is read. */
const MISREAD: readonly (readonly [written: string, read: string])[] = [
  ['1', 'l'],
  ['1', 'i'],
  ['i', 'l'],
  ['l', 'i'],
  ['0', 'o'],
  ['3', 'e'],
  ['5', 's'],
  ['rn', 'm'],
  ['m', 'rn'],
  ['vv', 'w'],
  ['w', 'vv'],
  ['cl', 'd'],
];

/**
 * A name in lower-case Latin letters: compatibility forms and accents resolved (Unicode NFKD), what cannot be seen left out, look-alikes of other scripts
 * replaced.
 */
export function latinOf(name: string): string {
  if (/^[\x21-\x7e]*$/.test(name)) return name.toLowerCase();
  const letters = [...name.normalize('NFKD').replace(UNSEEN, '').toLowerCase()];
  return letters.map(letter => (letter > '\x7f' && LATIN.includes(letter) ? LATIN.charAt(LATIN.indexOf(letter) + 1) : letter)).join('');
}

/** Accents that stand by themselves, formatting and control characters, white space. */
const UNSEEN = /[\p{Mn}\p{Cf}\p{Cc}\s]/gu;

/** Letters of other scripts, each followed by the Latin one that it looks like in usual fonts (a part of Unicode's confusables.txt, UTS 39). */
const LATIN = [
  // Cyrillic
  'аa сc ԁd еe һh іi јj кk ӏl мm оo рp ԛq гr ѕs тt ѵv ԝw хx уy',
  // Greek
  'αa ϲc εe ηn ιi ϳj κk νv οo ρp τt υu χx γy',
  // Armenian, and Latin letters that have no decomposition
  'ոn սu օo հh ıi łl øo ɑa ɡg',
  // Hyphens and dashes
  '‐- ‑- –- —- −-',
].join(' ');
