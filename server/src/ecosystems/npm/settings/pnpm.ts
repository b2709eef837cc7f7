import { MINUTE } from '../../../model/time.js';
import { itemsIn, type NpmrcEntries, valueIn } from '../../../syntax/ini/npmrc.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, isBroken, scalarIn, scalarsIn, type YamlEntry } from '../../../syntax/yaml/tree.js';
import type { Limit } from '../../shared/cooldown.js';
import { exceptionsOf } from '../../shared/cooldownExceptions.js';
import { amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import type { Environment } from '../../shared/settings.js';
import { versioned } from './releaseExceptions.js';
import { type NpmConfiguration, type NpmSettings, npmSettings, withVariables } from './settings.js';

/**
 * What a pnpm-workspace.yaml, or pnpm's own config.yaml, says.
 *
 * Of registries: `registry`; `registries`, by scope (`default`, `@scope`) or by address with the `scopes` that come from there, `@` for names without one;
 * proxies and certificates. Credentials stand in neither, but for the `_auth` of config.yaml, which is not read. https://pnpm.io/settings,
 * https://pnpm.io/registries
 *
 * Of the cooldown: `minimumReleaseAge` in minutes and `minimumReleaseAgeExclude`, names, patterns, or names with exact versions;
 * `minimumReleaseAgeStrict: false` makes it loose. https://pnpm.io/settings#minimumreleaseage, #minimumreleaseageexclude, #minimumreleaseagestrict
 * @param env `{}`: no variable is known
 */
export function readPnpmSettings(text: string, env: Environment): NpmConfiguration {
  const yaml = readYaml(text);
  const top = topEntries(yaml);
  return { settings: registriesIn(top, env), problems: [], isPartial: isBroken(yaml), cooldowns: { pnpm: cooldownIn(top) } };
}

/** The cooldown in entries of npm's form, where pnpm looked for it before version 11. https://pnpm.io/10.x/settings */
export function pnpmCooldownIn(entries: NpmrcEntries): CooldownSettings {
  return cooldownOf('minimum-release-age', valueIn(entries, 'minimum-release-age'), itemsIn(entries, 'minimum-release-age-exclude'));
}

/** What pnpm does from version 11 on where nothing is said; it takes a younger release where no other fits. https://pnpm.io/settings#minimumreleaseage */
export const PNPM_DEFAULT: Limit = { age: 1440 * MINUTE };

function cooldownIn(top: readonly YamlEntry[]): CooldownSettings {
  const entry = entryAt(top, 'minimumReleaseAge');
  const value = entry?.children.length ? '' : scalarIn(entry);
  const isLoose = scalarIn(entryAt(top, 'minimumReleaseAgeStrict')) === 'false';
  return { ...cooldownOf('minimumReleaseAge', value, scalarsIn(entryAt(top, 'minimumReleaseAgeExclude'))), isLoose };
}

function cooldownOf(key: string, value: string | undefined, excluded: readonly string[]): CooldownSettings {
  const exceptions = excluded.map(versioned);
  const problems = exceptions.includes(undefined) ? [notRead(`An entry of ${key}${suffixOf(key)}`, 'a name with exact versions')] : [];
  return settingsOf(limitOf(key, value), exceptionsOf(exceptions.filter(exception => exception !== undefined)), problems);
}

function suffixOf(key: string): string {
  return key.includes('-') ? '-exclude' : 'Exclude';
}

function limitOf(key: string, value: string | undefined): Limit | string | undefined {
  if (value === undefined) return undefined;
  const amount = amountOf(value);
  return amount === undefined ? notRead(key, 'a number of minutes') : { age: amount * MINUTE };
}

function registriesIn(top: readonly YamlEntry[], env: Environment): NpmSettings {
  const general = [...GENERAL].map(([key, word]) => [word, valuesOf(entryAt(top, key))] as const);
  const registries = (entryAt(top, 'registries')?.children ?? []).flatMap(entry => registryEntries(entry));
  const entries = [...general, ...registries].map(([key, values]) => [key, values.map(value => withVariables(value, env))] as const);
  return npmSettings(entries);
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

function registryEntries(entry: YamlEntry): readonly (readonly [key: string, values: readonly string[]])[] {
  const value = scalarIn(entry);
  if (value !== undefined) return [[registryKey(entry.key === 'default' ? '@' : entry.key), [value]]];
  const scopes = entry.children.filter(({ key }) => key === 'scopes').flatMap(found => valuesOf(found));
  return scopes.map(scope => [registryKey(scope), [entry.key]]);
}

function registryKey(scope: string): string {
  return scope === '@' ? 'registry' : `${scope.toLowerCase()}:registry`;
}
