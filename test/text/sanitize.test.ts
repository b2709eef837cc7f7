import { describe, expect, it } from 'vitest';
import { jsonText, marked, markedLines, oneLine, quoted, shortened, webAddress } from '../../server/src/text/sanitize.js';
import { unseenIn } from '../hostile/corpus.js';
import * as fc from '../support/fastCheck.js';
import { expectGrowth } from '../support/growth.js';

describe('text from outside', () => {
  it.each([
    ['plain', 'chalk 5.6.1', 'chalk 5.6.1'],
    ['letters of all scripts', 'père 中文 слово ไทย', 'père 中文 слово ไทย'],
    ['escape sequences', '\u001b[31mred\u001b[0m', '<U+001B>[31mred<U+001B>[0m'],
    ['C1 controls', 'a\u009b2Jb', 'a<U+009B>2Jb'],
    ['overrides and isolates of direction', 'a\u202eb\u2066c\u2069', 'a<U+202E>b<U+2066>c<U+2069>'],
    ['marks of direction', 'a\u200eb\u200fc\u061cd', 'a<U+200E>b<U+200F>c<U+061C>d'],
    ['no width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff', 'a<U+200B>b<U+200C>c<U+200D>d<U+2060>e<U+FEFF>f'],
    ['tags', 'a\u{e0001}\u{e0041}b', 'a<U+E0001><U+E0041>b'],
    ['variation selectors', 'a\ufe0fb\u{e0100}', 'a<U+FE0F>b<U+E0100>'],
    ['an emoji with its variation selector', '⚠\ufe0f stop 😀', '⚠\ufe0f stop 😀'],
    ['a second variation selector', '⚠\ufe0f\ufe0f', '⚠\ufe0f<U+FE0F>'],
    ['soft hyphens', 'pass\u00adword', 'pass<U+00AD>word'],
    ['fillers', 'a\u3164b\u115fc\u1160d\uffa0e\u2800f', 'a<U+3164>b<U+115F>c<U+1160>d<U+FFA0>e<U+2800>f'],
    ['vowel separators', 'a\u180eb\u17b4c\u034fd', 'a<U+180E>b<U+17B4>c<U+034F>d'],
    ['halves of surrogate pairs', 'a\ud800b\udc00', 'a<U+D800>b<U+DC00>'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a<U+2028>b<U+2029>c'],
    ['private use and noncharacters', 'a\ue000b\uffffc', 'a<U+E000>b<U+FFFF>c'],
    ['white space', '  two\r\nlines\tand\u00a0  \u3000room  ', 'two lines and room'],
  ])('%s', (_, text, shown) => {
    expect(quoted(text)).toBe(shown);
  });

  it('marks line breaks where one line is all there is, and keeps them in logs', () => {
    expect(marked('a\n  b')).toBe('a<U+000A>  b');
    expect(markedLines('a\n  b\u001b')).toBe('a\n  b<U+001B>');
  });

  it('ends: at the limit, with whole characters', () => {
    expect(quoted('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`);
    expect(shortened('x😀y', 3)).toBe('x…');
    expect(shortened('x😀y', 4)).toBe('x😀y');
    expect(quoted('x'.repeat(2_000_000), 300)).toHaveLength(300);
  });

  it('is never unseen, broken, in several lines or longer than asked for, and what was shown is shown the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(ANY_UNIT, fc.constantFrom(...HIDDEN)), maxLength: 80 }),
        fc.integer({ min: 1, max: 40 }),
        (text, limit) => {
          const shown = quoted(text, limit);
          expect(shown.length).toBeLessThanOrEqual(limit);
          expect(unseenIn(shown)).toEqual([]);
          expect(shown).not.toMatch(/[\r\n]/);
          expect(oneLine(oneLine(text))).toBe(oneLine(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each(['\u202e', '⚠\ufe0f', ' \n', '\ud800', '\\<'])('costs what its length costs, of hostile text too: %j', text => {
    expectGrowth(size => marked(text.repeat(size)), 500_000);
  });
});

const ANY_UNIT = fc.integer({ min: 0, max: 0xffff }).map(unit => String.fromCharCode(unit));
const HIDDEN = ['\u202e', '\ufe0f', '⚠', '\u{e0041}', '😀', ' ', '\n', '\u200d'];

describe('JSON', () => {
  it('is exactly the value, and has nothing unseen in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(ANY_UNIT, fc.constantFrom(...HIDDEN)), maxLength: 80 }), text => {
        const shown = jsonText({ [text]: [text] });
        expect(JSON.parse(shown)).toEqual({ [text]: [text] });
        expect(unseenIn(shown)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(jsonText({ a: '\u{e0041}\n' })).toBe('{\n  "a": "\\udb40\\udc41\\n"\n}');
  });
});

describe('an address', () => {
  it.each(['https://osv.dev/vulnerability/MAL-2026-1', 'http://x.example:8080/a?b=c#d'])('%s can be opened', url => {
    expect(webAddress(url)).toBe(url);
  });

  it.each([
    'command:evil',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'vscode://x',
    'https://x.example/a)](command:evil)',
    'https://x.example/<b>',
    'https://x.example/a b',
    'https://x.example/\u202e',
    `https://x.example/${'a'.repeat(2000)}`,
    '',
  ])('%s cannot', url => {
    expect(webAddress(url)).toBeUndefined();
  });
});
