import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildDatabase } from '../../../server/src/services/database/builder.js';
import { MOST_CHANGES } from '../../../server/src/services/database/plan.js';
import { progressText, UpdateFailure } from '../../../server/src/services/database/update.js';
import type { OsvRecord } from '../../support/services/osv.js';
import { zipOf } from '../../support/services/zip.js';
import { record, useExport } from './support.js';

const setup = useExport();

const EVIL = record('MAL-2026-1', '2026-03-01T00:00:00Z', ['evil']);
const SHARED = record('GHSA-aaaa-aaaa-aaaa', '2026-03-02T00:00:00Z', ['both', 'pypi:both']);
const FLASK = record('PYSEC-2026-1', '2026-03-03T00:00:00.5Z', ['pypi:flask']);
/** Enough that do not change for one missing record to be believed. */
const OTHERS = Array.from({ length: 30 }, (_, index) => record(`MAL-2025-${index}`, `2025-01-01T00:00:${10 + index}Z`, [`other-${index}`]));

function publish(npm: readonly OsvRecord[], pypi: readonly OsvRecord[] = [SHARED, FLASK]): void {
  setup.server.put('npm', npm);
  setup.server.put('PyPI', pypi);
}

const singles = (): readonly string[] =>
  setup.server.requests
    .filter(request => request.endsWith('.json'))
    .map(request => request.replace('GET ', ''))
    .sort();
const reversed = (text: string): string => [...text].reverse().join('');
const askedForArchives = (): boolean => setup.server.requests.some(request => request.includes('all.zip'));

describe('the first update', () => {
  it('reads the archives', async () => {
    publish([EVIL, SHARED]);
    const { how, info } = await setup.update();
    expect(how).toBe('whole');
    expect(info.records).toEqual({ npm: 2, PyPI: 2 });
    expect(info.newestModified).toEqual({ npm: SHARED.modified, PyPI: FLASK.modified });
    expect([setup.idsOf('evil'), setup.idsOf('both'), setup.idsOf('both', 'PyPI'), setup.idsOf('flask', 'PyPI')]).toEqual([
      ['MAL-2026-1'],
      ['GHSA-aaaa-aaaa-aaaa'],
      ['GHSA-aaaa-aaaa-aaaa'],
      ['PYSEC-2026-1'],
    ]);
    expect(readdirSync(setup.folder).filter(name => name.startsWith('download-') || name.startsWith('update.'))).toEqual([]);
  });

  it('skips and counts records that cannot be read', async () => {
    publish([]);
    const files = [
      { name: 'MAL-2026-1.json', content: JSON.stringify(EVIL) },
      { name: 'MAL-2026-2.json', content: '{"id":"MAL-2026-2",' },
      { name: 'MAL-2026-3.json', content: `{"id":"MAL-2026-3","details":"${'x'.repeat(20 * 1024 * 1024)}"}` },
      { name: '../MAL-2026-4.json', content: JSON.stringify(record('MAL-2026-4', '2026-01-01T00:00:00Z', ['outside'])) },
    ];
    setup.server.files.set('/npm/all.zip', { body: zipOf(files) });
    const { info } = await setup.update();
    expect([info.skipped, info.records.npm, setup.idsOf('evil'), setup.idsOf('outside')]).toEqual([3, 1, ['MAL-2026-1'], []]);
    expect(existsSync(path.join(setup.folder, '..', 'MAL-2026-4.json'))).toBe(false);
  });

  it('tells how far it is', async () => {
    publish([EVIL]);
    await setup.update();
    const texts = setup.told.map(progressText);
    expect(texts.some(text => /^downloading npm: \d+\.\d of \d+\.\d MB$/.test(text))).toBe(true);
    expect(texts.some(text => text.startsWith('downloading PyPI'))).toBe(true);
  });
});

