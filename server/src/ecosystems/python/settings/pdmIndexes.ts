import { readToml } from '../../../syntax/toml/reader.js';
import { stringAt, type TomlTable, tablesAt, tomlTree, valuesAt } from '../../../syntax/toml/tree.js';
import type { PackageIndex } from '../../../model/index.js';
import type { Login } from './netrc.js';

/** An index that PDM's configuration knows; `''` as its URL: only more about one that a project names. */
export interface PdmIndex extends PackageIndex {
  readonly login?: Login;
  /** Paths. */
  readonly cert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/**
 * Reads a config.toml or pdm.toml: `[pypi]` is the default index, `[pypi.NAME]` a further one.
 * https://pdm-project.org/latest/usage/config/#configure-the-package-indexes
 */
export function readPdmConfig(text: string): readonly PdmIndex[] {
  const root = tomlTree(text, readToml(text));
  return tablesAt(root, 'pypi').flatMap(pypi => [
    pdmIndex(text, 'pypi', pypi),
    ...pypi.members.flatMap(({ key, value }) => (value.kind === 'table' ? [pdmIndex(text, key.name, value)] : [])),
  ]);
}

/** `PDM_PYPI_URL`, `PDM_PYPI_USERNAME`, `PDM_PYPI_PASSWORD`. https://pdm-project.org/latest/reference/configuration/ */
export function pdmEnvironment(env: Readonly<Record<string, string | undefined>>): readonly PdmIndex[] {
  const { PDM_PYPI_URL: url = '', PDM_PYPI_USERNAME: user = '', PDM_PYPI_PASSWORD: password = '' } = env;
  return url + user === '' ? [] : [{ ...named('pypi', url), ...loginOf(user, password) }];
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
