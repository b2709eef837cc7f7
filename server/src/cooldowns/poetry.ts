import { normalizeName } from '../manifests/pep508.js';
import { DAY } from './durations.js';
import { exceptionsOf, named } from './exceptions.js';
import { type CooldownSettings, notRead, settingsOf } from './settings.js';
import { amountAt, stringsAt, tomlOf } from './tomlValues.js';

/**
 * What a poetry.toml tells Poetry: `min-release-age` under `[solver]`, in days, and `min-release-age-exclude`, names of packages.
 * https://python-poetry.org/docs/configuration/#solvermin-release-age
 */
export function readPoetryCooldown(text: string): CooldownSettings {
  const toml = tomlOf(text);
  const days = amountAt(toml, 'solver', 'min-release-age');
  const limit = days === 'unreadable' ? notRead('min-release-age', 'a number of days') : days;
  const exceptions = exceptionsOf(stringsAt(toml, 'solver', 'min-release-age-exclude').map(name => named(normalizeName(name))));
  return settingsOf(typeof limit === 'number' ? { age: limit * DAY } : limit, exceptions);
}
