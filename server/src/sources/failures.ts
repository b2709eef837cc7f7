// What went wrong with a request, in words for a person: short, naming the host, free of credentials, paths and query strings.

/** A request that failed. */
export interface Failure {
  readonly reason: string;
  /** Worth another try: 429, 5xx, a broken connection. `unreachable` is tried again only once, and soon. */
  readonly retry: 'no' | 'yes' | 'unreachable';
  /** Speaks of the service rather than of this one resource; several in a row open the circuit breaker. */
  readonly service: boolean;
  readonly status?: number;
  /** The answer was not JSON at all. */
  readonly notJson?: true;
  /** The service asks to be left alone for so many milliseconds. */
  readonly waitMs?: number;
}

/** The part of an address that may be shown: host and port. */
export function hostOf(url: URL): string {
  return url.host;
}

/** What a status means that is neither success, 304, 404, 410 nor a redirect. */
export function statusFailure(host: string, status: number, waitMs: number | undefined): Failure {
  if (status === 401 || status === 403) return { reason: `${host} needs credentials (${status})`, retry: 'no', service: false, status };
  if (status === 429) return { reason: `${host} limits the rate of requests (429)`, retry: 'yes', service: true, status, ...wait(waitMs) };
  if (status >= 500) return { reason: `${host} is failing (${status})`, retry: 'yes', service: true, status, ...wait(waitMs) };
  return { reason: `${host} refused the request (${status})`, retry: 'no', service: false, status };
}

/** The same failure where the service wants a longer pause than a person should wait for. */
export function waitFailure(failure: Failure, waitMs: number): Failure {
  return { ...failure, reason: `${failure.reason}; it asks to try again in ${durationOf(waitMs)}`, waitMs };
}

export function notJsonFailure(host: string, what: 'HTML' | 'something else'): Failure {
  return { reason: `${host} answered ${what} instead of JSON`, retry: 'no', service: false, notJson: true };
}

export function invalidJsonFailure(host: string): Failure {
  return { reason: `${host} answered with invalid JSON`, retry: 'no', service: false };
}

export function tooLargeFailure(host: string, maxBytes: number): Failure {
  return { reason: `${host} answered with more than ${sizeOf(maxBytes)}`, retry: 'no', service: false };
}

export function tooSlowFailure(host: string, limitMs: number): Failure {
  return { reason: `${host} did not answer within ${durationOf(limitMs)}`, retry: 'no', service: true };
}

/** What an error thrown by the HTTP library or by a decoder means. */
export function errorFailure(host: string, error: unknown, limits: { readonly headersMs: number; readonly bodyMs: number }): Failure {
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return tooSlowFailure(host, limits.headersMs);
  if (code === 'UND_ERR_BODY_TIMEOUT') return { reason: `${host} stopped in the middle of its answer`, retry: 'no', service: true };
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return { reason: `cannot reach ${host}`, retry: 'no', service: true };
  if (UNREACHABLE.has(code)) return { reason: `cannot reach ${host}`, retry: 'unreachable', service: true };
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS|^ERR_SSL|^EPROTO$/.test(code)) {
    return { reason: `no secure connection to ${host} (${code})`, retry: 'no', service: true };
  }
  if (/^Z_|^ERR__?BROTLI|^ERR__ERROR_FORMAT/.test(code)) return { reason: `${host} sent a damaged answer`, retry: 'yes', service: false };
  return { reason: `${host} broke off the connection`, retry: 'yes', service: true };
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
]);

/** The code of an error, or of the first one inside it (a host with several addresses gives an `AggregateError`). */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, errors } = error as Error & { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) ? codeOf(errors[0]) : codeOf(error.cause);
}

function wait(waitMs: number | undefined): { waitMs?: number } {
  return waitMs === undefined ? {} : { waitMs };
}

function durationOf(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return `${Math.round(ms)} ms`;
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function sizeOf(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${Math.floor(bytes / 1024)} kB`;
}
