import { describe, expect, it } from 'vitest';
import { encodingOf, isBinary } from '../../../server/src/services/disk/textEncoding.js';

const TEXT = '# größer\r\nsix==1.0\n';
const swapped = (bytes: Buffer, size: 2 | 4): Buffer => (size === 2 ? Buffer.from(bytes).swap16() : Buffer.from(bytes).swap32());
const utf32 = (text: string): Buffer => Buffer.from(Uint32Array.from([...text], one => one.codePointAt(0) ?? 0).buffer);

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), TEXT],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`), `\uFEFF${TEXT}`],
    ['UTF-16, little end first', Buffer.from(`\uFEFF${TEXT}😀`, 'utf16le'), `\uFEFF${TEXT}😀`],
    ['UTF-16, big end first', swapped(Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 2), `\uFEFF${TEXT}`],
    ['UTF-32, little end first', utf32(`\uFEFF${TEXT}😀`), `\uFEFF${TEXT}😀`],
    ['UTF-32, big end first', swapped(utf32(`\uFEFF${TEXT}`), 4), `\uFEFF${TEXT}`],
    ['Latin-1 by a cookie', Buffer.from(`# -*- coding: latin-1 -*-\n${TEXT}\x80`, 'latin1'), `# -*- coding: latin-1 -*-\n${TEXT}\x80`],
    [
      'the cookie of Vim in the second line',
      Buffer.from(`#!\n# vim: set fileencoding=ISO_8859-1 :\n${TEXT}`, 'latin1'),
      `#!\n# vim: set fileencoding=ISO_8859-1 :\n${TEXT}`,
    ],
    ['Windows-1252', Buffer.from('# coding=cp1252\n# 1 \x80\n', 'latin1'), '# coding=cp1252\n# 1 €\n'],
    ['KOI8-R', Buffer.from('# coding: koi8-r\n# \xc1\n', 'latin1'), '# coding: koi8-r\n# а\n'],
    ['a cookie that is not known', Buffer.from(`# coding: klingon\n${TEXT}`), `# coding: klingon\n${TEXT}`],
    ['a cookie that the mark overrules', Buffer.from(`\uFEFF# coding: latin-1\n${TEXT}`), `\uFEFF# coding: latin-1\n${TEXT}`],
    ['a cookie in the third line', Buffer.from(`\n\n# coding: latin-1\n${TEXT}`), `\n\n# coding: latin-1\n${TEXT}`],
    ['a cookie behind a requirement', Buffer.from(`six # coding: latin-1\n${TEXT}`), `six # coding: latin-1\n${TEXT}`],
    ['a cookie that cannot be, for the text would be no ASCII', Buffer.from(`# coding: utf-16\n${TEXT}`), `# coding: utf-16\n${TEXT}`],
  ])('is that which pip takes: %s', (_, bytes, text) => {
    const encoding = encodingOf(bytes);
    expect(encoding.decode(bytes)).toBe(text);
    expect(encoding.encode(text)).toEqual(bytes);
    expect(isBinary(bytes, encoding)).toBe(false);
  });

  it('has no bytes for every character', () => {
    const { encode } = encodingOf(Buffer.from('# coding: latin-1\n'));
    expect([encode('größer'), encode('€'), encode('\ufffd')]).toEqual([Buffer.from('größer', 'latin1'), undefined, undefined]);
  });

  it('is read, and not written, where a character may be two bytes', () => {
    const bytes = Buffer.from('# coding: shift_jis\n# \x82\xa0\n', 'latin1');
    expect(encodingOf(bytes).decode(bytes)).toBe('# coding: shift_jis\n# あ\n');
    expect(encodingOf(bytes).encode('a')).toBeUndefined();
  });

  it('replaces what is no character of UTF-32', () => {
    const bytes = Buffer.concat([utf32('\uFEFFa'), Buffer.from([0, 0xd8, 0, 0]), Buffer.from([0, 0, 0x11, 0]), Buffer.from([1, 0])]);
    expect(encodingOf(bytes).decode(bytes)).toBe('\uFEFFa\ufffd\ufffd\ufffd');
  });

  it('is none where there are NULs', () => {
    const bytes = Buffer.from('six\0\n');
    expect(isBinary(bytes, encodingOf(bytes))).toBe(true);
  });
});
