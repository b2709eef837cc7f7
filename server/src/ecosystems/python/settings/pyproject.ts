import { stringsAt, type TomlText, tomlOf } from '../../../syntax/toml/values.js';
import type { Configuration } from '../../shared/settings.js';
import { isMemberBy } from '../../shared/workspaceGlobs.js';
import { pipfileIndexes, pyprojectIndexes, pyprojectInstallers } from '../manifests/packageSources.js';
import type { PythonConfiguration, PythonProject } from './configuration.js';
import { pdmCooldownIn } from './pdm.js';
import { uvConfigIn, uvCooldowns } from './uv.js';

type ProjectConfiguration = PythonConfiguration & { readonly project: PythonProject };

/** Reads what a pyproject.toml says of indexes, of cooldowns, and of uv's workspaces. */
export function readPythonProject(text: string): ProjectConfiguration {
  const toml = tomlOf(text);
  return {
    project: { uv: uvConfigIn(toml), indexes: pyprojectIndexes(text, toml.root), installers: pyprojectInstallers(toml.root) },
    isPartial: toml.isPartial,
    cooldowns: { ...uvCooldowns(toml, ['tool', 'uv']), pdm: pdmCooldownIn(toml, ['tool', 'pdm', 'resolution']) },
    ...membersIn(toml),
  };
}

/** Reads what a Pipfile says of indexes. */
export function readPipfileProject(text: string): ProjectConfiguration {
  const { root, isPartial } = tomlOf(text);
  return { project: { uv: undefined, indexes: pipfileIndexes(text, root), installers: ['pipenv'] }, isPartial, cooldowns: {} };
}

/** uv's workspaces: https://docs.astral.sh/uv/concepts/projects/workspaces/ */
function membersIn(toml: TomlText): Pick<Configuration, 'isMember'> {
  const members = stringsAt(toml, 'tool', 'uv', 'workspace', 'members');
  const excluded = stringsAt(toml, 'tool', 'uv', 'workspace', 'exclude').map(pattern => `!${pattern}`);
  return members.length === 0 ? {} : { isMember: isMemberBy([...members, ...excluded]) };
}
