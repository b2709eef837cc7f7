import { pipeline, Readable, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress, createGunzip, createInflate, gunzip, inflate } from 'node:zlib';
import { createJsonFilter, type JsonFilter, type Keep } from './jsonFilter.js';

/** What the body of an answer turned out to be. */
export type JsonBody = { readonly kind: 'json'; readonly json: unknown } | { readonly kind: 'html' | 'not-json' | 'invalid' | 'too-large' };

export interface BodyLimits {
  /** Decoded bytes that are read at most. */
  readonly maxBytes: number;
  /** Of those, the bytes that are kept at most. */
  readonly maxKeptBytes: number;
}

/**
 * Reads a body as JSON while it arrives, and stops as soon as it is too large or no JSON. Keeps the parts named by `keep`.
 * Rejects where the connection breaks or the compressed data are damaged.
 */
export async function readJson(body: Readable, contentType: string, encoding: string, keep: Keep, limits: BodyLimits): Promise<JsonBody> {
  body.on('error', () => {}); // also told to the loop below; without a listener, ending early would count as uncaught
  if (/^text\/html\b|^application\/xhtml/i.test(contentType)) {
    body.destroy();
    return { kind: 'html' };
  }
  const filter = createJsonFilter(keep);
  let bytes = 0;
  let first: number | undefined;
  try {
    for await (const chunk of decode(body, encoding)) {
      bytes += chunk.length;
      const text = first === undefined ? withoutBom(chunk) : chunk;
      first ??= text.find(byte => byte > 0x20);
      filter.write(text);
      if (bytes > limits.maxBytes || filter.size() > limits.maxKeptBytes) return { kind: 'too-large' };
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: kindOf(first) };
    throw error;
  }
  return parse(filter, first);
}

function parse(filter: JsonFilter, first: number | undefined): JsonBody {
  try {
    return { kind: 'json', json: JSON.parse(filter.end()) };
  } catch {
    return { kind: kindOf(first) };
  }
}

/** Judges a text that is not valid JSON by its first character. */
function kindOf(first: number | undefined): 'html' | 'not-json' | 'invalid' {
  if (first === 0x3c) return 'html';
  return first === 0x7b || first === 0x5b ? 'invalid' : 'not-json';
}

/**
 * The decoded body. One that is small as sent, as nearly all are, is decoded in one go when it is complete: decoding many at once piece by
 * piece takes twice as long and several times the memory.
 */
async function* decode(body: Readable, encoding: string): AsyncGenerator<Uint8Array> {
  const coding = CODINGS.get(encoding.trim().toLowerCase());
  if (coding === undefined) return yield* body;
  const pieces = body[Symbol.asyncIterator]();
  const { start, isWhole } = await readStart(pieces);
  const text = isWhole ? await decodeAtOnce(coding, start) : undefined;
  if (text !== undefined) yield text;
  else yield* pipeline(Readable.from(chained([start], pieces)), coding.stream({ chunkSize: CHUNK }), () => {});
}

/** Bytes of a body, as sent, up to which it counts as small. */
const SMALL = 128 * 1024;
/** Decoded bytes up to which that holds of what comes out. */
const SMALL_DECODED = 4 * 1024 * 1024;
/** Bytes decoded at once. */
const CHUNK = 64 * 1024;

async function readStart(pieces: AsyncIterator<Buffer>): Promise<{ readonly start: Buffer; readonly isWhole: boolean }> {
  const read: Buffer[] = [];
  for (let size = 0; size <= SMALL; ) {
    const { done, value } = await pieces.next();
    if (done) return { start: Buffer.concat(read), isWhole: true };
    read.push(value);
    size += value.length;
  }
  return { start: Buffer.concat(read), isWhole: false };
}

async function* chained(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** Undefined where it comes to more than is decoded in one go. */
async function decodeAtOnce({ whole }: Coding, bytes: Buffer): Promise<Buffer | undefined> {
  try {
    return await whole(bytes, { chunkSize: Math.max(CHUNK, USUAL_RATIO * bytes.length), maxOutputLength: SMALL_DECODED });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** How much larger JSON of registries is decoded than as sent, at most as a rule. */
const USUAL_RATIO = 8;

interface Coding {
  stream(options: { chunkSize: number }): Transform;
  whole(bytes: Buffer, options: { chunkSize: number; maxOutputLength: number }): Promise<Buffer>;
}

const GZIP: Coding = { stream: createGunzip, whole: promisify(gunzip) };
const CODINGS = new Map<string, Coding>([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['br', { stream: createBrotliDecompress, whole: promisify(brotliDecompress) }],
  ['deflate', { stream: createInflate, whole: promisify(inflate) }],
]);

function withoutBom(chunk: Uint8Array): Uint8Array {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}
