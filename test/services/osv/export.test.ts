import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExportFailure } from '../../../server/src/services/database/exportSource.js';
import { createByteClient } from '../../../server/src/services/http/byteClient.js';
import { createOsvExport } from '../../../server/src/services/osv/export.js';
import { type ExportFault, type ExportServer, startExportServer } from '../../support/services/osvExport.js';
import { zipOf } from '../../support/services/zip.js';

const root = mkdtempSync(path.join(tmpdir(), 'depwarden-export-'));
afterAll(() => rmSync(root, { recursive: true }));

const never = new AbortController().signal;
const BODY = zipOf(
  Array.from({ length: 400 }, (_, index) => ({ name: `A-${index}.json`, content: `{"id":"A-${index}"}`.padEnd(1000), stored: true })),
);

let server: ExportServer;
let source: ReturnType<typeof createOsvExport>;
let file: string;
beforeEach(async () => {
  server = await startExportServer();
  server.files.set('/npm/all.zip', { body: BODY, type: 'application/zip' });
  source = createOsvExport({ url: server.url });
  file = path.join(mkdtempSync(path.join(root, 'one-')), 'npm.zip');
});
afterEach(async () => {
  source.close();
  await server.close();
});

const download = (signal = never): Promise<void> => source.download('npm', file, () => {}, signal);
const zipRequests = (): string[] => server.requests.filter(request => request.includes('all.zip'));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('an archive is downloaded', () => {
  it('to the disk, with progress', async () => {
    const told: [number, number | undefined][] = [];
    await source.download('npm', file, (bytes, total) => told.push([bytes, total]), never);
    expect(readFileSync(file).equals(BODY)).toBe(true);
    expect(told.at(-1)).toEqual([BODY.length, BODY.length]);
  });

  it('on from where the connection broke', async () => {
    server.faults.set('/npm/all.zip', [{ kind: 'cut', after: 100_000 }]);
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
    expect(zipRequests()).toEqual(['GET /npm/all.zip', expect.stringMatching(/^GET \/npm\/all\.zip bytes=\d+-$/)]);
  });

  it('and given up where each connection brings next to nothing', async () => {
    source.close();
    source = createOsvExport({ url: server.url, client: createByteClient({ limits: { bodyMs: 200 } }) });
    server.faults.set(
      '/npm/all.zip',
      Array.from({ length: 40 }, () => ({ kind: 'stall', after: 20_000 })),
    );
    await expect(download()).rejects.toThrow(/ stopped in the middle of its answer$/);
    expect(zipRequests()).toHaveLength(4);
    expect(zipRequests().at(-1)).toMatch(/ bytes=\d+-$/);
  });

  it('again from the start where the server knows no ranges', async () => {
    server.abilities.ranges = false;
    server.faults.set('/npm/all.zip', [{ kind: 'cut', after: 100_000 }]);
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });

  it('again from the start where nothing tells that it still is the same', async () => {
    server.abilities.etags = false;
    server.faults.set('/npm/all.zip', [{ kind: 'cut', after: 100_000 }]);
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
    expect(zipRequests()).toEqual(['GET /npm/all.zip', 'GET /npm/all.zip']);
  });

  it('on from what an update that was cancelled has left', async () => {
    server.faults.set('/npm/all.zip', [{ kind: 'stall', after: 100_000 }]);
    const controller = new AbortController();
    const stopped = source.download('npm', file, bytes => bytes >= 100_000 && controller.abort(new Error('enough')), controller.signal);
    await expect(stopped).rejects.toThrow('enough');
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
    expect(zipRequests().at(-1)).toBe('GET /npm/all.zip bytes=100000-');
  });

  async function stopInTheMiddle(): Promise<void> {
    server.faults.set('/npm/all.zip', [{ kind: 'stall', after: 100_000 }]);
    const controller = new AbortController();
    await source.download('npm', file, bytes => bytes >= 100_000 && controller.abort(), controller.signal).catch(() => {});
    expect(readFileSync(file)).toHaveLength(100_000);
  }

  it.each([
    ['another length', BODY.length + 5],
    ['the same length', BODY.length],
  ])('from the start where it has changed since: %s', async (_, length) => {
    await stopInTheMiddle();
    const other = Buffer.concat([Buffer.from('PK'), Buffer.alloc(length - 2, 'b')]);
    server.files.set('/npm/all.zip', { body: other });
    await download();
    expect(readFileSync(file).equals(other)).toBe(true);
  });

  it.each<[what: string, fault: ExportFault]>([
    ['another part than was asked for', { kind: 'status', status: 206, headers: { 'content-range': `bytes 0-9/${BODY.length}` } }],
    ['a part of another file', { kind: 'status', status: 206, headers: { 'content-range': 'bytes 100000-100009/7' } }],
    ['a part without a place', { kind: 'status', status: 206 }],
    ['no part at all', { kind: 'status', status: 416 }],
    ['"not modified" though only a part is there', { kind: 'status', status: 304 }],
  ])('from the start where the server answers with %s', async (_, fault) => {
    await stopInTheMiddle();
    server.faults.set('/npm/all.zip', [fault]);
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });

  it('not again where all of it is there, and still the same', async () => {
    await download();
    server.files.set('/npm/all.zip', { body: BODY });
    await download();
    expect(zipRequests()).toEqual(['GET /npm/all.zip', 'GET /npm/all.zip']);
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });

  it('anew where what tells of the last try is damaged', async () => {
    await download();
    writeFileSync(`${file}.json`, '{"url":');
    writeFileSync(file, 'nonsense');
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });

  it('in spite of a server that fails at times', async () => {
    server.faults.set('/npm/all.zip', [
      { kind: 'status', status: 503 },
      { kind: 'cut', after: 10 },
      { kind: 'status', status: 500 },
    ]);
    await download();
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });
});

