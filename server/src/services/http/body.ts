import { pipeline, Readable, type Transform } from 'node:stream';
import { brotliDecompressSync, createBrotliDecompress, createGunzip, createInflate, gunzipSync, inflateSync } from 'node:zlib';
import type { Keep } from '../../ports/jsonParts.js';
import { createJsonFilter, type JsonFilter } from './jsonFilter.js';

/** What the body of an answer turned out to be. */
export type JsonBody = { readonly kind: 'json'; readonly json: unknown } | { readonly kind: 'html' | 'not-json' | 'invalid' | 'too-large' };

export interface BodyLimits {
  /** Decoded bytes that are read at most. */
  readonly maxBytes: number;
  /** Of those, the bytes that are kept at most. */
  readonly maxKeptBytes: number;
}

/**
 * Reads a body as JSON while it arrives, and stops as soon as it is too large or no JSON. Keeps the parts named by `keep`; `json` is what
 * `read` makes of them. Rejects where the connection breaks or the compressed data are damaged.
 */
export async function readJson(
  body: Readable,
  contentType: string,
  encoding: string,
  keep: Keep,
  limits: BodyLimits,
  read: (json: unknown) => unknown = json => json,
): Promise<JsonBody> {
  body.on('error', () => {}); // also told to the loop below; without a listener, ending early would count as uncaught
  if (isHtml(contentType)) {
    body.destroy();
    return { kind: 'html' };
  }
  const sent = await beginningOf(body, encoding);
  return readAtOnce(sent, createReader(keep, limits, read)) ?? readPieces(decode(sent), createReader(keep, limits, read));
}

/** Reads a body as UTF-8 text, and stops as soon as it is larger than what may be kept. Rejects as `readJson` does. */
export async function readText(body: Readable, encoding: string, { maxKeptBytes }: BodyLimits): Promise<string | undefined> {
  body.on('error', () => {}); // as above
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const sent = await beginningOf(body, encoding);
  const whole = decodeAtOnce(sent);
  for await (const chunk of whole ? [whole] : decode(sent)) {
    bytes += chunk.length;
    if (bytes > maxKeptBytes) return undefined;
    pieces.push(chunk);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Whether an answer says that it is HTML. */
export function isHtml(contentType: string): boolean {
  return /^(?:text\/html|application\/xhtml\+xml|application\/vnd\.pypi\.simple\.v1\+html)\b/i.test(contentType);
}

/**
 * In one turn, without anything that waits: what waits has grown old by then, and the garbage collector takes for alive what the old has held,
 * so that of each body all that is made on the way to its facts would stay until the next full collection.
 * Undefined where the body is not to be decoded in one go.
 */
function readAtOnce(sent: Sent, reader: Reader): JsonBody | undefined {
  const text = decodeAtOnce(sent);
  if (text === undefined) return undefined;
  try {
    return reader.take(text) ? { kind: 'too-large' } : reader.end();
  } catch (error) {
    if (error instanceof SyntaxError) return reader.notJson();
    throw error;
  }
}

async function readPieces(pieces: AsyncIterable<Uint8Array>, reader: Reader): Promise<JsonBody> {
  try {
    for await (const piece of pieces) if (reader.take(piece)) return { kind: 'too-large' };
  } catch (error) {
    if (error instanceof SyntaxError) return reader.notJson();
    throw error;
  }
  return reader.end();
}

interface Reader {
  /** Takes the next decoded bytes; whether they are too many by now. Throws a `SyntaxError` where they cannot be JSON. */
  take(chunk: Uint8Array): boolean;
  end(): JsonBody;
  /** What a body that is no JSON is instead. */
  notJson(): JsonBody;
}

function createReader(keep: Keep, { maxBytes, maxKeptBytes }: BodyLimits, read: (json: unknown) => unknown): Reader {
  const filter = createJsonFilter(keep);
  let bytes = 0;
  let first: number | undefined;

  return {
    take(chunk) {
      bytes += chunk.length;
      const text = first === undefined ? withoutBom(chunk) : chunk;
      first ??= text.find(byte => byte > 0x20);
      filter.write(text);
      return bytes > maxBytes || filter.size() > maxKeptBytes;
    },
    end() {
      const parsed = parse(filter);
      return parsed ? { kind: 'json', json: read(parsed.json) } : { kind: kindOf(first) };
    },
    notJson: () => ({ kind: kindOf(first) }),
  };
}

function parse(filter: JsonFilter): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(filter.end()) };
  } catch {
    return undefined;
  }
}

/** Judges a text that is not valid JSON by its first character. */
function kindOf(first: number | undefined): 'html' | 'not-json' | 'invalid' {
  if (first === 0x3c) return 'html';
  return first === 0x7b || first === 0x5b ? 'invalid' : 'not-json';
}

/** A body of which the beginning is there. */
interface Sent {
  /** Undefined where it is sent as it is. */
  readonly coding: Coding | undefined;
  readonly start: Buffer;
  /** Whether that is all. */
  readonly isWhole: boolean;
  readonly rest: AsyncIterator<Buffer>;
}

/** Bytes of a body, as sent, up to which it counts as small. */
const SMALL = 128 * 1024;
/** Decoded bytes up to which that holds of what comes out. */
const SMALL_DECODED = 4 * 1024 * 1024;
/** Bytes decoded at once. */
const CHUNK = 64 * 1024;

/** Reads so much of a compressed body that it is known whether it is small, and nothing of another. */
async function beginningOf(body: Readable, encoding: string): Promise<Sent> {
  const coding = CODINGS.get(encoding.trim().toLowerCase());
  const rest = body[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  for (let size = 0; coding !== undefined && size <= SMALL; ) {
    const { done, value } = await rest.next();
    if (done) return { coding, start: Buffer.concat(read), isWhole: true, rest };
    read.push(value);
    size += value.length;
  }
  return { coding, start: Buffer.concat(read), isWhole: false, rest };
}

/**
 * A body that is small as sent, as nearly all are; undefined of another, and where it comes to more than is decoded in one go. Decoding many
 * at once piece by piece takes twice as long and several times the memory, and decoding a small one takes a tenth of the time of reading it.
 */
function decodeAtOnce({ coding, start, isWhole }: Sent): Buffer | undefined {
  if (coding === undefined || !isWhole) return undefined;
  try {
    return coding.whole(start, { chunkSize: Math.max(CHUNK, USUAL_RATIO * start.length), maxOutputLength: SMALL_DECODED });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

function decode({ coding, start, rest }: Sent): AsyncIterable<Uint8Array> {
  const pieces = chained([start], rest);
  return coding === undefined ? pieces : pipeline(Readable.from(pieces), coding.stream({ chunkSize: CHUNK }), () => {});
}

async function* chained(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** How much larger JSON of registries is decoded than as sent, at most as a rule. */
const USUAL_RATIO = 8;

interface Coding {
  stream(options: { chunkSize: number }): Transform;
  whole(bytes: Buffer, options: { chunkSize: number; maxOutputLength: number }): Buffer;
}

const GZIP: Coding = { stream: createGunzip, whole: gunzipSync };
const CODINGS = new Map<string, Coding>([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['br', { stream: createBrotliDecompress, whole: brotliDecompressSync }],
  ['deflate', { stream: createInflate, whole: inflateSync }],
]);

function withoutBom(chunk: Uint8Array): Uint8Array {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}
