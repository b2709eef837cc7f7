import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import type { Advisory, Ecosystem, PackageId } from '../../model/index.js';
import { type Block, decodeBlock, ecosystemOf, headsOf, keyOf, unpackTime } from './block.js';
import { type AdvisoryDatabase, DamagedDatabase } from './contract.js';
import { crc32 } from './crc32.js';
import {
  BLOCK_HEAD,
  CURRENT,
  decodeHeader,
  HEADER_BYTES,
  type Header,
  hashOf,
  isGenerationName,
  type Rest,
  type Section,
  type Summary,
} from './format.js';

/** A database with what only the making of the next generation asks for. */
export interface Generation extends AdvisoryDatabase {
  /** Every block in the order of the file, some hundred kilobytes at a time, all checked. Blocks of one hash are never apart. */
  stretches(): Iterable<Stretch>;
  rest(): Rest;
}

/** Blocks that follow each other in a file. */
export interface Stretch {
  /** One a block, ascending. */
  readonly hashes: Uint32Array;
  /** Where each block begins in `bytes`, and behind the last one where it ends. */
  readonly places: Uint32Array;
  /** As in the file: each block behind its checksum. */
  readonly bytes: Uint8Array;
}

/** A block of a stretch, without its checksum. */
export function blockAt({ places, bytes }: Stretch, index: number): Uint8Array {
  return bytes.subarray((places[index] as number) + BLOCK_HEAD, places[index + 1]);
}

/**
 * Opens the current generation of a database folder: undefined where there is none. What is read at once is checked at once, the blocks when they are
 * asked for. Throws `DamagedDatabase` where something does not fit its checksum, and what the file system says where it cannot be read.
 */
export function openDatabase(folder: string): AdvisoryDatabase | undefined {
  return openLatest(
    () => currentGeneration(folder),
    name => openGeneration(folder, name),
  );
}

/** Opens what `current` names: once more where another process has replaced and removed it since it was named. */
export function openLatest<T>(current: () => string | undefined, open: (name: string) => T | undefined): T | undefined {
  let name = current();
  while (name !== undefined) {
    const opened = open(name);
    if (opened !== undefined) return opened;
    const now = current();
    if (now === name) throw new DamagedDatabase(`${name} is missing`);
    name = now;
  }
  return undefined;
}

/** The name of the current generation's file; undefined where there is none. Throws `DamagedDatabase` where the name is none. */
export function currentGeneration(folder: string): string | undefined {
  const name = unlessMissing(() => readFileSync(path.join(folder, CURRENT), 'utf8'))?.trim();
  if (name !== undefined && !isGenerationName(name)) throw new DamagedDatabase('what names the current generation is damaged');
  return name;
}

/** Opens one generation; undefined where there is no such file. Throws as `openDatabase` does. */
export function openGeneration(folder: string, name: string): Generation | undefined {
  const descriptor = unlessMissing(() => openSync(path.join(folder, name), 'r'));
  if (descriptor === undefined) return undefined;
  try {
    return readGeneration(descriptor, name);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function readGeneration(descriptor: number, name: string): Generation {
  let isOpen = true;

  const readAt = (start: number, length: number): Uint8Array => {
    if (!isOpen) throw new Error(`${name} has been closed`);
    return readFully(descriptor, start, length);
  };
  const size = fstatSync(descriptor).size;
  const header = decodeHeader(readAt(0, Math.min(HEADER_BYTES, size)), size);
  const section = (place: Section, what: string): Uint8Array => {
    const bytes = readAt(place.start, place.length);
    if (crc32(bytes) !== place.crc) throw new DamagedDatabase(`its ${what} is damaged`);
    return bytes;
  };
  const table = readTable(section(header.table, 'table'), header);
  const summary = parsed(section(header.summary, 'summary')) as Summary;

  const checkedBlock = (index: number): Uint8Array => {
    const start = table.places[index] as number;
    return checked(readAt(start, (table.places[index + 1] as number) - start));
  };

  function find(id: PackageId): readonly Advisory[] {
    const hash = hashOf(id);
    const key = keyOf(id);
    for (let index = firstOf(table.hashes, hash); table.hashes[index] === hash; index++) {
      const block = decoded(checkedBlock(index));
      if (keyOf(block.id) === key) return block.entries.map(entry => entry.advisory);
    }
    return [];
  }

  function* stretches(): Generator<Stretch> {
    for (const { first, end } of stretchesIn(table)) {
      const start = table.places[first] as number;
      const bytes = readAt(start, (table.places[end] as number) - start);
      const places = table.places.slice(first, end + 1).map(place => place - start);
      for (let index = 0; index < end - first; index++) checked(bytes.subarray(places[index], places[index + 1]));
      yield { hashes: table.hashes.subarray(first, end), places, bytes };
    }
  }

  const rest = (): Rest => parsed(section(header.rest, 'list of other records')) as Rest;

  function* modified(ecosystem: Ecosystem): Generator<readonly [id: string, modified: string]> {
    for (const stretch of stretches()) {
      for (let index = 0; index < stretch.hashes.length; index++) {
        const block = blockAt(stretch, index);
        if (ecosystemOf(block) !== ecosystem) continue;
        for (const { id, packedTime, isRepeated } of headsOf(block).heads) if (!isRepeated) yield [id, unpackTime(packedTime)];
      }
    }
    yield* rest().elsewhere[ecosystem] ?? [];
  }

  function close(): void {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  }

  return { info: { generation: name, ...summary, bytes: header.bytes }, find, modified, stretches, rest, close };
}

interface Table {
  /** Ascending. */
  readonly hashes: Uint32Array;
  /** Where each block begins, and behind the last one where it ends. */
  readonly places: Uint32Array;
}

function readTable(bytes: Uint8Array, { names }: Header): Table {
  return { hashes: new Uint32Array(bytes.buffer, 0, names), places: new Uint32Array(bytes.buffer, names * 4, names + 1) };
}

/** Blocks that are read at once, by number: some hundred kilobytes, and more where blocks of one hash would be apart. */
function* stretchesIn({ hashes, places }: Table): Generator<{ readonly first: number; readonly end: number }> {
  const isRoomFor = (first: number, index: number): boolean => (places[index + 1] as number) - (places[first] as number) <= READ_AT_ONCE;
  for (let first = 0; first < hashes.length; ) {
    let end = first + 1;
    while (end < hashes.length && (isRoomFor(first, end) || hashes[end] === hashes[end - 1])) end++;
    yield { first, end };
    first = end;
  }
}

const READ_AT_ONCE = 512 * 1024;

/** The index of the first hash, of some in ascending order, that is not below `hash`. */
export function firstOf(hashes: Uint32Array, hash: number): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checked(block: Uint8Array): Uint8Array {
  const bytes = block.subarray(BLOCK_HEAD);
  const crc = new DataView(block.buffer, block.byteOffset).getUint32(0, true);
  if (crc32(bytes) !== crc) throw new DamagedDatabase('what it says of a package is damaged');
  return bytes;
}

function decoded(bytes: Uint8Array): Block {
  try {
    return decodeBlock(bytes);
  } catch {
    throw new DamagedDatabase('what it says of a package cannot be read');
  }
}

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** In an array of its own, so that numbers in it are aligned. */
function readFully(descriptor: number, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const read = readSync(descriptor, bytes, done, length - done, start + done);
    if (read === 0) throw new DamagedDatabase('it ends too early');
    done += read;
  }
  return bytes;
}

/** A file below what is no folder is not there either. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
