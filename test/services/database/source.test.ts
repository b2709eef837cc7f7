import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AdvisoryDatabase, DamagedDatabase } from '../../../server/src/services/database/contract.js';
import { createCurrentDatabase } from '../../../server/src/services/database/currentDatabase.js';
import { openDatabase } from '../../../server/src/services/database/reader.js';
import { createDatabaseAdvisories } from '../../../server/src/services/database/source.js';
import { build, EXPORTED_AT, idsOf, newFolder, npm, recordOf } from './records.js';

const signal = new AbortController().signal;
let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the database as a source of advisories', () => {
  it('answers as of the export, from the cache and from the service alike', async () => {
    await build(folder, [recordOf('npm', 'GHSA-1', ['a'])]);
    const database = openDatabase(folder);
    const source = createDatabaseAdvisories({ database: () => database });
    const answers = await source.fetch([npm('a'), npm('b')], signal);
    expect(answers).toMatchObject([
      { kind: 'found', value: [{ id: 'GHSA-1' }], fetchedAt: EXPORTED_AT, from: 'database' },
      { kind: 'found', value: [], fetchedAt: EXPORTED_AT, from: 'database' },
    ]);
    expect(await source.recall([npm('a'), npm('b')])).toEqual(answers);
    database?.close();
  });

  it('does not judge a private package', async () => {
    await build(folder, [recordOf('npm', 'GHSA-1', ['@own/a'])]);
    const database = openDatabase(folder);
    const skip = ({ name }: { name: string }) => (name.startsWith('@own/') ? 'private registry' : undefined);
    const source = createDatabaseAdvisories({ database: () => database, skip });
    expect(await source.recall([npm('@own/a'), npm('b')])).toMatchObject([
      { kind: 'unknown', reason: 'private registry', deliberate: true },
      { kind: 'found' },
    ]);
    database?.close();
  });

  it.each<[string, () => AdvisoryDatabase | undefined, string]>([
    ['there is none', () => undefined, 'there is no offline advisory database'],
    [
      'it is damaged',
      () => {
        throw new DamagedDatabase('its header is damaged');
      },
      'cannot be read: its header is damaged',
    ],
    [
      'the disk cannot be read',
      () => {
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      },
      'cannot be read: EIO',
    ],
  ])('says that it does not know where %s', async (_, database, reason) => {
    const [answer] = await createDatabaseAdvisories({ database }).fetch([npm('a')], signal);
    expect(answer).toEqual({ kind: 'unknown', reason: expect.stringContaining(reason) });
  });

  it('says that it does not know of the one package whose block is damaged', async () => {
    await build(folder, [recordOf('npm', 'GHSA-1', ['a'])]);
    const database = openDatabase(folder) as AdvisoryDatabase;
    const find: AdvisoryDatabase['find'] = id => {
      if (id.name === 'a') throw new DamagedDatabase('damaged');
      return database.find(id);
    };
    const source = createDatabaseAdvisories({ database: () => ({ ...database, find }) });
    expect(await source.recall([npm('a'), npm('b')])).toMatchObject([{ kind: 'unknown' }, { kind: 'found', value: [] }]);
    database.close();
  });
});

describe('the current database of a folder', () => {
  let now = 0;
  const current = () => createCurrentDatabase({ folder, open: openDatabase, clock: () => now });

  it('is looked for again after a second, and the former one closed', async () => {
    const database = current();
    expect(database.get()).toBeUndefined();
    await build(folder, [recordOf('npm', 'GHSA-1', ['a'])]);
    expect(database.get()).toBeUndefined();
    now += 1000;
    const first = database.get();
    expect(first && idsOf(first.find(npm('a')))).toEqual(['GHSA-1']);
    await build(folder, [recordOf('npm', 'GHSA-2', ['a'])]);
    expect(database.get()).toBe(first);
    now += 1000;
    const second = database.get();
    expect(second && idsOf(second.find(npm('a')))).toEqual(['GHSA-2']);
    expect(() => first?.find(npm('a'))).toThrow('closed');
    database.close();
    expect(() => second?.find(npm('a'))).toThrow('closed');
  });

  it('throws what opening threw until it can be opened', async () => {
    const { generation } = await build(folder, []);
    rmSync(`${folder}/${generation}`);
    const database = current();
    expect(() => database.get()).toThrow(DamagedDatabase);
    expect(() => database.get()).toThrow(DamagedDatabase);
    await build(folder, []);
    now += 1000;
    expect(database.get()).toBeDefined();
    database.close();
  });
});
