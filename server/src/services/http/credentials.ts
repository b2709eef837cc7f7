import type { Credential } from '../../model/registryAccess.js';

/**
 * The `authorization` header for a request, from the credential whose prefix is the longest that the address lies below, part of the path by part;
 * undefined where there is none, or none that a header can hold (npm docs: npmrc, "Auth related configuration").
 */
export function authorizationFor(url: URL, credentials: readonly Credential[]): string | undefined {
  let longest: { readonly path: string; readonly secret: Credential['secret'] } | undefined;
  for (const { prefix, secret } of credentials) {
    const path = pathBelow(url, prefix);
    if (path !== undefined && path.length > (longest?.path.length ?? -1)) longest = { path, secret };
  }
  const value = longest && headerOf(longest.secret);
  return value !== undefined && FITS_A_HEADER.test(value) ? value : undefined;
}

/** `Basic …` of a user and a password. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

const FITS_A_HEADER = /^[\x20-\x7e\x80-\xff]*$/;

/** The path of a prefix, where `url` has its host and port and lies below it. */
function pathBelow(url: URL, prefix: string): string | undefined {
  const address = `${url.protocol}${prefix}`;
  if (!prefix.startsWith('//') || !URL.canParse(address)) return undefined;
  const { host, pathname } = new URL(address);
  const path = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return host === url.host && `${url.pathname}/`.startsWith(path) ? path : undefined;
}

function headerOf(secret: Credential['secret']): string {
  if (secret.kind === 'bearer') return `Bearer ${secret.token}`;
  return secret.kind === 'basic' ? basicAuthorization(secret.user, secret.password) : `Basic ${secret.text}`;
}
