import { DAY } from '../../../model/time.js';
import { itemsIn, type NpmrcEntries, readNpmrc, valueIn } from '../../../syntax/ini/npmrc.js';
import type { Limit } from '../../shared/cooldown.js';
import { exceptionsOf, globbed } from '../../shared/cooldownExceptions.js';
import { amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import type { Environment } from '../../shared/settings.js';
import { pnpmCooldownIn } from './pnpm.js';
import { type NpmConfiguration, type NpmSettingsRead, npmSettings, withVariables } from './settings.js';

/**
 * What an .npmrc says: registries and credentials, with variables put into keys and values as npm does; the cooldown of npm, and of pnpm before
 * version 11. https://docs.npmjs.com/cli/configuring-npm/npmrc, https://pnpm.io/npmrc
 * @param env `{}`: no variable is known
 */
export function readNpmrcFile(text: string, env: Environment): NpmConfiguration {
  const entries = readNpmrc(text);
  return { ...registriesIn(entries, env), cooldowns: { npm: npmCooldownIn(entries), pnpm: pnpmCooldownIn(entries) } };
}

/** What pnpm's `rc` says, which has the form of an .npmrc and tells npm nothing. https://pnpm.io/npmrc */
export function readPnpmRc(text: string, env: Environment): NpmConfiguration {
  const entries = readNpmrc(text);
  return { ...registriesIn(entries, env), cooldowns: { pnpm: pnpmCooldownIn(entries) } };
}

/** What pnpm's `auth.ini` says: credentials, and no cooldown. https://pnpm.io/npmrc */
export function readPnpmAuth(text: string, env: Environment): NpmConfiguration {
  return { ...registriesIn(readNpmrc(text), env), cooldowns: {} };
}

/**
 * The cooldown that entries of npm's form name, in a file or in the environment: `min-release-age` in days, `before` as a date, which wins over it
 * within one file, and `min-release-age-exclude`, names or globs of packages.
 * https://docs.npmjs.com/cli/using-npm/config#min-release-age, #before, #min-release-age-exclude
 */
export function npmCooldownIn(entries: NpmrcEntries): CooldownSettings {
  return settingsOf(limitIn(entries), exceptionsOf(itemsIn(entries, 'min-release-age-exclude').map(globbed)));
}

function limitIn(entries: NpmrcEntries): Limit | string | undefined {
  const [date, days] = [valueIn(entries, 'before'), valueIn(entries, 'min-release-age')];
  if (date !== undefined) {
    // npm hands it to JavaScript's own reader of dates
    const before = Date.parse(date);
    return Number.isNaN(before) ? notRead('before', 'a date') : { before };
  }
  if (days === undefined) return undefined;
  const amount = amountOf(days);
  return amount === undefined ? notRead('min-release-age', 'a number of days') : { age: amount * DAY };
}

function registriesIn(entries: NpmrcEntries, env: Environment): NpmSettingsRead {
  return readEntries(
    [...entries].map(([key, values]) => [withVariables(key, env), values.map(value => withVariables(value, env))] as const),
  );
}

/**
 * What the environment tells npm (`npm_config_…`, in letters of any size) or pnpm (`pnpm_config_…`): `_` stands for `-`, except in a key that begins
 * with `//` and at the beginning. https://docs.npmjs.com/cli/using-npm/config#environment-variables
 */
export function readNpmEnvironment(env: Environment, manager: 'npm' | 'pnpm' = 'npm'): NpmSettingsRead {
  const begin = `${manager}_config_`;
  const entries = Object.entries(env).flatMap(([name, value = '']) => {
    if (name.slice(0, begin.length).toLowerCase() !== begin || value === '') return [];
    return [[keyOf(name.slice(begin.length)), value.split('\n\n').map(item => withVariables(item, env))] as const];
  });
  return readEntries(entries);
}

function keyOf(name: string): string {
  return name.startsWith('//') ? name : name.replace(/(?!^)_/g, '-').toLowerCase();
}

function readEntries(entries: readonly (readonly [key: string, values: readonly string[]])[]): NpmSettingsRead {
  const known = entries.flatMap(([key, values]) => {
    const word = wordOf(key);
    return word === undefined ? [] : [[word, isList(word) ? values : values.slice(-1)] as const];
  });
  return { settings: npmSettings(known.filter(([, values]) => values[0] !== 'null')), problems: legacyProblems(entries) };
}

/** The key in the words of `NpmSettings`; undefined for one that says nothing of registries. */
function wordOf(key: string): string | undefined {
  const word = key.trim();
  if (/^(?:@[^:]+:)?registry$/i.test(word)) return word.toLowerCase();
  if (/^\/\/.*:(?:_authToken|_auth|username|_password|tokenHelper|cert|certfile|key|keyfile|ca|cafile)$/.test(word)) return word;
  return GENERAL.get(word);
}

const GENERAL: ReadonlyMap<string, string> = new Map([
  ['proxy', 'proxy'],
  ['http-proxy', 'http-proxy'],
  ['https-proxy', 'https-proxy'],
  ['noproxy', 'noproxy'],
  ['no-proxy', 'noproxy'],
  ['strict-ssl', 'strict-ssl'],
  ['ca', 'ca'],
  ['cafile', 'cafile'],
  ['cert', 'cert'],
  ['key', 'key'],
  ['prefix', 'prefix'],
]);

function isList(word: string): boolean {
  return word === 'noproxy' || /(?:^|:)ca$/.test(word);
}

/** Credentials that name no registry could go anywhere: npm refuses them since version 9 (https://github.com/npm/cli/releases/tag/v9.0.0). */
function legacyProblems(entries: readonly (readonly [key: string, values: readonly string[]])[]): readonly string[] {
  return ['_authToken', '_authtoken', '_auth', '_password']
    .filter(key => entries.some(([other]) => other === key))
    .map(key => `${key} names no registry; it is passed over`);
}
