import { DAY } from '../../../model/time.js';
import { type IniOption, readIni } from '../../../syntax/ini/configparser.js';
import type { Limit } from '../../shared/cooldown.js';
import { type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import { momentOf } from '../../shared/dates.js';

/**
 * What a pip.conf (pip.ini) tells pip: `uploaded-prior-to` under `[install]`, else `[global]`, as a time by ISO 8601, local where it names no
 * zone, or whole days (`P3D`). https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-uploaded-prior-to,
 * https://pip.pypa.io/en/stable/topics/configuration/
 */
export function readPipCooldown(text: string): CooldownSettings {
  const options = readIni(text).filter(({ key }) => key.toLowerCase().replace(/^--/, '').replaceAll('_', '-') === KEY);
  const option = lastIn(options, 'install') ?? lastIn(options, 'global');
  if (!option) return settingsOf(undefined);
  return pipCooldownOf(option.lines.map(({ start, end }) => text.slice(start, end)).join(' '));
}

/** The same of one value that stands anywhere else, such as in the environment. */
export function pipCooldownOf(value: string): CooldownSettings {
  return settingsOf(limitOf(value) ?? notRead(KEY, 'a date or a number of days such as P3D'));
}

const KEY = 'uploaded-prior-to';

function lastIn(options: readonly IniOption[], section: string): IniOption | undefined {
  return options.findLast(option => option.section === section);
}

function limitOf(value: string): Limit | undefined {
  const [, days] = /^P(\d{1,9})D$/.exec(value) ?? [];
  if (days !== undefined) return { age: Number(days) * DAY };
  const before = momentOf(value, { zone: 'local', day: 'start' });
  return before === undefined ? undefined : { before };
}
