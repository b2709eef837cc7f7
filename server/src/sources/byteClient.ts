import { setMaxListeners } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorFailure, type Failure, hostOf, statusFailure, waitFailure } from './failures.js';
import { createLimiter } from './limiter.js';
import { createLookup } from './lookup.js';
import { discard, follow, header, type Requester } from './redirects.js';
import { backoffMs, MAX_TRIES, retryAfterMs } from './retry.js';

/** Times in milliseconds. Nobody waits for a single answer here, so they are longer than those of http.ts. */
export const BYTE_LIMITS = {
  /** From the request to the first byte of the answer, opening a connection included. */
  headersMs: 20_000,
  /** Between two pieces of a body. */
  bodyMs: 20_000,
  /** The longest pause that a service may ask for (Retry-After) and that is waited for. */
  maxRetryAfterMs: 30_000,
  /** Requests at once, so many connections. */
  requests: 32,
} as const;

/** An answer whose body is to be read, or thrown away by `discard`. */
export interface ByteAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** A client for files, of which bodies are read while they arrive. */
export interface ByteClient {
  /**
   * Asks for a file, several times where that helps; resolves as soon as there is an answer with one of the statuses `wanted`, else with what went
   * wrong. Rejects with the signal's reason alone. The body's own errors are for the reader, see `bodyFailure`.
   */
  get(
    url: URL,
    headers: Readonly<Record<string, string>>,
    wanted: readonly number[],
    signal: AbortSignal,
  ): Promise<ByteAnswer | { readonly failure: Failure }>;
  /** Reads a body whole, or only so far that it is known to be larger than `maxBytes`: then it is undefined. As `get` otherwise. */
  getWhole(
    url: URL,
    headers: Readonly<Record<string, string>>,
    wanted: readonly number[],
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<WholeAnswer | { readonly failure: Failure }>;
  /** Ends all connections. */
  close(): void;
}

export interface WholeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer | undefined;
}

/**
 * Made of Node's own client: undici 7 ends the whole process (an assertion, https://github.com/nodejs/undici/issues/5360) where a server closes the
 * connection while a body is read more slowly than it arrives, which is what large files do.
 */
export function createByteClient(random: () => number = Math.random, clock: () => number = Date.now): ByteClient {
  const limiter = createLimiter(BYTE_LIMITS.requests, BYTE_LIMITS.requests);
  const { requester, end } = openConnections();

  async function tryOnce(
    url: URL,
    headers: Readonly<Record<string, string>>,
    wanted: readonly number[],
    signal: AbortSignal,
  ): Promise<Tried<ByteAnswer>> {
    try {
      const response = await follow(requester, { method: 'GET', url, headers: { ...OWN_HEADERS, ...headers }, body: undefined }, signal);
      if ('failure' in response) return response;
      if (wanted.includes(response.statusCode)) return response;
      discard(response);
      return { failure: statusFailure(hostOf(url), response.statusCode, retryAfterMs(header(response.headers, 'retry-after'), clock())) };
    } catch (error) {
      return { failure: bodyFailure(url, error, signal) };
    }
  }

  /** Pauses between tries as they grow, or as the service asks. */
  async function repeat<T extends object>(attempt: () => Promise<Tried<T>>, signal: AbortSignal): Promise<Tried<T>> {
    for (let tries = 1; ; tries++) {
      const result = await attempt();
      if (!('failure' in result) || result.failure.retry === 'no' || tries >= MAX_TRIES) return result;
      const { waitMs } = result.failure;
      if (waitMs !== undefined && waitMs > BYTE_LIMITS.maxRetryAfterMs) return { failure: waitFailure(result.failure, waitMs) };
      await pause(waitMs ?? backoffMs(tries, random), signal);
    }
  }

  return {
    get: (url, headers, wanted, signal) => repeat(() => tryOnce(url, headers, wanted, signal), signal),
    async getWhole(url, headers, wanted, maxBytes, signal) {
      const release = await limiter.acquire(url.origin, signal);
      try {
        return await repeat<WholeAnswer>(async () => {
          const response = await tryOnce(url, headers, wanted, signal);
          return 'failure' in response ? response : readWhole(url, response, maxBytes, signal);
        }, signal);
      } finally {
        release();
      }
    },
    close: end,
  };
}

/** What an error while a body was read means. Throws the signal's reason where that was it. */
export function bodyFailure(url: URL, error: unknown, signal: AbortSignal): Failure {
  signal.throwIfAborted();
  return errorFailure(hostOf(url), error, BYTE_LIMITS);
}

/** Rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

type Tried<T> = T | { readonly failure: Failure };

/** Files are wanted as they are: bytes are counted, and taken up where they broke off. */
const OWN_HEADERS = { 'user-agent': 'depwarden', 'accept-encoding': 'identity', accept: '*/*' };

async function readWhole(url: URL, response: ByteAnswer, maxBytes: number, signal: AbortSignal): Promise<Tried<WholeAnswer>> {
  const { statusCode: status, body } = response;
  const contentType = header(response.headers, 'content-type');
  body.on('error', () => {}); // also told to the loop below; without a listener, ending early would count as uncaught
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of body) {
      size += piece.length;
      if (size > maxBytes) return { status, contentType, bytes: undefined };
      pieces.push(piece);
    }
    return { status, contentType, bytes: Buffer.concat(pieces) };
  } catch (error) {
    return { failure: bodyFailure(url, error, signal) };
  }
}

function openConnections(): { readonly requester: Requester<ByteAnswer>; end(): void } {
  const options = { keepAlive: true, maxSockets: BYTE_LIMITS.requests };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  const lookup = createLookup();
  const request: Requester<ByteAnswer>['request'] = ({ origin, path, method, headers, signal }) =>
    new Promise((resolve, reject) => {
      setMaxListeners(0, signal); // many requests listen to the signal of one update
      const isSecure = origin.startsWith('https:');
      const agent = agents[isSecure ? 'https:' : 'http:'];
      const sent = (isSecure ? https : http).request(origin + path, { method, headers, signal, agent, lookup });
      let code = 'UND_ERR_HEADERS_TIMEOUT'; // as errorFailure knows them
      sent.setTimeout(BYTE_LIMITS.headersMs, () => sent.destroy(Object.assign(new Error(code), { code })));
      sent.on('error', reject);
      sent.on('response', body => {
        code = 'UND_ERR_BODY_TIMEOUT';
        sent.setTimeout(BYTE_LIMITS.bodyMs);
        resolve({ statusCode: body.statusCode ?? 0, headers: body.headers, body });
      });
      sent.end();
    });
  return {
    requester: { request },
    end() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
