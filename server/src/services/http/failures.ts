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
  /** The host that it sends on to, where that one was not to be asked. */
  readonly sentOnTo?: string;
  /** The service asks to be left alone for so many milliseconds. */
  readonly waitMs?: number;
}

/** The part of an address that may be shown: host and port. */
export function hostOf(url: URL): string {
  return url.host;
}

/** A failure that is thrown where a connection is made, and comes out of the HTTP library as it is. */
export class KnownFailure extends Error {
  constructor(
    readonly failure: Failure,
    cause?: unknown,
  ) {
    super(failure.reason, { cause });
  }
}

/**
 * What a status means that is neither 200, 304, 404, 410 nor a redirect.
 * @param hadCredentials whether the request had an `authorization` header
 */
export function statusFailure(host: string, status: number, waitMs: number | undefined, hadCredentials = false): Failure {
  if (status === 401 || status === 403) return credentialsFailure(host, status, hadCredentials);
  if (status === 429) return { reason: `${host} limits the rate of requests (429)`, retry: 'yes', service: true, status, ...wait(waitMs) };
  if (status >= 500) return { reason: `${host} answers HTTP ${status}`, retry: 'yes', service: true, status, ...wait(waitMs) };
  if (status < 300) return { reason: `${host} gave no whole answer (${status})`, retry: 'no', service: false, status };
  return { reason: `${host} refused the request (${status})`, retry: 'no', service: false, status };
}

function credentialsFailure(place: string, status: number, hadCredentials: boolean): Failure {
  const reason = hadCredentials ? `${place} refuses the credentials that are configured` : `needs credentials for ${place}`;
  return { reason, retry: 'no', service: false, status };
}

/** What a proxy's answer means that is not a connection to `target`, host and port. */
export function proxyStatusFailure(proxy: string, status: number, target: string, hadCredentials: boolean): Failure {
  if (status === 407) return credentialsFailure(`the proxy ${proxy}`, status, hadCredentials);
  if (status >= 500) return { reason: `the proxy ${proxy} cannot reach ${target} (${status})`, retry: 'unreachable', service: true };
  return { reason: `the proxy ${proxy} refuses connections to ${target} (${status})`, retry: 'no', service: true };
}

/** What an error means by which no connection came about; undefined where it is another error. */
export function connectFailure(place: string, error: unknown): Failure | undefined {
  const code = codeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return { reason: `cannot reach ${place}`, retry: 'no', service: true };
  if (UNREACHABLE.has(code)) return { reason: `cannot reach ${place}`, retry: 'unreachable', service: true };
  const insecure = insecureReason(place, code);
  return insecure === undefined ? undefined : { reason: insecure, retry: 'no', service: true };
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
  if (error instanceof KnownFailure) return error.failure;
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return tooSlowFailure(host, limits.headersMs);
  if (code === 'UND_ERR_BODY_TIMEOUT') return { reason: `${host} stopped in the middle of its answer`, retry: 'no', service: true };
  const unconnected = connectFailure(host, error);
  if (unconnected) return unconnected;
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

/** Whether an error says that nobody is known who vouches for a certificate: knowing more authorities may help. */
export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.test(codeOf(error));
}

const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** Why a connection could not be made a secure one (OpenSSL's and Node's codes: nodejs.org/api/tls.html, "X509 certificate error codes"). */
function insecureReason(host: string, code: string): string | undefined {
  if (UNTRUSTED.test(code)) {
    const kind = code.includes('SELF_SIGNED') ? 'self-signed' : 'unknown authority';
    return `${host} has a certificate that is not trusted (${kind}); name the company's in NODE_EXTRA_CA_CERTS`;
  }
  if (code === 'CERT_HAS_EXPIRED') return `${host} has a certificate that has expired`;
  if (code === 'CERT_NOT_YET_VALID') return `${host} has a certificate that is not valid yet; this computer's clock may be wrong`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${host} has a certificate for another name`;
  return /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$/.test(code) ? `no secure connection to ${host} (${code})` : undefined;
}

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
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  const hours = seconds / 3600;
  if (hours < 2) return `${Math.ceil(seconds / 60)} min`;
  return hours < 48 ? `${Math.ceil(hours)} h` : `${Math.ceil(hours / 24)} days`;
}

function sizeOf(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${Math.floor(bytes / 1024)} kB`;
}
