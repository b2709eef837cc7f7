import type { Access, Credential } from '../../../model/registryAccess.js';
import { quoted } from '../../../text/sanitize.js';
import { type Address, addressOf, isSamePlace, prefixOf } from '../../shared/address.js';
import { type AccessRead, settledAccess } from '../../shared/settledAccess.js';
import { lastValue, type MergedSettings, type Setting } from './layers.js';
import { routeTo } from './route.js';
import { unsetVariables } from './settings.js';

export interface AccessOptions {
  /** npm's own registry. */
  readonly defaultRegistry: string;
  /** Of Base64, as UTF-8. */
  readonly decodeBase64: (text: string) => string;
}

/** The settings that count for a registry. */
export interface SettingsAtHand {
  readonly counted: MergedSettings;
  /** Those of them that are not the project's. */
  readonly ofUser: MergedSettings;
}

/** A registry's address, and whether the project names it. */
export interface RegistryPlace {
  readonly address: Address;
  /** Of the key that names it, `''` for `registry`. */
  readonly scope: string;
  readonly isProjects: boolean;
}

/** What reaching a registry takes, and what of it cannot be used, each a sentence without secrets. */
export interface RegistryAccess {
  readonly access: Access;
  readonly problems: readonly string[];
  /** Why the project's connection is not used, a sentence. */
  readonly heldBack: readonly string[];
}

/** How a registry is reached: where the user's own credentials go with a request, over a connection that the project has no say in. */
export function accessTo(place: RegistryPlace, { counted, ofUser }: SettingsAtHand, options: AccessOptions): RegistryAccess {
  const { problems, ...all } = readAccess(place, counted, options);
  return { ...settledAccess(all, readAccess(place, ofUser, options), quoted(place.address.host, 50)), problems };
}

/**
 * What settings say of a registry. Credentials are those declared for its own address or one above it, the nearest first, as npm looks for them
 * (https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration). Before them stand those for the scope (Yarn, Bun), behind them those in
 * the address itself, and what Yarn has for the registry of names without a scope, if it is this one.
 */
function readAccess(
  { address: registry, scope, isProjects }: RegistryPlace,
  settings: MergedSettings,
  options: AccessOptions,
): AccessRead & { readonly problems: readonly string[] } {
  const declared = declaredAbove(registry, settings);
  const logins = [
    ...(scope === '' ? [] : [{ prefix: registry.prefix, key: scope }]),
    ...declared,
    ...(isDefault(registry, settings, options) ? [{ prefix: registry.prefix, key: '' }] : []),
  ].map(place => loginAt(place, settings, options));
  const { identitySettings, problems, ...route } = routeTo(
    registry,
    declared.map(({ key }) => key),
    settings,
  );
  const own = ownLogin(registry);
  const known = logins.filter(login => typeof login === 'object');
  const unread = logins.flatMap(login => (typeof login === 'string' ? [login] : []));
  return {
    ...route,
    credentials: [...known.map(({ credential }) => credential), ...(own ? [own] : [])],
    hasUsersSecret: known.some(({ isUsers }) => isUsers) || isAnyUsers(identitySettings) || (own !== undefined && !isProjects),
    problems: [...unread, ...problems],
  };
}

interface Login {
  readonly credential: Credential;
  readonly isUsers: boolean;
}

function isAnyUsers(settings: readonly Setting[]): boolean {
  return settings.some(({ layer }) => !layer.isProject);
}

/** Where credentials are declared. */
interface CredentialLocation {
  /** The addresses that they are sent to begin with it. */
  readonly prefix: string;
  /** What stands before the colon: `//host/path/`, a scope, or nothing. */
  readonly key: string;
}

const URL_KEY = /^(\/\/.*):[^:]+$/;

function declaredAbove(registry: Address, settings: MergedSettings): readonly CredentialLocation[] {
  const keys = new Set([...settings.keys()].flatMap(key => URL_KEY.exec(key)?.[1] ?? []));
  const places = [...keys].flatMap(key => {
    const prefix = prefixOf(key, registry.scheme);
    return prefix !== undefined && registry.prefix.startsWith(prefix) ? [{ prefix, key }] : [];
  });
  return places.sort((a, b) => b.prefix.length - a.prefix.length || b.key.length - a.key.length);
}

function isDefault(registry: Address, settings: MergedSettings, { defaultRegistry }: AccessOptions): boolean {
  const address = addressOf(lastValue(settings.get('registry')) ?? defaultRegistry);
  return address !== undefined && isSamePlace(registry, address);
}

/** The credentials declared at a place; a sentence where they cannot be used. Of several forms npm takes the first of these. */
function loginAt(
  { prefix, key }: CredentialLocation,
  settings: MergedSettings,
  { decodeBase64 }: AccessOptions,
): Login | string | undefined {
  const at = (word: string): Setting | undefined => settings.get(`${key}:${word}`);
  const [token, encoded, ident, user, password] = ['_authToken', '_auth', '_ident', 'username', '_password'].map(at);
  if (token) return secretFrom([token], prefix, ([text]) => ({ kind: 'bearer', token: text }));
  if (encoded) return secretFrom([encoded], prefix, ([text]) => ({ kind: 'encoded', text }));
  if (ident) return secretFrom([ident], prefix, ([text]) => identified(text));
  if (user && password) {
    return secretFrom([user, password], prefix, ([name, secret]) => ({ kind: 'basic', user: name, password: decodeBase64(secret) }));
  }
  const helper = at('tokenHelper');
  return helper && `${helper.layer.name}: the program that gives a token for ${placeName(prefix)} is not run.`;
}

function secretFrom(
  settings: readonly Setting[],
  prefix: string,
  read: (values: readonly [string, string]) => Credential['secret'],
): Login | string {
  const [first = '', second = ''] = settings.map(setting => lastValue(setting) ?? '');
  const [unset] = unsetVariables(first + second);
  if (unset === undefined) return { credential: { prefix, secret: read([first, second]) }, isUsers: isAnyUsers(settings) };
  return `${settings[0]?.layer.name}: ${quoted(unset, 40)} is not ${settings[0]?.layer.leavesVariables ? 'put in by this pnpm' : 'set'}, so that the credentials for ${placeName(prefix)} are not known.`;
}

/** Yarn's `npmAuthIdent`: `user:password`, or that in Base64. https://yarnpkg.com/configuration/yarnrc#npmAuthIdent */
function identified(text: string): Credential['secret'] {
  const colon = text.indexOf(':');
  return colon < 0 ? { kind: 'encoded', text } : { kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function ownLogin({ prefix, login }: Address): Credential | undefined {
  if (login === undefined || unsetVariables(login.user + login.password).length > 0) return undefined;
  return { prefix, secret: { kind: 'basic', ...login } };
}

function placeName(prefix: string): string {
  return quoted(prefix.slice(2, -1), 50);
}
