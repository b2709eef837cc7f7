import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { buildDatabase } from '../../../server/src/services/database/builder.js';
import { DamagedDatabase, type ExportRecord } from '../../../server/src/services/database/contract.js';
import { HEADER_BYTES, hashOf } from '../../../server/src/services/database/format.js';
import { LARGEST_RECORD, newer } from '../../../server/src/services/database/gather.js';
import { openDatabase, openLatest } from '../../../server/src/services/database/reader.js';
import { build, EXPORTED_AT, idsOf, newFolder, npm, pypi, recordOf, stream, withDatabase } from './records.js';

const folders: string[] = [];
const folder = (): string => {
  const made = newFolder();
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

describe('an index of advisories', () => {
  it('answers by ecosystem and name', async () => {
    const place = folder();
    await build(place, [
      recordOf('npm', 'GHSA-1', ['lodash']),
      recordOf('npm', 'GHSA-2', ['lodash']),
      recordOf('PyPI', 'PYSEC-1', ['Some_Package']),
    ]);
    withDatabase(place, database => {
      expect(idsOf(database.find(npm('lodash')))).toEqual(['GHSA-1', 'GHSA-2']);
      expect(idsOf(database.find(pypi('some-package')))).toEqual(['PYSEC-1']);
      expect(database.find(pypi('lodash'))).toEqual([]);
      expect(database.find(npm('Lodash'))).toEqual([]);
      expect(database.find(npm(''))).toEqual([]);
    });
  });

  it('tells of itself', async () => {
    const place = folder();
    const info = await build(place, [
      recordOf('npm', 'GHSA-1', ['a', 'b'], { modified: '2026-03-01T10:00:00.9Z' }),
      recordOf('npm', 'GHSA-2', ['a'], { modified: '2026-03-01T10:00:00Z' }),
      recordOf('PyPI', 'PYSEC-1', ['a'], { modified: '2026-03-02T10:00:00Z' }),
      { ecosystem: 'npm', id: 'GHSA-3', json: Buffer.from('{"id":') },
    ]);
    expect(info).toEqual({
      generation: expect.stringMatching(/^advisories-[0-9a-f]{16}\.index$/),
      exportedAt: EXPORTED_AT,
      newestModified: { npm: '2026-03-01T10:00:00.9Z', PyPI: '2026-03-02T10:00:00Z' },
      records: { npm: 2, PyPI: 1 },
      skipped: 1,
      bytes: readFileSync(join(place, info.generation)).length,
    });
    expect(withDatabase(place, database => database.info)).toEqual(info);
  });

  it('holds what a record says of each package under its name, and nothing of other packages', async () => {
    const place = folder();
    const affected = [
      { package: { ecosystem: 'npm', name: 'a' }, versions: ['1.0.0'] },
      { package: { ecosystem: 'npm', name: 'b' }, versions: ['2.0.0'] },
      { package: { ecosystem: 'PyPI', name: 'c' }, versions: ['3.0.0'] },
      { package: { ecosystem: 'npm', name: 'a' }, versions: ['4.0.0'] },
    ];
    await build(place, [recordOf('npm', 'GHSA-1', [], { affected })]);
    withDatabase(place, database => {
      const versionsOf = (name: string) => database.find(npm(name)).map(one => one.affected.map(({ versions }) => versions.join()));
      expect(versionsOf('a')).toEqual([['1.0.0', '4.0.0']]);
      expect(versionsOf('b')).toEqual([['2.0.0']]);
      expect(database.find(npm('c'))).toEqual([]);
      expect(database.find(pypi('c'))).toEqual([]); // that is for the record in PyPI's own export to say
      expect([...database.modified('npm')]).toHaveLength(1);
      expect(database.info.records).toEqual({ npm: 1 });
    });
  });

  it('leaves withdrawn records out, and knows that it has seen them', async () => {
    const place = folder();
    await build(place, [
      recordOf('PyPI', 'PYSEC-1', ['a'], { withdrawn: '2026-03-02T00:00:00Z' }),
      recordOf('PyPI', 'PYSEC-2', []),
      recordOf('PyPI', 'PYSEC-3', ['a']),
    ]);
    withDatabase(place, database => {
      expect(idsOf(database.find(pypi('a')))).toEqual(['PYSEC-3']);
      const modified = '2026-03-01T10:00:00.123456Z';
      expect([...database.modified('PyPI')].sort()).toEqual([1, 2, 3].map(number => [`PYSEC-${number}`, modified]));
      expect([...database.modified('npm')]).toEqual([]);
      expect(database.info.records).toEqual({ PyPI: 1 });
    });
  });

  it('skips and counts what it cannot read', async () => {
    const place = folder();
    const large = recordOf('npm', 'GHSA-9', ['b'], { details: 'x'.repeat(LARGEST_RECORD) });
    const broken = ['', 'null', '[]', '{}', '{"id":7}', '<html>', '{"id":"GHSA-1","affected":'];
    const info = await build(place, [
      large,
      ...broken.map((text, index) => ({ ecosystem: 'npm', id: `GHSA-${index}`, json: Buffer.from(text) }) as const),
      recordOf('npm', 'GHSA-10', ['a'], { affected: 'odd' }),
      recordOf('npm', 'GHSA-11', ['a']),
    ]);
    expect(info.skipped).toBe(broken.length + 1);
    expect(withDatabase(place, database => idsOf(database.find(npm('a'))))).toEqual(['GHSA-11']);
  });

  it('tells packages of one hash apart', async () => {
    const place = folder();
    const [one, other] = namesOfOneHash();
    await build(place, [recordOf('npm', 'GHSA-1', [one]), recordOf('npm', 'GHSA-2', [other])]);
    withDatabase(place, database => {
      expect(idsOf(database.find(npm(one)))).toEqual(['GHSA-1']);
      expect(idsOf(database.find(npm(other)))).toEqual(['GHSA-2']);
    });
  });

  it('may be empty', async () => {
    const place = folder();
    const info = await build(place, []);
    expect(info).toMatchObject({ records: {}, newestModified: {}, skipped: 0 });
    expect(withDatabase(place, database => database.find(npm('a')))).toEqual([]);
  });

  it('is none where none was made', () => {
    expect(openDatabase(folder())).toBeUndefined();
    expect(openDatabase(join(folder(), 'missing'))).toBeUndefined();
  });

  it('says no more when it is closed', async () => {
    const place = folder();
    await build(place, [recordOf('npm', 'GHSA-1', ['a'])]);
    const database = openDatabase(place);
    database?.close();
    database?.close();
    expect(() => database?.find(npm('a'))).toThrow('closed');
  });
});

describe('the opening of the current generation', () => {
  const files: Readonly<Record<string, string>> = { second: 'the second one' };
  const named = (...names: readonly (string | undefined)[]) => {
    const left = [...names];
    return () => left.shift();
  };

  it.each<[string, readonly (string | undefined)[], string | undefined]>([
    ['is what is named', ['second'], 'the second one'],
    ['looks again where that has been replaced and removed', ['first', 'second'], 'the second one'],
    ['looks as often as that happens', ['first', 'another', 'second'], 'the second one'],
    ['finds none where none is named any more', ['first', undefined], undefined],
    ['finds none where none is named', [undefined], undefined],
  ])('%s', (_, names, opened) => {
    expect(openLatest(named(...names), name => files[name])).toBe(opened);
  });

  it('finds damage where what is named is not there', () => {
    expect(() => openLatest(named('first', 'first'), name => files[name])).toThrow(DamagedDatabase);
  });
});

describe('the newer of two times', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.9Z'],
    ['2026-03-01T10:00:00.123Z', '2026-03-01T10:00:00.1234Z'],
    ['2026-03-01T10:00:00.1234Z', '2026-03-01T10:00:00.124Z'],
    ['', '2026-03-01T10:00:00Z'],
  ])('of %j and %j is the second', (before, after) => {
    expect([newer(before, after), newer(after, before)]).toEqual([after, after]);
  });
});

