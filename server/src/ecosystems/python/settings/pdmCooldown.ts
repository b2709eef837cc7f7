import { type NewerThanKeys, readNewerThan } from './newerThan.js';
import type { CooldownSettings } from '../../shared/cooldownSettings.js';
import { tomlOf } from '../../../syntax/toml/values.js';

/**
 * What PDM is told: `exclude-newer` as a time by RFC 3339, a date in UTC or a length of time, under `[tool.pdm.resolution]` of a
 * pyproject.toml, with `exclude-newer-override` by package, or under `[strategy]` of a pdm.toml.
 * https://pdm-project.org/latest/usage/lockfile/#exclude-packages-newer-than-specific-date
 */
export function readPdmCooldown(text: string, file: 'pdm.toml' | 'pyproject.toml'): CooldownSettings {
  return readNewerThan(tomlOf(text), { ...KEYS, path: file === 'pdm.toml' ? ['strategy'] : ['tool', 'pdm', 'resolution'] });
}

const KEYS: Omit<NewerThanKeys, 'path'> = {
  all: 'exclude-newer',
  single: 'exclude-newer-override',
  dates: { zone: 'utc', day: 'start' },
};
