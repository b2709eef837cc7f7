import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { buildConnector } from 'undici';
import type { Route } from '../../model/registryAccess.js';
import type { Clock, Logger } from '../../ports/index.js';
import { onAbort } from '../onAbort.js';
import type { Trust } from './certificates.js';
import type { ConnectionOptions } from './connections.js';
import { errorFailure, type Failure, hostOf, KnownFailure, statusFailure, waitFailure } from './failures.js';
import { createLimiter } from './limiter.js';
import { discard, follow, header, type Requester } from './redirects.js';
import { backoffMs, MAX_TRIES, retryAfterMs } from './retry.js';
import { sendOn } from './routes.js';

/** Times in milliseconds. Nobody waits for a single answer here, so they are longer than those of http.ts. */
export const BYTE_LIMITS = {
  /** Opening a connection, name look-up included. */
  connectMs: 10_000,
  /** From the request to the whole head of the answer, opening a connection included. */
  headersMs: 20_000,
  /** For each kilobyte of a body. */
  bodyMs: 20_000,
  /** The longest pause that a service may ask for (Retry-After) and that is waited for. */
  maxRetryAfterMs: 30_000,
  /** Requests at once, so many connections. */
  requests: 32,
} as const;

export interface ByteClientOptions {
  /** How connections are made; directly where it says nothing. */
  readonly route?: Route;
  /** Whose certificates are trusted besides Node's own. */
  readonly trust?: Trust;
  readonly logger?: Logger;
  /** Spreads retries: a number from 0 (included) to 1 (excluded). */
  readonly random?: () => number;
  readonly clock?: Clock;
  readonly limits?: Partial<ByteLimits>;
}

