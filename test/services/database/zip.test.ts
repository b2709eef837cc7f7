import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DamagedArchive, readZip, ZIP_LIMITS, type ZipLimits } from '../../../server/src/services/database/zip.js';
import * as fc from '../../support/fastCheck.js';
import { type PackedFile, zipOf } from '../../support/services/zip.js';

const root = mkdtempSync(path.join(tmpdir(), 'depwarden-zip-'));
afterAll(() => rmSync(root, { recursive: true }));

const never = new AbortController().signal;

function fileOf(bytes: Uint8Array): string {
  const file = path.join(root, 'archive.zip');
  writeFileSync(file, bytes);
  return file;
}

async function entriesOf(bytes: Uint8Array, limits: Partial<ZipLimits> = {}): Promise<[name: string, content: string | undefined][]> {
  const entries: [string, string | undefined][] = [];
  for await (const { name, bytes: content } of readZip(fileOf(bytes), { ...ZIP_LIMITS, ...limits }, never)) {
    entries.push([name, content && Buffer.from(content).toString()]);
  }
  return entries;
}

const TWO: readonly PackedFile[] = [
  { name: 'A-1.json', content: '{"id":"A-1"}' },
  { name: 'A-2.json', content: `{"id":"A-2","details":"${'x'.repeat(1000)}"}` },
];

describe('an archive', () => {
  it('is read file by file, in its order', async () => {
    expect(await entriesOf(zipOf(TWO))).toEqual(TWO.map(({ name, content }) => [name, content]));
  });

  it('may hold nothing', async () => {
    expect(await entriesOf(zipOf([]))).toEqual([]);
  });

  it('gives back any files, compressed or not', async () => {
    const file = fc.record({
      name: fc.string({ minLength: 1, maxLength: 20 }).filter(name => !name.endsWith('/')),
      content: fc.uint8Array({ maxLength: 50_000, size: 'max' }),
      stored: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 5 }), async files => {
        const read: Uint8Array[] = [];
        for await (const { bytes } of readZip(fileOf(zipOf(files)), ZIP_LIMITS, never)) read.push(bytes ?? new Uint8Array(0));
        expect(read.map(bytes => Buffer.from(bytes).toString('hex'))).toEqual(
          files.map(({ content }) => Buffer.from(content).toString('hex')),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('may have more entries than the old format can count', async () => {
    const files = Array.from({ length: 70_000 }, (_, index) => ({ name: `A-${index}.json`, content: String(index), stored: true }));
    const entries = await entriesOf(zipOf(files));
    expect(entries).toHaveLength(70_000);
    expect(entries.at(-1)).toEqual(['A-69999.json', '69999']);
  });

  it('keeps odd names from nobody: they are no paths here', async () => {
    const names = ['../../etc/passwd', '/absolute.json', 'C:\\x.json', 'a\\..\\b.json', ''];
    expect((await entriesOf(zipOf(names.map(name => ({ name, content: '{}' }))))).map(([name]) => name)).toEqual(names);
  });

  it('gives a file that is too large without its bytes, and the others', async () => {
    const large = { name: 'LARGE.json', content: Buffer.alloc(20 * 1024 * 1024, 'x') };
    expect(await entriesOf(zipOf([large, ...TWO]))).toEqual([
      ['LARGE.json', undefined],
      ...TWO.map(({ name, content }) => [name, content]),
    ]);
  });

  it('stops at the reason to cancel', async () => {
    const controller = new AbortController();
    const reading = readZip(fileOf(zipOf(TWO)), ZIP_LIMITS, controller.signal);
    await reading.next();
    controller.abort(new Error('enough'));
    await expect(reading.next()).rejects.toThrow('enough');
  });
});

describe('what is no whole archive is refused', () => {
  const good = zipOf(TWO);
  it.each<[what: string, bytes: Buffer, limits?: Partial<ZipLimits>]>([
    ['an empty file', Buffer.alloc(0)],
    ['a page of HTML', Buffer.from('<!doctype html><html></html>')],
    ['the first half', good.subarray(0, good.length / 2)],
    ['all but the last byte', good.subarray(0, -1)],
    ['the second half', good.subarray(good.length / 2)],
    ['one with a smaller size declared than there is', zipOf([{ name: 'BOMB.json', content: 'x'.repeat(100_000), declaredSize: 10 }])],
    ['one with a larger size declared than there is', zipOf([{ name: 'A.json', content: '{}', declaredSize: 10 }])],
    ['one with a wrong checksum', zipOf([{ name: 'A.json', content: '{}', declaredCrc: 1 }])],
    ['one with more entries than there may be', good, { maxEntries: 1 }],
    ['one that unpacks to more than it may', good, { maxTotalBytes: 500 }],
    ['one that unpacks to too many times its size', zipOf(manyZeros(8)), { freeBytes: 1000 }],
  ])('%s', async (_, bytes, limits) => {
    await expect(entriesOf(bytes, limits)).rejects.toThrow(DamagedArchive);
  });

  it('any cut and any flipped byte gives an error, or entries that are right', async () => {
    const right = JSON.stringify(TWO.map(({ content }) => content));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, change, isCut) => {
        const bytes = isCut ? good.subarray(0, at) : Buffer.from(good);
        if (!isCut) bytes[at] = (bytes[at] as number) ^ change;
        const contents = await entriesOf(bytes).then(
          entries => entries.map(([, content]) => content),
          (error: unknown) => error,
        );
        if (contents instanceof Error) expect(contents).toBeInstanceOf(DamagedArchive);
        else expect((contents as string[]).every(content => content === undefined || right.includes(JSON.stringify(content)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** 4 MB each, so none of them is too large: it is their sum. */
function manyZeros(count: number): readonly PackedFile[] {
  const content = Buffer.alloc(4 * 1024 * 1024);
  return Array.from({ length: count }, (_, index) => ({ name: `ZERO-${index}.json`, content }));
}
