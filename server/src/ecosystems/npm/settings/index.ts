// The configuration of npm, pnpm, Yarn and Bun: one file a format, `locations.ts` for where they lie, and here what follows from all of them.
import type { RegistryConfig } from '../../../model/registryAccess.js';
import { cooldownPlaces, inheritedCooldown } from '../../shared/inheritedCooldown.js';
import {
  type CooldownQuestion,
  type EcosystemSettings,
  type InheritedCooldown,
  type RegistryQuestion,
  type SettingsFile,
  type SettingsReader,
  type TrackedFiles,
  unreadReason,
} from '../../shared/settings.js';
import { NPM_COOLDOWN_RULES } from './cooldown.js';
import { environmentCooldowns, environmentRegistries } from './environment.js';
import type { NpmLayer } from './layers.js';
import { NPM_PROJECT_LOCATIONS, type NpmManager, npmUserLocations, ownerOf } from './locations.js';
import { npmRegistryConfig } from './registries.js';
import type { NpmConfiguration, NpmSettings } from './settings.js';

const NPM_READER: SettingsReader<NpmConfiguration> = {
  projectLocations: NPM_PROJECT_LOCATIONS,
  userLocations: npmUserLocations,
  keyOf: ({ folder, root }) => ({ key: `${root} ${folder}`, fingerprint: '' }),
  registries,
  cooldown,
};

export const npmSettings: EcosystemSettings = use => use(NPM_READER);

/**
 * Whose files count: npm's always, which the others read as well, but for newer Yarn. Those of pnpm, Yarn and Bun, and what the user has told them, where
 * a lockfile or configuration of theirs lies at or above the manifest: several may be there, and which one a developer runs is not known. They go before
 * npm, because who has them uses them. A name that any of them takes from a private registry is private.
 *
 * Of a project all files on the way up count, the nearest first; npm would read that of the nearest package's root, and pnpm that of the workspace's: one
 * is the other's where it counts, and reading both keeps names private when the tool is another one. Only in a trusted workspace the way goes on above it.
 */
function registries(question: RegistryQuestion<NpmConfiguration>): RegistryConfig {
  const { registryUrl, defaultRegistry, isTrusted, decodeBase64, shared } = question;
  const { found } = question;
  const files = [...found.folders.flatMap(folder => folder.files), ...found.user].filter(({ read }) => ownerOf(read) !== undefined);
  const unread = unreadReason(files, ({ name }) => name);
  const config = npmRegistryConfig({ managers: stacksOf(question), defaultRegistry, registryUrl, isTrusted, decodeBase64, unread });
  return { ...config, publicAccess: shared(config.publicAccess) };
}

function cooldown({ found, subject, machine }: CooldownQuestion<NpmConfiguration>): InheritedCooldown {
  return inheritedCooldown(cooldownPlaces({ found, subject }, environmentCooldowns(machine.env)), NPM_COOLDOWN_RULES);
}

const OTHER_MANAGERS: readonly NpmManager[] = ['pnpm', 'yarn', 'bun'];

/** The layers of each package manager that may be the project's, npm last; of each the first layer counts that has a key. */
function stacksOf(question: RegistryQuestion<NpmConfiguration>): readonly (readonly NpmLayer[])[] {
  const { found } = question;
  const projectFiles = found.folders.flatMap(({ files }) => files);
  const leavesVariables =
    projectFiles.find(({ content }) => content?.chosen ?? content?.leavesVariables)?.content?.leavesVariables ?? false;
  const layersOf = (files: readonly SettingsFile<NpmConfiguration>[], managers: readonly NpmManager[]): readonly NpmLayer[] =>
    files.filter(({ read }) => managers.some(manager => manager === ownerOf(read))).map(file => layerOf(file, question, leavesVariables));
  const projectLayers = (manager: NpmManager): readonly NpmLayer[] => layersOf(projectFiles, [manager]);
  const userLayers = (...managers: readonly NpmManager[]): readonly NpmLayer[] => layersOf(found.user, managers);
  const environment = (manager: NpmManager): NpmLayer => environmentLayer(manager, question);
  const npm = [environment('npm'), ...projectLayers('npm'), ...userLayers('npm')];
  return [...managersIn(question), 'npm' as const].map(manager => {
    if (manager === 'npm') return npm;
    if (manager !== 'pnpm') return [environment(manager), ...projectLayers(manager), ...userLayers(manager), ...npm];
    return [environment('pnpm'), environment('npm'), ...projectLayers('pnpm'), ...projectLayers('npm'), ...userLayers('pnpm', 'npm')];
  });
}