describe('an update that fails leaves the database as it was', () => {
  const bomb = zipOf(Array.from({ length: 40 }, (_, index) => ({ name: `MAL-${index}.json`, content: Buffer.alloc(4 * 1024 * 1024) })));
  it.each<[what: string, prepare: () => void, message: RegExp]>([
    ['HTML', () => setup.server.files.set('/npm/all.zip', { body: Buffer.from('<html>'), type: 'text/html' }), /is a page of HTML/],
    ['half an archive', () => halve('/PyPI/all.zip'), /\/PyPI\/all\.zip is no whole zip archive/],
    ['a zip bomb', () => setup.server.files.set('/npm/all.zip', { body: bomb }), /unpacks to more than any export does/],
    [
      'a service that fails',
      () => setup.server.faults.set('/npm/all.zip', Array(20).fill({ kind: 'status', status: 503 })),
      /answers HTTP 503/,
    ],
    ['a missing ecosystem', () => setup.server.files.delete('/PyPI/all.zip'), /\/PyPI\/all\.zip does not exist/],
  ])('%s', async (_, prepare, message) => {
    publish([EVIL]);
    await setup.update();
    const before = setup.info();
    publish([]);
    for (const ecosystem of ['npm', 'PyPI']) setup.server.files.delete(`/${ecosystem}/modified_id.csv`);
    prepare();
    const error = await setup.update().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UpdateFailure);
    expect((error as Error).message).toMatch(message);
    expect([setup.info(), setup.idsOf('evil')]).toEqual([before, ['MAL-2026-1']]);
    publish([record('MAL-2026-2', '2026-04-01T00:00:00Z', ['later'])]);
    await setup.update();
    expect([setup.idsOf('evil'), setup.idsOf('later')]).toEqual([[], ['MAL-2026-2']]);
  });

  function halve(file: string): void {
    const { body } = setup.server.files.get(file) as { body: Buffer };
    setup.server.files.set(file, { body: body.subarray(0, body.length / 2) });
  }

  it.each([
    ['ENOSPC', /^no space left on the disk for .*; the database is as it was$/],
    ['EDQUOT', /^no space left on the disk/],
    ['EACCES', /^no permission to write to /],
    ['EIO', /cannot be written to \(EIO\)$/],
  ])('%s while the index is written', async (code, message) => {
    publish([EVIL]);
    await setup.update();
    const before = setup.info();
    const build: typeof buildDatabase = async (records, options, signal) => {
      await buildDatabase(records, { ...options, onProgress: () => fail(code) }, signal);
      return fail(code);
    };
    await expect(setup.update({ build })).rejects.toThrow(message);
    expect(setup.info().records).toEqual(before.records);
    expect(readdirSync(setup.folder).filter(name => name.startsWith('download-'))).toEqual([]);
  });

  function fail(code: string): never {
    throw Object.assign(new Error(code), { code, syscall: 'write' });
  }

  it('a cancelled one, at every stage, without waiting for the service', async () => {
    publish([...OTHERS, EVIL]);
    await setup.update();
    for (const stage of ['/npm/modified_id.csv', '/npm/MAL-2026-2.json', '/npm/all.zip']) {
      publish([...OTHERS, EVIL, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['later'])]);
      setup.server.faults.set(stage, [{ kind: 'stall', after: 10 }]);
      if (stage.endsWith('.zip')) setup.server.files.delete('/npm/modified_id.csv');
      const controller = new AbortController();
      const asked = setup.server.asked(stage);
      const running = setup.update({}, controller.signal).catch((reason: unknown) => reason);
      await asked;
      controller.abort(new Error('enough'));
      expect(await running).toMatchObject({ message: 'enough' });
      expect(setup.idsOf('later')).toEqual([]);
    }
  });
});

