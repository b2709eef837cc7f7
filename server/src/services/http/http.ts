import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { NotFound } from '../../ecosystems/shared/registryAnswers.js';
import { type Access, PLAIN_ACCESS, type Route } from '../../model/registryAccess.js';
import type { Clock, Logger } from '../../ports/index.js';
import type { Keep } from '../../ports/jsonParts.js';
import { startTimeLimit, type TimeLimit } from '../timeLimit.js';
import { isHtml, type JsonBody, readJson, readText } from './body.js';
import { createBreaker } from './breaker.js';
import type { Trust } from './certificates.js';
import { authorizationFor } from './credentials.js';
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
import { createLimiter } from './limiter.js';
import { discard, type Followed, follow, header, readAddress, type Sendable } from './redirects.js';
import { backoffMs, MAX_TRIES, retryAfterMs } from './retry.js';
import { createRoutes } from './routes.js';

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
  /** How connections are made where a request's own `access` leaves it open. */
  readonly defaults?: Route;
  /** Whose certificates are trusted besides Node's own. */
  readonly trust?: Trust;
}

export interface RequestOptions {
  /** What service it is, for people who do not know it by its host: failures name both. */
  readonly service?: string;
  /** The media types wanted; `application/json` where none is given. */
  readonly accept?: string;
  /** The ETag of the answer that the caller has. */
  readonly etag?: string | undefined;
  /** Credentials, of which those for the address are sent, and the way there. To where a redirect leads go neither they nor a client certificate. */
  readonly access?: Access;
  /** Further headers. `authorization` and `cookie` are not sent to where a redirect leads. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which parts of the document are wanted; the whole where not given. */
  readonly keep?: Keep;
  /** What is asked for is nobody else's business: a redirect to another host is not followed. */
  readonly staysOnHost?: boolean;
  /** Makes of a page of HTML what a document of JSON would say. Where it is not given, or knows nothing to make of it, such an answer is a failure. */
  readonly html?: (text: string) => unknown;
  /** Makes of the wanted parts what the result has as `json`, at once: so the parts themselves are gone when the result is passed on. */
  readonly read?: (parts: unknown) => unknown;
}

/** What came of a request. A reason is fit to be shown; it names the host and holds no credentials, path or query string. */
export type HttpResult =
  | { readonly kind: 'ok'; readonly status: number; readonly json: unknown; readonly etag?: string }
  /** What the caller has is current (304). */
  | { readonly kind: 'not-modified' }
  /** 404 or 410. */
  | ({ readonly kind: 'not-found' } & NotFound)
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** The status, where one came and it was the trouble. */
      readonly status?: number;
      /** The answer was HTML or something else that is not JSON. */
      readonly notJson?: true;
      /** The host of a redirect that was not followed for `staysOnHost`. */
      readonly sentOnTo?: string;
    };

/** An HTTP client for JSON services. Every failure is a value; only an aborted signal rejects, at once and with its reason. */
export interface Http {
  getJson(url: string, options: RequestOptions, signal: AbortSignal): Promise<HttpResult>;
  /** Sends `body` as JSON. The request must be one that may be repeated. */
  postJson(url: string, body: unknown, options: RequestOptions, signal: AbortSignal): Promise<HttpResult>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface HttpClient extends Http {
  /** An origin that is left alone because it failed may be tried again now. */
  tryAgain(): void;
}

/**
 * Makes a client: connections are reused and bounded; 429, 5xx and broken connections are tried up to three times with growing, scattered
 * pauses; an origin that fails several times in a row is left alone for a while, its requests failing at once with the last reason.
 */
export function createHttp(options: HttpOptions): HttpClient {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...options };
  const { logger, clock = Date.now, random = Math.random } = options;
  const limiter = createLimiter(limits.overall, limits.perOrigin);
  const breaker = createBreaker(clock);
  const routes = createRoutes({ ...limits, logger, defaults: options.defaults ?? {}, trust: options.trust ?? NODES_OWN });

  async function send(request: Request, signal: AbortSignal): Promise<HttpResult> {
    const release = await limiter.acquire(request.url.origin, signal);
    try {
      const refusal = await breaker.refusal(routes.nameOf(request.access.route, request.url), signal);
      if (refusal !== undefined) return { kind: 'failed', reason: refusal };
      return await answer(request, signal);
    } finally {
      release();
    }
  }

