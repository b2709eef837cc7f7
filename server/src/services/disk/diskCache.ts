import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cache, Clock, Logger } from '../../ports/index.js';
import { makeFolder } from './makeFolder.js';
import { pruneDaily } from './prune.js';

export interface DiskCacheOptions {
  readonly folder: string;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/**
 * A cache in a folder: one file a key, of JSON behind its checksum. Files are replaced as a whole, so that several processes may share the folder. A file
 * that was changed or damaged is removed and counts as missing; where the folder cannot be written to, that is said once and nothing is kept any more.
 * Entries not written for 30 days are removed, in the background.
 */
export function createDiskCache({ folder, logger, clock = Date.now }: DiskCacheOptions): Cache {
  let writable = true;
  let pruned = false;
  let written = 0;
  const writer = randomBytes(6).toString('hex');
  const inTurn = createTurnstile(WRITES_AT_ONCE);

  async function replace(file: string, text: string): Promise<void> {
    const temporary = `${file}.${writer}-${written++}.tmp`;
    try {
      await writeInFolder(temporary, text);
    } catch (error) {
      if (writable) logger.warn(`nothing can be kept in the cache folder ${folder}: ${messageOf(error)}`);
      writable = false;
      await unlink(temporary).catch(() => {});
      return;
    }
    // fails on Windows while another process reads the file: then the older entry stays
    await rename(temporary, file).catch(() => unlink(temporary).catch(() => {}));
  }

  return {
    async read(key) {
      const file = fileOf(folder, key);
      const text = readText(file);
      if (text === undefined) return undefined;
      const envelope = parse(text);
      if (envelope === undefined) {
        logger.debug(`a cache entry that was changed, damaged or of an older version was removed: ${file}`);
        await unlink(file).catch(() => {});
        return undefined;
      }
      return envelope.key === key ? envelope.value : undefined;
    },
    async write(key, value) {
      if (!writable) return;
      const envelope: Envelope = { schema: SCHEMA, key, value };
      await inTurn(() => replace(fileOf(folder, key), withChecksum(JSON.stringify(envelope))));
      if (pruned || !writable) return;
      pruned = true;
      void pruneDaily(folder, clock);
    },
  };
}

/** Bounds the files that are open at once. */
const WRITES_AT_ONCE = 16;

/** Raised when the layout of the files changes; those of another layout count as damaged. */
const SCHEMA = 2;

interface Envelope {
  readonly schema: typeof SCHEMA;
  readonly key: string;
  readonly value: unknown;
}

function fileOf(folder: string, key: string): string {
  const hash = sha256(key).slice(0, 40);
  return join(folder, hash.slice(0, 2), `${hash.slice(2)}.json`);
}

/**
 * Read synchronously on purpose: entries are small, and hundreds are read at once when a manifest opens; by the thread pool that
 * takes several times as long.
 */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function withChecksum(json: string): string {
  return `${sha256(json)} ${json}`;
}

/** Undefined where the file does not hold what was written to it. */
function parse(text: string): Envelope | undefined {
  const [checksum, json] = [text.slice(0, CHECKSUM_LENGTH), text.slice(CHECKSUM_LENGTH + 1)];
  if (sha256(json) !== checksum) return undefined;
  try {
    const envelope = JSON.parse(json) as Partial<Envelope> | null;
    return envelope?.schema === SCHEMA && typeof envelope.key === 'string' ? (envelope as Envelope) : undefined;
  } catch {
    return undefined;
  }
}

const CHECKSUM_LENGTH = 64;

/** In hexadecimal digits. */
function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function writeInFolder(file: string, text: string): Promise<void> {
  const options = { mode: 0o600, flag: 'wx' } as const;
  try {
    await writeFile(file, text, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeFolder(dirname(file));
    await writeFile(file, text, options);
  }
}

function messageOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** Runs work as soon as fewer than `room` others are running, in the order given. */
function createTurnstile(room: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async work => {
    if (running >= room) await new Promise<void>(enter => waiting.push(enter));
    else running++;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
