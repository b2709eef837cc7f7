import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
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

function decode(body: Readable, encoding: string): AsyncIterable<Uint8Array> {
  const decoder = decoderOf(encoding.trim().toLowerCase());
  return decoder === undefined ? body : pipeline(body, decoder, () => {});
}

function decoderOf(encoding: string) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip({ chunkSize: CHUNK });
  if (encoding === 'br') return createBrotliDecompress({ chunkSize: CHUNK });
  return encoding === 'deflate' ? createInflate({ chunkSize: CHUNK }) : undefined;
}

/** Bytes decoded at once: with Node's 16 kB, half of the time goes into the turns between chunks. */
const CHUNK = 64 * 1024;

function withoutBom(chunk: Uint8Array): Uint8Array {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}
