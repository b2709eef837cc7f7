import { readSync } from 'node:fs';

/**
 * Positioned reads of an open file through a few blocks that are kept: two places of a large file can be read on by turns, in small pieces, without a
 * system call each. Synchronous: a block takes some microseconds, and a thread pool's detour several times that.
 * @returns a function that gives `length` bytes from `position`, fewer at the end of the file; they are valid as long as they are held
 */
export function openBlocks(descriptor: number): (position: number, length: number) => Buffer {
  const blocks = new Map<number, Buffer>();

  function block(index: number): Buffer {
    const known = blocks.get(index);
    if (known) return known;
    const bytes = Buffer.allocUnsafeSlow(BLOCK);
    const read = bytes.subarray(0, readFully(descriptor, bytes, index * BLOCK));
    blocks.set(index, read);
    for (const oldest of blocks.keys()) {
      if (blocks.size <= KEPT_BLOCKS) break;
      blocks.delete(oldest);
    }
    return read;
  }

  return (position, length) => {
    const first = Math.floor(position / BLOCK);
    const last = Math.floor((position + Math.max(length, 1) - 1) / BLOCK);
    const start = position - first * BLOCK;
    if (first === last) return block(first).subarray(start, start + length);
    const pieces: Buffer[] = [];
    for (let index = first; index <= last; index++) pieces.push(block(index));
    return Buffer.concat(pieces).subarray(start, start + length);
  };
}

/** Bytes. */
const BLOCK = 256 * 1024;
const KEPT_BLOCKS = 16;

/** One call may give less than asked for. */
function readFully(descriptor: number, bytes: Buffer, position: number): number {
  let read = 0;
  while (read < bytes.length) {
    const more = readSync(descriptor, bytes, read, bytes.length - read, position + read);
    if (more === 0) break;
    read += more;
  }
  return read;
}
