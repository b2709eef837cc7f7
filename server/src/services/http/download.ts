import { readFileSync } from 'node:fs';
import { type FileHandle, open, rm, stat, writeFile } from 'node:fs/promises';
import { type ByteAnswer, type ByteClient, bodyFailure, pause } from './byteClient.js';
import type { Failure } from './failures.js';
import { discard, header } from './redirects.js';

export interface DownloadOptions {
  readonly client: Pick<ByteClient, 'get'>;
  readonly url: URL;
  /** Where to; `${file}.json` beside it remembers which file of the service it is part of. */
  readonly file: string;
  /** Looks at the answer and its first bytes: what is wrong with it, fit to be shown. */
  readonly objection: (contentType: string, start: Buffer) => string | undefined;
  readonly maxBytes: number;
  /** Bytes so far, and in all where that is known. */
  readonly onBytes: (received: number, total: number | undefined) => void;
}

/** How a download ended, where it did not succeed. */
export interface DownloadFailure {
  readonly reason: string;
  readonly kind: 'absent' | 'odd' | 'trouble';
}

/**
 * Downloads a file to the disk, piece by piece. What an earlier try has left is taken up where the service confirms that its file is still the same
 * (RFC 9110: If-Range with a strong ETag or a date; If-None-Match or If-Modified-Since where all of it is there), and replaced otherwise.
 * Rejects with the signal's reason and with errors of the file system alone.
 */
export async function download(options: DownloadOptions, signal: AbortSignal): Promise<DownloadFailure | undefined> {
  for (let tries = 1; ; tries++) {
    const before = await heldOf(options);
    const failure = await proceed(options, before, signal);
    if (failure === undefined) return undefined;
    if (failure.status === 404 || failure.status === 410) return { reason: failure.reason, kind: 'absent' };
    if (failure.odd) await forget(options.file);
    if (failure.retry === 'no') return { reason: failure.reason, kind: failure.odd ? 'odd' : 'trouble' };
    const held = await heldOf(options);
    if (held.bytes - before.bytes >= WORTH_A_TRY) tries = 1;
    if (tries >= MOST_TRIES) return { reason: failure.reason, kind: 'trouble' };
    await pause(PAUSE_MS * tries, signal);
  }
}

/** Removes what is there of a download. */
export async function forget(file: string): Promise<void> {
  await Promise.all([rm(file, { force: true }), rm(stateFile(file), { force: true })]);
}

/** Tries in a row that bring next to nothing. */
const MOST_TRIES = 4;
/** Bytes. */
const WORTH_A_TRY = 64 * 1024;
const PAUSE_MS = 500;

/** `odd`: the answer is not the file, so nothing of it is to be kept. */
interface Trouble extends Failure {
  readonly odd?: true;
}

/** What is on the disk of a download. */
interface Held {
  readonly bytes: number;
  readonly state: State | undefined;
}

/** Which file of the service it is. */
interface State {
  readonly url: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly total: number | undefined;
}

async function proceed(options: DownloadOptions, held: Held, signal: AbortSignal): Promise<Trouble | undefined> {
  const { client, url, file, onBytes } = options;
  const response = await client.get(url, conditions(held), [200, 206, 304, 416], signal);
  if ('failure' in response) return { ...response.failure, retry: held.bytes > 0 ? response.failure.retry : 'no' }; // the client has tried several times
  const { statusCode: status } = response;
  if (status === 304 && isWhole(held)) {
    discard(response);
    onBytes(held.bytes, held.bytes);
    return undefined;
  }
  if (status === 200 || (status === 206 && continues(response, held)))
    return receive(options, response, status === 206 ? held : NOTHING, signal);
  discard(response);
  await forget(file);
  return {
    reason: `${url.host} answered with another part of the file than was asked for`,
    retry: held.bytes > 0 ? 'yes' : 'no',
    service: false,
  };
}

const NOTHING: Held = { bytes: 0, state: undefined };

function conditions({ bytes, state }: Held): Record<string, string> {
  if (state === undefined || bytes === 0) return {};
  if (isWhole({ bytes, state })) {
    return state.etag === '' ? { 'if-modified-since': state.lastModified } : { 'if-none-match': state.etag };
  }
  const isStrong = state.etag !== '' && !state.etag.startsWith('W/');
  return { range: `bytes=${bytes}-`, 'if-range': isStrong ? state.etag : state.lastModified };
}

function isWhole({ bytes, state }: Held): boolean {
  return bytes > 0 && bytes === state?.total;
}

/** Whether a part begins where what is there ends, and belongs to a file of the same length. */
function continues(response: ByteAnswer, { bytes, state }: Held): boolean {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(response.headers, 'content-range')) ?? [];
  return Number(from) === bytes && (total === '*' || state?.total === undefined || Number(total) === state.total);
}

async function receive(options: DownloadOptions, response: ByteAnswer, held: Held, signal: AbortSignal): Promise<Trouble | undefined> {
  const { file, url } = options;
  const { body } = response;
  body.on('error', () => {}); // also told to the loop below
  if (held.bytes === 0) await remember(options, response);
  const total = held.state?.total ?? lengthOf(response);
  const target = await open(file, held.bytes > 0 ? 'a' : 'w', 0o600);
  let received = held.bytes;
  let isWriting = false;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      const objection = received === 0 ? options.objection(header(response.headers, 'content-type'), piece) : undefined;
      if (objection !== undefined) return odd(objection);
      isWriting = true;
      await writeAll(target, piece);
      isWriting = false;
      received += piece.length;
      if (received > options.maxBytes) return odd(`${url.host} sent a larger file than any export is`);
      options.onBytes(received, total);
    }
  } catch (error) {
    if (isWriting) throw error;
    return { ...bodyFailure(url, error, signal), retry: 'yes' };
  } finally {
    await target.close();
    body.destroy();
  }
  signal.throwIfAborted();
  return received === 0 ? odd(`${url.host} sent an empty file`) : undefined;
}

function odd(reason: string): Trouble {
  return { reason, retry: 'no', service: false, odd: true };
}

async function writeAll(target: FileHandle, piece: Buffer): Promise<void> {
  for (let written = 0; written < piece.length; ) {
    written += (await target.write(piece, written)).bytesWritten;
  }
}

/** Before the first byte: what is on the disk never belongs to another file than is written here. A weak validator cannot be used for parts. */
async function remember({ url, file }: DownloadOptions, response: ByteAnswer): Promise<void> {
  await forget(file);
  const etag = header(response.headers, 'etag');
  const lastModified = header(response.headers, 'last-modified');
  if (etag === '' && lastModified === '') return;
  const state: State = { url: url.href, etag, lastModified, total: lengthOf(response) };
  await writeFile(stateFile(file), JSON.stringify(state), { mode: 0o600 });
}

function lengthOf(response: ByteAnswer): number | undefined {
  const length = header(response.headers, 'content-length');
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

async function heldOf({ file, url }: DownloadOptions): Promise<Held> {
  const state = readState(file);
  if (state?.url !== url.href || (state.lastModified === '' && (state.etag === '' || state.etag.startsWith('W/')))) return NOTHING;
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  return { bytes, state };
}

function readState(file: string): State | undefined {
  try {
    const state = JSON.parse(readFileSync(stateFile(file), 'utf8')) as Partial<State> | null;
    const isState = typeof state?.url === 'string' && typeof state.etag === 'string' && typeof state.lastModified === 'string';
    return isState ? (state as State) : undefined;
  } catch {
    return undefined;
  }
}

function stateFile(file: string): string {
  return `${file}.json`;
}
