// The configuration of pip, uv, Poetry, PDM and pipenv: one file a format, `locations.ts` for where they lie, and here what follows from all of them.
import type { Manifest, PythonInstaller } from '../../../model/index.js';
import type { RegistryConfig } from '../../../model/registryAccess.js';
import { type ConfigurationsByName, cooldownPlaces, inheritedCooldown } from '../../shared/inheritedCooldown.js';
import {
  belowOf,
  type Configuration,
  type CooldownQuestion,
  type EcosystemSettings,
  type Environment,
  type InheritedCooldown,
  isBelow,
  type RegistryQuestion,
  type SettingsFile,
  type SettingsReader,
  type SettingsSubject,
  shownPath,
  type TrackedFiles,
  unreadReason,
} from '../../shared/settings.js';
import type { Sourced } from '../../shared/sourced.js';
import { pythonFormatOf } from '../manifests/index.js';
import type { PythonConfiguration } from './configuration.js';
import { PYTHON_COOLDOWN_RULES, REQUIREMENTS_COOLDOWN_RULES } from './cooldown.js';
import { isPipOff, PYTHON_PROJECT_LOCATIONS, pipFile, pythonUserLocations, readNetrcFile } from './locations.js';
import { pipCooldownOf } from './pip.js';
import { poetryCooldownOf, readPoetryAuth, readPoetryConfig } from './poetry.js';
import { pythonRegistryConfig } from './registries.js';
import { requirementsAround } from './requirementsAround.js';
import type { PythonAround, PythonFiles } from './setups.js';
import { uvCooldownOf } from './uv.js';

const PYTHON_READER: SettingsReader<PythonConfiguration> = {
  projectLocations: PYTHON_PROJECT_LOCATIONS,
  userLocations: pythonUserLocations,
  keyOf: ({ path, manifest }) => ({
    key: `${manifest !== undefined} ${path}`,
    fingerprint: manifest ? JSON.stringify(sourcesIn(manifest)) : '',
  }),
  registries,
  cooldown,
};

export const pythonSettings: EcosystemSettings = use => use(PYTHON_READER);

function registries(question: RegistryQuestion<PythonConfiguration>): RegistryConfig {
  const { subject, machine, isTrusted, registryUrl, defaultRegistry, tracked, shared } = question;
  return pythonRegistryConfig({
    ...(subject ? aroundSubject(subject, tracked) : { name: '' }),
    files: pythonFiles(question),
    env: machine.env,
    isTrusted,
    publicIndex: registryUrl ?? defaultRegistry,
    readPem: written => pemAt(written.replace(/^~(?=[\\/])/, machine.home), tracked),
    shared,
  });
}

function cooldown({ found, subject, machine }: CooldownQuestion<PythonConfiguration>): InheritedCooldown {
  const rules = pythonFormatOf(subject.path)?.id === 'requirements.txt' ? REQUIREMENTS_COOLDOWN_RULES : PYTHON_COOLDOWN_RULES;
  return inheritedCooldown(cooldownPlaces({ found, subject }, environmentCooldowns(machine.env)), rules);
}

/** What of a manifest tells where its packages come from, and which files are installed with it. */
function sourcesIn(manifest: Manifest): unknown {
  const named = manifest.dependencies.filter(({ index }) => index !== undefined).map(({ name, index }) => [name, index]);
  return [manifest.pip, manifest.indexes, manifest.installers, named, manifest.includes.map(({ target }) => target)];
}

function aroundSubject(
  subject: SettingsSubject,
  tracked: TrackedFiles,
): Pick<PythonAround, 'name' | 'kind' | 'manifest' | 'installations'> {
  const { path, folder, manifest } = subject;
  const kind = kindOf(subject);
  const installations = isRequirements(path, kind) ? requirementsAround(subject, tracked) : [];
  return {
    name: nameOf(subject),
    kind,
    ...(manifest && { manifest }),
    installations: installations.map(({ path: first, pip }) => ({ name: relativeTo(folder, first, tracked), pip })),
  };
}

type Kind = NonNullable<PythonAround['kind']>;

/** A setup.cfg is pip's, as requirements are. */
function kindOf(subject: SettingsSubject): Kind {
  const name = nameOf(subject);
  if (name.startsWith('Pipfile')) return 'pipfile';
  return name.endsWith('.toml') || name.endsWith('.lock') ? 'pyproject' : 'requirements';
}

/** Whatever its name is, where another one includes it. */
function isRequirements(path: string, kind: Kind): boolean {
  return kind === 'requirements' && (pythonFormatOf(path)?.id ?? 'requirements.txt') === 'requirements.txt';
}

function nameOf({ path, folder }: SettingsSubject): string {
  return belowOf(path, folder);
}

