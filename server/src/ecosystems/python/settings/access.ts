import type { Access, Route } from '../../../model/registryAccess.js';
import { type IndexUrl, wholeLogin } from './indexUrl.js';
import type { Login } from './netrc.js';
import type { CertificatePaths, PythonAround, Setup, SourcedIndex } from './setups.js';

/**
 * How an index is reached: with the credentials configured for it, else those in its address, else those of .netrc; through the proxy and with the
 * certificates of the tool. PyPI itself gets no credentials of .netrc: nothing there needs them.
 * @param problems gets a sentence for each certificate that cannot be read
 */
export function pythonAccess(around: PythonAround, setup: Setup, address: IndexUrl, index: SourcedIndex, problems: Set<string>): Access {
  const login = index.isAnonymous ? undefined : loginFor(around, address, index);
  return around.shared({
    credentials: login ? [{ prefix: address.prefix, secret: { kind: 'basic', user: login.user, password: login.password } }] : [],
    route: routeOf(around, setup, address, index, problems),
  });
}

function loginFor({ files }: PythonAround, address: IndexUrl, { login }: SourcedIndex): Login | undefined {
  const known = login ?? wholeLogin(address.login);
  if (known) return known;
  const listed = address.hostname.endsWith('pypi.org') ? undefined : files.netrc?.loginFor(address.hostname);
  const user = address.login?.user;
  if (user === undefined || listed?.user === user) return listed;
  // a token may stand in the place of the user
  return { user, password: '' };
}

function routeOf(around: PythonAround, setup: Setup, address: IndexUrl, index: SourcedIndex, problems: Set<string>): Route {
  const proxy = setup.proxy && withScheme(setup.proxy.value);
  const isUnverified = index.isUnverified || setup.unverified.some(host => host === address.host || host === address.hostname);
  const own: CertificatePaths = index;
  return {
    ...(proxy !== undefined && { httpProxy: proxy, httpsProxy: proxy }),
    ...certificates(around, setup.certificates.value, setup.certificates.source, problems),
    ...certificates(around, own, index.source, problems),
    ...(isUnverified && { strictSsl: false }),
  };
}

function withScheme(proxy: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function certificates({ readPem }: PythonAround, paths: CertificatePaths, source: string, problems: Set<string>): Route {
  const read = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    const found = readPem(path);
    if ('pem' in found) return found.pem;
    problems.add(`${source} names a certificate file that ${found.problem}.`);
    return undefined;
  };
  const [ca, cert, key] = [read(paths.cert), read(paths.clientCert), read(paths.clientKey ?? paths.clientCert)];
  return { ...(ca !== undefined && { ca: [ca] }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}
