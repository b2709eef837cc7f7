import { MINUTE } from '../../../model/time.js';
import { itemsIn, type NpmrcEntries, readNpmrc, valueIn } from '../../../syntax/ini/npmrc.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, scalarIn, scalarsIn } from '../../../syntax/yaml/tree.js';
import type { Limit } from '../../shared/cooldown.js';
import { exceptionsOf, versioned } from '../../shared/cooldownExceptions.js';
import { amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';

/**
 * What a pnpm-workspace.yaml tells pnpm: `minimumReleaseAge` in minutes and `minimumReleaseAgeExclude`, names, patterns, or names with exact
 * versions; `minimumReleaseAgeStrict: false` makes it loose. https://pnpm.io/settings#minimumreleaseage, #minimumreleaseageexclude,
 * #minimumreleaseagestrict
 */
export function readPnpmCooldown(text: string): CooldownSettings {
  const entries = topEntries(readYaml(text));
  const entry = entryAt(entries, 'minimumReleaseAge');
  const value = entry?.children.length ? '' : scalarIn(entry);
  const isLoose = scalarIn(entryAt(entries, 'minimumReleaseAgeStrict')) === 'false';
  return { ...pnpmSettings('minimumReleaseAge', value, scalarsIn(entryAt(entries, 'minimumReleaseAgeExclude'))), isLoose };
}

/** The same in an .npmrc, where pnpm looked for it before version 11. https://pnpm.io/10.x/settings */
export function readPnpmNpmrcCooldown(text: string): CooldownSettings {
  return pnpmCooldownIn(readNpmrc(text));
}

/** The same in entries that stand anywhere else, such as in the environment. */
export function pnpmCooldownIn(entries: NpmrcEntries): CooldownSettings {
  return pnpmSettings('minimum-release-age', valueIn(entries, 'minimum-release-age'), itemsIn(entries, 'minimum-release-age-exclude'));
}

/** What pnpm does from version 11 on where nothing is said; it takes a younger release where no other fits. https://pnpm.io/settings#minimumreleaseage */
export const PNPM_DEFAULT: Limit = { age: 1440 * MINUTE };

function pnpmSettings(key: string, value: string | undefined, excluded: readonly string[]): CooldownSettings {
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
