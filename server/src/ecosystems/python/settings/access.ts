import type { Access, Route } from '../../../model/registryAccess.js';
import { quoted } from '../../../text/sanitize.js';
import { type AccessRead, settledAccess } from '../../shared/settledAccess.js';
import type { Scope, Sourced } from '../../shared/sourced.js';
import type { ScopedLogin } from './indexAccess.js';
import { type IndexUrl, wholeLogin } from './indexUrl.js';
import { type PythonAround, type Setup, type SourcedIndex, setupOfUser } from './setups.js';

/**
 * How an index is reached: with the credentials configured for it, else those in its address, else those of .netrc; through the proxy and with the
 * certificates of the tool. PyPI itself gets no credentials of .netrc: nothing there needs them. Where the user's own credentials go with a request, the
 * project has no say in the connection.
 * @param problems gets a sentence for each certificate that cannot be read, and one where the project's connection is not used
 */
export function pythonAccess(around: PythonAround, setup: Setup, address: IndexUrl, index: SourcedIndex, problems: Set<string>): Access {
  const all = readAccess(around, setup, address, index, { counts: () => true, problems });
  const ofUser = readAccess(around, setupOfUser(around, setup), address, index, { counts: scope => scope === 'user', problems: new Set() });
  const { access, heldBack } = settledAccess(all, ofUser, quoted(address.host, 50));
  for (const problem of heldBack) problems.add(problem);
  return around.shared(access);
}

interface Reading {
  /** Whose word is heard. */
  readonly counts: (scope: Scope) => boolean;
  readonly problems: Set<string>;
}

function readAccess(around: PythonAround, setup: Setup, address: IndexUrl, index: SourcedIndex, reading: Reading): AccessRead {
  const login = index.isAnonymous ? undefined : loginFor(around, address, index);
  const counted = login && reading.counts(login.scope) ? login : undefined;
  const { identity, isUsers } = identityOf(around, setup, index, reading);
  return {
    credentials: counted ? [{ prefix: address.prefix, secret: { kind: 'basic', user: counted.user, password: counted.password } }] : [],
    connection: connectionOf(around, setup, address, index, reading),
    identity,
    hasUsersSecret: counted?.scope === 'user' || isUsers,
  };
}

/** Whose a login is: the user's as soon as its password is. */
function loginFor({ files }: PythonAround, address: IndexUrl, { login, scope }: SourcedIndex): ScopedLogin | undefined {
  if (login) return login;
  const written = wholeLogin(address.login);
  if (written) return { ...written, scope };
  const listed = address.hostname.endsWith('pypi.org') ? undefined : files.netrc?.loginFor(address.hostname);
  const user = address.login?.user;
  if (user === undefined || listed?.user === user) return listed && { ...listed, scope: 'user' };
  // a token may stand in the place of the user
  return { user, password: '', scope };
}

function connectionOf(around: PythonAround, setup: Setup, { host, hostname }: IndexUrl, index: SourcedIndex, reading: Reading): Route {
  const { counts } = reading;
  const proxy = setup.proxy && counts(setup.proxy.scope) ? withScheme(setup.proxy.value) : undefined;
  const ca = [index, setup.certificates].map(({ cert }) => pemOf(around, cert, reading)).find(pem => pem !== undefined);
  const isUnverified =
    (index.isUnverified && counts(index.scope)) ||
    setup.unverified.some(({ value, scope }) => counts(scope) && (value === host || value === hostname));
  return {
    ...(proxy !== undefined && { httpProxy: proxy, httpsProxy: proxy }),
    ...(ca !== undefined && { ca: [ca] }),
    ...(isUnverified && { strictSsl: false }),
  };
}

function withScheme(proxy: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** The client certificate of the index, else that of the tool; its key may be in the same file. */
function identityOf(
  around: PythonAround,
  { certificates }: Setup,
  index: SourcedIndex,
  reading: Reading,
): { readonly identity: Route; readonly isUsers: boolean } {
  const [certPath, keyPath] =
    [index, certificates].flatMap(({ clientCert, clientKey }) => (clientCert ? [[clientCert, clientKey ?? clientCert]] : []))[0] ?? [];
  const [cert, key] = [pemOf(around, certPath, reading), pemOf(around, keyPath, reading)];
  if (cert === undefined || key === undefined) return { identity: {}, isUsers: false };
  return { identity: { cert, key }, isUsers: [certPath, keyPath].some(path => path?.scope === 'user') };
}

function pemOf({ readPem }: PythonAround, path: Sourced<string> | undefined, { counts, problems }: Reading): string | undefined {
  if (path === undefined || !counts(path.scope)) return undefined;
  const found = readPem(path.value);
  if ('pem' in found) return found.pem;
  problems.add(`${path.source} names a certificate file that ${found.problem}.`);
  return undefined;
}
