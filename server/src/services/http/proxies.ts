import { BlockList, isIP } from 'node:net';
import type { Route } from '../../model/registryAccess.js';
import { basicAuthorization } from './credentials.js';

// Which proxy a request goes through, without asking anybody what a name's address is.

export interface ProxyServer {
  /** Scheme, host and port. */
  readonly url: URL;
  /** The `proxy-authorization` header. Only the proxy gets it. */
  readonly authorization: string | undefined;
}

/**
 * The proxy for a request; undefined where there is none, a sentence where what is configured cannot be used. What is on this machine, and a
 * proxy itself, is reached directly.
 */
export function proxyFor(url: URL, route: Route): ProxyServer | string | undefined {
  const { httpProxy = '', httpsProxy = '', noProxy = '', proxyAuthorization } = route;
  const address = url.protocol === 'https:' ? httpsProxy : httpProxy;
  if (address === '' || isLocal(hostnameOf(url)) || isExempt(url, noProxy)) return undefined;
  const isProxy = [httpProxy, httpsProxy].some(one => one !== '' && originOf(readProxy(one, undefined)) === url.origin);
  return isProxy ? undefined : readProxy(address, proxyAuthorization);
}

/** Whether a list in the syntax of `NO_PROXY` names the host: `host`, `.domain`, `*.domain`, with a port or without, address, network, `*`. */
export function isExempt(url: URL, noProxy: string): boolean {
  const host = hostnameOf(url);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy.split(/[\s,;]+/).some(entry => entry !== '' && names(entry.toLowerCase(), host, port));
}

/** Without a scheme it is http, as curl has it. */
function readProxy(address: string, authorization: string | undefined): ProxyServer | string {
  const text = address.includes('://') ? address : `http://${address}`;
  if (!URL.canParse(text)) return 'the address of the proxy is not valid';
  const { protocol, host, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return `proxies of the kind ${protocol.slice(0, -1)} are not supported`;
  const ofAddress = username === '' ? undefined : basicAuthorization(decoded(username), decoded(password));
  return { url: new URL(`${protocol}//${host}`), authorization: ofAddress ?? authorization };
}

function originOf(proxy: ProxyServer | string): string | undefined {
  return typeof proxy === 'object' ? proxy.url.origin : undefined;
}

function names(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, network, bits] = /^([\d.]+|[\da-f:.]+)\/(\d+)$/.exec(entry) ?? [];
  if (network !== undefined) return isInNetwork(host, network, Number(bits));
  const [, written = entry, entryPort] = isIP(entry) ? [] : (/^\[?(.+?)\]?(?::(\d+))?$/.exec(entry) ?? []);
  if (entryPort !== undefined && entryPort !== port) return false;
  const name = written.replace(/^\*?\./, '').replace(/\.$/, '');
  if (isIP(name)) return isInNetwork(host, name, isIP(name) === 6 ? 128 : 32);
  return host === name || host.endsWith(`.${name}`);
}

function isInNetwork(host: string, network: string, bits: number): boolean {
  const [hostKind, kind] = [isIP(host), isIP(network)];
  if (hostKind === 0 || hostKind !== kind || bits > (kind === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, familyOf(kind));
  return list.check(host, familyOf(kind));
}

function familyOf(kind: number): 'ipv4' | 'ipv6' {
  return kind === 6 ? 'ipv6' : 'ipv4';
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isInNetwork(host, '127.0.0.0', 8) || isInNetwork(host, '::1', 128);
}

/** Lower case, without the brackets of an IPv6 address and without the dot of a full name. */
function hostnameOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
