import { describe, expect, it } from 'vitest';
import type { PageOverview, ReportState, Unchecked } from '../../../client/src/report/messages.js';
import { agesOf, doingOf, emptyState, leftInWords, leftOf, lookedAt, partInWords, shownOf } from '../../../client/src/report/page/words.js';
import { overview, RUNNING, row, status } from './values.js';

const { totals } = overview();
const UNREACHED: Unchecked = {
  file: 'package.json',
  reason: 'OSV did not answer',
  what: 'dependencies',
  names: ['axios', 'chalk'],
  count: 2,
  deliberate: false,
};
const PRIVATE: Unchecked = { ...UNREACHED, reason: 'not checked: private registry', names: ['@shop/ui'], count: 1, deliberate: true };

describe('emptyState', () => {
  it.each<[string, Partial<ReportState>, PageOverview | undefined, string | undefined, string | undefined]>([
    ['nothing known yet', {}, undefined, 'Looking…', undefined],
    ['server stopped', { server: 'stopped' }, overview({ rows: [row()] }), 'Depwarden is not running', 'restart'],
    ['nothing scanned', {}, overview({ totals: { ...totals, manifests: 0 }, scanned: false }), 'Nothing is scanned yet', 'scan'],
    ['scanned, no manifest', {}, overview({ totals: { ...totals, manifests: 0 } }), 'No manifests', 'scan'],
    ['no folder', { hasFolder: false }, overview({ totals: { ...totals, manifests: 0 }, scanned: false }), 'Nothing to check', undefined],
    ['all clean', {}, overview(), 'Nothing found', undefined],
    ['private ones left out on purpose', {}, overview({ unchecked: [PRIVATE] }), 'Nothing found', undefined],
    ['findings', {}, overview({ rows: [row()] }), undefined, undefined],
  ])('%s', (_name, state, result, title, command) => {
    const empty = emptyState({ ...RUNNING, ...state }, result);
    expect([empty?.title, empty?.command]).toEqual([title, command]);
  });

  it('never calls clean what could not be checked, or is still asked about', () => {
    for (const part of [{ unchecked: [UNREACHED] }, { waiting: 1 }]) {
      expect(emptyState(RUNNING, overview(part))?.title).toBe('Nothing found, but not everything could be checked');
    }
  });
});

describe('what could not be checked', () => {
  it('is told by reason, and what is not meant to be checked apart', () => {
    const left = leftOf([PRIVATE, UNREACHED, { ...UNREACHED, file: 'requirements.txt', count: 1500, names: [] }]);
    expect(left.map(({ reason, parts }) => [reason, parts.length])).toEqual([
      ['OSV did not answer', 2],
      ['not checked: private registry', 1],
    ]);
    expect(leftInWords(left)).toBe('1,502 direct not checked: OSV did not answer (1,502). 1 not meant to be checked: private registry (1)');
    expect(leftInWords([])).toBe('');
  });

  it.each<[string, Unchecked, string]>([
    ['names', UNREACHED, 'package.json: axios, chalk'],
    ['more than are named', { ...UNREACHED, count: 5 }, 'package.json: axios, chalk and 3 more'],
    ['no names', { ...UNREACHED, names: [], count: 7, what: 'releases' }, 'package.json: 7'],
    ['the file itself', { ...UNREACHED, names: [], count: 1, what: 'file' }, 'package.json'],
  ])('%s', (_name, part, words) => {
    expect(partInWords(part)).toBe(words);
  });
});

describe('the head', () => {
  it('says what was looked at', () => {
    expect(lookedAt(overview())).toBe('2 manifests of shop, 10 of 10 dependencies checked.');
    const much = { ...totals, manifests: 1, dependencies: 1200, checked: 1, locked: 4000, installed: 12, ignored: 1 };
    expect(lookedAt(overview({ folders: ['a', 'b'], totals: much }))).toBe(
      '1 manifest, 1 of 1,200 dependencies checked, 4,000 releases in lockfiles, 12 installed, 1 ignored by policy.',
    );
  });

  it('says how old that is', () => {
    const times = { day: (at: number) => `day ${at}`, time: (at: number) => `time ${at}` };
    expect(agesOf(overview({ madeAt: 5 }), times)).toBe('As of time 5. Advisories: OSV.');
    expect(agesOf(overview({ madeAt: 5, databaseFrom: 3, registriesFrom: 4 }), times)).toBe(
      'As of time 5. Advisories: the offline database of day 3. Registries: oldest answer of time 4.',
    );
  });

  it.each<[string, Partial<ReportState>, number, string]>([
    ['nothing to tell', {}, 0, ''],
    ['waiting', {}, 2, 'Services are still asked about 2 manifests…'],
    ['an answer that did not come', { failure: 'it is gone' }, 0, 'The report could not be brought up to date: it is gone'],
    ['not running', { server: 'stopped', failure: 'it is gone' }, 1, ''],
    ['offline', { status: status({ state: 'offline' }) }, 0, 'Offline: nothing is asked of the network.'],
  ])('says what is going on: %s', (_name, state, waiting, words) => {
    expect(doingOf({ ...RUNNING, ...state }, waiting)).toBe(words);
  });

  it('counts what a filter leaves', () => {
    expect([shownOf(1, 1), shownOf(12, 2000), shownOf(0, 0)]).toEqual(['1 finding', '12 of 2,000 findings', '0 findings']);
  });
});
