import type { PackageIndex } from '../../../model/index.js';
import { stringAt, type TomlTable, tablesAt, valuesAt } from '../../../syntax/toml/tree.js';
import { type TomlText, tomlOf } from '../../../syntax/toml/values.js';
import type { CooldownSettings } from '../../shared/cooldownSettings.js';
import type { Configuration } from '../../shared/settings.js';
import type { Login } from './netrc.js';
import { type NewerThanKeys, readNewerThan } from './newerThan.js';

/** An index that PDM's configuration knows; `''` as its URL: only more about one that a project names. */
export interface PdmIndex extends PackageIndex {
  readonly login?: Login;
  /** Paths. */
  readonly cert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/**
 * Reads a config.toml or pdm.toml: `[pypi]` is the default index, `[pypi.NAME]` a further one; the cooldown stands under `[strategy]`.
 * https://pdm-project.org/latest/usage/config/#configure-the-package-indexes
 */
export function readPdmConfig(text: string): Configuration & { readonly pdm: readonly PdmIndex[] } {
  const toml = tomlOf(text);
  return { pdm: indexesIn(toml), isPartial: toml.isPartial, cooldowns: { pdm: pdmCooldownIn(toml, ['strategy']) } };
}

/**
 * PDM's cooldown: `exclude-newer` as a time by RFC 3339, a date in UTC or a length of time, and `exclude-newer-override` by package.
 * https://pdm-project.org/latest/usage/lockfile/#exclude-packages-newer-than-specific-date
 * @param path of the table that it stands in
 */
export function pdmCooldownIn(toml: TomlText, path: readonly string[]): CooldownSettings {
  return readNewerThan(toml, { ...KEYS, path });
}

/** `PDM_PYPI_URL`, `PDM_PYPI_USERNAME`, `PDM_PYPI_PASSWORD`. https://pdm-project.org/latest/reference/configuration/ */
export function pdmEnvironment(env: Readonly<Record<string, string | undefined>>): readonly PdmIndex[] {
  const { PDM_PYPI_URL: url = '', PDM_PYPI_USERNAME: user = '', PDM_PYPI_PASSWORD: password = '' } = env;
  return url + user === '' ? [] : [{ ...named('pypi', url), ...loginOf(user, password) }];
}

const KEYS: Omit<NewerThanKeys, 'path'> = {
  all: 'exclude-newer',
  single: 'exclude-newer-override',
  dates: { zone: 'utc', day: 'start' },
};

function indexesIn({ text, root }: TomlText): readonly PdmIndex[] {
  return tablesAt(root, 'pypi').flatMap(pypi => [
    pdmIndex(text, 'pypi', pypi),
    ...pypi.members.flatMap(({ key, value }) => (value.kind === 'table' ? [pdmIndex(text, key.name, value)] : [])),
  ]);
}

function pdmIndex(text: string, name: string, table: TomlTable): PdmIndex {
  const at = (key: string): string | undefined => stringAt(table, key)?.value || undefined;
  const [cert, clientCert, clientKey] = [at('ca_certs'), at('client_cert'), at('client_key')];
  return {
    ...named(name, at('url') ?? ''),
    ...loginOf(at('username') ?? '', at('password') ?? ''),
    ...(valuesAt(table, 'verify_ssl').some(({ span }) => text.slice(span.start, span.end) === 'false') && { isUnverified: true }),
    ...(cert && { cert }),
    ...(clientCert && { clientCert }),
    ...(clientKey && { clientKey }),
  };
}

function named(name: string, url: string): PackageIndex {
  return { installer: 'pdm', name, url, isDefault: name === 'pypi', isExplicit: false };
}

function loginOf(user: string, password: string): { readonly login?: Login } {
  return user === '' ? {} : { login: { user, password } };
}