/** A path as a message about a file in a folder names it. */
function relativeTo(folder: string, path: string, { parent }: TrackedFiles): string {
  let up = '';
  let above = folder;
  while (!isBelow(path, above) && parent(above) !== above) {
    above = parent(above);
    up += '../';
  }
  return up + belowOf(path, above);
}

type Found = SettingsFile<PythonConfiguration>;

/** Formats that tell of credentials alone. */
const NAMES_NO_INDEX: ReadonlySet<Found['read']> = new Set([readNetrcFile, readPoetryConfig, readPoetryAuth]);

function pythonFiles(question: RegistryQuestion<PythonConfiguration>): PythonFiles {
  const { found, subject } = question;
  const inFolders = found.folders.flatMap(({ files }) => files);
  const files = [...inFolders.filter(file => countsForIndexes(file, question)), ...found.user];
  const sourced = files.map(file => ({ ...file, source: sourceOf(file, question) }));
  const all = <K extends keyof PythonConfiguration>(key: K): readonly Sourced<NonNullable<PythonConfiguration[K]>>[] =>
    sourced.flatMap(({ content, scope, source }) => (content?.[key] === undefined ? [] : [{ value: content[key], scope, source }]));
  return {
    pip: all('pip').toReversed(),
    uv: all('uv'),
    projects: all('project'),
    poetry: all('poetry'),
    pdm: all('pdm'),
    netrc: all('netrc')[0]?.value,
    tools: new Set(
      subject ? found.folders.flatMap(({ names }) => TOOL_FILES.flatMap(([name, tool]) => (names.has(name) ? [tool] : []))) : [],
    ),
    unread: unreadReason(
      files.filter(({ read }) => !NAMES_NO_INDEX.has(read)),
      file => sourceOf(file, question),
    ),
    problems: sourced.flatMap(({ source, unread }) => (unread === undefined ? [] : [`${source}: ${unread}.`])),
  };
}

/**
 * Whether a file of a project says where packages come from. pip reads its own file in environments alone, and none at all where it is switched off; a
 * Pipfile stands for itself, and for nothing in folders below.
 */
function countsForIndexes({ name, path }: Found, { subject, machine }: RegistryQuestion<PythonConfiguration>): boolean {
  const isPipenv = subject !== undefined && kindOf(subject) === 'pipfile';
  if (name === 'Pipfile') return isPipenv && subject.folder.length + name.length + 1 >= path.length;
  if (name === 'pyproject.toml') return !isPipenv;
  return !/(?:^|\/)pip\.(?:conf|ini)$/.test(name) || (name.endsWith(`/${pipFile(machine.platform)}`) && !isPipOff(machine));
}

/** How a message names a file: a pyproject.toml from the manifest's folder, others of the project from its root. */
function sourceOf({ name, path, scope }: Found, { subject, machine, tracked }: RegistryQuestion<PythonConfiguration>): string {
  if (subject && (name === 'pyproject.toml' || name === 'Pipfile')) return relativeTo(subject.folder, path, tracked);
  if (subject && scope === 'project' && isBelow(path, subject.root)) return belowOf(path, subject.root);
  return shownPath(path, machine);
}

const TOOL_FILES: readonly (readonly [name: string, tool: PythonInstaller])[] = [
  ['uv.toml', 'uv'],
  ['uv.lock', 'uv'],
  ['poetry.toml', 'poetry'],
  ['poetry.lock', 'poetry'],
  ['pdm.toml', 'pdm'],
  ['pdm.lock', 'pdm'],
];

function pemAt(file: string, tracked: TrackedFiles): ReturnType<PythonAround['readPem']> {
  if (!tracked.isAbsolute(file)) return { problem: 'is not named by an absolute path' };
  if (!tracked.isThere(file)) return { problem: 'is not there' };
  const content = tracked.text(file);
  if ('reason' in content) return { problem: 'cannot be read' };
  return content.text.includes('-----BEGIN ') ? { pem: content.text } : { problem: 'holds no certificate in PEM form' };
}

/** What the environment says of cooldowns, by the name of the variable. One that is empty says nothing. */
function environmentCooldowns(env: Environment): ConfigurationsByName {
  return new Map(
    COOLDOWN_VARIABLES.flatMap(([name, read]) => {
      const value = env[name];
      return value ? [[name, { cooldowns: read(value) }] as const] : [];
    }),
  );
}

const COOLDOWN_VARIABLES: readonly (readonly [name: string, read: (value: string) => Configuration['cooldowns']])[] = [
  ['UV_EXCLUDE_NEWER', value => ({ uv: uvCooldownOf(value), 'uv pip': uvCooldownOf(value) })],
  ['PIP_UPLOADED_PRIOR_TO', value => ({ pip: pipCooldownOf(value) })],
  ['POETRY_SOLVER_MIN_RELEASE_AGE', value => ({ poetry: poetryCooldownOf(value) })],
];
