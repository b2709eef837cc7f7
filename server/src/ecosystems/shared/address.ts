import { withoutTrailing } from '../../text/trailing.js';

/** Where a registry or proxy is. */
export interface Address {
  /** Without credentials, query and the slash at its end. */
  readonly url: string;
  readonly scheme: 'http' | 'https';
  /** In small letters, with the port where it is not the scheme's own. */
  readonly host: string;
  /** `//host/path/` */
  readonly prefix: string;
  /** Of an address with credentials, decoded. */
  readonly login?: { readonly user: string; readonly password: string };
}

/**
 * Reads an http or https URL, strictly: hosts in ASCII only and no dots for folders, so that nobody else can read another host or path in it.
 * Undefined for anything else.
 */
export function addressOf(text: string): Address | undefined {
  const [, protocol = '', login, name = '', port, path = ''] = ADDRESS.exec(text.trim()) ?? [];
  if (name === '' || DOTS.test(path)) return undefined;
  const scheme = protocol.toLowerCase() === 'http' ? 'http' : 'https';
  const host = name.toLowerCase() + (port === undefined || Number(port) === PORTS[scheme] ? '' : `:${Number(port)}`);
  const place = `${host}${withoutTrailing(path, '/')}`;
  return { url: `${scheme}://${place}`, scheme, host, prefix: `//${place}/`, ...(login && { login: loginOf(login) }) };
}

/** The prefix that a key such as `//host/path/` stands for, at a registry of that scheme; undefined where it is none. */
export function prefixOf(key: string, scheme: Address['scheme']): string | undefined {
  return addressOf(`${scheme}:${key}`)?.prefix;
}

/** Whether two addresses are one place, whatever the scheme. */
export function isSamePlace(a: Address, b: Address): boolean {
  return a.prefix === b.prefix;
}

const PORTS = { http: 80, https: 443 };
const ADDRESS = /^(https?):\/\/(?:([^/?#\\@\s]*)@)?([\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::(\d{1,5}))?(\/[^?#\\\s]*)?(?:[?#]\S*)?$/i;
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

function loginOf(text: string): NonNullable<Address['login']> {
  const colon = text.indexOf(':');
  return colon < 0
    ? { user: decoded(text), password: '' }
    : { user: decoded(text.slice(0, colon)), password: decoded(text.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
