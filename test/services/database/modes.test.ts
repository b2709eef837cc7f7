import { describe, expect, it } from 'vitest';
import type { Advisory, Lookup, PackageId } from '../../../server/src/model/index.js';
import { HOUR } from '../../../server/src/model/time.js';
import type { AdvisorySource } from '../../../server/src/ports/index.js';
import { type AdvisoryMode, chosenAdvisories } from '../../../server/src/services/database/modes.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const PACKAGES: readonly PackageId[] = [{ ecosystem: 'npm', name: 'chalk' }];
const CALM = new AbortController().signal;

interface World {
  readonly mode?: AdvisoryMode;
  /** Of the database, in hours; undefined where there is none. */
  readonly age?: number | undefined;
  /** What is asked of it cannot be read. */
  readonly damaged?: boolean;
  readonly osv?: Lookup<readonly Advisory[]>;
  /** Of what the cache holds of OSV, in hours. */
  readonly cached?: number;
}

function worldOf({ mode = 'auto', age, damaged = false, osv = { kind: 'found', value: [], fetchedAt: NOW }, cached }: World) {
  const asked: string[] = [];
  const service: AdvisorySource = {
    recall: async packages =>
      packages.map(() => (cached === undefined ? undefined : { kind: 'found', value: [], fetchedAt: NOW - cached * HOUR })),
    fetch: async packages => {
      asked.push('osv');
      return packages.map(() => osv);
    },
  };
  const exportedAt = age === undefined ? undefined : NOW - age * HOUR;
  const held = (): Lookup<readonly Advisory[]> =>
    exportedAt === undefined || damaged
      ? { kind: 'unknown', reason: 'there is no offline database' }
      : { kind: 'found', value: [], fetchedAt: exportedAt, from: 'database' };
  const database: AdvisorySource = {
    recall: async packages => packages.map(held),
    fetch: async packages => {
      asked.push('database');
      return packages.map(held);
    },
  };
  return { asked, source: chosenAdvisories({ mode, osv: service, database, exportedAt: () => exportedAt, clock: () => NOW }) };
}

const from = (answer: Lookup<unknown> | undefined): string =>
  answer?.kind === 'found' ? `${answer.from ?? 'osv'}${answer.staleBecause ? `, ${answer.staleBecause}` : ''}` : String(answer?.kind);

const DOWN: Lookup<readonly Advisory[]> = { kind: 'unknown', reason: 'osv.example did not answer' };
const STALE: Lookup<readonly Advisory[]> = {
  kind: 'found',
  value: [],
  fetchedAt: NOW - 48 * HOUR,
  staleBecause: 'osv.example did not answer',
};
const PRIVATE: Lookup<readonly Advisory[]> = { kind: 'unknown', reason: 'private', deliberate: true };

describe('what is asked for advisories', () => {
  it.each<[string, World, readonly string[], string]>([
    ['a database of today, before OSV', { age: 23 }, ['database'], 'database'],
    ['OSV, where the database is a day old', { age: 24 }, ['osv'], 'osv'],
    ['OSV, where there is no database', {}, ['osv'], 'osv'],
    ['OSV, where the database is dated ahead of the clock', { age: -1 }, ['osv'], 'osv'],
    [
      'not the database that is dated ahead, where OSV does not answer',
      { age: -1, osv: STALE },
      ['osv', 'database'],
      'osv, osv.example did not answer',
    ],
    ['OSV alone, where that is wanted', { mode: 'osv', age: 1 }, ['osv'], 'osv'],
    ['the database alone, where that is wanted, however old', { mode: 'database', age: 500 }, ['database'], 'database'],
    ['nobody else, where the database that is wanted is not there', { mode: 'database' }, ['database'], 'unknown'],
    ['the database, where OSV does not answer', { age: 50, osv: DOWN }, ['osv', 'database'], 'database, osv.example did not answer'],
    ['nothing else, where OSV does not answer and is all that is wanted', { mode: 'osv', age: 1, osv: DOWN }, ['osv'], 'unknown'],
    [
      'the newer of both, where OSV does not answer: the database',
      { age: 30, osv: STALE },
      ['osv', 'database'],
      'database, osv.example did not answer',
    ],
    [
      'the newer of both, where OSV does not answer: what it said last',
      { age: 60, osv: STALE },
      ['osv', 'database'],
      'osv, osv.example did not answer',
    ],
    ['OSV too, where a fresh database is damaged', { age: 3, damaged: true }, ['database', 'osv'], 'osv'],
    ['nobody else, where a damaged database is all that is wanted', { mode: 'database', age: 3, damaged: true }, ['database'], 'unknown'],
    ['nobody about what is private', { age: 50, osv: PRIVATE }, ['osv'], 'unknown'],
  ])('%s', async (_, world, asked, answer) => {
    const { source, asked: log } = worldOf(world);
    expect(from((await source.fetch(PACKAGES, CALM))[0])).toBe(answer);
    expect(log).toEqual(asked);
  });

  it.each<[string, World, string]>([
    ['the newer: the database', { age: 30, cached: 40 }, 'database'],
    ['the newer: the cache', { age: 30, cached: 20 }, 'osv'],
    ['the database where nothing is cached', { age: 300 }, 'database'],
    ['the cache where there is no database', { cached: 20 }, 'osv'],
    ['the database, while it is fresh', { age: 3, cached: 1 }, 'database'],
    ['the cache alone in mode osv', { mode: 'osv', age: 3 }, 'undefined'],
    ['the database alone in mode database', { mode: 'database', age: 300, cached: 1 }, 'database'],
  ])('without network is %s', async (_, world, answer) => {
    const { source, asked } = worldOf(world);
    expect(from((await source.recall(PACKAGES))[0])).toBe(answer);
    expect(asked).toEqual([]);
  });

  it.each<[World, boolean, number | undefined]>([
    [{ age: 3 }, false, 3],
    [{ age: 30 }, false, undefined],
    [{ age: 30 }, true, 30],
    [{ mode: 'osv', age: 3 }, true, undefined],
    [{ mode: 'database', age: 300 }, false, 300],
    [{}, true, undefined],
  ])('tells the age of the database in use: %j, offline %s', (world, offline, age) => {
    expect(worldOf(world).source.databaseUse(offline).databaseFrom).toBe(age === undefined ? undefined : NOW - age * HOUR);
  });

  it.each<[World, boolean, number | undefined]>([
    [{ age: 3 }, false, undefined],
    [{ age: 30 }, false, 30],
    [{ age: -1 }, false, -1],
    [{ age: 30 }, true, undefined],
    [{ mode: 'osv', age: 30 }, false, undefined],
    [{ mode: 'database', age: 300 }, false, undefined],
    [{}, false, undefined],
  ])('tells the age of a database that is too old to be asked: %j, offline %s', (world, offline, age) => {
    expect(worldOf(world).source.databaseUse(offline).databasePassedOver).toBe(age === undefined ? undefined : NOW - age * HOUR);
  });
});
