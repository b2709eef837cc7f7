import type { Route } from '../../model/registryAccess.js';

// How connections are made where the configuration of package managers says nothing: as the editor is set, else as the environment says.

/**
 * The first route, and the second where the first leaves something open. Certificates are trusted that either names. What the second says to its own
 * proxy is not said to another one that the first names.
 */
export function mergedRoute(first: Route, second: Route): Route {
  const { proxyAuthorization, ...open } = second;
  const ca = [...(first.ca ?? []), ...(second.ca ?? [])];
  const told = Object.fromEntries(Object.entries(first).filter(([, value]) => value !== undefined));
  const isOwnProxy = namesNoOtherProxy(first, second);
  return { ...open, ...(proxyAuthorization !== undefined && isOwnProxy && { proxyAuthorization }), ...told, ...(ca.length > 0 && { ca }) };
}

function namesNoOtherProxy(first: Route, { httpProxy, httpsProxy }: Route): boolean {
  return [first.httpProxy, first.httpsProxy].every(proxy => !proxy || proxy === httpProxy || proxy === httpsProxy);
}

/** How connections are made where nothing else is configured, and whom they trust. */
export interface Connections {
  readonly route: Route;
  /** Certificates that are trusted besides Node's own: of these files (PEM), and the operating system's. */
  readonly trust: { readonly files: readonly string[]; readonly system: boolean };
}

/** As the editor is set, else as the environment says. */
export function connectionsOf(editor: EditorRoute, env: Readonly<Record<string, string | undefined>>): Connections {
  const { route, certificateFiles } = routeOfEnvironment(env);
  return { route: mergedRoute(editor.route, route), trust: { files: certificateFiles, system: editor.systemCertificates } };
}

/** What is set beside the route, and which files and stores of certificates are trusted. */
export interface EnvironmentRoute {
  readonly route: Route;
  /** Paths of files of certificates (PEM) that are trusted besides the usual ones. */
  readonly certificateFiles: readonly string[];
}

/**
 * Reads the variables that curl, Node and VS Code know, lower case before upper case: `https_proxy`, `http_proxy`, `all_proxy` for both, `no_proxy`.
 * The proxy for http serves https where no other is named, as in npm and VS Code. `SSL_CERT_FILE` (OpenSSL) and `NODE_EXTRA_CA_CERTS` (Node) name
 * certificates.
 */
export function routeOfEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentRoute {
  const read = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
  const all = read('all_proxy');
  const httpProxy = read('http_proxy') ?? all;
  const httpsProxy = read('https_proxy') ?? all ?? httpProxy;
  const noProxy = read('no_proxy');
  return {
    route: { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) },
    certificateFiles: [env.SSL_CERT_FILE, env.NODE_EXTRA_CA_CERTS].filter(file => file !== undefined && file !== '') as string[],
  };
}

export interface EditorRoute {
  readonly route: Route;
  /** Whether the operating system's certificates are trusted: `http.systemCertificates`. */
  readonly systemCertificates: boolean;
}

/**
 * Reads VS Code's `http` section (code.visualstudio.com/docs/setup/network): `proxy`, `proxyAuthorization`, `noProxy`, `proxyStrictSSL`, `proxySupport`,
 * `systemCertificates`. `proxySupport: "off"` leaves proxies to the environment; its other values say which of an extension's requests VS Code itself
 * redirects, and mean the same here.
 * @param section what the editor sent: anything at all; a value of another kind than VS Code has is as good as none
 */
export function routeOfEditor(section: unknown): EditorRoute {
  const settings = isRecord(section) ? section : {};
  const proxy = settings.proxySupport === 'off' ? undefined : textOf(settings.proxy);
  const noProxy = Array.isArray(settings.noProxy) ? settings.noProxy.filter(entry => textOf(entry) !== undefined) : [];
  const proxyAuthorization = textOf(settings.proxyAuthorization);
  return {
    route: {
      ...(proxy && { httpProxy: proxy, httpsProxy: proxy, ...(proxyAuthorization && { proxyAuthorization }) }),
      ...(noProxy.length > 0 && { noProxy: noProxy.join(',') }),
      ...(settings.proxyStrictSSL === false && { strictSsl: false }),
    },
    systemCertificates: settings.systemCertificates !== false,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
