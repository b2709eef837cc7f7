import { stringAt, type TomlNode, valuesAt } from '../../../syntax/toml/tree.js';
import { membersAt, stringsAt, type TomlText, tomlOf } from '../../../syntax/toml/values.js';
import { exceptionsOf, named } from '../../shared/cooldownExceptions.js';
import { amountAt, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import type { Environment } from '../../shared/settings.js';
import { type NpmConfiguration, type NpmSettings, type NpmSettingsRead, npmSettings, withVariables } from './settings.js';

/**
 * What a bunfig.toml says under `[install]`.
 *
 * Of registries: `registry` and `scopes`, each an address or a table with `url`, `token`, `username` and `password`; `ca` and `cafile`. Variables are
 * `$NAME` or `${NAME}`. https://bun.com/docs/runtime/bunfig#install-registry
 *
 * Of the cooldown: `minimumReleaseAge` in seconds, and `minimumReleaseAgeExcludes`, exact names. https://bun.com/docs/runtime/bunfig#install-minimumreleaseage
 * @param env `{}`: no variable is known
 */
export function readBunfig(text: string, env: Environment): NpmConfiguration {
  const toml = tomlOf(text);
  return { settings: registriesIn(toml, env), problems: [], isPartial: toml.isPartial, cooldowns: { bun: cooldownIn(toml) } };
}

/** What the environment tells Bun besides npm's variables. https://bun.com/docs/pm/cli/install#environment-variables */
export function readBunEnvironment(env: Environment): NpmSettingsRead {
  return { settings: npmSettings([['registry', env.BUN_CONFIG_REGISTRY]]), problems: [] };
}

function cooldownIn(toml: TomlText): CooldownSettings {
  const seconds = amountAt(toml, 'install', 'minimumReleaseAge');
  const limit = seconds === 'unreadable' ? notRead('minimumReleaseAge', 'a number of seconds') : seconds;
  const exceptions = exceptionsOf(stringsAt(toml, 'install', 'minimumReleaseAgeExcludes').map(named));
  return settingsOf(typeof limit === 'number' ? { age: limit * 1000 } : limit, exceptions);
}

function registriesIn(toml: TomlText, env: Environment): NpmSettings {
  const entries = [
    ...valuesAt(toml.root, 'install', 'registry').flatMap(node => registryIn(node, '')),
    ...membersAt(toml, 'install', 'scopes').flatMap(([name, node]) => registryIn(node, `@${name.replace(/^@/, '').toLowerCase()}`)),
    ['ca', certificatesIn(toml)] as const,
    ['cafile', stringAt(toml.root, 'install', 'cafile')?.value] as const,
  ];
  const variables = (value: string): string => withVariables(value.replace(/\$(\w+)/g, '$${$1}'), env);
  return npmSettings(entries.map(([key, value]) => [key, typeof value === 'string' ? variables(value) : value?.map(variables)]));
}

type Entry = readonly [key: string, value: string | readonly string[] | undefined];

/** @param scope with its `@`; `''` for names without one */
function registryIn(node: TomlNode, scope: string): readonly Entry[] {
  const key = scope === '' ? 'registry' : `${scope}:registry`;
  if (node.kind === 'string') return [[key, node.value]];
  if (node.kind !== 'table') return [];
  const textAt = (name: string): string | undefined => stringAt(node, name)?.value;
  const [user, password] = [textAt('username'), textAt('password')];
  return [
    [key, textAt('url')],
    [`${scope}:_authToken`, textAt('token')],
    [`${scope}:_ident`, user !== undefined && password !== undefined ? `${user}:${password}` : undefined],
  ];
}

/** One string may hold several certificates, and commas: it is no list of theirs. */
function certificatesIn(toml: TomlText): readonly string[] {
  const single = stringAt(toml.root, 'install', 'ca')?.value;
  return single === undefined ? stringsAt(toml, 'install', 'ca') : [single];
}
