import { describe, expect, it } from 'vitest';
import type { PageRow } from '../../../client/src/report/messages.js';
import {
  bars,
  choices,
  type Filter,
  filtered,
  isFiltering,
  NO_FILTER,
  searchable,
  withLevel,
} from '../../../client/src/report/page/filter.js';
import * as fc from '../../support/fastCheck.js';
import { row } from './values.js';

const { version: _version, ecosystem: _ecosystem, ...aboutFile } = row();
const POLICY: PageRow = {
  ...aboutFile,
  kind: 'policy',
  file: '.depwarden.jsonc',
  label: '.depwarden.jsonc',
  level: 'information',
  rule: 'policy',
  message: 'Unknown key.',
};
const ROWS = [
  row(),
  row({
    label: 'axios 1.14.1',
    file: 'app/package.json',
    ecosystem: 'npm',
    isTransitive: true,
    ways: [['express', 'axios 1.14.1']],
  }),
  row({
    label: 'lodash 4.17.20',
    file: 'app/package.json',
    ecosystem: 'npm',
    level: 'warning',
    rule: 'vulnerable-release',
    advisories: [{ id: 'GHSA-35jh-r3h4-6jhm', url: 'https://osv.example/1' }],
  }),
  row({ kind: 'installed', label: 'litellm 1.82.8', file: '.venv/lib/litellm', rule: 'malicious-installed' }),
  POLICY,
];
const ALL = searchable(ROWS);

describe('filtered', () => {
  it.each<[string, Partial<Filter>, readonly number[]]>([
    ['nothing asked for', {}, [0, 1, 2, 3, 4]],
    ['a word in whatever case', { text: 'LiteLLM' }, [0, 3]],
    ['all of several words, in any order and column', { text: ' compromised  app/ ' }, [1, 2]],
    ['a step on the way', { text: 'express' }, [1]],
    ['an advisory', { text: 'ghsa-35jh' }, [2]],
    ['a word that nothing has', { text: 'left-pad' }, []],
    ['one level', { levels: ['warning'] }, [2]],
    ['several levels', { levels: ['warning', 'information'] }, [2, 4]],
    ['a rule', { rule: 'malicious-release' }, [0, 1]],
    ['an ecosystem', { ecosystem: 'npm' }, [1, 2]],
    ['a file', { file: 'app/package.json' }, [1, 2]],
    ['direct dependencies: neither what is installed nor files', { reach: 'direct' }, [0, 2]],
    ['transitive ones', { reach: 'transitive' }, [1]],
    ['several parts', { ecosystem: 'npm', levels: ['error'] }, [1]],
  ])('%s', (_name, part, left) => {
    expect(filtered(ALL, { ...NO_FILTER, ...part })).toEqual(left.map(at => ROWS[at]));
  });

  it('leaves fewer rows the more is asked for', () => {
    const words = fc.array(fc.constantFrom('litellm', 'app', 'error', 'zzz'), { maxLength: 3 });
    fc.assert(
      fc.property(words, words, (some, more) => {
        const [few, many] = [[...some, ...more], some].map(text => filtered(ALL, { ...NO_FILTER, text: text.join(' ') }));
        expect(many).toEqual(expect.arrayContaining([...(few ?? [])]));
      }),
    );
  });

  it('takes words as they are: they are no pattern', () => {
    expect(filtered(ALL, { ...NO_FILTER, text: '.* (' })).toEqual([]);
  });
});

describe('isFiltering', () => {
  it.each<[Partial<Filter>, boolean]>([
    [{}, false],
    [{ text: '  ' }, false],
    [{ text: 'a' }, true],
    [{ levels: ['hint'] }, true],
    [{ reach: 'direct' }, true],
  ])('%j: %s', (part, expected) => {
    expect(isFiltering({ ...NO_FILTER, ...part })).toBe(expected);
  });

  it('is over once a level is switched off again', () => {
    const on = withLevel(NO_FILTER, 'error');
    expect(isFiltering(on)).toBe(true);
    expect(isFiltering(withLevel(on, 'error'))).toBe(false);
  });
});

describe('choices', () => {
  it('has each value once, counted, in order, and the chosen one even where it is gone', () => {
    expect(choices(['npm', 'PyPI', undefined, 'npm'], 'gone')).toEqual([
      { value: 'PyPI', count: 1 },
      { value: 'gone', count: 0 },
      { value: 'npm', count: 2 },
    ]);
  });
});

describe('bars', () => {
  it('has a bar a file, the gravest first', () => {
    expect(bars(ROWS).map(({ file, total, counts }) => [file, total, counts.error, counts.warning])).toEqual([
      ['app/package.json', 2, 1, 1],
      ['.venv/lib/litellm', 1, 1, 0],
      ['requirements.txt', 1, 1, 0],
      ['.depwarden.jsonc', 1, 0, 0],
    ]);
  });
});
