import { describe, expect, it } from 'vitest';
import { BY_URGENCY, COLUMNS, type Sort, sorted, sortedBy } from '../../../client/src/report/page/sort.js';
import { row } from './values.js';

const fix = (short: string) => ({ title: short, short, preferred: true });
const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });
const ROWS = [
  row({ id: '1', label: 'b 10.0', brief: 'Compromised release.', file: 'x/package.json', range: at(11) }),
  row({ id: '2', label: 'b 9.0', brief: 'Yanked.', file: 'x/package.json', range: at(1), fix: fix('Pin to 1') }),
  row({ id: '3', label: 'a 1.0', brief: 'Deprecated.', file: 'a/package.json', fix: fix('Exclude 2') }),
];
const order = (sort: Sort): string =>
  sorted(ROWS, sort)
    .map(({ id }) => id)
    .join('');

describe('the order of the list', () => {
  it.each([
    ['severity', '321', '123'],
    ['package', '321', '123'],
    ['finding', '132', '231'],
    ['place', '321', '123'],
    ['fix', '321', '123'],
  ] as const)('by %s', (column, up, down) => {
    expect([order({ column, descending: false }), order({ column, descending: true })]).toEqual([up, down]);
  });

  it('keeps the most urgent first where a column says the same', () => {
    const same = [row({ id: '1' }), row({ id: '2' })];
    expect(sorted(same, { column: 'package', descending: true }).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('is turned round by a second click on its column; another column begins at its beginning', () => {
    expect(sortedBy('severity', BY_URGENCY)).toEqual({ column: 'severity', descending: false });
    expect(sortedBy('place', BY_URGENCY)).toEqual({ column: 'place', descending: false });
    expect(sortedBy('place', { column: 'place', descending: false })).toEqual({ column: 'place', descending: true });
    expect(sortedBy('severity', { column: 'place', descending: false })).toEqual(BY_URGENCY);
    expect(COLUMNS).toContain(BY_URGENCY.column);
  });
});