describe('a generation made of another one', () => {
  const first = (): readonly ExportRecord[] => [
    recordOf('npm', 'GHSA-1', ['a', 'b']),
    recordOf('npm', 'GHSA-2', ['a']),
    recordOf('npm', 'GHSA-3', ['c']),
    recordOf('PyPI', 'GHSA-1', ['a']),
    recordOf('npm', 'GHSA-4', ['d'], { withdrawn: '2026-03-02T00:00:00Z' }),
    { ecosystem: 'npm', id: 'GHSA-5', json: Buffer.from('{') },
    { ecosystem: 'npm', id: 'GHSA-6', json: Buffer.from('{') },
  ];

  async function changed(records: readonly ExportRecord[], without: readonly string[] = []): Promise<string> {
    const place = folder();
    await build(place, first());
    const base = openDatabase(place);
    await build(place, records, { ...(base && { base }), without: new Set(without) });
    base?.close();
    return place;
  }

  it('is the same where nothing has changed', async () => {
    const place = folder();
    const before = await build(place, first());
    const bytes = readFileSync(join(place, before.generation));
    const base = openDatabase(place);
    const after = await build(place, [], base && { base });
    base?.close();
    expect(readFileSync(join(place, after.generation)).equals(bytes)).toBe(true);
  });

  it('has what is new, and what was changed in its new form', async () => {
    const later = { modified: '2026-03-05T00:00:00Z' };
    const place = await changed([recordOf('npm', 'GHSA-1', ['b', 'e'], later), recordOf('npm', 'GHSA-7', ['c'])]);
    withDatabase(place, database => {
      expect(idsOf(database.find(npm('a')))).toEqual(['GHSA-2']);
      expect(database.find(npm('b')).map(one => one.modified)).toEqual([later.modified]);
      expect(idsOf(database.find(npm('c')))).toEqual(['GHSA-3', 'GHSA-7']);
      expect(idsOf(database.find(npm('e')))).toEqual(['GHSA-1']);
      expect(idsOf(database.find(pypi('a')))).toEqual(['GHSA-1']);
      expect(database.info).toMatchObject({ records: { npm: 4, PyPI: 1 }, newestModified: { npm: later.modified }, skipped: 2 });
    });
  });

  it('has not what was removed, in any ecosystem', async () => {
    const place = await changed([], ['GHSA-1', 'GHSA-4', 'GHSA-5']);
    withDatabase(place, database => {
      expect(database.find(npm('b'))).toEqual([]);
      expect(database.find(pypi('a'))).toEqual([]);
      expect([...database.modified('npm')].map(([id]) => id).sort()).toEqual(['GHSA-2', 'GHSA-3']);
      expect(database.info).toMatchObject({ records: { npm: 2 }, skipped: 1 });
    });
  });

  it('takes in what was withdrawn or could not be read, and leaves out what is withdrawn now', async () => {
    const place = await changed([
      recordOf('npm', 'GHSA-3', ['c'], { withdrawn: '2026-03-05T00:00:00Z' }),
      recordOf('npm', 'GHSA-4', ['d']),
      recordOf('npm', 'GHSA-5', ['f']),
    ]);
    withDatabase(place, database => {
      expect(database.find(npm('c'))).toEqual([]);
      expect(idsOf(database.find(npm('d')))).toEqual(['GHSA-4']);
      expect(idsOf(database.find(npm('f')))).toEqual(['GHSA-5']);
      expect([...database.modified('npm')].map(([id]) => id).sort()).toEqual(['GHSA-1', 'GHSA-2', 'GHSA-3', 'GHSA-4', 'GHSA-5']);
      expect(database.info.skipped).toBe(1);
    });
  });

  it('keeps what it had of a record whose new form cannot be read', async () => {
    const place = await changed(['GHSA-2', 'GHSA-5'].map(id => ({ ecosystem: 'npm', id, json: new Uint8Array() })));
    withDatabase(place, database => {
      expect(idsOf(database.find(npm('a')))).toEqual(['GHSA-1', 'GHSA-2']);
      expect(database.info.skipped).toBe(3);
    });
  });

  it('is the one that a whole export of the same records makes', async () => {
    const added = recordOf('npm', 'GHSA-0', ['a', 'c']);
    const byChanges = await changed([added]);
    const whole = folder();
    await build(whole, [...first(), added]);
    const blocks = (place: string) =>
      withDatabase(place, database => [...['a', 'b', 'c'].map(npm), pypi('a')].map(id => database.find(id)));
    expect(blocks(byChanges)).toEqual(blocks(whole));
  });
});

