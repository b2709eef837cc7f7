import { describe, expect, it } from 'vitest';
import { flat, pathsTo } from '../../../client/src/report/page/paths.js';
import { row } from './values.js';

function drawn(rows: Parameters<typeof pathsTo>[0]): readonly string[] {
  return flat(pathsTo(rows)).map(({ node: { label, isBad, remedy }, depth }) =>
    [`${'  '.repeat(depth)}${label}`, ...(isBad ? ['bad'] : []), ...(remedy ? [remedy] : [])].join(' | '),
  );
}

describe('the graph of dependency paths', () => {
  it('joins paths that begin alike, and ends in the bad release and what helps there', () => {
    const fix = { title: 'Override axios to 1.14.0', short: 'Override to 1.14.0', preferred: true };
    const axios = (file: string, ways: readonly (readonly string[])[]) => row({ label: 'axios 1.14.1', file, ways, fix });
    expect(
      drawn([
        axios('a/package.json', [
          ['express', 'axios 1.14.1'],
          ['express', 'wrapper', 'axios 1.14.1'],
          ['tool', 'axios 1.14.1'],
        ]),
        axios('b/package.json', []),
      ]),
    ).toEqual([
      'a/package.json:2',
      '  express',
      '    axios 1.14.1 | bad | Override to 1.14.0',
      '    wrapper',
      '      axios 1.14.1 | bad | Override to 1.14.0',
      '  tool',
      '    axios 1.14.1 | bad | Override to 1.14.0',
      'b/package.json:2',
      '  axios 1.14.1 | bad | Override to 1.14.0',
    ]);
  });

  it('is empty where lines alone ask for it', () => {
    expect(pathsTo([row(), row({ file: 'b' })])).toEqual([]);
  });
});
