import { crc32 } from './crc32.js';
import { BLOCK_HEAD, encodeHeader, HEADER_BYTES, MOST_BYTES, type Rest, type Section, type Summary } from './format.js';
import { createOutput } from './output.js';
import type { Stretch } from './reader.js';

/** A generation on its way to the disk. */
export interface GenerationFile {
  /** Blocks come in ascending order of hashes. */
  add(hash: number, block: Uint8Array): Promise<void>;
  /** Adds blocks of another generation, from one number up to another, as they stand there. Their bytes must not change any more. */
  copy(stretch: Stretch, first: number, end: number): Promise<void>;
  /** Writes what is still missing and sees to it that all of it is on the disk. Resolves with the size of the file. */
  finish(summary: Summary, rest: Rest): Promise<number>;
  close(): Promise<void>;
}

/** Makes the file, which must not be there yet. What is written stays no generation until `finish`: it has no header. */
export async function createGenerationFile(file: string): Promise<GenerationFile> {
  const output = await createOutput(file);
  await output.write(new Uint8Array(HEADER_BYTES));
  const hashes: number[] = [];
  const places: number[] = [];

  async function add(hash: number, block: Uint8Array): Promise<void> {
    const head = new Uint8Array(BLOCK_HEAD);
    new DataView(head.buffer).setUint32(0, crc32(block), true);
    hashes.push(hash);
    places.push(output.position());
    await output.write(head);
    await write(block);
  }

  async function copy(stretch: Stretch, first: number, end: number): Promise<void> {
    if (first === end) return;
    const start = stretch.places[first] as number;
    const shift = output.position() - start;
    for (let index = first; index < end; index++) {
      hashes.push(stretch.hashes[index] as number);
      places.push((stretch.places[index] as number) + shift);
    }
    await write(stretch.bytes.subarray(start, stretch.places[end]));
  }

  async function write(blocks: Uint8Array): Promise<void> {
    await output.write(blocks);
    if (output.position() > MOST_BYTES) throw new Error('the export is too large for an index');
  }

  async function section(bytes: Uint8Array): Promise<Section> {
    const start = output.position();
    await output.write(bytes);
    return { start, length: bytes.length, crc: crc32(bytes) };
  }

  async function finish(summary: Summary, rest: Rest): Promise<number> {
    const table = await section(new Uint8Array(Uint32Array.from([...hashes, ...places, output.position()]).buffer));
    const told = { summary: await section(encoded(summary)), rest: await section(encoded(rest)) };
    const bytes = output.position();
    await output.finish(encodeHeader({ bytes, names: hashes.length, table, ...told }));
    return bytes;
  }

  return { add, copy, finish, close: output.close };
}

function encoded(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