describe('a generation made of a large one', () => {
  const NAMES = Array.from({ length: 400 }, (_, index) => `name-${index}`);
  /** With `count` versions of each package, some bytes each. */
  const longRecord = (ecosystem: 'npm' | 'PyPI', id: string, names: readonly string[], count: number, more: object = {}): ExportRecord => {
    const versions = Array.from({ length: count }, (_, index) => `1.0.${index}`);
    return recordOf(ecosystem, id, [], { affected: names.map(name => ({ package: { ecosystem, name }, versions })), ...more });
  };

  it('is the one that a whole export of the same records makes, wherever the changes are', async () => {
    const first = NAMES.map((name, index) => longRecord(index % 3 === 0 ? 'PyPI' : 'npm', `GHSA-${index}`, [name, `${name}-too`], 1000));
    const changedAt = (index: number): boolean => index % 7 === 0;
    const later = { modified: '2026-03-05T00:00:00Z' };
    const changes = NAMES.flatMap((name, index) =>
      changedAt(index) ? [longRecord('npm', `GHSA-${index}`, [`${name}-too`, `a-${name}`], 1000, later)] : [],
    );
    const removed = NAMES.flatMap((_, index) => (changedAt(index) || index % 11 === 0 ? [`GHSA-${index}`] : []));
    const place = folder();
    const { bytes } = await build(place, first);
    expect(bytes).toBeGreaterThan(2_000_000);
    const base = openDatabase(place);
    const info = await build(place, changes, { ...(base && { base }), without: new Set(removed) });
    base?.close();

    const whole = folder();
    const wholeInfo = await build(whole, [...first.filter(({ id }) => !removed.includes(id)), ...changes]);
    expect(info).toEqual({ ...wholeInfo, generation: info.generation, newestModified: info.newestModified });
    const contents = (file: string): Buffer => readFileSync(file).subarray(HEADER_BYTES);
    expect(contents(join(place, info.generation)).equals(contents(join(whole, wholeInfo.generation)))).toBe(true);
  });

  it('keeps the packages of one hash together, however large they are', async () => {
    const [one, other] = namesOfOneHash();
    const place = folder();
    const { bytes } = await build(place, [longRecord('npm', 'GHSA-1', [one], 80_000), longRecord('npm', 'GHSA-2', [other], 80_000)]);
    expect(bytes).toBeGreaterThan(1_200_000);
    const base = openDatabase(place);
    await build(place, [recordOf('npm', 'GHSA-3', [one]), recordOf('npm', 'GHSA-4', [other])], base && { base });
    base?.close();
    withDatabase(place, database => {
      expect(idsOf(database.find(npm(one)))).toEqual(['GHSA-1', 'GHSA-3']);
      expect(idsOf(database.find(npm(other)))).toEqual(['GHSA-2', 'GHSA-4']);
    });
  });

  it('knows no ecosystem of which nothing is left', async () => {
    const place = folder();
    await build(place, [recordOf('npm', 'GHSA-1', ['a']), recordOf('PyPI', 'PYSEC-1', ['a'])]);
    const base = openDatabase(place);
    const info = await build(place, [], { ...(base && { base }), without: new Set(['PYSEC-1']) });
    base?.close();
    expect(info.records).toEqual({ npm: 1 });
  });
});