  async function answer(request: Request, signal: AbortSignal): Promise<HttpResult> {
    const way = routes.nameOf(request.access.route, request.url);
    const started = clock();
    const time = startTimeLimit(limits.timeLimitMs, signal);
    try {
      const outcome = await tryRepeatedly(request, time, started + limits.timeLimitMs);
      logger.debug(`${request.method} ${nameOf(request.url)}: ${describe(outcome)}, ${clock() - started} ms`);
      if (outcome.kind !== 'failed') {
        breaker.succeeded(way);
        return outcome;
      }
      if (outcome.failure.service)
        breaker.failed(way, outcome.failure.reason, outcome.failure.status === 429 ? outcome.failure.waitMs : undefined);
      else breaker.succeeded(way);
      return resultOf(outcome.failure);
    } catch (error) {
      breaker.cancelled(way);
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
    const host = request.place;
    try {
      const requester = await routes.requesterFor(request.access.route, request.url);
      const response = await follow(requester, request, time.signal);
      return 'failure' in response ? { kind: 'failed', failure: response.failure } : await readAnswer(request, response);
    } catch (error) {
      time.rethrowCancel();
      const failure = time.signal.aborted ? tooSlowFailure(host, limits.timeLimitMs) : errorFailure(host, error, limits);
      return { kind: 'failed', failure };
    }
  }

  async function readAnswer(request: Request, { answer: response, ...from }: Followed<Dispatcher.ResponseData<unknown>>): Promise<Outcome> {
    const { statusCode: status, headers } = response;
    const host = request.place;
    if (status === 200) {
      const body = await readBody(request, response);
      const etag = header(headers, 'etag');
      if (body.kind === 'json') return { kind: 'ok', status, json: body.json, ...(etag === '' ? {} : { etag }) };
      return { kind: 'failed', failure: bodyFailure(host, body.kind, limits) };
    }
    if (status === 404 || status === 410) return { kind: 'not-found', ...(await readNotFound(response)) };
    discard(response);
    if (status === 304 && request.headers['if-none-match'] !== undefined) return { kind: 'not-modified' };
    const waitMs = retryAfterMs(header(headers, 'retry-after'), header(headers, 'date'), clock());
    const place = from.host === hostOf(request.url) ? request.place : from.host;
    return { kind: 'failed', failure: statusFailure(place, status, waitMs, from.hadCredentials) };
  }

  /** A body that cannot be read changes nothing of the status. */
  async function readNotFound({ body, headers }: Dispatcher.ResponseData<unknown>): Promise<NotFound> {
    const type = (header(headers, 'content-type').split(';')[0] ?? '').trim().toLowerCase();
    const text = await readText(body, header(headers, 'content-encoding'), { ...limits, maxKeptBytes: LONGEST_NOT_FOUND }).catch(
      () => undefined,
    );
    return { type, ...(text !== undefined && { text }) };
  }

  async function readBody({ keep, html, read = asItIs }: Request, { body, headers }: Dispatcher.ResponseData<unknown>): Promise<JsonBody> {
    const [type, encoding] = [header(headers, 'content-type'), header(headers, 'content-encoding')];
    if (html === undefined || !isHtml(type)) return readJson(body, type, encoding, keep, limits, read);
    const text = await readText(body, encoding, limits);
    if (text === undefined) return { kind: 'too-large' };
    const json = html(text);
    return json === undefined ? { kind: 'html' } : { kind: 'json', json: read(json) };
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
    const access = given.access ?? PLAIN_ACCESS;
    const authorization = authorizationFor(url, access.credentials);
    const headers: Record<string, string> = { 'user-agent': 'depwarden', 'accept-encoding': 'gzip, br', ...given.headers };
    if (authorization !== undefined) headers.authorization = authorization;
    headers.accept = given.accept ?? 'application/json';
    if (given.etag !== undefined) headers['if-none-match'] = given.etag;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const place = given.service === undefined ? hostOf(url) : `${given.service} (${hostOf(url)})`;
    return send(
      {
        method,
        url,
        place,
        headers,
        body,
        keep: given.keep ?? true,
        html: given.html,
        staysOnHost: given.staysOnHost,
        read: given.read,
        access,
      },
      signal,
    );
  }

  return {
    getJson: (url, given, signal) => start('GET', url, given, undefined, signal),
    postJson: (url, body, given, signal) => start('POST', url, given, JSON.stringify(body), signal),
    tryAgain: breaker.tryAgain,
    close: () => routes.close(),
  };
}

/** Bytes of a body that says that there is no such thing. */
const LONGEST_NOT_FOUND = 64 * 1024;

const NODES_OWN: Trust = { files: [], system: false };

interface Request extends Sendable {
  /** As a failure names it. */
  readonly place: string;
  readonly keep: Keep;
  readonly html: RequestOptions['html'];
  readonly read: RequestOptions['read'];
  readonly access: Access;
}

function asItIs(parts: unknown): unknown {
  return parts;
}

type Outcome = Exclude<HttpResult, { kind: 'failed' }> | { readonly kind: 'failed'; readonly failure: Failure };

function bodyFailure(host: string, kind: 'html' | 'not-json' | 'invalid' | 'too-large', limits: HttpLimits): Failure {
  if (kind === 'too-large') return tooLargeFailure(host, limits.maxBytes);
  if (kind === 'invalid') return invalidJsonFailure(host);
  return notJsonFailure(host, kind === 'html' ? 'HTML' : 'something else');
}

function resultOf({ reason, status, notJson, sentOnTo }: Failure): HttpResult {
  return {
    kind: 'failed',
    reason,
    ...(status === undefined ? {} : { status }),
    ...(notJson === undefined ? {} : { notJson }),
    ...(sentOnTo === undefined ? {} : { sentOnTo }),
  };
}

function describe(outcome: Outcome): string {
  return outcome.kind === 'failed' ? outcome.failure.reason : outcome.kind;
}

/** Host and last part of the path: the name of what is asked for, and nothing that could be a token. */
function nameOf(url: URL): string {
  return `${hostOf(url)} …/${url.pathname.split('/').filter(Boolean).at(-1) ?? ''}`;
}