/** Those besides npm whose lockfile or configuration is there; for the user alone all of them. */
function managersIn({ found, subject }: RegistryQuestion<NpmConfiguration>): readonly NpmManager[] {
  if (!subject) return OTHER_MANAGERS;
  const managers = found.folders.flatMap(({ names }) =>
    NPM_PROJECT_LOCATIONS.filter(({ name }) => names.has(name)).map(({ manager }) => manager),
  );
  return [...new Set(managers)].filter(manager => manager !== 'npm');
}

function environmentLayer(manager: NpmManager, { machine, tracked }: RegistryQuestion<NpmConfiguration>): NpmLayer {
  return withFiles(
    { name: 'the environment', isProject: false, ...environmentRegistries(manager, machine.env) },
    '',
    machine.home,
    tracked,
  );
}

function layerOf(
  file: SettingsFile<NpmConfiguration>,
  { isTrusted, machine, tracked }: RegistryQuestion<NpmConfiguration>,
  leavesVariables: boolean,
): NpmLayer {
  const { name, unread } = file;
  const isProject = file.scope === 'project';
  const isLeft = isProject && leavesVariables;
  const content = isLeft ? asWritten(file, tracked) : file.content;
  if (!content) return { name, isProject, settings: new Map(), problems: unread === undefined ? [] : [unread] };
  const layer = {
    name,
    isProject,
    settings: content.settings,
    problems: content.problems,
    ...(isLeft && { leavesVariables: true as const }),
  };
  return isProject && !isTrusted ? layer : withFiles(layer, tracked.parent(file.path), machine.home, tracked);
}

/** What a file says where no variable is put into it. */
function asWritten({ path, read, content }: SettingsFile<NpmConfiguration>, tracked: TrackedFiles): NpmConfiguration | undefined {
  const saved = content && tracked.text(path);
  return saved && 'text' in saved ? read(saved.text, {}) : undefined;
}

/** The keys that name a file, and those that hold what is in one. */
const FILE_KEYS: ReadonlyMap<string, string> = new Map([
  ['cafile', 'ca'],
  ['certfile', 'cert'],
  ['keyfile', 'key'],
]);

/** Puts in what is in the files that settings name. Relative paths begin at the folder of the file that names them. */
function withFiles(layer: NpmLayer, folder: string, home: string, tracked: TrackedFiles): NpmLayer {
  const fileKeys = fileKeysOf(layer.settings);
  if (fileKeys.length === 0) return layer;
  const settings = new Map(layer.settings);
  const problems = [...layer.problems];
  for (const [key, word, contentKey] of fileKeys) {
    const named = layer.settings.get(key)?.at(-1) ?? '';
    const content = tracked.text(tracked.resolve(folder, named.replace(/^~(?=[\\/])/, home)));
    settings.delete(key);
    if ('text' in content) settings.set(contentKey, [...(settings.get(contentKey) ?? []), content.text]);
    else problems.push(`the file that ${word} names cannot be used: ${content.reason}`);
  }
  return { ...layer, settings, problems };
}

function fileKeysOf(settings: NpmSettings): readonly (readonly [key: string, word: string, contentKey: string])[] {
  return [...settings.keys()].flatMap(key => {
    const word = /[^:]+$/.exec(key)?.[0] ?? '';
    const content = FILE_KEYS.get(word);
    return content === undefined ? [] : [[key, word, key.slice(0, -word.length) + content] as const];
  });
}
