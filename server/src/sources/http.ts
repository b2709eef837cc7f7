import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent, Dispatcher } from 'undici';
import type { Clock, Logger } from '../ports.js';
import { readJson } from './body.js';
import { createBreaker } from './breaker.js';
import {
  errorFailure,
  type Failure,
  hostOf,
  invalidJsonFailure,
  notJsonFailure,
  statusFailure,
  tooLargeFailure,
  tooSlowFailure,
  waitFailure,
} from './failures.js';
import type { Keep } from './jsonFilter.js';
import { createLimiter } from './limiter.js';
import { createLookup } from './lookup.js';
import { discard, follow, header, readAddress, type Sendable } from './redirects.js';
import { backoffMs, MAX_TRIES, retryAfterMs } from './retry.js';
import { startTimeLimit, type TimeLimit } from './timeLimit.js';

/** The limits a client keeps where its maker names no others. Times are in milliseconds. */
export const HTTP_LIMITS = {
  /** One request with its retries and redirects, from the moment it may run to the end of its body. A person is waiting. */
  timeLimitMs: 10_000,
  /** Opening a connection, name look-up included. */
  connectMs: 4_000,
  /** From the request to the first byte of the answer. */
  headersMs: 8_000,
  /** Between two pieces of a body. */
  bodyMs: 5_000,
  /** The longest pause that a service may ask for (Retry-After) and that is waited for. */
  maxRetryAfterMs: 5_000,
  /** Decoded bytes of one body. The largest packuments have over 100 MB. */
  maxBytes: 256 * 1024 * 1024,
  /** Of those, the bytes kept in memory. */
  maxKeptBytes: 32 * 1024 * 1024,
  /** Requests at once to one origin (so many connections), and to all. */
  perOrigin: 64,
  overall: 128,
} as const;

export type HttpLimits = { readonly [limit in keyof typeof HTTP_LIMITS]: number };

export interface HttpOptions extends Partial<HttpLimits> {
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Spreads retries: a number from 0 (included) to 1 (excluded). */
  readonly random?: () => number;
}

export interface RequestOptions {
  /** The media types wanted; `application/json` where none is given. */
  readonly accept?: string;
  /** The ETag of the answer that the caller has. */
  readonly etag?: string | undefined;
  /** Further headers. `authorization` and `cookie` never go to another host. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which parts of the document are wanted; the whole where not given. */
  readonly keep?: Keep;
}

/** What came of a request. A reason is fit to be shown; it names the host and holds no credentials, path or query string. */
export type HttpResult =
  | { readonly kind: 'ok'; readonly status: number; readonly json: unknown; readonly etag?: string }
  /** What the caller has is current (304). */
  | { readonly kind: 'not-modified' }
  /** 404 or 410. */
  | { readonly kind: 'not-found' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** The status, where one came and it was the trouble. */
      readonly status?: number;
      /** The answer was HTML or something else that is not JSON. */
      readonly notJson?: true;
    };

/** An HTTP client for JSON services. Every failure is a value; only an aborted signal rejects, at once and with its reason. */
export interface Http {
  getJson(url: string, options: RequestOptions, signal: AbortSignal): Promise<HttpResult>;
  /** Sends `body` as JSON. The request must be one that may be repeated. */
  postJson(url: string, body: unknown, options: RequestOptions, signal: AbortSignal): Promise<HttpResult>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * Makes a client: connections are reused and bounded; 429, 5xx and broken connections are tried up to three times with growing, scattered
 * pauses; an origin that fails several times in a row is left alone for a while, its requests failing at once with the last reason.
 */
export function createHttp(options: HttpOptions): Http {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...options };
  const { logger, clock = Date.now, random = Math.random } = options;
  const limiter = createLimiter(limits.overall, limits.perOrigin);
  const breaker = createBreaker(clock);
  let opened: Promise<Agent> | undefined;

  async function send(request: Request, signal: AbortSignal): Promise<HttpResult> {
    const release = await limiter.acquire(request.url.origin, signal);
    try {
      const refusal = breaker.refusal(request.url.origin);
      if (refusal !== undefined) return { kind: 'failed', reason: refusal };
      return await answer(request, signal);
    } finally {
      release();
    }
  }

  async function answer(request: Request, signal: AbortSignal): Promise<HttpResult> {
    const { origin } = request.url;
    const started = clock();
    const time = startTimeLimit(limits.timeLimitMs, signal);
    try {
      const outcome = await tryRepeatedly(request, time, started + limits.timeLimitMs);
      logger.debug(`${request.method} ${nameOf(request.url)}: ${describe(outcome)}, ${clock() - started} ms`);
      if (outcome.kind !== 'failed') {
        breaker.succeeded(origin);
        return outcome;
      }
      if (outcome.failure.service)
        breaker.failed(origin, outcome.failure.reason, outcome.failure.status === 429 ? outcome.failure.waitMs : undefined);
      else breaker.succeeded(origin);
      return resultOf(outcome.failure);
    } catch (error) {
      breaker.cancelled(origin);
      throw error;
    } finally {
      time.end();
    }
  }

