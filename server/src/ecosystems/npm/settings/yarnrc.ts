import { DAY, MINUTE } from '../../../model/time.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, isBroken, scalarIn, scalarsIn, type YamlEntry } from '../../../syntax/yaml/tree.js';
import type { Exceptions, Limit } from '../../shared/cooldown.js';
import { allExceptions, exceptionsOf } from '../../shared/cooldownExceptions.js';
import { amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import { durationOf } from '../../shared/durations.js';
import type { Environment } from '../../shared/settings.js';
import { ranged } from './releaseExceptions.js';
import { type NpmConfiguration, type NpmSettings, type NpmSettingsRead, npmSettings, withVariables } from './settings.js';

/**
 * What a .yarnrc.yml says. https://yarnpkg.com/configuration/yarnrc
 *
 * Of registries: `npmRegistryServer`, `npmAuthToken`, `npmAuthIdent`, the same under `npmScopes` and `npmRegistries`, proxies and certificates, and those
 * of hosts under `networkSettings`.
 *
 * Of the cooldown: `npmMinimalAgeGate`, a length of time or a number of minutes, which a scope under `npmScopes` may have of its own, and
 * `npmPreapprovedPackages`, names, globs, or names with ranges.
 * @param env `{}`: no variable is known
 */
export function readYarnrcYml(text: string, env: Environment): NpmConfiguration {
  const yaml = readYaml(text);
  const top = topEntries(yaml);
  return { settings: registriesIn(top, env), problems: [], isPartial: isBroken(yaml), cooldowns: { yarn: cooldownIn(top) } };
}

/** What the environment tells Yarn: `YARN_NPM_REGISTRY_SERVER` and the like. https://yarnpkg.com/configuration/yarnrc */
export function readYarnEnvironment(env: Environment): NpmSettingsRead {
  const entries = [...GENERAL, ...[...LOGIN].map(([key, word]) => [key, `:${word}`] as const)].map(
    ([key, word]) => [word, env[`YARN_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`]] as const,
  );
  return { settings: expanded(entries, env), problems: [] };
}

/** What a value of `npmMinimalAgeGate` tells Yarn. */
export function yarnCooldownOf(value: string): CooldownSettings {
  return settingsOf(gateOf(value));
}

/** What Yarn does from version 4.15 on where nothing is said. https://yarnpkg.com/configuration/yarnrc#npmMinimalAgeGate */
export const YARN_DEFAULT: Limit = { age: DAY };

/** What a .yarnrc of Yarn 1 says: lines `key value`, each quoted or not. Variables are no part of it. https://classic.yarnpkg.com/en/docs/yarnrc */
export function readClassicYarnrc(text: string): NpmConfiguration {
  const entries = text.split(/\r?\n/).flatMap(line => {
    const [, , key = '', , value = ''] = /^(["']?)(.+?)\1\s+(["']?)(\S.*?)\3\s*$/.exec(line.replace(/^\uFEFF/, '')) ?? [];
    const word = /^(?:@[^:\s]+:)?registry$/i.test(key) ? key.toLowerCase() : CLASSIC.find(known => known === key);
    return word === undefined ? [] : [[word, value] as const];
  });
  return { settings: npmSettings(entries), problems: [], cooldowns: {} };
}

function registriesIn(top: readonly YamlEntry[], env: Environment): NpmSettings {
  const children = (key: string): readonly YamlEntry[] => entryAt(top, key)?.children ?? [];
  const entries = [
    ...wordsOf(top, GENERAL, ''),
    ...wordsOf(top, LOGIN, ':'),
    ...children('npmScopes').flatMap(scope => wordsOf(scope.children, SCOPED, `@${scope.key.toLowerCase()}:`)),
    ...children('npmRegistries').flatMap(registry => wordsOf(registry.children, LOGIN, `${withoutScheme(registry.key)}:`)),
    ...children('networkSettings').flatMap(host => wordsOf(host.children, NETWORK, `host ${host.key}:`)),
  ];
  return expanded(entries, env);
}

function cooldownIn(top: readonly YamlEntry[]): CooldownSettings {
  const scopes = (entryAt(top, 'npmScopes')?.children ?? []).map(scope => [`@${scope.key}/`, gateIn(scope.children)] as const);
  const approved = scalarsIn(entryAt(top, 'npmPreapprovedPackages')).map(ranged);
  const problems = [
    ...scopes.flatMap(([, gate]) => (typeof gate === 'string' ? [gate] : [])),
    ...(approved.includes(undefined) ? [notRead('An entry of npmPreapprovedPackages', 'a name with a range of versions')] : []),
  ];
  const exceptions = exceptionsOf(approved.filter(exception => exception !== undefined));
  return settingsOf(gateIn(top), allExceptions([exceptions, scopedLimits(scopes)]), [...new Set(problems)]);
}

const GATE = 'npmMinimalAgeGate';

function gateIn(entries: readonly YamlEntry[]): Limit | string | undefined {
  const entry = entries.find(({ key }) => key === GATE);
  const value = entry?.children.length ? '' : scalarIn(entry);
  return value === undefined ? undefined : gateOf(value);
}

function gateOf(value: string): Limit | string {
  const minutes = amountOf(value);
  const age = minutes === undefined ? durationOf(value) : minutes * MINUTE;
  return age === undefined ? notRead(GATE, 'a length of time such as 3d') : { age };
}

function scopedLimits(scopes: readonly (readonly [prefix: string, gate: Limit | string | undefined])[]): Exceptions | undefined {
  const limits = scopes.flatMap(([prefix, gate]) => (typeof gate === 'object' ? [[prefix, gate] as const] : []));
  if (limits.length === 0) return undefined;
  return { exempts: () => false, limitOf: name => limits.find(([prefix]) => name.startsWith(prefix))?.[1] };
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
