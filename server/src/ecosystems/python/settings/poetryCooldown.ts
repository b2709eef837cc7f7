import { DAY } from '../../../model/time.js';
import { stringsAt, tomlOf } from '../../../syntax/toml/values.js';
import type { Limit } from '../../shared/cooldown.js';
import { exceptionsOf, named } from '../../shared/cooldownExceptions.js';
import { amountAt, amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import { normalizeName } from '../names.js';

/**
 * What a poetry.toml tells Poetry: `min-release-age` under `[solver]`, in days, and `min-release-age-exclude`, names of packages.
 * https://python-poetry.org/docs/configuration/#solvermin-release-age
 */
export function readPoetryCooldown(text: string): CooldownSettings {
  const toml = tomlOf(text);
  const limit = limitOf(amountAt(toml, 'solver', 'min-release-age'));
  const exceptions = exceptionsOf(stringsAt(toml, 'solver', 'min-release-age-exclude').map(name => named(normalizeName(name))));
  return settingsOf(limit, exceptions);
}

/** The same of one value that stands anywhere else, such as in the environment. */
export function poetryCooldownOf(days: string): CooldownSettings {
  return settingsOf(limitOf(amountOf(days) ?? 'unreadable'));
}

function limitOf(days: ReturnType<typeof amountAt>): Limit | string | undefined {
  if (days === 'unreadable') return notRead('min-release-age', 'a number of days');
  return days === undefined ? undefined : { age: days * DAY };
}
