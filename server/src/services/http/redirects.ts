import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { type Failure, hostOf } from './failures.js';

/** What is sent of a request. */
export interface Sendable {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** A redirect to another host is not followed. */
  readonly staysOnHost?: boolean | undefined;
}

/** What a client has of an answer when its headers are there. */
export interface RawAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  /** `dump`, where the client has it: reads a small body away. */
  readonly body: Readable & { dump?(options: { limit: number }): Promise<void> };
}

/** The part of a client that is needed: undici's agents have it. */
export interface Requester<A extends RawAnswer> {
  request(options: {
    readonly origin: string;
    readonly path: string;
    readonly method: 'GET' | 'POST';
    readonly headers: Record<string, string>;
    readonly body: string | null;
    readonly signal: AbortSignal;
    readonly highWaterMark: number;
  }): Promise<A>;
}

/**
 * Bytes that may come in before they are read. So many that reading never has to be paused: a server that closes its connection behind a paused body
 * ends the whole process (undici issue 5360, in the 7 line).
 */
const READ_AHEAD = 64 * 1024 * 1024;

const MAX_REDIRECTS = 3;

/** The answer that a chain of redirects ends with. */
export interface Followed<A extends RawAnswer> {
  readonly answer: A;
  /** Whose answer it is. */
  readonly host: string;
  /** Whether that host was sent an `authorization` header. */
  readonly hadCredentials: boolean;
}

/** Sends the request and follows redirects. What authorises is not sent to where one leads, be it the same host. */
export async function follow<A extends RawAnswer>(
  agent: Requester<A>,
  request: Sendable,
  signal: AbortSignal,
): Promise<Followed<A> | { readonly failure: Failure }> {
  const host = hostOf(request.url);
  let { url, headers } = request;
  for (let redirects = 0; ; redirects++) {
    const path = url.pathname + url.search;
    const response = await agent.request({
      origin: url.origin,
      path,
      method: request.method,
      headers: { ...headers },
      body: request.body ?? null,
      signal,
      highWaterMark: READ_AHEAD,
    });
    if (!isRedirect(response.statusCode)) return { answer: response, host: hostOf(url), hadCredentials: hasCredentials(headers) };
    discard(response);
    const target = redirectTarget(header(response.headers, 'location'), url, request.method, response.statusCode);
    if (target === undefined) return redirectFailure(`${host} redirects to where it cannot be followed`);
    if (request.staysOnHost && hostOf(target) !== host) return sentOnFailure(host, hostOf(target));
    if (redirects === MAX_REDIRECTS) return redirectFailure(`${host} redirects too often`);
    headers = withoutCredentials(headers);
    url = target;
  }
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Where a redirect leads; undefined where it must not be followed: no address, away from https, or a POST that would turn into a GET. */
function redirectTarget(location: string, from: URL, method: string, status: number): URL | undefined {
  if (location === '' || (method === 'POST' && status < 307)) return undefined;
  const target = readAddress(location, from);
  return from.protocol === 'https:' && target?.protocol !== 'https:' ? undefined : target;
}

function redirectFailure(reason: string): { readonly failure: Failure } {
  return { failure: { reason, retry: 'no', service: false } };
}

function sentOnFailure(host: string, sentOnTo: string): { readonly failure: Failure } {
  return { failure: { ...redirectFailure(`${host} sends on to ${sentOnTo}, which is not told private names`).failure, sentOnTo } };
}

function hasCredentials(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some(name => /^authorization$/i.test(name));
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(proxy-)?authorization$|^cookie$/i.test(name)));
}

/** An http(s) address, without the user and password that may stand in it. */
export function readAddress(address: string, base?: URL): URL | undefined {
  if (!URL.canParse(address, base?.href)) return undefined;
  const url = new URL(address, base);
  url.username = '';
  url.password = '';
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** Reads away a small body, so that the connection can be used again; a large one ends the connection. */
export function discard({ body }: RawAnswer): void {
  body.on('error', () => {});
  if (body.dump) body.dump({ limit: 64 * 1024 }).catch(() => {});
  else body.destroy();
}

/** One header's value (the first, where it came several times); `''` where it did not come. */
export function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
