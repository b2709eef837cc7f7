import { tablesAt } from '../../../syntax/toml/tree.js';
import { type NewerThanKeys, newerThanOf, readNewerThan } from './newerThan.js';
import type { CooldownSettings } from '../../shared/cooldownSettings.js';
import { type TomlText, tomlOf } from '../../../syntax/toml/values.js';

/** What a file tells uv: for projects, and what `uv pip` has of its own. */
export interface UvCooldown {
  readonly project: CooldownSettings;
  readonly pip: CooldownSettings;
}

/**
 * What a uv.toml, or the `[tool.uv]` of a pyproject.toml, tells uv: `exclude-newer` as a time by RFC 3339, a date (the end of that day here) or
 * a length of time; `exclude-newer-package` by name, `false` for none; the same under `pip` for `uv pip`.
 * https://docs.astral.sh/uv/reference/settings/#exclude-newer, #exclude-newer-package, #pip_exclude-newer
 * @returns undefined for a pyproject.toml without `[tool.uv]`, which uv passes over
 */
export function readUvCooldown(text: string, file: 'uv.toml' | 'pyproject.toml'): UvCooldown | undefined {
  const toml = tomlOf(text);
  const path = file === 'uv.toml' ? [] : ['tool', 'uv'];
  if (tablesAt(toml.root, ...path).length === 0) return undefined;
  return { project: settingsAt(toml, path), pip: settingsAt(toml, [...path, 'pip']) };
}

/** `UV_EXCLUDE_NEWER`. https://docs.astral.sh/uv/reference/environment/#uv_exclude_newer */
export function uvCooldownOf(written: string): CooldownSettings {
  return newerThanOf(written, KEYS.all, KEYS.dates);
}

function settingsAt(toml: TomlText, path: readonly string[]): CooldownSettings {
  return readNewerThan(toml, { ...KEYS, path });
}

const KEYS: Omit<NewerThanKeys, 'path'> = {
  all: 'exclude-newer',
  single: 'exclude-newer-package',
  dates: { zone: 'none', day: 'end' },
};
