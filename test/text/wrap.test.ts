import { describe, expect, it } from 'vitest';
import { wrapped } from '../../server/src/text/wrap.js';
import * as fc from '../support/fastCheck.js';

const plain = (_style: unknown, text: string): string => text;
const at = (width: number | undefined, text: string, first = '', rest = '  '): string =>
  wrapped([{ text }], { width, first, rest, paint: plain });

describe('wrapped', () => {
  it.each<[string, number | undefined, string]>([
    ['no width', undefined, 'one two three'],
    ['just wide enough', 13, 'one two three'],
    ['one too narrow', 12, 'one two\n  three'],
    ['very narrow', 1, 'one\n  two\n  three'],
  ])('%s', (_what, width, expected) => {
    expect(at(width, 'one two three')).toBe(expected);
  });

  it('breaks no word, and drops the spaces it breaks at', () => {
    expect(at(6, 'abcdefghij  kl')).toBe('abcdefghij\n  kl');
    expect(at(8, 'a  bcdefgh')).toBe('a\n  bcdefgh');
  });

  it('puts the margins before first and further lines, and counts them', () => {
    expect(at(12, 'fix: do this now', '    ', '         ')).toBe('    fix: do\n         this\n         now');
  });

  it('paints each piece by itself, on every line that it reaches', () => {
    const paint = (style: string, text: string): string => `<${style}>${text}</${style}>`;
    const pieces = [{ text: 'file', style: 'b' }, { text: '  ' }, { text: 'two words', style: 'r' }, { text: ', end' }];
    expect(wrapped(pieces, { width: undefined, first: '', rest: '', paint })).toBe('<b>file</b>  <r>two words</r>, end');
    expect(wrapped(pieces, { width: 10, first: '', rest: '- ', paint })).toBe('<b>file</b>  <r>two</r>\n- <r>words</r>,\n- end');
  });

  it('keeps every word in its order, and no line wider than the terminal but for a single word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 30 }), fc.integer({ min: 3, max: 40 }), (words, width) => {
        const lines = at(width, words.join(' ')).split('\n');
        expect(lines.join(' ').split(/ +/).filter(Boolean)).toEqual(words);
        for (const line of lines) expect(line.length <= width || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });
});
