// What somebody may have meant who wrote a name that no registry knows.
import { expect, test } from 'vitest';
import { isPopular, nearestPopular } from '../../server/src/lookalike/index.js';
import type { Ecosystem } from '../../server/src/model/index.js';
import * as fc from '../support/fastCheck.js';

test.each<[Ecosystem, string, string]>([
  ['npm', 'lodahs', 'lodash'],
  ['npm', 'expresss', 'express'],
  ['npm', 'reakt', 'react'],
  ['npm', 'webpackk', 'webpack'],
  ['npm', 'crossenv', 'cross-env'],
  ['npm', 'types-node', '@types/node'],
  ['npm', '@types/reakt', '@types/react'],
  ['npm', '@babel/praser', '@babel/parser'],
  ['npm', 'l\u043edash', 'lodash'],
  ['npm', 'validator-lib', 'validator'],
  ['PyPI', 'reqeusts', 'requests'],
  ['PyPI', 'python-requests', 'requests'],
  ['PyPI', 'beautifulsop4', 'beautifulsoup4'],
  ['PyPI', 'opencv-pyhton', 'opencv-python'],
  ['PyPI', 'numpi', 'numpy'],
])('%s: nearest to %s is %s', (ecosystem, name, nearest) => {
  expect(nearestPopular({ ecosystem, name })).toBe(nearest);
});

test.each<[Ecosystem, string]>([
  ['npm', 'our-internal-billing-client'],
  ['npm', '@company/lodash'],
  ['npm', '@types/'],
  ['npm', ''],
  ['npm', 'q'],
  ['npm', 'lodash'],
  ['npm', 'zq'.repeat(107)],
  ['PyPI', 'warehouse-label-printer'],
  ['PyPI', '図書館'],
])('%s: nothing is near %s', (ecosystem, name) => {
  expect(nearestPopular({ ecosystem, name })).toBeUndefined();
});

test('whatever is near is popular', () => {
  const ecosystems = fc.constantFrom<Ecosystem>('npm', 'PyPI');
  fc.assert(
    fc.property(
      ecosystems,
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-z]{2,8}(-[a-z]{2,8})?$/)),
      (ecosystem, name) => {
        const nearest = nearestPopular({ ecosystem, name });
        expect(nearest === undefined || isPopular({ ecosystem, name: nearest })).toBe(true);
      },
    ),
  );
});
