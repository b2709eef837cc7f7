import type { Configuration, Environment } from '../../shared/settings.js';

/**
 * What one place (a file, or the environment) says of npm registries, in npm's words, whichever package manager it belongs to. Of a list all items;
 * of anything else the last one counts. The keys:
 * - `registry`, `@scope:registry` (in small letters): base URLs;
 * - `//host/path/:KEY`: for what lies below that address; `@scope:KEY` and `:KEY`: for the registry of a scope, and for the one without a scope;
 *   KEY is `_authToken`, `_auth` (Base64), `username`, `_password` (Base64), `_ident` (`user:password`), `tokenHelper`,
 *   `cert`, `key`, `ca` (PEM) or `certfile`, `keyfile`, `cafile`;
 * - `host PATTERN:KEY`: for hosts that a glob matches (Yarn); KEY is one of those for certificates, or `proxy`, `https-proxy`;
 * - `proxy`, `http-proxy`, `https-proxy`, `noproxy`, `strict-ssl`, `ca`, `cert`, `key`, `cafile`: for all;
 * - `prefix`: the folder below which npm's global configuration lies.
 */
export type NpmSettings = ReadonlyMap<string, readonly string[]>;

/** What a file, or the environment, says of registries. */
export interface NpmSettingsRead {
  readonly settings: NpmSettings;
  /** Each a clause that fits behind the file's name and a colon; no secret is in it. */
  readonly problems: readonly string[];
}

/** All that a file tells npm, pnpm, Yarn or Bun. */
export interface NpmConfiguration extends NpmSettingsRead, Configuration {
  /** Of a package.json: the package manager that it names puts no variable into files of the repository. */
  readonly leavesVariables?: true;
}

/** Settings from keys and values; what has no value is left out. */
export function npmSettings(entries: Iterable<readonly [key: string, value: string | readonly string[] | undefined]>): NpmSettings {
  const settings = new Map<string, readonly string[]>();
  for (const [key, value] of entries) {
    const values = typeof value === 'string' ? [value] : value;
    if (values?.some(item => item !== '')) settings.set(key, values);
  }
  return settings;
}

/**
 * Puts environment variables in. `${NAME}`, and `${NAME?}` for nothing where it is not set, as npm has them
 * (https://docs.npmjs.com/cli/configuring-npm/npmrc); `${NAME-default}`, and `${NAME:-default}` also where it is empty, as pnpm and Yarn have them
 * (https://pnpm.io/settings, https://yarnpkg.com/configuration/yarnrc). A reference to a variable that is not set stays as it is written.
 */
export function withVariables(text: string, env: Environment): string {
  if (!text.includes('${')) return text;
  return text.replace(REFERENCE, (whole, name: string, colon: string, rest = '') => {
    const value = env[name];
    if (value !== undefined && (value !== '' || colon === '')) return value;
    if (rest === '?') return '';
    return rest === '' ? whole : rest.slice(1);
  });
}

/** The names of the variables whose references were left in a text. */
export function unsetVariables(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
}

const REFERENCE = /(?<!\\)\$\{(\w+)(:?)(\?|-[^}]*)?\}/g;
