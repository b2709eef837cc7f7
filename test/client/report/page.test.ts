import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../client/src/report/html.js';
import { NO_FILTER } from '../../../client/src/report/page/filter.js';
import { readSaved } from '../../../client/src/report/page/saved.js';
import { BY_URGENCY } from '../../../client/src/report/page/sort.js';
import * as fc from '../../support/fastCheck.js';

describe('the shell of the page', () => {
  const html = pageHtml({ script: 'https://file.example/report.js?a&b"', style: 'https://file.example/report.css' }, 'n0nce');

  it('lets nothing run or be loaded but the two files with the nonce', () => {
    expect(html).toContain(
      `content="default-src 'none'; style-src 'nonce-n0nce'; script-src 'nonce-n0nce'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html.match(/nonce="n0nce"/g)).toHaveLength(2);
    expect(html).not.toMatch(/unsafe|<style|\son\w+=|style=/);
  });

  it('writes addresses so that they end where they end', () => {
    expect(html).toContain('src="https://file.example/report.js?a&amp;b&quot;"');
  });
});

describe('what the page has saved', () => {
  it('is read as it was written', () => {
    const saved = {
      filter: { ...NO_FILTER, text: 'axios', levels: ['error' as const], reach: 'transitive' as const },
      sort: { column: 'place' as const, descending: false },
      active: 'a',
      top: 280,
    };
    expect(readSaved(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it('is never more than it may be, whatever there is', () => {
    expect(readSaved(undefined)).toEqual({ filter: NO_FILTER, sort: BY_URGENCY, top: 0 });
    const odd = { filter: { text: 1, levels: ['all'], reach: 'up' }, sort: { column: 'size', descending: 1 }, active: {}, top: -1 };
    expect(readSaved(odd)).toEqual({ filter: NO_FILTER, sort: BY_URGENCY, top: 0 });
    fc.assert(fc.property(fc.anything(), value => void readSaved(value)));
  });
});
