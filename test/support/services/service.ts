import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';

// A service on 127.0.0.1 that answers from data and misbehaves on request.

/** How a request is answered in place of the right answer. */
export type Fault =
  /** A status of its own, with headers (Retry-After, Location…) and a body. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** A page of HTML with status 200, declared as such; `undeclared`: as `application/json`. */
  | { readonly kind: 'html'; readonly undeclared?: boolean }
  /** Any text, as `application/json`. */
  | { readonly kind: 'text'; readonly body: string }
  /** The first half of the right answer; then the connection is closed. */
  | { readonly kind: 'half-body' }
  /** The first half of the right answer, properly ended. */
  | { readonly kind: 'cut' }
  /** JSON that never ends, as fast as it is taken. */
  | { readonly kind: 'endless-body' }
  /** The headers, then nothing. */
  | { readonly kind: 'stalled-body' }
  /** A header, or a body, that never ends: one character at a time. */
  | { readonly kind: 'slow-head' | 'slow-body'; readonly everyMs: number }
  /** So many megabytes of JSON, compressed to next to nothing. */
  | { readonly kind: 'bomb'; readonly megabytes: number }
  /** Nothing at all. */
  | { readonly kind: 'hang' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'reset' };

export interface ServiceOptions {
  /** Time before each answer, in milliseconds. */
  readonly latencyMs?: number;
  /** How answers are compressed where the client takes that. Default: `gzip`. */
  readonly encoding?: 'gzip' | 'br' | 'none';
  /** Right answers are made once for each GET and kept, for data that does not change: a service that takes no time of its own. */
  readonly remember?: boolean;
}

/** One request as it came in. */
export interface RecordedRequest {
  readonly method: string;
  /** As sent, with the query string. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Service {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: RecordedRequest[];
  /** The most requests that were being answered at the same time. */
  readonly busiest: () => number;
  /**
   * Answers requests whose path contains `path` (or fits it) with a fault, `times` times (default: always). The fault added
   * last goes first.
   */
  fault(path: string | RegExp, fault: Fault, times?: number): void;
  /** Ends all faults. */
  heal(): void;
  /** Forgets the requests so far. */
  forget(): void;
  close(): Promise<void>;
}

/** A right answer: `json`, serialised, or `text`. The ETag is made of it, and If-None-Match is honoured, where `etag` is not false. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly etag?: boolean;
}

/** Starts a service whose right answers `reply` gives. `path` is decoded, without the query string. */
export async function startService(
  reply: (request: RecordedRequest, path: string) => Reply,
  options: ServiceOptions = {},
): Promise<Service> {
  const requests: RecordedRequest[] = [];
  const faults: PlannedFault[] = [];
  const answers = new Map<string, RawAnswer>();
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  let busy = 0;
  let busiest = 0;

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request: RecordedRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: await textOf(incoming),
    };
    requests.push(request);
    if (options.latencyMs) await sleep(options.latencyMs, undefined, { signal: stopped.signal });
    const right = answerTo(request);
    const fault = takeFault(faults, request.path);
    if (fault) await misbehave(fault, right, response);
    else send(response, right);
  }

  function answerTo(request: RecordedRequest): RawAnswer {
    const { method, path, headers } = request;
    const key = options.remember && method === 'GET' ? [path, headers.accept, headers['if-none-match']].join(' ') : undefined;
    const known = key === undefined ? undefined : answers.get(key);
    if (known) return known;
    const answer = rightAnswer(request, reply(request, decodeURIComponent(path.split('?')[0] ?? '')), options.encoding ?? 'gzip');
    if (key !== undefined) answers.set(key, answer);
    return answer;
  }

  const server = createServer((incoming, response) => {
    busiest = Math.max(busiest, ++busy);
    response.on('close', () => busy--);
    handle(incoming, response).catch(() => response.destroy());
  });
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `http://${host}`,
    host,
    requests,
    busiest: () => busiest,
    fault: (path, fault, times = Number.POSITIVE_INFINITY) => {
      faults.unshift({ path, fault, left: times });
    },
    heal: () => {
      faults.length = 0;
    },
    forget: () => {
      requests.length = 0;
    },
    async close() {
      stopped.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise(closed => server.close(closed));
    },
  };
}

interface PlannedFault {
  readonly path: string | RegExp;
  readonly fault: Fault;
  left: number;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

function takeFault(faults: readonly PlannedFault[], path: string): Fault | undefined {
  const planned = faults.find(one => one.left > 0 && (typeof one.path === 'string' ? path.includes(one.path) : one.path.test(path)));
  if (planned === undefined) return undefined;
  planned.left--;
  return planned.fault;
}

async function misbehave(fault: Fault, right: RawAnswer, response: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case 'status':
      return send(response, { status: fault.status, headers: { ...fault.headers }, body: Buffer.from(fault.body ?? '') });
    case 'html':
      return send(response, {
        status: 200,
        headers: { 'content-type': fault.undeclared ? 'application/json' : 'text/html; charset=utf-8' },
        body: Buffer.from('<!doctype html><html><body><h1>Sign in to the network</h1></body></html>'),
      });
    case 'text':
      return send(response, { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(fault.body) });
    case 'half-body':
      response.writeHead(right.status, right.headers);
      response.write(right.body.subarray(0, right.body.length / 2), () => response.destroy());
      return;
    case 'cut':
      return send(response, { ...right, body: right.body.subarray(0, right.body.length / 2) });
    case 'endless-body':
      return sendEndlessly(response);
    case 'stalled-body':
      response.writeHead(right.status, right.headers).flushHeaders();
      return;
    case 'slow-head':
      response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
      return drip(response.socket ?? response, fault.everyMs);
    case 'slow-body':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"slow":"');
      return drip(response, fault.everyMs);
    case 'bomb':
      return send(response, {
        status: 200,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(`{"zeros":"${'0'.repeat(fault.megabytes * 1024 * 1024)}"}`),
      });
    case 'hang':
      return;
    case 'reset':
      response.destroy();
  }
}

function drip(to: Writable, everyMs: number): void {
  const timer = setInterval(() => to.write('x'), everyMs);
  to.on('close', () => clearInterval(timer)).on('error', () => {});
}

async function sendEndlessly(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  await pipeline(endlessJson(), response);
}

function* endlessJson(): Generator<string> {
  yield '{"versions":{"1.0.0":{"readme":"';
  const piece = 'x'.repeat(64 * 1024);
  for (;;) yield piece;
}

function rightAnswer(request: RecordedRequest, reply: Reply, encoding: 'gzip' | 'br' | 'none'): RawAnswer {
  const text = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
  const headers: Record<string, string> = { 'content-type': 'application/json', ...reply.headers };
  if (reply.etag !== false && reply.status === 200) {
    headers.etag = `"${text.length}-${checksum(text)}"`;
    if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers: { etag: headers.etag }, body: Buffer.alloc(0) };
  }
  const takes = String(request.headers['accept-encoding'] ?? '').includes(encoding);
  if (encoding === 'none' || !takes || text === '') return { status: reply.status, headers, body: Buffer.from(text) };
  const body = encoding === 'gzip' ? gzipSync(text) : brotliCompressSync(text);
  return { status: reply.status, headers: { ...headers, 'content-encoding': encoding }, body };
}

function send(response: ServerResponse, answer: RawAnswer): void {
  const length = answer.status === 304 ? {} : { 'content-length': String(answer.body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
}

function checksum(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return (sum >>> 0).toString(16);
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