describe('a later update', () => {
  beforeEach(async () => {
    publish([...OTHERS, EVIL, SHARED]);
    await setup.update();
    setup.server.requests.length = 0;
  });

  it('asks for what has changed, and nothing else', async () => {
    const changed = record('MAL-2025-3', '2026-04-01T00:00:00Z', ['other-3', 'renamed-3']);
    publish([
      ...OTHERS.filter(({ id }) => id !== changed.id),
      EVIL,
      SHARED,
      changed,
      record('MAL-2026-2', '2026-04-01T00:00:00.7Z', ['new']),
    ]);
    const { how, info } = await setup.update();
    expect([how, askedForArchives()]).toEqual(['changes', false]);
    expect(singles()).toEqual(['/npm/MAL-2025-3.json', '/npm/MAL-2026-2.json']);
    expect([setup.idsOf('renamed-3'), setup.idsOf('new'), setup.idsOf('evil'), setup.idsOf('other-4')]).toEqual([
      ['MAL-2025-3'],
      ['MAL-2026-2'],
      ['MAL-2026-1'],
      ['MAL-2025-4'],
    ]);
    expect(info.newestModified.npm).toBe('2026-04-01T00:00:00.7Z');
    expect(info.records).toEqual({ npm: 33, PyPI: 2 });
  });

  it('reads a long list no further than to the newest record that it has', async () => {
    const old = Array.from({ length: 3000 }, (_, index) => record(`MAL-2023-${index}`, '2023-01-01T00:00:00Z', [`old-${index}`]));
    publish([...OTHERS, EVIL, SHARED, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['new']), ...old]);
    const { how } = await setup.update();
    expect([how, setup.idsOf('new'), setup.idsOf('old-0')]).toEqual(['changes', ['MAL-2026-2'], []]);
    // what stands where the last update ended is asked for again: something else may have been written in the same moment
    expect(singles()).toEqual(['/npm/GHSA-aaaa-aaaa-aaaa.json', '/npm/MAL-2026-2.json']);
  });

  it('keeps what concerns both ecosystems in both, wherever the change was listed', async () => {
    const changed = record(SHARED.id, '2026-04-01T00:00:00Z', ['both', 'more', 'pypi:both', 'pypi:more']);
    setup.server.put('npm', [...OTHERS, EVIL, changed]); // the other folder is not written yet
    await setup.update();
    expect([setup.idsOf('both'), setup.idsOf('more'), setup.idsOf('both', 'PyPI'), setup.idsOf('more', 'PyPI')]).toEqual(
      Array(4).fill([SHARED.id]),
    );
  });

  it('drops what was withdrawn, and a listed record that is gone', async () => {
    const withdrawn = { ...EVIL, modified: '2026-04-01T00:00:00Z', withdrawn: '2026-04-01T00:00:00Z' };
    const touched = OTHERS.map(other => ({ ...other, modified: '2026-04-02T00:00:00Z' }));
    publish([...touched, SHARED, withdrawn]);
    setup.server.files.delete('/npm/MAL-2025-7.json');
    const { how } = await setup.update();
    expect([how, setup.idsOf('evil'), setup.idsOf('other-7'), setup.idsOf('other-8')]).toEqual(['changes', [], [], ['MAL-2025-8']]);
  });

  it('keeps the former version of a record whose new one cannot be read, and counts it', async () => {
    publish([...OTHERS, SHARED, { ...EVIL, modified: '2026-04-01T00:00:00Z' }]);
    setup.server.files.set('/npm/MAL-2026-1.json', { body: Buffer.from('{"id":') });
    const { how, info } = await setup.update();
    expect([how, setup.idsOf('evil'), info.skipped]).toEqual(['changes', ['MAL-2026-1'], 1]);
  });

  it.each<[what: string, prepare: () => void]>([
    ['a list that is missing', () => setup.server.files.delete('/npm/modified_id.csv')],
    ['a list that is none', () => setup.server.files.set('/npm/modified_id.csv', { body: Buffer.from('nonsense\n') })],
    [
      'single files that are missing',
      () => {
        for (const file of [...setup.server.files.keys()]) if (file.endsWith('.json')) setup.server.files.delete(file);
      },
    ],
    [
      'a list of which the half is missing',
      () => {
        const many = Array.from({ length: 60 }, (_, index) => record(`MAL-2025-${index}`, `2025-01-01T00:00:00Z`, [`other-${index}`]));
        publish([...many, EVIL, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['new'])]);
        const { body } = setup.server.files.get('/npm/modified_id.csv') as { body: Buffer };
        setup.server.files.set('/npm/modified_id.csv', { body: Buffer.from(`${String(body).split('\n').slice(0, 5).join('\n')}\n`) });
      },
    ],
    ['a database that is damaged', () => flipByte()],
    ['a database of which the name is damaged', () => writeFileSync(path.join(setup.folder, 'current'), 'nonsense')],
  ])('takes the archives in place of %s', async (_, prepare) => {
    publish([...OTHERS, EVIL, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['new'])]);
    prepare();
    const { how } = await setup.update();
    expect([how, setup.idsOf('new'), setup.idsOf('evil')]).toEqual(['whole', ['MAL-2026-2'], ['MAL-2026-1']]);
  });

  function flipByte(): void {
    const file = path.join(setup.folder, setup.info().generation);
    const bytes = readFileSync(file);
    bytes[200] = (bytes[200] as number) ^ 0xff;
    writeFileSync(file, bytes);
  }

  it(`takes the archives where more than ${MOST_CHANGES} records have changed`, async () => {
    const many = Array.from({ length: MOST_CHANGES + 1 }, (_, index) =>
      record(`MAL-2027-${index}`, '2026-04-01T00:00:00Z', [`many-${index}`]),
    );
    publish([...many, ...OTHERS]);
    const { how } = await setup.update();
    expect([how, singles(), setup.idsOf('many-5000')]).toEqual(['whole', [], ['MAL-2027-5000']]);
  });

  it.each<[order: string, arrange: (rows: string[]) => string[]]>([
    ['oldest first', rows => rows.reverse()],
    ['by the last digits of the ids', rows => rows.sort((a, b) => (reversed(a) < reversed(b) ? -1 : 1))],
    ['with the newest somewhere behind', ([newest, ...rows]) => [...rows.slice(0, 12), newest as string, ...rows.slice(12)]],
  ])('reads a list whole that is in another order, however long it is: %s', async (_, arrange) => {
    const many = Array.from({ length: 3000 }, (_, index) => record(`MAL-2023-${index}`, '2023-01-01T00:00:00Z', [`old-${index}`]));
    publish([...OTHERS, EVIL, SHARED, ...many]);
    for (const name of readdirSync(setup.folder)) rmSync(path.join(setup.folder, name));
    await setup.update();
    publish([...OTHERS.slice(1), EVIL, SHARED, ...many, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['new'])]);
    const rows = String(setup.server.files.get('/npm/modified_id.csv')?.body).trim().split('\n');
    setup.server.files.set('/npm/modified_id.csv', { body: Buffer.from(`${arrange(rows).join('\n')}\n`) });
    const { how } = await setup.update();
    expect([how, setup.idsOf('new'), setup.idsOf('other-0'), setup.idsOf('other-1')]).toEqual([
      'changes',
      ['MAL-2026-2'],
      [],
      ['MAL-2025-1'],
    ]);
  });

  it('goes on with what it has where a mirror is behind', async () => {
    const former = { ...record('MAL-2025-3', '2024-01-01T00:00:00Z', []) };
    publish([...OTHERS.filter(({ id }) => id !== former.id), former]);
    const { how } = await setup.update({ clock: () => Date.now() + 7 * 24 * 60 * 60 * 1000 });
    expect([how, setup.idsOf('evil'), setup.idsOf('both'), setup.idsOf('other-3'), setup.info().newestModified.npm]).toEqual([
      'changes',
      ['MAL-2026-1'],
      [SHARED.id],
      ['MAL-2025-3'],
      SHARED.modified,
    ]);
  });

  it('finds once a week what was removed without a trace, and what was listed late', async () => {
    const late = record('MAL-2024-1', '2024-01-01T00:00:00Z', ['late']);
    const day = 24 * 60 * 60 * 1000;
    publish([...OTHERS.slice(1), EVIL, SHARED, late]);
    const filler = Array.from({ length: 3000 }, (_, index) => record(`MAL-2023-${index}`, '2023-01-01T00:00:00Z', [`old-${index}`]));
    publish([...OTHERS.slice(1), EVIL, SHARED, late, ...filler]);
    const { how } = await setup.update({ clock: () => Date.now() + 7 * day });
    expect([how, setup.idsOf('other-0'), setup.idsOf('late'), setup.idsOf('old-5')]).toEqual([
      'changes',
      [],
      ['MAL-2024-1'],
      ['MAL-2023-5'],
    ]);
  });

  it('drops what one ecosystem no longer lists, though its single file has been left, and keeps it in the other', async () => {
    const leftovers = ['/npm/GHSA-aaaa-aaaa-aaaa.json', '/npm/MAL-2026-1.json'].map(file => [file, setup.server.files.get(file)] as const);
    publish([...OTHERS, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['new'])]);
    for (const [file, content] of leftovers) if (content) setup.server.files.set(file, content);
    setup.server.files.set('/PyPI/GHSA-aaaa-aaaa-aaaa.json', {
      body: Buffer.from(JSON.stringify(record(SHARED.id, SHARED.modified, ['pypi:both']))),
    });
    const { how } = await setup.update();
    expect([how, setup.idsOf('both'), setup.idsOf('both', 'PyPI'), setup.idsOf('evil')]).toEqual(['changes', [], [SHARED.id], []]);
  });

  it('makes the database young again where nothing has changed', async () => {
    const later = Date.now() + 60_000;
    const { how, info } = await setup.update({ clock: () => later });
    expect([how, info.exportedAt, info.records]).toEqual(['changes', later, { npm: 32, PyPI: 2 }]);
  });

  it('fails where a record is HTML: the export is none any more', async () => {
    publish([...OTHERS, EVIL, SHARED, record('MAL-2026-2', '2026-04-01T00:00:00Z', ['new'])]);
    setup.server.faults.set('/npm/MAL-2026-2.json', [{ kind: 'html' }]);
    setup.server.faults.set('/npm/all.zip', [{ kind: 'html' }]);
    await expect(setup.update()).rejects.toThrow(/is a page of HTML/);
    expect(setup.idsOf('evil')).toEqual(['MAL-2026-1']);
  });
});
