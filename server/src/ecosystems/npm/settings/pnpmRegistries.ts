import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, scalarIn, scalarsIn, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { type Environment, type NpmSettingsRead, npmSettings, withVariables } from './settings.js';

/**
 * What a pnpm-workspace.yaml, or pnpm's own config.yaml, says of registries: `registry`; `registries`, by scope (`default`, `@scope`) or by address with
 * the `scopes` that come from there, `@` for names without one; proxies and certificates. Credentials stand in neither, but for the `_auth` of
 * config.yaml, which is not read. https://pnpm.io/settings, https://pnpm.io/registries
 * @param env `{}`: no variable is known
 */
export function readPnpmSettings(text: string, env: Environment): NpmSettingsRead {
  const top = topEntries(readYaml(text));
  const general = [...GENERAL].map(([key, word]) => [word, valuesOf(entryAt(top, key))] as const);
  const registries = (entryAt(top, 'registries')?.children ?? []).flatMap(entry => registriesIn(entry));
  const entries = [...general, ...registries].map(([key, values]) => [key, values.map(value => withVariables(value, env))] as const);
  return { settings: npmSettings(entries), problems: [] };
}

/** https://pnpm.io/settings#request-settings */
const GENERAL: ReadonlyMap<string, string> = new Map([
  ['registry', 'registry'],
  ['httpProxy', 'http-proxy'],
  ['httpsProxy', 'https-proxy'],
  ['proxy', 'proxy'],
  ['noProxy', 'noproxy'],
  ['noproxy', 'noproxy'],
  ['strictSsl', 'strict-ssl'],
  ['ca', 'ca'],
  ['cafile', 'cafile'],
  ['cert', 'cert'],
  ['key', 'key'],
]);

function valuesOf(entry: YamlEntry | undefined): readonly string[] {
  return entry && entry.children.length === 0 ? scalarsIn(entry) : [];
}

function registriesIn(entry: YamlEntry): readonly (readonly [key: string, values: readonly string[]])[] {
  const value = scalarIn(entry);
  if (value !== undefined) return [[registryKey(entry.key === 'default' ? '@' : entry.key), [value]]];
  const scopes = entry.children.filter(({ key }) => key === 'scopes').flatMap(found => valuesOf(found));
  return scopes.map(scope => [registryKey(scope), [entry.key]]);
}

function registryKey(scope: string): string {
  return scope === '@' ? 'registry' : `${scope.toLowerCase()}:registry`;
}
