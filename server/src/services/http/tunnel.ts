import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connectFailure, KnownFailure, proxyStatusFailure } from './failures.js';
import type { ProxyServer } from './proxies.js';

export interface TunnelOptions {
  /** How a proxy that is spoken to by https is trusted. */
  readonly tls: Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized'>;
  /** From the attempt to the proxy's answer, in milliseconds. */
  readonly connectMs: number;
  readonly lookup: LookupFunction;
}

/**
 * Has a proxy connect to `target`, a host (which only the proxy looks up) and a port (RFC 9110, 9.3.6). Gives a socket on which one speaks to the
 * target, or a `KnownFailure`.
 */
export function openTunnel(
  { url, authorization }: ProxyServer,
  target: string,
  { tls, connectMs, lookup }: TunnelOptions,
  done: (error: Error | null, socket?: Socket) => void,
): void {
  const headers = { host: target, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const servername = isIP(hostname) ? '' : hostname; // else Node would take the target's
  const options = { method: 'CONNECT', path: target, headers, agent: false, lookup, servername, ...tls } as const;
  const request = (url.protocol === 'https:' ? https : http).request(url, options);
  const timer = setTimeout(() => request.destroy(Object.assign(new Error(), { code: 'UND_ERR_CONNECT_TIMEOUT' })), connectMs);
  request.on('error', error => {
    clearTimeout(timer);
    const broken = { reason: `the proxy ${url.host} broke off the connection`, retry: 'yes', service: true } as const;
    done(new KnownFailure(connectFailure(`the proxy ${url.host}`, error) ?? broken, error));
  });
  request.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket, head: Buffer) => {
    clearTimeout(timer);
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      return done(null, socket);
    }
    socket.on('error', () => {}).destroy();
    done(new KnownFailure(proxyStatusFailure(url.host, statusCode, target, authorization !== undefined)));
  });
  request.end();
}
