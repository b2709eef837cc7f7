import type { buildConnector } from 'undici';
import type { Route } from '../../model/registryAccess.js';
import type { Logger } from '../../ports/index.js';
import { createCertificates, type Trust } from './certificates.js';
import { isUntrusted } from './failures.js';
import { createLookup } from './lookup.js';
import { proxyFor } from './proxies.js';
import { openTunnel } from './tunnel.js';

export interface ConnectionOptions {
  readonly trust: Trust;
  readonly logger: Logger;
  /** Opening a connection, in milliseconds; as long again for the way through a proxy. */
  readonly connectMs: number;
  /** Bytes that a socket reads ahead; undici's 64 kB where not given. */
  readonly highWaterMark?: number;
}

export interface Connections {
  /**
   * What opens connections on a route, for undici's agents or Node's. Requests that are sent to a proxy itself (http through a proxy) are asked for by
   * its address. Where a certificate is not trusted, a second connection trusts those of the operating system too. Errors are Node's, or a `KnownFailure`.
   */
  connectorFor(build: typeof buildConnector, route: Route): buildConnector.connector;
}

/** Says once of each host that its certificate is not checked, where that is so. */
export function createConnections({ trust, logger, connectMs, highWaterMark }: ConnectionOptions): Connections {
  const certificates = createCertificates(trust, logger);
  const lookup = createLookup();
  const warned = new Set<string>();

  function warn(host: string): void {
    if (warned.has(host)) return;
    warned.add(host);
    logger.warn(`the certificate of ${host} is not checked, because the configuration says so`);
  }

  /** What Node's `tls.connect` is told. */
  function tlsOptions(route: Route, withSystem: boolean) {
    const secureContext = certificates.contextFor(route, withSystem);
    return { ...(secureContext && { secureContext }), ...(route.strictSsl === false && { rejectUnauthorized: false }) };
  }

  function connectorWith(build: typeof buildConnector, route: Route, withSystem: boolean): buildConnector.connector {
    const socket = { timeout: connectMs, lookup, ...(highWaterMark !== undefined && { highWaterMark }) };
    const plain = build(socket);
    const secure = memo(() => build({ ...socket, ...tlsOptions(route, withSystem) }));
    const { cert: _cert, key: _key, ...anonymous } = route;
    const proxyTls = memo(() => tlsOptions(anonymous, withSystem));
    return ({ servername: _hostHeader, ...options }, done) => {
      if (options.protocol !== 'https:') return plain(options, done);
      const url = new URL(`https://${options.host}`);
      if (route.strictSsl === false) warn(url.host);
      const proxy = proxyFor(url, route);
      const connect = secure();
      if (typeof proxy !== 'object') return connect(options, done);
      const tls = proxy.url.protocol === 'https:' ? proxyTls() : {};
      openTunnel(proxy, `${url.hostname}:${url.port || 443}`, { tls, connectMs, lookup }, (error, httpSocket) => {
        if (httpSocket === undefined) done(error ?? new Error('there is no tunnel'), null);
        else connect({ ...options, httpSocket }, done);
      });
    };
  }

  return {
    connectorFor(build, route) {
      const usual = connectorWith(build, route, false);
      const wide = memo(() => connectorWith(build, route, true));
      let isWide = false;
      return (options, done) => {
        const connect = (connector: buildConnector.connector, callback: buildConnector.Callback): void => {
          try {
            connector(options, callback);
          } catch (error) {
            callback(error as Error, null);
          }
        };
        if (isWide) return connect(wide(), done);
        connect(usual, (...outcome) => {
          if (!isUntrusted(outcome[0]) || !certificates.hasSystem()) return done(...outcome);
          isWide = true;
          connect(wide(), done);
        });
      };
    },
  };
}

function memo<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
