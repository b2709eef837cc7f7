import { open } from 'node:fs/promises';
import { readFully, writeFully } from './fileBytes.js';

/** A block of one entry and the hash of its package. */
export interface Part {
  readonly hash: number;
  readonly bytes: Uint8Array;
}

/** What has to be sorted and is too much for memory: kept in a file, in 256 stacks by the first byte of the hash. */
export interface Parts {
  add(part: Part): Promise<void>;
  /** All that was added, hashes ascending, and in the order of adding where they are equal. Nothing can be added any more. */
  sorted(): AsyncGenerator<Part>;
  close(): Promise<void>;
}

/** Rejects where the file is there already. */
export async function createParts(file: string): Promise<Parts> {
  const handle = await open(file, 'wx+', 0o600);
  const stacks: readonly Stack[] = Array.from({ length: 256 }, () => ({ waiting: [], stretches: [] }));
  let waitingBytes = 0;
  let position = 0;

  async function flush(): Promise<void> {
    const start = position;
    const stretches: Uint8Array[] = [];
    for (const stack of stacks) {
      const bytes = Buffer.concat(stack.waiting.splice(0));
      stack.stretches.push({ start: position, length: bytes.length });
      stretches.push(bytes);
      position += bytes.length;
    }
    waitingBytes = 0;
    await writeFully(handle, Buffer.concat(stretches), start);
  }

  async function add({ hash, bytes }: Part): Promise<void> {
    (stacks[hash >>> 24] as Stack).waiting.push(headOf(hash, bytes.length), bytes);
    waitingBytes += HEAD_BYTES + bytes.length;
    if (waitingBytes >= MOST_WAITING) await flush();
  }

  async function* sorted(): AsyncGenerator<Part> {
    await flush();
    for (const { stretches } of stacks) {
      const parts: Part[] = [];
      for (const { start, length } of stretches) for (const part of partsIn(await readFully(handle, start, length))) parts.push(part);
      yield* parts.sort((a, b) => a.hash - b.hash);
    }
  }

  return { add, sorted, close: () => handle.close() };
}

interface Stack {
  readonly waiting: Uint8Array[];
  /** Where in the file what was added earlier is. */
  readonly stretches: { readonly start: number; readonly length: number }[];
}

function headOf(hash: number, length: number): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, hash);
  view.setUint32(4, length);
  return head;
}

function partsIn(stretch: Uint8Array): readonly Part[] {
  const view = new DataView(stretch.buffer, stretch.byteOffset);
  const parts: Part[] = [];
  for (let at = 0; at < stretch.length; ) {
    const end = at + HEAD_BYTES + view.getUint32(at + 4);
    parts.push({ hash: view.getUint32(at), bytes: stretch.subarray(at + HEAD_BYTES, end) });
    at = end;
  }
  return parts;
}

const HEAD_BYTES = 8;
/** Bytes in memory before they are written. */
const MOST_WAITING = 8 * 1024 * 1024;
