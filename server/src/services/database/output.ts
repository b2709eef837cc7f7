import { open } from 'node:fs/promises';
import { writeFully } from './fileBytes.js';

/** A new file that is written from its beginning to its end, in large pieces. */
export interface Output {
  /** Where the next byte goes. */
  position(): number;
  write(bytes: Uint8Array): Promise<void>;
  /** Puts `beginning` over the beginning and waits for the disk. */
  finish(beginning: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Rejects where the file is there already. */
export async function createOutput(file: string): Promise<Output> {
  const handle = await open(file, 'wx', 0o600);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let position = 0;

  async function flush(): Promise<void> {
    const bytes = Buffer.concat(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    await writeFully(handle, bytes, position - bytes.length);
  }

  return {
    position: () => position,
    async write(bytes) {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      position += bytes.length;
      if (waitingBytes >= WRITTEN_AT_ONCE) await flush();
    },
    async finish(beginning) {
      await flush();
      await writeFully(handle, beginning, 0);
      await handle.sync();
    },
    close: () => handle.close(),
  };
}

/** Small enough that what is done between two writes takes some milliseconds only: others get their turn. */
const WRITTEN_AT_ONCE = 64 * 1024;
