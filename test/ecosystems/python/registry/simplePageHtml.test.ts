import { describe, expect, it } from 'vitest';
import { projectFacts, readSimplePage } from '../../../../server/src/ecosystems/python/registry/simpleIndex.js';
import { readHtmlPage } from '../../../../server/src/ecosystems/python/registry/simplePageHtml.js';
import * as fc from '../../../support/fastCheck.js';
import { expectGrowth } from '../../../support/growth.js';

const SHA = 'a'.repeat(64);

/** The files of a page, each in one line: name, digest, what it says. */
function filesOf(html: string): readonly string[] | undefined {
  const page = readHtmlPage(html) as { files: readonly Record<string, unknown>[] } | undefined;
  return page?.files.map(({ filename, hashes, yanked, 'requires-python': python }) => {
    const { sha256 = '' } = hashes as { sha256?: string };
    return [filename, sha256 && 'hashed', yanked !== undefined && `yanked ${yanked}`, python].filter(Boolean).join(' ');
  });
}

describe('a simple page in HTML', () => {
  const PAGES: readonly (readonly [what: string, html: string, ...expected: string[]])[] = [
    ['with a digest', `<a href="../../f/a-1.0.tar.gz#sha256=${SHA}">a-1.0.tar.gz</a>`, 'a-1.0.tar.gz hashed'],
    ['with another digest', `<a href="a-1.0.tar.gz#md5=${SHA}">x</a>`, 'a-1.0.tar.gz'],
    ['with several parts behind the number sign', `<a href="a-1.0.tar.gz#egg=a&amp;sha256=${SHA}">x</a>`, 'a-1.0.tar.gz hashed'],
    ['with a query', '<a href="https://files.example/a-1.0-py3-none-any.whl?token=x/y.zip">x</a>', 'a-1.0-py3-none-any.whl'],
    ['with quotes of both kinds and none', `<a href='a-1.0.zip'>x</a><a href=a-1.1.zip>x</a>`, 'a-1.0.zip', 'a-1.1.zip'],
    ['with entities', '<a data-requires-python="&gt;=3.9,&#60;4" href="a-1.0%2Blocal.zip">x</a>', 'a-1.0+local.zip >=3.9,<4'],
    [
      'with withdrawn files',
      '<a href="a-1.0.zip" data-yanked>x</a><a href="a-1.1.zip" data-yanked="bad &amp; worse">x</a>',
      'a-1.0.zip yanked true',
      'a-1.1.zip yanked bad & worse',
    ],
    ['in capitals, over several lines', '<A\n  HREF="a-1.0.zip"\n  DATA-YANKED=""\n>x</A>', 'a-1.0.zip yanked true'],
    ['with a second href', '<a href="a-1.0.zip" href="evil-9.zip">x</a>', 'a-1.0.zip'],
    ['with other links', '<a href="/">up</a><a href="a-1.0.zip">x</a><a name="x">y</a><abbr href="b-1.0.zip">', 'a-1.0.zip'],
    ['with what is no link', `<!-- <a href="a-1.0.zip"> --><script>'<a href="b-1.0.zip">'</script><a href="c-1.0.zip">`, 'c-1.0.zip'],
    ['that breaks off', '<a href="a-1.0.zip">x</a><a href="b-1.0.zip', 'a-1.0.zip'],
  ];

  it.each(PAGES)('%s', (_, html, ...expected) => {
    expect(filesOf(html)).toEqual(expected);
  });

  it.each([
    ['a page of another kind', '<html><form action="/login"><a href="/help">Help</a></form></html>'],
    ['nothing', ''],
  ])('is none: %s', (_, html) => {
    expect(readHtmlPage(html)).toBeUndefined();
  });

  it('tells what the project is', () => {
    const html = '<meta name="pypi:project-status" content="quarantined"><meta name="pypi:project-status-reason" content="bad">';
    const project = readSimplePage('a', readHtmlPage(html));
    expect(project && projectFacts(project)).toMatchObject({ status: 'quarantined', statusReason: 'bad' });
  });

  it('is read in linear time, whatever it holds', () => {
    const pieces = ['<a ', '<a href="', "<a x='", '<!--', '<script', '</', '"', "'", ' =', '&#x110000;', '%', '<meta ', 'a'.repeat(200)];
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces)), list => void readHtmlPage(list.join(''))));
    for (const piece of pieces) expectGrowth(size => readHtmlPage(piece.repeat(size)), 50_000, piece);
  });
});
