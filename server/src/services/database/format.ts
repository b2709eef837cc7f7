// How the file of one generation is laid out:
//
//   header   128 bytes: magic, schema, checksum of the rest of the header, where everything is, and the checksums of table, summary and rest
//   blocks   one a package, in the order of their names' hashes: a checksum (4 bytes) and what block.ts makes
//   table    the hashes in ascending order, then where each block begins and where the last one ends (4 bytes each)
//   summary  JSON: what `DatabaseInfo` tells
//   rest     JSON: the records that stand under no name (withdrawn, or affecting nothing of the ecosystem) and those that could not be read
//
// Numbers are little-endian, but those of the table are as the machine has them: the header says which, so that an index of a machine of the other kind is refused.
import type { Ecosystem, PackageId } from '../../model/index.js';
import { keyOf } from './block.js';
import { DamagedDatabase, type DatabaseInfo } from './contract.js';
import { crc32 } from './crc32.js';

export interface Section {
  readonly start: number;
  readonly length: number;
  readonly crc: number;
}

export interface Header {
  /** Of the whole file. */
  readonly bytes: number;
  /** Packages, which is blocks. */
  readonly names: number;
  readonly table: Section;
  readonly summary: Section;
  readonly rest: Section;
}

export type Summary = Pick<DatabaseInfo, 'exportedAt' | 'newestModified' | 'records' | 'skipped'>;

/** Records that no name leads to. */
export interface Rest {
  readonly elsewhere: Readonly<Record<Ecosystem, readonly (readonly [id: string, modified: string])[]>>;
  readonly unreadable: Readonly<Record<Ecosystem, readonly string[]>>;
}

export const HEADER_BYTES = 128;
/** Of the checksum in front of each block. */
export const BLOCK_HEAD = 4;
/** Places in the file are four bytes. */
export const MOST_BYTES = 0xffffffff;
/** The file that names the current generation. */
export const CURRENT = 'current';

/** Raised when the layout of file or blocks changes, or what is read into them from a record: an index of another schema has to be made anew. */
export const SCHEMA = 2;

export function generationName(random: string): string {
  return `advisories-${random}.index`;
}

export function isGenerationName(name: string): boolean {
  return /^advisories-[0-9a-f]{16}\.index$/.test(name);
}

/** Where a package stands in the table: FNV-1a over the UTF-16 code units, 32 bits. Equal ones are told apart by the names in the blocks. */
export function hashOf(id: PackageId): number {
  const key = keyOf(id);
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

export function encodeHeader({ bytes, names, table, summary, rest }: Header): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(MAGIC);
  view.setUint32(8, SCHEMA, true);
  new Uint32Array(header.buffer, 16, 1)[0] = BYTE_ORDER;
  view.setUint32(20, names, true);
  view.setFloat64(24, bytes, true);
  [table, summary, rest].forEach((section, index) => {
    view.setFloat64(32 + index * 24, section.start, true);
    view.setFloat64(40 + index * 24, section.length, true);
    view.setUint32(48 + index * 24, section.crc, true);
  });
  view.setUint32(12, crc32(header.subarray(16)), true);
  return header;
}

/** Throws `DamagedDatabase` where these are not the bytes of a header of this schema, or not all that it speaks of is in a file of `size` bytes. */
export function decodeHeader(header: Uint8Array, size: number): Header {
  if (header.length < HEADER_BYTES || !MAGIC.every((byte, index) => header[index] === byte))
    throw new DamagedDatabase('it is no index of advisories');
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  if (view.getUint32(8, true) !== SCHEMA) throw new DamagedDatabase('another version of Depwarden has written it');
  if (view.getUint32(12, true) !== crc32(header.subarray(16, HEADER_BYTES))) throw new DamagedDatabase('its header is damaged');
  if (new Uint32Array(header.slice(16, 20).buffer)[0] !== BYTE_ORDER)
    throw new DamagedDatabase('it was written on another kind of machine');
  const [table, summary, rest] = [0, 1, 2].map(index => ({
    start: view.getFloat64(32 + index * 24, true),
    length: view.getFloat64(40 + index * 24, true),
    crc: view.getUint32(48 + index * 24, true),
  })) as [Section, Section, Section];
  const bytes = view.getFloat64(24, true);
  if (bytes !== size) throw new DamagedDatabase(`it has ${size} bytes of ${bytes}`);
  return { bytes, names: view.getUint32(20, true), table, summary, rest };
}

const MAGIC = new TextEncoder().encode('depward\n');
const BYTE_ORDER = 0x01020304;
