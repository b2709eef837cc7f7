import type { Ecosystem } from '../model/index.js';
import type { Configuration } from './configuration.js';
import { npmCooldownIn } from './npm/settings/npmrcCooldown.js';
import { pipCooldownOf } from './python/settings/pipCooldown.js';
import { pnpmCooldownIn } from './npm/settings/pnpmCooldown.js';
import { poetryCooldownOf } from './python/settings/poetryCooldown.js';
import { uvCooldownOf } from './python/settings/uvCooldown.js';
import { yarnCooldownOf } from './npm/settings/yarnCooldown.js';

/**
 * What the environment tells the package managers of an ecosystem about their cooldown, by the name of the variable: `npm_config_…`, which pnpm read as well
 * before version 11, `pnpm_config_…`, `YARN_NPM_MINIMAL_AGE_GATE`, `UV_EXCLUDE_NEWER`, `PIP_UPLOADED_PRIOR_TO`, `POETRY_SOLVER_MIN_RELEASE_AGE`. https://docs.npmjs.com/cli/using-npm/config#environment-variables,
 * https://pnpm.io/settings, https://yarnpkg.com/configuration/yarnrc
 */
export function environmentCooldowns(
  ecosystem: Ecosystem,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, Configuration> {
  if (ecosystem !== 'npm') return pythonVariables(env);
  const npm = entriesIn(env, 'npm_config_');
  const pnpm = entriesIn(env, 'pnpm_config_');
  const gate = env.YARN_NPM_MINIMAL_AGE_GATE;
  return new Map<string, Configuration>([
    ...named('npm_config_', npm, NPM_KEYS, { npm: npmCooldownIn(npm) }),
    ...named('pnpm_config_', pnpm, PNPM_KEYS, { pnpm: pnpmCooldownIn(pnpm) }),
    ...named('npm_config_', npm, PNPM_KEYS, { pnpm: pnpmCooldownIn(npm) }),
    ...(gate ? [['YARN_NPM_MINIMAL_AGE_GATE', { settings: { yarn: yarnCooldownOf(gate) } }] as const] : []),
  ]);
}

/** One that is empty says nothing. */
function pythonVariables(env: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, Configuration> {
  return new Map(
    PYTHON_VARIABLES.flatMap(([name, read]) => {
      const value = env[name];
      return value ? [[name, { settings: read(value) }] as const] : [];
    }),
  );
}

const PYTHON_VARIABLES: readonly (readonly [name: string, read: (value: string) => Configuration['settings']])[] = [
  ['UV_EXCLUDE_NEWER', value => ({ uv: uvCooldownOf(value), 'uv pip': uvCooldownOf(value) })],
  ['PIP_UPLOADED_PRIOR_TO', value => ({ pip: pipCooldownOf(value) })],
  ['POETRY_SOLVER_MIN_RELEASE_AGE', value => ({ poetry: poetryCooldownOf(value) })],
];

const NPM_KEYS = ['before', 'min-release-age', 'min-release-age-exclude'];
const PNPM_KEYS = ['minimum-release-age', 'minimum-release-age-exclude'];

/** The variables that begin so, in letters of any size, with `-` for `_`. */
function entriesIn(env: Readonly<Record<string, string | undefined>>, begin: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(env).flatMap(([name, value = '']) => {
      const isMeant = name.slice(0, begin.length).toLowerCase() === begin && value !== '';
      return isMeant ? [[name.slice(begin.length).toLowerCase().replaceAll('_', '-'), [value]] as const] : [];
    }),
  );
}

/** The settings under the name of the first variable that says something. */
function named(
  begin: string,
  entries: ReadonlyMap<string, readonly string[]>,
  keys: readonly string[],
  settings: Configuration['settings'],
): readonly (readonly [string, Configuration])[] {
  const key = keys.find(word => entries.has(word));
  return key === undefined ? [] : [[begin + key.replaceAll('-', '_'), { settings }]];
}