describe('the making of an index', () => {
  const RECORDS = Array.from({ length: 3000 }, (_, index) => recordOf('npm', `GHSA-${index}`, [`name-${index}`]));

  it('tells how far it is', async () => {
    const told: number[] = [];
    await build(folder(), RECORDS, { onProgress: records => told.push(records) });
    expect(told).toEqual([1000, 2000, 3000, 3000]);
  });

  it.each<[string, (controller: AbortController) => AsyncIterable<ExportRecord>]>([
    [
      'it is cancelled',
      async function* (controller) {
        yield* RECORDS.slice(0, 100);
        controller.abort(new Error('enough'));
        yield* RECORDS;
      },
    ],
    [
      'the records end with an error',
      async function* () {
        yield* RECORDS;
        throw new Error('enough');
      },
    ],
  ])('leaves the current generation and nothing else where %s', async (_, records) => {
    const place = folder();
    const { generation } = await build(place, [recordOf('npm', 'GHSA-1', ['a'])]);
    const controller = new AbortController();
    const making = buildDatabase(records(controller), { folder: place, exportedAt: 1 }, controller.signal);
    await expect(making).rejects.toThrow('enough');
    expect(readdirSync(place).sort()).toEqual([generation, 'current']);
    expect(withDatabase(place, database => idsOf(database.find(npm('a'))))).toEqual(['GHSA-1']);
  });

  it('leaves the current generation where the base is damaged', async () => {
    const place = folder();
    const { generation } = await build(place, RECORDS);
    const base = openDatabase(place);
    const file = join(place, generation);
    const bytes = readFileSync(file);
    bytes[1000] = (bytes[1000] as number) ^ 1;
    writeFileSync(file, bytes);
    await expect(build(place, [], base && { base })).rejects.toThrow(DamagedDatabase);
    base?.close();
    expect(readdirSync(place).sort()).toEqual([generation, 'current']);
  });

  it('removes what earlier ones left, and no file of anybody else', async () => {
    const place = folder();
    const left = [
      'advisories-0123456789abcdef.index',
      'advisories-0123456789abcdef.index.tmp',
      'advisories-0123456789abcdef.index.parts',
      'current.tmp',
    ];
    for (const name of [...left, 'lock', 'npm.zip']) writeFileSync(join(place, name), 'x');
    const { generation } = await build(place, []);
    expect(readdirSync(place).sort()).toEqual([generation, 'current', 'lock', 'npm.zip']);
  });

  it('leaves who has the former generation open what it has', async () => {
    const place = folder();
    await build(place, [recordOf('npm', 'GHSA-1', ['a'])]);
    const former = openDatabase(place);
    await build(place, [recordOf('npm', 'GHSA-2', ['a'])]);
    expect(former && idsOf(former.find(npm('a')))).toEqual(['GHSA-1']);
    former?.close();
    expect(withDatabase(place, database => idsOf(database.find(npm('a'))))).toEqual(['GHSA-2']);
  });

  it('rejects where the folder cannot be written to', async () => {
    const place = folder();
    mkdirSync(join(place, 'current.tmp')); // in the way of what names the generation
    await expect(buildDatabase(stream(RECORDS), { folder: place, exportedAt: 1 }, new AbortController().signal)).rejects.toThrow();
    expect(readdirSync(place)).toEqual(['current.tmp']);
  });
});

/** Found by trying: with 32 bits there are such pairs among some hundred thousand names. */
function namesOfOneHash(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; ; index++) {
    const name = `name-${index.toString(36)}`;
    const hash = hashOf(npm(name));
    const other = seen.get(hash);
    if (other !== undefined) return [other, name];
    seen.set(hash, name);
  }
}
