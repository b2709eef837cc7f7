import type { Ecosystem } from '../model/index.js';
import { readBunCooldown } from './npm/settings/bunfigCooldown.js';
import { readNpmCooldown } from './npm/settings/npmrcCooldown.js';
import { membersOf, type ProjectFacts, readPackageProject } from './npm/settings/packageProject.js';
import { readPdmCooldown } from './python/settings/pdmCooldown.js';
import { readPipCooldown } from './python/settings/pipCooldown.js';
import { readPnpmCooldown, readPnpmNpmrcCooldown } from './npm/settings/pnpmCooldown.js';
import { readPoetryCooldown } from './python/settings/poetryCooldown.js';
import type { CooldownSettings } from './shared/cooldownSettings.js';
import { stringsAt, tomlOf } from '../syntax/toml/values.js';
import { readUvCooldown } from './python/settings/uvCooldown.js';
import { readYarnCooldown } from './npm/settings/yarnCooldown.js';

/** Who reads a configuration; `uv pip` is uv where it does pip's work. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'uv' | 'uv pip' | 'poetry' | 'pdm' | 'pip';

/** What one file says. */
export interface Configuration extends ProjectFacts {
  /** Of the package managers that read this file. */
  readonly settings: Readonly<Partial<Record<PackageManager, CooldownSettings>>>;
}

/**
 * The files of an ecosystem that may speak of a cooldown, by name; where two of one folder speak to one package manager, the first one counts.
 * Readers never throw: what cannot be read is a problem.
 */
export function configurationFiles(ecosystem: Ecosystem): ReadonlyMap<string, (text: string) => Configuration> {
  return ecosystem === 'npm' ? NPM_FILES : PYTHON_FILES;
}

const NPM_FILES: ReadonlyMap<string, (text: string) => Configuration> = new Map([
  ['package.json', text => ({ ...readPackageProject(text), settings: {} })],
  ['pnpm-workspace.yaml', text => ({ settings: { pnpm: readPnpmCooldown(text) } })],
  ['.npmrc', text => ({ settings: { npm: readNpmCooldown(text), pnpm: readPnpmNpmrcCooldown(text) } })],
  ['.yarnrc.yml', text => ({ settings: { yarn: readYarnCooldown(text) } })],
  ['bunfig.toml', text => ({ settings: { bun: readBunCooldown(text) } })],
]);

const PYTHON_FILES: ReadonlyMap<string, (text: string) => Configuration> = new Map([
  ['uv.toml', text => ({ settings: uvSettings(text, 'uv.toml') })],
  ['pyproject.toml', readPyproject],
  ['poetry.toml', text => ({ settings: { poetry: readPoetryCooldown(text) } })],
  ['pdm.toml', text => ({ settings: { pdm: readPdmCooldown(text, 'pdm.toml') } })],
  ['pip.conf', text => ({ settings: { pip: readPipCooldown(text) } })],
  ['pip.ini', text => ({ settings: { pip: readPipCooldown(text) } })],
]);

/**
 * A file of configuration outside of projects, by what is in it: the project file of the same form, or pnpm's `rc`, which has an .npmrc's form and tells
 * npm nothing.
 */
export type UserFileKind = '.npmrc' | 'pnpm rc' | 'pnpm-workspace.yaml' | '.yarnrc.yml' | 'bunfig.toml' | PythonFileKind;

/** uv's, and the user's `config.toml` of Poetry and PDM, which have the form of their files in projects. */
type PythonFileKind = 'uv.toml' | 'poetry.toml' | 'pdm.toml' | 'pip.conf';

/** What a file outside of projects says. Never throws. */
export function readUserConfiguration(kind: UserFileKind, text: string): Configuration {
  return kind === 'pnpm rc'
    ? { settings: { pnpm: readPnpmNpmrcCooldown(text) } }
    : ((NPM_FILES.get(kind) ?? PYTHON_FILES.get(kind))?.(text) ?? { settings: {} });
}

/** uv's workspaces: https://docs.astral.sh/uv/concepts/projects/workspaces/ */
function readPyproject(text: string): Configuration {
  const toml = tomlOf(text);
  const members = stringsAt(toml, 'tool', 'uv', 'workspace', 'members');
  const excluded = stringsAt(toml, 'tool', 'uv', 'workspace', 'exclude').map(pattern => `!${pattern}`);
  const settings = { ...uvSettings(text, 'pyproject.toml'), pdm: readPdmCooldown(text, 'pyproject.toml') };
  return { settings, ...(members.length > 0 && membersOf([...members, ...excluded])) };
}

function uvSettings(text: string, file: 'uv.toml' | 'pyproject.toml'): Configuration['settings'] {
  const uv = readUvCooldown(text, file);
  return uv === undefined ? {} : { uv: uv.project, 'uv pip': uv.pip };
}