  async function tryRepeatedly(request: Request, time: TimeLimit, deadline: number): Promise<Outcome> {
    for (let tries = 1; ; tries++) {
      const outcome = await tryOnce(request, time);
      if (outcome.kind !== 'failed' || outcome.failure.retry === 'no') return outcome;
      const { failure } = outcome;
      if (failure.waitMs !== undefined && (failure.waitMs > limits.maxRetryAfterMs || clock() + failure.waitMs >= deadline)) {
        return { kind: 'failed', failure: waitFailure(failure, failure.waitMs) };
      }
      if (tries >= (failure.retry === 'unreachable' ? 2 : MAX_TRIES)) return outcome;
      const pause = failure.waitMs ?? backoffMs(tries, random);
      if (clock() + pause >= deadline) return outcome;
      await sleep(pause, undefined, { signal: time.signal }).catch(() => time.rethrowCancel());
    }
  }

  /** One try, redirects followed. Rejects only with the caller's reason to cancel. */
  async function tryOnce(request: Request, time: TimeLimit): Promise<Outcome> {
    const host = hostOf(request.url);
    try {
      opened ??= openAgent(limits);
      const agent = await opened;
      const response = await follow(agent, request, time.signal);
      return 'failure' in response ? { kind: 'failed', failure: response.failure } : await readAnswer(host, request, response);
    } catch (error) {
      time.rethrowCancel();
      const failure = time.signal.aborted ? tooSlowFailure(host, limits.timeLimitMs) : errorFailure(host, error, limits);
      return { kind: 'failed', failure };
    }
  }

  async function readAnswer(host: string, request: Request, response: Dispatcher.ResponseData<unknown>): Promise<Outcome> {
    const { statusCode: status, headers } = response;
    if (status >= 200 && status < 300) {
      const body = await readJson(
        response.body,
        header(headers, 'content-type'),
        header(headers, 'content-encoding'),
        request.keep,
        limits,
      );
      const etag = header(headers, 'etag');
      if (body.kind === 'json') return { kind: 'ok', status, json: body.json, ...(etag === '' ? {} : { etag }) };
      return { kind: 'failed', failure: bodyFailure(host, body.kind, limits) };
    }
    discard(response);
    if (status === 404 || status === 410) return { kind: 'not-found' };
    if (status === 304 && request.headers['if-none-match'] !== undefined) return { kind: 'not-modified' };
    return { kind: 'failed', failure: statusFailure(host, status, retryAfterMs(header(headers, 'retry-after'), clock())) };
  }

  async function start(
    method: Request['method'],
    address: string,
    given: RequestOptions,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<HttpResult> {
    const url = readAddress(address);
    if (url === undefined) return { kind: 'failed', reason: 'the address of the service is not a valid http or https address' };
    const headers: Record<string, string> = { 'user-agent': 'depwarden', 'accept-encoding': 'gzip, br', ...given.headers };
    headers.accept = given.accept ?? 'application/json';
    if (given.etag !== undefined) headers['if-none-match'] = given.etag;
    if (body !== undefined) headers['content-type'] = 'application/json';
    return send({ method, url, headers, body, keep: given.keep ?? true }, signal);
  }

  return {
    getJson: (url, given, signal) => start('GET', url, given, undefined, signal),
    postJson: (url, body, given, signal) => start('POST', url, given, JSON.stringify(body), signal),
    async close() {
      const agent = await opened?.catch(() => undefined);
      await agent?.destroy();
    },
  };
}

interface Request extends Sendable {
  readonly keep: Keep;
}

type Outcome = Exclude<HttpResult, { kind: 'failed' }> | { readonly kind: 'failed'; readonly failure: Failure };

/** Opens the connection pool. The library is loaded with the first request, so that starting up does not pay for it. */
async function openAgent(limits: HttpLimits): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({
    connections: limits.perOrigin,
    keepAliveTimeout: 15_000,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    connect: { timeout: limits.connectMs, lookup: createLookup() },
  });
}

function bodyFailure(host: string, kind: 'html' | 'not-json' | 'invalid' | 'too-large', limits: HttpLimits): Failure {
  if (kind === 'too-large') return tooLargeFailure(host, limits.maxBytes);
  if (kind === 'invalid') return invalidJsonFailure(host);
  return notJsonFailure(host, kind === 'html' ? 'HTML' : 'something else');
}

function resultOf({ reason, status, notJson }: Failure): HttpResult {
  return { kind: 'failed', reason, ...(status === undefined ? {} : { status }), ...(notJson === undefined ? {} : { notJson }) };
}

function describe(outcome: Outcome): string {
  return outcome.kind === 'failed' ? outcome.failure.reason : outcome.kind;
}

/** Host and last part of the path: the name of what is asked for, and nothing that could be a token. */
function nameOf(url: URL): string {
  return `${hostOf(url)} …/${url.pathname.split('/').filter(Boolean).at(-1) ?? ''}`;
}
