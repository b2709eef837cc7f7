import { closeSync, fstatSync, openSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import zlib from 'node:zlib';
import type { Entry } from 'yauzl';
import { messageOf } from '../../text/messageOf.js';
import { openBlocks } from '../disk/fileBlocks.js';

export interface ZipLimits {
  /** Unpacked bytes of one entry: a larger one comes without its bytes. */
  readonly maxEntryBytes: number;
  /** Unpacked bytes of all entries. */
  readonly maxTotalBytes: number;
  /** Unpacked bytes of all entries for each byte of the archive; where they come to more than `freeBytes`. */
  readonly maxRatio: number;
  readonly freeBytes: number;
  readonly maxEntries: number;
}

/** What records need, several times over: the largest archive has some 200 MB and unpacks to four times that. */
export const ZIP_LIMITS: ZipLimits = {
  maxEntryBytes: 4 * 1024 * 1024,
  maxTotalBytes: 16 * 1024 ** 3,
  maxRatio: 100,
  freeBytes: 64 * 1024 * 1024,
  maxEntries: 5_000_000,
};

export interface ZipEntry {
  /** As written in the archive: anything at all, and no path to write to. */
  readonly name: string;
  /** Missing where the entry is larger than the limit. */
  readonly bytes?: Uint8Array;
}

/** The file is no zip archive, or not all of one, or does not hold what it says, or unpacks to more than it may. */
export class DamagedArchive extends Error {}

/**
 * The files in a zip archive (PKWARE APPNOTE 6.3, deflated or stored), one after the other, in memory: nothing is written to the disk. Sizes and
 * checksums are held against what the archive says of them. Rejects with `DamagedArchive`, or with the signal's reason.
 */
export async function* readZip(file: string, limits: ZipLimits, signal: AbortSignal): AsyncGenerator<ZipEntry> {
  const descriptor = openSync(file, 'r');
  try {
    yield* entriesOf(descriptor, limits, signal);
  } finally {
    closeSync(descriptor);
  }
}

async function* entriesOf(descriptor: number, limits: ZipLimits, signal: AbortSignal): AsyncGenerator<ZipEntry> {
  const { size } = fstatSync(descriptor);
  const read = openBlocks(descriptor);
  const most = Math.min(limits.maxTotalBytes, Math.max(limits.freeBytes, limits.maxRatio * size));
  let entries = 0;
  let unpacked = 0;
  let pauseAt = performance.now() + TURN_MS;
  for await (const entry of directoryOf(read, size)) {
    if (++entries > limits.maxEntries) throw new DamagedArchive(`it has more than ${limits.maxEntries} entries`);
    if (performance.now() > pauseAt) {
      await nextTurn();
      pauseAt = performance.now() + TURN_MS;
    }
    signal.throwIfAborted();
    const name = String(entry.fileName);
    if (name.endsWith('/')) continue;
    if (entry.uncompressedSize > limits.maxEntryBytes) {
      yield { name };
      continue;
    }
    unpacked += entry.uncompressedSize;
    if (unpacked > most) throw new DamagedArchive('it unpacks to more than any export does');
    yield { name, bytes: unpack(entry, name, read, size) };
  }
}

/** How long other work of the process may have to wait. Milliseconds. */
const TURN_MS = 10;

/** The central directory. Names are not decoded by the library, which would refuse an archive whole for one odd name. */
async function* directoryOf(read: Read, size: number): AsyncGenerator<Entry> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import('yauzl');
  /** The library takes other readers than its own by inheritance only. */
  class BlockReader extends RandomAccessReader {
    override read(buffer: Buffer, offset: number, length: number, position: number, done: (error: null, read: number) => void): void {
      done(null, read(position, length).copy(buffer, offset));
    }
  }
  try {
    const zip = await fromRandomAccessReaderPromise(new BlockReader(), size, { decodeStrings: false, autoClose: false });
    yield* zip.eachEntry();
  } catch (error) {
    throw new DamagedArchive(messageOf(error));
  }
}

type Read = ReturnType<typeof openBlocks>;

/** At most as many bytes as the directory declares are ever unpacked. */
function unpack(entry: Entry, name: string, read: Read, size: number): Uint8Array {
  const start = entry.relativeOffsetOfLocalHeader;
  const header = read(start, LOCAL_HEADER);
  if (header.length < LOCAL_HEADER || header.readUInt32LE(0) !== 0x04034b50)
    throw new DamagedArchive(`${shown(name)} is not where it should be`);
  const from = start + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (from + entry.compressedSize > size) throw new DamagedArchive(`${shown(name)} is cut off`);
  const bytes = inflate(entry, name, read(from, entry.compressedSize));
  if (bytes.length !== entry.uncompressedSize || zlib.crc32(bytes) !== entry.crc32) throw new DamagedArchive(`${shown(name)} is damaged`);
  return bytes;
}

const LOCAL_HEADER = 30;

function inflate({ compressionMethod, generalPurposeBitFlag, uncompressedSize }: Entry, name: string, packed: Buffer): Buffer {
  const isEncrypted = (generalPurposeBitFlag & 1) !== 0;
  if (isEncrypted || (compressionMethod !== 0 && compressionMethod !== 8))
    throw new DamagedArchive(`${shown(name)} is packed in a way that is not known`);
  if (compressionMethod === 0) return packed;
  try {
    return zlib.inflateRawSync(packed, { maxOutputLength: Math.max(uncompressedSize, 1) });
  } catch {
    throw new DamagedArchive(`${shown(name)} is damaged`);
  }
}

/** A name from outside, fit for a message. */
function shown(name: string): string {
  return name.replace(/[^\w./:-]/g, '').slice(0, 60);
}
