import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REQUIREMENTS } from '../../../../server/src/ecosystems/manifests.js';
import { type PipFile, pipInstallations } from '../../../../server/src/ecosystems/python/settings/pipInstallations.js';
import type { PipOptions } from '../../../../server/src/model/index.js';
import * as fc from '../../../support/fastCheck.js';

function filesOf(texts: Readonly<Record<string, string>>): ReadonlyMap<string, PipFile> {
  const fileOf = ([name, text]: [string, string]): [string, PipFile] => {
    const { pip, includes } = REQUIREMENTS.parse(text);
    return [`/p/${name}`, { pip: pip as PipOptions, includes: includes.map(({ target }) => path.posix.resolve('/p', target)) }];
  };
  return new Map(Object.entries(texts).map(fileOf));
}

/** One line an installation: the file that is installed, and what holds for it. */
function shown(name: string, texts: Readonly<Record<string, string>>): string[] {
  return pipInstallations(`/p/${name}`, filesOf(texts)).map(({ path: first, pip }) => {
    const { indexUrl, extraIndexUrls, noIndex, pre } = pip;
    const options = [indexUrl, ...extraIndexUrls.map(url => `+${url}`), noIndex && 'no index', pre && 'pre'];
    return [first.slice('/p/'.length), ...options.filter(option => option)].join(' ');
  });
}

const INDEX = '--index-url https://corp.example/simple\n';
const CORP = 'https://corp.example/simple';

describe('what holds for a requirements file', () => {
  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['its own options', { 'f.txt': `${INDEX}--pre\n` }, [`f.txt ${CORP} pre`]],
    ['nothing', { 'f.txt': 'a\n', 'other.txt': INDEX }, ['f.txt']],
    ['those of the file that includes it', { 'f.txt': '', 'top.txt': `${INDEX}-r f.txt\n` }, [`top.txt ${CORP}`]],
    ['the same of a constraints file', { 'f.txt': '', 'top.txt': `--no-index\n-c f.txt\n` }, ['top.txt no index']],
    [
      'through others, also where one of those names nothing',
      { 'f.txt': '', 'mid.txt': '-r f.txt', 'top.txt': `${INDEX}-r mid.txt` },
      [`top.txt ${CORP}`],
    ],
    ['those of files that it includes', { 'f.txt': '-r sub.txt', 'sub.txt': `${INDEX}--pre` }, [`f.txt ${CORP} pre`]],
    ['those of files beside it', { 'f.txt': '', 'top.txt': '-r f.txt\n-r pip.txt', 'pip.txt': INDEX }, [`top.txt ${CORP}`]],
    [
      'each of the files that include it for itself',
      { 'f.txt': '', 'a.txt': `${INDEX}-r f.txt`, 'b.txt': '--extra-index-url https://b.example\n-r f.txt' },
      [`a.txt ${CORP}`, 'b.txt +https://b.example'],
    ],
    ['once where several say the same', { 'f.txt': '', 'a.txt': `${INDEX}-r f.txt`, 'b.txt': `${INDEX}-r f.txt` }, [`b.txt ${CORP}`]],
    [
      'each default index where files of one installation name several',
      { 'f.txt': '--index-url https://pypi.org/simple', 'top.txt': `${INDEX}-r f.txt` },
      [`top.txt ${CORP}`, 'top.txt https://pypi.org/simple'],
    ],
    ['all, where files include each other', { 'f.txt': '-r g.txt', 'g.txt': `${INDEX}-r f.txt` }, [`g.txt ${CORP}`]],
    ['nothing of files that it shares an included one with', { 'f.txt': '-r c.txt', 'g.txt': `${INDEX}-r c.txt`, 'c.txt': '' }, ['f.txt']],
  ])('%s', (_, texts, expected) => {
    expect(shown('f.txt', texts)).toEqual(expected);
  });

  it('is never less than what one of the files says that include it, whoever includes whom', () => {
    const NAMES = ['f.txt', 'g.txt', 'h.txt', 'i.txt'];
    const text = fc.record({ includes: fc.subarray(NAMES), index: fc.boolean(), no: fc.boolean() });
    fc.assert(
      fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), made => {
        const texts = made.map(({ includes, index, no }, at) =>
          [
            ...(index ? [`--index-url https://${at}.example`] : []),
            ...(no ? ['--no-index'] : []),
            ...includes.map(one => `-r ${one}`),
          ].join('\n'),
        );
        const files = filesOf(Object.fromEntries(NAMES.map((name, at) => [name, texts[at] ?? ''])));
        const found = pipInstallations('/p/f.txt', files).map(({ pip }) => pip);
        for (const { pip, includes } of files.values()) {
          if (!includes.includes('/p/f.txt')) continue;
          if (pip.indexUrl !== undefined) expect(found.map(({ indexUrl }) => indexUrl)).toContain(pip.indexUrl);
          if (pip.noIndex) expect(found.some(({ noIndex }) => noIndex)).toBe(true);
        }
      }),
      // a file that includes itself besides, beside a chain that leads to the same
      {
        examples: [
          [
            [
              { includes: [], index: false, no: false },
              { includes: ['i.txt'], index: false, no: false },
              { includes: ['f.txt', 'h.txt'], index: true, no: false },
              { includes: ['f.txt'], index: false, no: false },
            ],
          ],
        ],
        numRuns: 1000,
      },
    );
  });
});
