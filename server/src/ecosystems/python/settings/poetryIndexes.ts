import { readToml } from '../../../syntax/toml/reader.js';
import { stringAt, tablesAt, tomlTree } from '../../../syntax/toml/tree.js';
import type { Login } from './netrc.js';

/** What Poetry's own files say of its sources, by their names. */
export interface PoetryConfig {
  readonly logins: ReadonlyMap<string, Login>;
  /** Paths of certificates to trust, and of client certificates. */
  readonly certs: ReadonlyMap<string, string>;
  readonly clientCerts: ReadonlyMap<string, string>;
}

/** Reads an auth.toml, config.toml or poetry.toml. https://python-poetry.org/docs/repositories/#configuring-credentials */
export function readPoetryConfig(text: string): PoetryConfig {
  const root = tomlTree(text, readToml(text));
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

/** `POETRY_HTTP_BASIC_<NAME>_USERNAME` and `…_PASSWORD`; hyphens and dots of the name are underscores there. */
export function poetryLogin(name: string, files: readonly PoetryConfig[], env: Env): Login | undefined {
  const [user, password] = [variable('HTTP_BASIC', name, 'USERNAME', env), variable('HTTP_BASIC', name, 'PASSWORD', env)];
  if (user || password) return { user: user ?? '', password: password ?? '' };
  return files.map(({ logins }) => logins.get(name)).find(login => login !== undefined);
}

/** The paths of the certificate to trust and of the client certificate for a source. */
export function poetryCertificates(
  name: string,
  files: readonly PoetryConfig[],
  env: Env,
): { readonly cert?: string; readonly clientCert?: string } {
  const cert = variable('CERTIFICATES', name, 'CERT', env) ?? firstOf(files, ({ certs }) => certs.get(name));
  const clientCert = variable('CERTIFICATES', name, 'CLIENT_CERT', env) ?? firstOf(files, ({ clientCerts }) => clientCerts.get(name));
  return { ...(cert && { cert }), ...(clientCert && { clientCert }) };
}

type Env = Readonly<Record<string, string | undefined>>;

function variable(group: string, name: string, key: string, env: Env): string | undefined {
  return name === '' ? undefined : env[`POETRY_${group}_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${key}`] || undefined;
}

function firstOf(files: readonly PoetryConfig[], read: (file: PoetryConfig) => string | undefined): string | undefined {
  return files.map(read).find(found => found !== undefined);
}