describe('what is wrong is told in one sentence, and nothing is kept of it', () => {
  it.each<[what: string, prepare: () => void, message: RegExp, kind: ExportFailure['kind']]>([
    [
      'a page of HTML',
      () => server.faults.set('/npm/all.zip', [{ kind: 'html' }]),
      /is a page of HTML: is 127.* the export, or a page to sign in\?$/,
      'odd',
    ],
    ['HTML that is not declared', () => server.files.set('/npm/all.zip', { body: Buffer.from('<html>') }), /is a page of HTML/, 'odd'],
    ['another kind of file', () => server.files.set('/npm/all.zip', { body: Buffer.from('Rar!') }), /is no zip archive$/, 'odd'],
    ['an empty file', () => server.files.set('/npm/all.zip', { body: Buffer.alloc(0) }), /sent an empty file$/, 'odd'],
    ['no such file', () => server.files.delete('/npm/all.zip'), /\/npm\/all\.zip does not exist \(404\)$/, 'absent'],
    [
      'no permission',
      () => server.faults.set('/npm/all.zip', [{ kind: 'status', status: 403 }]),
      /^needs credentials for 127.0.0.1:\d+$/,
      'trouble',
    ],
  ])('%s', async (_, prepare, message, kind) => {
    prepare();
    const error = await download().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExportFailure);
    expect(error).toMatchObject({ message: expect.stringMatching(message), kind });
    expect((error as Error).message.length).toBeLessThan(160);
    expect(existsSync(file) && readFileSync(file).length > 0).toBe(false);
  });

  it('an address that is none', async () => {
    await expect(createOsvExport({ url: 'ftp://mirror.example' }).download('npm', file, () => {}, never)).rejects.toThrow(
      'not a valid http or https address',
    );
  });

  it('a service that is not there', async () => {
    await server.close();
    await expect(download()).rejects.toThrow(/^cannot reach 127\.0\.0\.1:\d+$/);
    server = await startExportServer();
  });

  it('a download that is cut in half and complete by its length', async () => {
    server.files.set('/npm/all.zip', { body: BODY.subarray(0, BODY.length / 2) });
    await download();
    await expect(all(source.records('npm', file, never))).rejects.toThrow(/is no whole zip archive/);
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });
});

