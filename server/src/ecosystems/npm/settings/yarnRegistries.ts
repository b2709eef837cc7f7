import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, scalarIn, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { type Environment, type NpmSettings, type NpmSettingsRead, npmSettings, withVariables } from './settings.js';

/**
 * What a .yarnrc.yml says of registries: `npmRegistryServer`, `npmAuthToken`, `npmAuthIdent`, the same under `npmScopes` and `npmRegistries`, proxies and
 * certificates, and those of hosts under `networkSettings`. https://yarnpkg.com/configuration/yarnrc
 * @param env `{}`: no variable is known
 */
export function readYarnrcYml(text: string, env: Environment): NpmSettingsRead {
  const top = topEntries(readYaml(text));
  const children = (key: string): readonly YamlEntry[] => entryAt(top, key)?.children ?? [];
  const entries = [
    ...wordsOf(top, GENERAL, ''),
    ...wordsOf(top, LOGIN, ':'),
    ...children('npmScopes').flatMap(scope => wordsOf(scope.children, SCOPED, `@${scope.key.toLowerCase()}:`)),
    ...children('npmRegistries').flatMap(registry => wordsOf(registry.children, LOGIN, `${withoutScheme(registry.key)}:`)),
    ...children('networkSettings').flatMap(host => wordsOf(host.children, NETWORK, `host ${host.key}:`)),
  ];
  return { settings: expanded(entries, env), problems: [] };
}

/** What the environment tells Yarn: `YARN_NPM_REGISTRY_SERVER` and the like. https://yarnpkg.com/configuration/yarnrc */
export function readYarnEnvironment(env: Environment): NpmSettingsRead {
  const entries = [...GENERAL, ...[...LOGIN].map(([key, word]) => [key, `:${word}`] as const)].map(
    ([key, word]) => [word, env[`YARN_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`]] as const,
  );
  return { settings: expanded(entries, env), problems: [] };
}

/** What a .yarnrc of Yarn 1 says: lines `key value`, each quoted or not. Variables are no part of it. https://classic.yarnpkg.com/en/docs/yarnrc */
export function readClassicYarnrc(text: string): NpmSettingsRead {
  const entries = text.split(/\r?\n/).flatMap(line => {
    const [, , key = '', , value = ''] = /^(["']?)(.+?)\1\s+(["']?)(\S.*?)\3\s*$/.exec(line.replace(/^\uFEFF/, '')) ?? [];
    const word = /^(?:@[^:\s]+:)?registry$/i.test(key) ? key.toLowerCase() : CLASSIC.find(known => known === key);
    return word === undefined ? [] : [[word, value] as const];
  });
  return { settings: npmSettings(entries), problems: [] };
}

const CLASSIC = ['proxy', 'https-proxy', 'strict-ssl', 'cafile'];

/** Yarn's key, and the one of `NpmSettings`. */
type Words = ReadonlyMap<string, string>;

const LOGIN: Words = new Map([
  ['npmAuthToken', '_authToken'],
  ['npmAuthIdent', '_ident'],
]);
const NETWORK: Words = new Map([
  ['httpProxy', 'http-proxy'],
  ['httpsProxy', 'https-proxy'],
  ['httpsCaFilePath', 'cafile'],
  ['caFilePath', 'cafile'],
  ['httpsCertFilePath', 'certfile'],
  ['httpsKeyFilePath', 'keyfile'],
]);
const SCOPED: Words = new Map([...LOGIN, ['npmRegistryServer', 'registry']]);
const GENERAL: Words = new Map([...NETWORK, ['npmRegistryServer', 'registry'], ['enableStrictSsl', 'strict-ssl']]);

function wordsOf(entries: readonly YamlEntry[], words: Words, before: string): (readonly [key: string, value: string | undefined])[] {
  return entries.flatMap(entry => {
    const word = words.get(entry.key);
    return word === undefined ? [] : [[before + word, scalarIn(entry)] as const];
  });
}

/** Yarn asks its keys with and without the scheme. */
function withoutScheme(registry: string): string {
  return registry.replace(/^https?:/i, '');
}

/** Keys keep their variables: Yarn does not expand these. */
function expanded(entries: readonly (readonly [key: string, value: string | undefined])[], env: Environment): NpmSettings {
  return npmSettings(entries.map(([key, value]) => [key, value && withVariables(value, env)]));
}
