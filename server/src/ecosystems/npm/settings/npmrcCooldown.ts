import { DAY } from '../../../model/time.js';
import { itemsIn, type NpmrcEntries, readNpmrc, valueIn } from '../../../syntax/ini/npmrc.js';
import type { Limit } from '../../shared/cooldown.js';
import { exceptionsOf, globbed } from '../../shared/cooldownExceptions.js';
import { amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';

/**
 * What an .npmrc tells npm: `min-release-age` in days, `before` as a date, which wins over it within one file, and
 * `min-release-age-exclude`, names or globs of packages.
 * https://docs.npmjs.com/cli/using-npm/config#min-release-age, #before, #min-release-age-exclude
 */
export function readNpmCooldown(text: string): CooldownSettings {
  return npmCooldownIn(readNpmrc(text));
}

/** The same in entries that stand anywhere else, such as in the environment. */
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