export type ByteLimits = { readonly [limit in keyof typeof BYTE_LIMITS]: number };

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
export function createByteClient(options: ByteClientOptions = {}): ByteClient {
  const { random = Math.random, clock = Date.now, route = {}, trust = { files: [], system: false }, logger = SILENT } = options;
  const limits: ByteLimits = { ...BYTE_LIMITS, ...options.limits };
  const limiter = createLimiter(limits.requests, limits.requests);
  const { requester, end } = openRequester(route, { trust, logger, connectMs: limits.connectMs, highWaterMark: READ_AHEAD }, limits);

  async function tryOnce(
    url: URL,
    headers: Readonly<Record<string, string>>,
    wanted: readonly number[],
    signal: AbortSignal,
  ): Promise<Tried<ByteAnswer>> {
    try {
      const response = await follow(requester, { method: 'GET', url, headers: { ...OWN_HEADERS, ...headers }, body: undefined }, signal);
      if ('failure' in response) return response;
      const { answer, host } = response;
      if (wanted.includes(answer.statusCode)) return answer;
      discard(answer);
      const waitMs = retryAfterMs(header(answer.headers, 'retry-after'), header(answer.headers, 'date'), clock());
      return { failure: statusFailure(host, answer.statusCode, waitMs) };
    } catch (error) {
      signal.throwIfAborted();
      return { failure: errorFailure(hostOf(url), error, limits) };
    }
  }

  /** Pauses between tries as they grow, or as the service asks. */
  async function repeat<T extends object>(attempt: () => Promise<Tried<T>>, signal: AbortSignal): Promise<Tried<T>> {
    for (let tries = 1; ; tries++) {
      const result = await attempt();
      if (!('failure' in result) || result.failure.retry === 'no' || tries >= MAX_TRIES) return result;
      const { waitMs } = result.failure;
      if (waitMs !== undefined && waitMs > limits.maxRetryAfterMs) return { failure: waitFailure(result.failure, waitMs) };
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

/** Bytes that a connection reads ahead: what has been read and not yet been taken is lost when it breaks. */
const READ_AHEAD = 16 * 1024;

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

interface OpenRequester {
  readonly requester: Requester<ByteAnswer>;
  end(): void;
}

/** Node's client over the connections of a route, which are opened with undici's connector. Both are loaded with the first request. */
function openRequester(route: Route, options: ConnectionOptions, limits: ByteLimits): OpenRequester {
  let opened: Promise<Agents> | undefined;
  const agents = async (): Promise<Agents> => {
    const [{ buildConnector }, { createConnections }] = await Promise.all([import('undici'), import('./connections.js')]);
    return openAgents(createConnections(options).connectorFor(buildConnector, route), limits.requests);
  };
  return {
    requester: {
      async request(request) {
        opened ??= agents();
        const open = await opened;
        return sendOn(route, { request: sent => send(open, sent, limits) }, request);
      },
    },
    end() {
      opened?.then(
        open => {
          for (const agent of Object.values(open)) agent.destroy();
        },
        () => {},
      );
    },
  };
}

type Agents = Readonly<Record<'http:' | 'https:', http.Agent>>;

function openAgents(connector: buildConnector.connector, maxSockets: number): Agents {
  const options = { keepAlive: true, maxSockets };
  return {
    'http:': connectedBy(connector, 'http:', new http.Agent(options)),
    'https:': connectedBy(connector, 'https:', new https.Agent(options)),
  };
}

/** The agent, opening its connections with `connector` (nodejs.org/api/http.html, `agent.createConnection`). */
function connectedBy(connector: buildConnector.connector, protocol: keyof Agents, agent: http.Agent): http.Agent {
  const createConnection = ({ host: hostname, port }: Target, done: (error: Error | null, socket: Socket | null) => void): void => {
    const host = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
    connector({ protocol, hostname, host, port: String(port) }, done as buildConnector.Callback);
  };
  return Object.assign(agent, { createConnection });
}

interface Target {
  readonly host: string;
  readonly port: number | string;
}

type SentRequest = Parameters<Requester<ByteAnswer>['request']>[0];

function send(agents: Agents, { origin, path, method, headers, signal }: SentRequest, limits: ByteLimits): Promise<ByteAnswer> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port } = new URL(origin);
    const isSecure = protocol === 'https:';
    const host = hostname.replace(/^\[|\]$/g, '');
    const agent = agents[isSecure ? 'https:' : 'http:'];
    const sent = (isSecure ? https : http).request({ host, port: port || (isSecure ? 443 : 80), path, method, headers, signal, agent });
    const fail = (error: unknown): void => {
      end();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(timeLimitError('UND_ERR_HEADERS_TIMEOUT'));
      sent.destroy();
    }, limits.headersMs);
    const stopListening = onAbort(signal, () => fail(signal.reason)); // Node waits for a connection that is being opened
    const end = (): void => {
      clearTimeout(timer);
      stopListening();
    };
    sent.on('error', fail);
    sent.on('response', body => {
      end();
      watch(body, hostOf(new URL(origin)), limits.bodyMs);
      resolve({ statusCode: body.statusCode ?? 0, headers: body.headers, body });
    });
    sent.end();
  });
}

/** An error with a code that `errorFailure` knows. */
function timeLimitError(code: 'UND_ERR_HEADERS_TIMEOUT' | 'UND_ERR_BODY_TIMEOUT'): Error {
  return Object.assign(new Error(code), { code });
}

/** Bytes that have to arrive within the time for a body, while somebody reads it. */
const LEAST_BYTES = 1024;

/** Ends a body of which nothing comes, or a byte a second. */
function watch(body: IncomingMessage, host: string, ms: number): void {
  let seen = body.socket.bytesRead;
  const timer = setInterval(() => {
    const came = body.socket.bytesRead - seen;
    seen += came;
    if (came >= LEAST_BYTES || body.complete || body.readableLength >= body.readableHighWaterMark) return;
    const slow: Failure = { reason: `${host} sends too slowly`, retry: 'yes', service: true };
    body.destroy(came === 0 ? timeLimitError('UND_ERR_BODY_TIMEOUT') : new KnownFailure(slow));
  }, ms).unref();
  body.once('close', () => clearInterval(timer));
}

const SILENT: Logger = { error() {}, warn() {}, info() {}, debug() {} };
