// What happens to a generation's file on a disk: it is noticed, and nothing wrong is ever said.
import { copyFileSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Advisory } from '../../../server/src/model/index.js';
import { DamagedDatabase } from '../../../server/src/services/database/contract.js';
import { tableCrc32 } from '../../../server/src/services/database/crc32.js';
import { openDatabase, openGeneration } from '../../../server/src/services/database/reader.js';
import { build, newFolder, npm, pypi, recordOf, withDatabase } from './records.js';

const NAMES = [npm('a'), npm('@scope/b'), pypi('c'), npm('absent')];

let folder: string;
let file: string;
let good: Buffer;
let answers: readonly (readonly Advisory[])[];

beforeAll(async () => {
  folder = newFolder();
  const { generation } = await build(folder, [
    recordOf('npm', 'GHSA-1', ['a', '@scope/b']),
    recordOf('npm', 'MAL-2026-1', ['a'], { affected: [{ package: { ecosystem: 'npm', name: 'a' }, versions: ['2.0.0'] }] }),
    recordOf('PyPI', 'PYSEC-1', ['c']),
    recordOf('PyPI', 'PYSEC-2', ['c'], { withdrawn: '2026-03-02T00:00:00Z' }),
  ]);
  file = join(folder, generation);
  good = readFileSync(file);
  answers = withDatabase(folder, database => NAMES.map(database.find));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything that can be asked: each thing either says what it said of the good file or throws `DamagedDatabase`. Whether something threw. */
function noticesWith(bytes: Uint8Array): boolean {
  writeFileSync(file, bytes);
  let noticed = false;
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedDatabase);
      noticed = true;
      return undefined;
    }
  };
  const database = attempt(() => openDatabase(folder));
  if (database === undefined) return noticed;
  NAMES.forEach((name, index) => {
    const answer = attempt(() => database.find(name));
    if (answer !== undefined) expect(answer).toEqual(answers[index]);
  });
  attempt(() => [...database.modified('npm'), ...database.modified('PyPI')]);
  database.close();
  return noticed;
}

describe('a damaged index', () => {
  it('is noticed whichever byte has changed', () => {
    for (let index = 0; index < good.length; index++) {
      for (const mask of [0x01, 0x80]) {
        const bytes = Buffer.from(good);
        bytes[index] = (bytes[index] as number) ^ mask;
        expect(noticesWith(bytes), `byte ${index} of ${good.length}`).toBe(true);
      }
    }
    expect(noticesWith(good)).toBe(false);
  });

  it('is noticed wherever it was cut off', () => {
    for (let length = 0; length < good.length; length++) expect(noticesWith(good.subarray(0, length)), `${length} bytes`).toBe(true);
  });

  it('is noticed where something stands behind it', () => {
    expect(noticesWith(Buffer.concat([good, Buffer.from('x')]))).toBe(true);
  });

  it('is noticed when it is cut off while it is open', () => {
    writeFileSync(file, good);
    withDatabase(folder, database => {
      truncateSync(file, 130);
      expect(() => database.find(npm('a'))).toThrow(DamagedDatabase);
    });
    writeFileSync(file, good);
  });

  it('is told from one of another version', () => {
    const bytes = Buffer.from(good);
    bytes.writeUInt32LE(99, 8);
    writeFileSync(file, bytes);
    expect(() => openDatabase(folder)).toThrow('another version of Depwarden');
    writeFileSync(file, good);
  });
});

describe('what names the current generation', () => {
  it.each(['', '../../etc/passwd', 'advisories-0.index', '\0'])('is damaged where it says %j', text => {
    const pointer = join(folder, 'current');
    const before = readFileSync(pointer);
    writeFileSync(pointer, text);
    expect(() => openDatabase(folder)).toThrow(DamagedDatabase);
    writeFileSync(pointer, before);
  });

  it('is damaged where there is no such file', () => {
    copyFileSync(file, `${file}.kept`);
    unlinkSync(file);
    expect(() => openDatabase(folder)).toThrow(DamagedDatabase);
    copyFileSync(`${file}.kept`, file);
    expect(openGeneration(folder, 'advisories-0000000000000000.index')).toBeUndefined();
  });
});

describe('the checksum in JavaScript', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf43926],
  ])('of %j is that of RFC 1952', (text, crc) => {
    expect(tableCrc32()(Buffer.from(text))).toBe(crc);
  });
});
