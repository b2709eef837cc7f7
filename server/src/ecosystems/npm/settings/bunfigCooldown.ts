import { stringsAt, tomlOf } from '../../../syntax/toml/values.js';
import { exceptionsOf, named } from '../../shared/cooldownExceptions.js';
import { amountAt, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';

/**
 * What a bunfig.toml tells Bun: `minimumReleaseAge` under `[install]`, in seconds, and `minimumReleaseAgeExcludes`, exact names.
 * https://bun.com/docs/runtime/bunfig#install-minimumreleaseage
 */
export function readBunCooldown(text: string): CooldownSettings {
  const toml = tomlOf(text);
  const seconds = amountAt(toml, 'install', 'minimumReleaseAge');
  const limit = seconds === 'unreadable' ? notRead('minimumReleaseAge', 'a number of seconds') : seconds;
  const exceptions = exceptionsOf(stringsAt(toml, 'install', 'minimumReleaseAgeExcludes').map(named));
  return settingsOf(typeof limit === 'number' ? { age: limit * 1000 } : limit, exceptions);
}
