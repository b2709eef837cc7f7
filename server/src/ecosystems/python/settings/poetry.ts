import { DAY } from '../../../model/time.js';
import { stringAt, type TomlTable, tablesAt } from '../../../syntax/toml/tree.js';
import { stringsAt, type TomlText, tomlOf } from '../../../syntax/toml/values.js';
import type { Limit } from '../../shared/cooldown.js';
import { exceptionsOf, named } from '../../shared/cooldownExceptions.js';
import { amountAt, amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import type { Configuration } from '../../shared/settings.js';
import type { Sourced } from '../../shared/sourced.js';
import { normalizeName } from '../names/packageName.js';
import type { CertificatePaths, ScopedLogin } from './indexAccess.js';
import type { Login } from './netrc.js';

/** What Poetry's own files say of its sources, by their names. */
export interface PoetryConfig {
  readonly logins: ReadonlyMap<string, Login>;
  /** Paths of certificates to trust, and of client certificates. */
  readonly certs: ReadonlyMap<string, string>;
  readonly clientCerts: ReadonlyMap<string, string>;
}

type Read = Configuration & { readonly poetry: PoetryConfig };

/**
 * Reads a config.toml or poetry.toml: credentials (https://python-poetry.org/docs/repositories/#configuring-credentials), and the cooldown:
 * `min-release-age` under `[solver]`, in days, and `min-release-age-exclude`, names of packages
 * (https://python-poetry.org/docs/configuration/#solvermin-release-age).
 */
export function readPoetryConfig(text: string): Read {
  const toml = tomlOf(text);
  return { poetry: credentialsIn(toml.root), cooldowns: { poetry: cooldownIn(toml) } };
}

/** Reads an auth.toml: credentials alone. */
export function readPoetryAuth(text: string): Read {
  return { poetry: credentialsIn(tomlOf(text).root), cooldowns: {} };
}

/** The cooldown of one value that stands anywhere else, such as in the environment. */
export function poetryCooldownOf(days: string): CooldownSettings {
  return settingsOf(limitOf(amountOf(days) ?? 'unreadable'));
}

/** `POETRY_HTTP_BASIC_<NAME>_USERNAME` and `…_PASSWORD`; hyphens and dots of the name are underscores there. */
export function poetryLogin(name: string, files: readonly Sourced<PoetryConfig>[], env: Env): ScopedLogin | undefined {
  const [user, password] = [variable('HTTP_BASIC', name, 'USERNAME', env), variable('HTTP_BASIC', name, 'PASSWORD', env)];
  if (user || password) return { user: user ?? '', password: password ?? '', scope: 'user' };
  const found = firstOf(files, ({ logins }) => logins.get(name));
  return found && { ...found.value, scope: found.scope };
}

/** The paths of the certificate to trust and of the client certificate for a source. */
export function poetryCertificates(
  name: string,
  files: readonly Sourced<PoetryConfig>[],
  env: Env,
): Pick<CertificatePaths, 'cert' | 'clientCert'> {
  const ofEnvironment = (key: string): Sourced<string> | undefined => {
    const value = variable('CERTIFICATES', name, key, env);
    return value === undefined ? undefined : { value, scope: 'user', source: 'the environment' };
  };
  const cert = ofEnvironment('CERT') ?? firstOf(files, ({ certs }) => certs.get(name));
  const clientCert = ofEnvironment('CLIENT_CERT') ?? firstOf(files, ({ clientCerts }) => clientCerts.get(name));
  return { ...(cert && { cert }), ...(clientCert && { clientCert }) };
}

function credentialsIn(root: TomlTable): PoetryConfig {
  const members = (table: string) => tablesAt(root, table).flatMap(({ members }) => members);
  const strings = (table: string, key: string) =>
    new Map(
      members(table).flatMap(({ key: { name }, value }) => {
        const found = value.kind === 'table' ? stringAt(value, key) : undefined;
        return found ? [[name, found.value] as const] : [];
      }),
    );
  const [users, passwords] = [strings('http-basic', 'username'), strings('http-basic', 'password')];
  return {
    logins: new Map([...users].map(([name, user]) => [name, { user, password: passwords.get(name) ?? '' }])),
    certs: strings('certificates', 'cert'),
    clientCerts: strings('certificates', 'client-cert'),
  };
}

function cooldownIn(toml: TomlText): CooldownSettings {
  const limit = limitOf(amountAt(toml, 'solver', 'min-release-age'));
  const exceptions = exceptionsOf(stringsAt(toml, 'solver', 'min-release-age-exclude').map(name => named(normalizeName(name))));
  return settingsOf(limit, exceptions);
}

function limitOf(days: ReturnType<typeof amountAt>): Limit | string | undefined {
  if (days === 'unreadable') return notRead('min-release-age', 'a number of days');
  return days === undefined ? undefined : { age: days * DAY };
}

type Env = Readonly<Record<string, string | undefined>>;

function variable(group: string, name: string, key: string, env: Env): string | undefined {
  return name === '' ? undefined : env[`POETRY_${group}_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${key}`] || undefined;
}

function firstOf<T>(files: readonly Sourced<PoetryConfig>[], read: (file: PoetryConfig) => T | undefined): Sourced<T> | undefined {
  for (const { value: file, ...said } of files) {
    const value = read(file);
    if (value !== undefined) return { ...said, value };
  }
  return undefined;
}
