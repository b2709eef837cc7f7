import type { Agent, Dispatcher } from 'undici';
import { mergedRoute } from '../../ecosystems/shared/defaultRoute.js';
import type { Route } from '../../model/registryAccess.js';
import type { Logger } from '../../ports/index.js';
import type { Trust } from './certificates.js';
import type { Connections } from './connections.js';
import { connectFailure, KnownFailure, proxyStatusFailure } from './failures.js';
import { type ProxyServer, proxyFor } from './proxies.js';
import { discard, type RawAnswer, type Requester } from './redirects.js';

export interface RoutesOptions {
  /** What holds where a request's own route leaves something open. */
  readonly defaults: Route;
  readonly trust: Trust;
  readonly logger: Logger;
  /** Connections at once to one origin. */
  readonly perOrigin: number;
  /** Times in milliseconds, as in HTTP_LIMITS. */
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
}

/** Connections by the way that is configured: directly or through a proxy, with the certificates that are trusted there. */
export interface Routes {
  /** What sends requests on a route. A client certificate is shown to the origin of `first` alone, not to where that redirects to. */
  requesterFor(route: Route, first: URL): Promise<Requester<Dispatcher.ResponseData<unknown>>>;
  /** The origin with the way to it: what fails on one way may work on another. */
  nameOf(route: Route, url: URL): string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Routes that are kept with their connections. A workspace has a few; what goes beyond costs the longest unused one its connections. */
export const MOST_ROUTES = 16;

/** Loads nothing and makes nothing before the first request. */
export function createRoutes(options: RoutesOptions): Routes {
  const { defaults, perOrigin, headersMs, bodyMs } = options;
  const wholes = new WeakMap<Route, Keyed>();
  const agents = new Map<string, Agent>();
  let loaded: Promise<Loaded> | undefined;

  function wholeOf(route: Route): Keyed {
    const whole = wholes.get(route) ?? keyed(mergedRoute(route, defaults));
    wholes.set(route, whole);
    return whole;
  }

  /** The HTTP library and what of Node makes secure connections take longer to load than all else of the program. */
  async function load(): Promise<Loaded> {
    const [undici, { createConnections }] = await Promise.all([import('undici'), import('./connections.js')]);
    return { undici, connections: createConnections(options) };
  }

  function agentFor({ undici: { Agent, buildConnector }, connections }: Loaded, { route, key }: Keyed): Agent {
    const connect = () => connections.connectorFor(buildConnector, route);
    const agent =
      agents.get(key) ??
      new Agent({ connections: perOrigin, keepAliveTimeout: 15_000, headersTimeout: headersMs, bodyTimeout: bodyMs, connect: connect() });
    agents.delete(key);
    agents.set(key, agent);
    dropOldest(agents);
    return agent;
  }

  return {
    async requesterFor(route, first) {
      loaded ??= load();
      const libraries = await loaded;
      const whole = wholeOf(route);
      const onward = whole.route.cert === undefined ? whole : keyed(withoutClientCertificate(whole.route));
      return {
        request: request => {
          const way = request.origin === first.origin ? whole : onward;
          return sendOn(way.route, agentFor(libraries, way), request);
        },
      };
    },
    nameOf(route, url) {
      const proxy = proxyFor(url, wholeOf(route).route);
      return typeof proxy === 'object' ? `${url.origin} through ${proxy.url.host}` : url.origin;
    },
    async close() {
      await Promise.all([...agents.values()].map(agent => agent.destroy()));
      agents.clear();
    },
  };
}

/**
 * Sends a request on a route: what is not to be encrypted is sent to the proxy itself, with the whole address (RFC 9112, 3.2.2); for all else the
 * connection is the client's matter. Rejects with a `KnownFailure` where the proxy is the trouble.
 */
export async function sendOn<A extends RawAnswer>(route: Route, client: Requester<A>, request: SentRequest<A>): Promise<A> {
  const url = new URL(request.origin);
  const proxy = proxyFor(url, route);
  if (typeof proxy === 'string') throw new KnownFailure({ reason: proxy, retry: 'no', service: false });
  if (proxy === undefined || url.protocol === 'https:') return client.request(request);
  const answer = await client.request(forwarded(request, url, proxy)).catch(error => {
    const failure = connectFailure(`the proxy ${proxy.url.host}`, error);
    throw failure ? new KnownFailure(failure) : error;
  });
  if (answer.statusCode !== 407) return answer;
  discard(answer);
  throw new KnownFailure(proxyStatusFailure(proxy.url.host, 407, url.host, proxy.authorization !== undefined));
}

type SentRequest<A extends RawAnswer> = Parameters<Requester<A>['request']>[0];

function forwarded<A extends RawAnswer>(request: SentRequest<A>, target: URL, { url, authorization }: ProxyServer): SentRequest<A> {
  const headers = { ...request.headers, host: target.host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
  return { ...request, origin: url.origin, path: request.origin + request.path, headers };
}

interface Loaded {
  readonly undici: typeof import('undici');
  readonly connections: Connections;
}

/** A route with nothing left open, and what tells it from others. */
interface Keyed {
  readonly route: Route;
  readonly key: string;
}

/** The same route for those who must not be shown who asks. */
function withoutClientCertificate({ cert: _cert, key: _key, ...route }: Route): Route {
  return route;
}

function keyed(route: Route): Keyed {
  const { httpProxy, httpsProxy, proxyAuthorization, noProxy, ca, cert, key, strictSsl } = route;
  return { route, key: JSON.stringify([httpProxy, httpsProxy, proxyAuthorization, noProxy, ca, cert, key, strictSsl]) };
}

/** Ends the connections of the longest unused route, when its requests are done. */
function dropOldest(agents: Map<string, Agent>): void {
  const [oldest] = agents.keys();
  if (agents.size <= MOST_ROUTES || oldest === undefined) return;
  agents
    .get(oldest)
    ?.close()
    .catch(() => {});
  agents.delete(oldest);
}
