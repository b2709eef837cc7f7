import type { Configuration, Environment } from '../../shared/settings.js';
import { readBunEnvironment } from './bunfig.js';
import type { NpmManager } from './locations.js';
import { npmCooldownIn, readNpmEnvironment } from './npmrc.js';
import { pnpmCooldownIn } from './pnpm.js';
import type { NpmSettingsRead } from './settings.js';
import { readYarnEnvironment, yarnCooldownOf } from './yarnrc.js';

/** What the environment tells a package manager of registries, apart from what it tells npm. */
export function environmentRegistries(manager: NpmManager, env: Environment): NpmSettingsRead {
  return REGISTRIES[manager](env);
}

/**
 * What the environment says of cooldowns, by the name of the variable: `npm_config_…`, which pnpm read as well before version 11, `pnpm_config_…`,
 * `YARN_NPM_MINIMAL_AGE_GATE`. https://docs.npmjs.com/cli/using-npm/config#environment-variables, https://pnpm.io/settings,
 * https://yarnpkg.com/configuration/yarnrc
 */
export function environmentCooldowns(env: Environment): ReadonlyMap<string, Configuration> {
  const npm = entriesIn(env, 'npm_config_');
  const pnpm = entriesIn(env, 'pnpm_config_');
  const gate = env.YARN_NPM_MINIMAL_AGE_GATE;
  return new Map<string, Configuration>([
    ...named('npm_config_', npm, NPM_KEYS, { npm: npmCooldownIn(npm) }),
    ...named('pnpm_config_', pnpm, PNPM_KEYS, { pnpm: pnpmCooldownIn(pnpm) }),
    ...named('npm_config_', npm, PNPM_KEYS, { pnpm: pnpmCooldownIn(npm) }),
    ...(gate ? [['YARN_NPM_MINIMAL_AGE_GATE', { cooldowns: { yarn: yarnCooldownOf(gate) } }] as const] : []),
  ]);
}

const REGISTRIES: Readonly<Record<NpmManager, (env: Environment) => NpmSettingsRead>> = {
  npm: env => readNpmEnvironment(env),
  pnpm: env => readNpmEnvironment(env, 'pnpm'),
  yarn: readYarnEnvironment,
  bun: readBunEnvironment,
};

const NPM_KEYS = ['before', 'min-release-age', 'min-release-age-exclude'];
const PNPM_KEYS = ['minimum-release-age', 'minimum-release-age-exclude'];

/** The variables that begin so, in letters of any size, with `-` for `_`. */
function entriesIn(env: Environment, begin: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(env).flatMap(([name, value = '']) => {
      const isMeant = name.slice(0, begin.length).toLowerCase() === begin && value !== '';
      return isMeant ? [[name.slice(begin.length).toLowerCase().replaceAll('_', '-'), [value]] as const] : [];
    }),
  );
}

/** The cooldowns under the name of the first variable that says something. */
function named(
  begin: string,
  entries: ReadonlyMap<string, readonly string[]>,
  keys: readonly string[],
  cooldowns: Configuration['cooldowns'],
): readonly (readonly [string, Configuration])[] {
  const key = keys.find(word => entries.has(word));
  return key === undefined ? [] : [[begin + key.replaceAll('-', '_'), { cooldowns }]];
}
