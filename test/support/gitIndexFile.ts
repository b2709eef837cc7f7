// Writes git's index (https://git-scm.com/docs/index-format), also such as git itself would not write.
import { createHash } from 'node:crypto';

export interface IndexFileOptions {
  readonly version?: 2 | 3 | 4;
  readonly hash?: 'sha1' | 'sha256';
  /** Mode by name; of any other name that of a file. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Signature and content of each. */
  readonly extensions?: readonly (readonly [string, string])[];
  /** Of zeros it is none (`index.skipHash`). */
  readonly checksum?: 'right' | 'wrong' | 'zeros';
}

/** @param names in the order that they are to have, each byte one character */
export function indexFile(names: readonly string[], options: IndexFileOptions = {}): Buffer {
  const { version = 2, hash = 'sha1', modes = {}, extensions = [], checksum = 'right' } = options;
  const entries = names.map((name, index) => entryOf(name, names[index - 1] ?? '', modes[name] ?? 0o100644, version, HASH_BYTES[hash]));
  const content = Buffer.concat([
    Buffer.from('DIRC'),
    ...[version, names.length].map(bigEndian),
    ...entries,
    ...extensions.flatMap(([signature, text]) => [Buffer.from(signature), bigEndian(text.length), Buffer.from(text, 'latin1')]),
  ]);
  const right = createHash(hash).update(content).digest();
  const ends = { right, wrong: right.map(byte => byte ^ 1), zeros: right.map(() => 0) };
  return Buffer.concat([content, ends[checksum]]);
}

const HASH_BYTES = { sha1: 20, sha256: 32 };

function entryOf(name: string, previous: string, mode: number, version: number, hashBytes: number): Buffer {
  const shared = version === 4 ? sharedLength(name, previous) : 0;
  const removed = version === 4 ? offset(previous.length - shared) : NOTHING;
  const nameAt = STAT_BYTES + hashBytes + 2 + removed.length;
  const end = nameAt + name.length - shared;
  const entry = Buffer.alloc(version === 4 ? end + 1 : end + 8 - (end % 8));
  entry.writeUInt32BE(mode, 24);
  entry.writeUInt16BE(Math.min(name.length, 0xfff), nameAt - removed.length - 2);
  removed.copy(entry, nameAt - removed.length);
  entry.write(name.slice(shared), nameAt, 'latin1');
  return entry;
}

const STAT_BYTES = 40;
const NOTHING = Buffer.alloc(0);

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The variable-width integer of pack files' OFS_DELTA. */
function offset(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 0x7f));
  return Buffer.from(bytes);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