describe('records of an archive', () => {
  it('come by the names of their files; those that cannot be read come without bytes', async () => {
    const content = '{"id":"A-1"}';
    const names = ['A-1.json', 'README.md', 'folder/', 'folder/A-2.json', '../A-3.json', '/A-4.json', 'C:\\A-5.json'];
    writeFileSync(file, zipOf([...names.map(name => ({ name, content })), { name: 'A-6.json', content: ' '.repeat(5_000_000) }]));
    const records = await all(source.records('npm', file, never));
    expect(records.map(({ ecosystem, id, json }) => [ecosystem, id, Buffer.from(json).toString()])).toEqual([
      ['npm', 'A-1', content],
      ['npm', 'A-2', content],
      ['npm', 'A-3', ''],
      ['npm', 'A-4', ''],
      ['npm', 'C:\\A-5', ''],
      ['npm', 'A-6', ''],
    ]);
  });
});

describe('the list of changes', () => {
  const listed = (text: string) => {
    server.files.set('/npm/modified_id.csv', { body: Buffer.from(text), type: 'text/csv' });
    return all(source.changes('npm', never));
  };

  it.each<[text: string, rows: readonly string[]]>([
    ['', []],
    ['2026-03-24T12:00:00Z,MAL-2026-1', ['MAL-2026-1']],
    [
      '2026-03-24T12:00:00.123456Z,GHSA-aaaa-bbbb-cccc\r\n2026-03-24T12:00:00+02:00,PYSEC-2026-1\r\n',
      ['GHSA-aaaa-bbbb-cccc', 'PYSEC-2026-1'],
    ],
  ])('%j', async (text, ids) => {
    expect((await listed(text)).map(({ id }) => id)).toEqual(ids);
  });

  it.each<[what: string, text: string, message: RegExp]>([
    ['HTML', '<!doctype html>', /is a page of HTML/],
    ['a headline', 'id,modified\n', /is no list of changes/],
    ['a path', '2026-03-24T12:00:00Z,../../etc/passwd\n', /is no list of changes/],
    ['half a row', '2026-03-24T12:00:00Z,MAL-2026-1\n2026-03-2', /is no list of changes/],
    ['an endless line', 'x'.repeat(200_000), /is no list of changes/],
  ])('with %s is none', async (_, text, message) => {
    await expect(listed(text)).rejects.toThrow(message);
  });

  it('is not read further than asked for', async () => {
    const row = '2026-03-24T12:00:00Z,MAL-2026-1\n';
    server.files.set('/npm/modified_id.csv', { body: Buffer.from(row.repeat(1000)) });
    server.faults.set('/npm/modified_id.csv', [{ kind: 'stall', after: row.length * 500 }]);
    for await (const { id } of source.changes('npm', never)) {
      expect(id).toBe('MAL-2026-1');
      break;
    }
  });
});

describe('a single record', () => {
  const record = (body: string, type = 'application/json') => {
    server.files.set('/npm/GHSA-1.json', { body: Buffer.from(body), type });
    return source.record('npm', 'GHSA-1', never);
  };

  it('comes with the ecosystems that it affects', async () => {
    const affected = ['npm', 'PyPI:https://pypi.example', 'Go', null].map(ecosystem => ({ package: { ecosystem, name: 'x' } }));
    const body = JSON.stringify({ id: 'GHSA-1', affected });
    const fetched = await record(body);
    expect([Buffer.from(fetched?.json ?? []).toString(), fetched?.ecosystems]).toEqual([body, ['npm', 'PyPI']]);
  });

  it('is undefined where there is none', async () => {
    expect(await source.record('npm', 'GHSA-2', never)).toBeUndefined();
  });

  it.each([
    ['no JSON', '{"id":"GHSA-1"'],
    ['another record', '{"id":"GHSA-2"}'],
    ['no object', '[]'],
    ['too large', `{"id":"GHSA-1","details":"${'x'.repeat(20 * 1024 * 1024)}"}`],
  ])('comes without bytes where it is %s', async (_, body) => {
    expect((await record(body))?.json).toHaveLength(0);
  });

  it.each(['text/html; charset=utf-8', 'application/json'])('that is HTML (%s) is told', async type => {
    await expect(record('<html>', type)).rejects.toThrow(/is a page of HTML/);
  });
});
