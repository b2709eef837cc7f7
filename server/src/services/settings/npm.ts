import path from 'node:path';
import npm from '@pnpm/npm-conf/lib/defaults.js';
import type { NpmLayer } from '../../ecosystems/npm/settings/layers.js';
import type { NpmSettings } from '../../ecosystems/npm/settings/settings.js';
import { npmRegistryConfig } from '../../ecosystems/npm/settings/registries.js';
import type { Access, RegistryConfig } from '../../model/registryAccess.js';
import { type ConfigFile, environmentOf, type NpmManager, npmGlobalFiles, PROJECT_FILES, type UserPlace, userFilesOf } from './npmFiles.js';
import { areUnchanged, LEADS_OUT, readSmallFile, stampOf } from '../disk/fileCache.js';

/** npm's own registry, without a slash at its end. */
export const NPM_URL: string = npm.defaults.registry.replace(/\/+$/, '');

export interface NpmConfigsOptions extends UserPlace {
  /** A registry that is asked in place of npm's (`''`: none given). */
  readonly registryUrl?: string | undefined;
  /** False: what the workspace says leads nowhere. */
  readonly isTrusted: () => boolean;
  /** The folder at which a search upwards from a manifest ends. */
  readonly rootOf: (path: string) => string;
  /** Which files of projects may be read. All where not given. */
  readonly mayRead?: (file: string) => boolean;
}

export interface NpmConfigs {
  /** What the configuration around a manifest or lockfile says. The same object until one of its files changes; synchronous, and quick enough for each key stroke. */
  around(file: string): RegistryConfig;
  /** What is configured outside of projects. */
  user(): RegistryConfig;
}

/**
 * Reads the configuration of npm, pnpm, Yarn and Bun, of the user and of projects.
 *
 * Whose files count: npm's always, which the others read as well, but for newer Yarn. Those of pnpm, Yarn and Bun, and what the user has told them, where
 * a lockfile or configuration of theirs lies at or above the manifest: several may be there, and which one a developer runs is not known. They go before
 * npm, because who has them uses them. A name that any of them takes from a private registry is private.
 *
 * Of a project all files on the way up count, the nearest first; npm would read that of the nearest package's root, and pnpm that of the workspace's: one
 * is the other's where it counts, and reading both keeps names private when the tool is another one. Only in a trusted workspace the way goes on above it.
 */
export function createNpmConfigs(options: NpmConfigsOptions): NpmConfigs {
  const { registryUrl, isTrusted, rootOf } = options;
  const read = createLayerReader(options);
  const answers = new Map<string, Answer>();
  const accesses = new Map<string, Access>();

  /** Equal ones are one object: who asks can tell them apart at once. */
  function shared(access: Access): Access {
    const key = JSON.stringify(access);
    const known = accesses.get(key) ?? access;
    accesses.set(key, known);
    return known;
  }

  function answer(key: string, projectOf: (seen: Stamps) => Project): RegistryConfig {
    const known = answers.get(key);
    if (known && areUnchanged(known.seen)) return known.config;
    const seen: Stamps = new Map();
    const project = projectOf(seen);
    const config = npmRegistryConfig({
      managers: stacksOf(project, options, (file, isProject) => read(file, isProject, seen), seen),
      defaultRegistry: NPM_URL,
      registryUrl: registryUrl || undefined,
      isTrusted: isTrusted(),
      decodeBase64: text => Buffer.from(text, 'base64').toString('utf8'),
    });
    const answered = { ...config, publicAccess: shared(config.publicAccess) };
    if (!project.leadsOut) answers.set(key, { config: answered, seen });
    return answered;
  }

  return {
    around(file) {
      const [folder, root, trusted] = [path.dirname(file), rootOf(file), isTrusted()];
      return answer(`${trusted} ${root} ${folder}`, seen => projectAt(folder, root, trusted, options, seen));
    },
    user: () => answer('', () => ({ files: [], managers: ['npm', 'pnpm', 'yarn', 'bun'] })),
  };
}

/** Files that were looked at, whether there or not. */
type Stamps = Map<string, string | undefined>;

type Place = UserPlace & Pick<NpmConfigsOptions, 'mayRead'>;

interface Answer {
  readonly config: RegistryConfig;
  readonly seen: Stamps;
}

interface StampedLayer {
  /** Undefined where there is no file. */
  readonly layer: NpmLayer | undefined;
  readonly stamps: Stamps;
}

type ProjectFile = ConfigFile & { readonly manager: NpmManager };

interface Project {
  /** The nearest first. */
  readonly files: readonly ProjectFile[];
  /** Those that may be the project's, npm last. */
  readonly managers: readonly NpmManager[];
  /** Some are links that are not followed: whether they have changed cannot be told. */
  readonly leadsOut?: boolean;
}

function projectAt(folder: string, root: string, isTrusted: boolean, place: Place, seen: Stamps): Project {
  const { mayRead = () => true } = place;
  const users = new Set((['npm', 'pnpm', 'yarn', 'bun'] as const).flatMap(manager => userFilesOf(manager, place).map(file => file.path)));
  const files: ProjectFile[] = [];
  const managers = new Set<NpmManager>();
  let leadsOut = false;
  for (const above of upwards(folder, isTrusted ? undefined : root).filter(mayRead)) {
    for (const { name, manager, read } of PROJECT_FILES) {
      const file = path.join(above, name);
      // what the user has configured is no project's, nor is a lockfile above it
      if (users.has(file) || (read === undefined && root.length > above.length)) continue;
      const isLeadingOut = !mayRead(file);
      if (isLeadingOut) leadsOut = true;
      else seen.set(file, stampOf(file));
      if (!isLeadingOut && seen.get(file) === undefined) continue;
      managers.add(manager);
      if (read) files.push({ path: file, name, manager, read });
    }
  }
  managers.delete('npm');
  return { files, managers: [...managers, 'npm'], leadsOut };
}

/** A folder and those that it lies in, up to `root` or the top. */
function upwards(folder: string, root: string | undefined): readonly string[] {
  const parent = path.dirname(folder);
  return folder === root || parent === folder ? [folder] : [folder, ...upwards(parent, root)];
}

/** The layers of each package manager of a project, the first of which counts that has a key. */
function stacksOf(
  { files, managers }: Project,
  place: UserPlace,
  layerOf: (file: ConfigFile, isProject: boolean) => NpmLayer | undefined,
  seen: Stamps,
): readonly (readonly NpmLayer[])[] {
  const projectLayers = (manager: NpmManager): readonly NpmLayer[] =>
    files.flatMap(file => (file.manager === manager ? (layerOf(file, true) ?? []) : []));
  const userLayers = (those: readonly ConfigFile[]): readonly NpmLayer[] => those.flatMap(file => layerOf(file, false) ?? []);
  const environment = environmentLayer('npm', place, seen);
  const project = projectLayers('npm');
  const user = userLayers(userFilesOf('npm', place));
  const global = userLayers(npmGlobalFiles(place, file => layerOf(file, false)?.settings.get('prefix')?.at(-1)));

  return managers.map(manager => {
    if (manager === 'npm') return [environment, ...project, ...user, ...global];
    const first = [environmentLayer(manager, place, seen), ...(manager === 'pnpm' ? [environment] : []), ...projectLayers(manager)];
    const own = userFilesOf(manager, place);
    return manager === 'pnpm'
      ? [...first, ...project, ...userLayers(own.slice(0, 1)), ...user, ...userLayers(own.slice(1)), ...global]
      : [...first, ...userLayers(own), environment, ...project, ...user, ...global];
  });
}

function environmentLayer(manager: NpmManager, { env, home }: UserPlace, seen: Stamps): NpmLayer {
  return withFiles({ name: 'the environment', isProject: false, ...environmentOf(manager, env) }, process.cwd(), home, seen);
}

/** Reads each file once, until it or a file that it names changes. */
function createLayerReader(options: NpmConfigsOptions): (file: ConfigFile, isProject: boolean, seen: Stamps) => NpmLayer | undefined {
  const layers = new Map<string, StampedLayer>();
  const { mayRead = () => true } = options;
  return (file, isProject, seen) => {
    if (isProject && !mayRead(file.path)) return { name: file.name, isProject, settings: new Map(), problems: [LEADS_OUT] };
    const isOpen = !isProject || options.isTrusted();
    const key = `${isProject} ${isOpen} ${file.path}`;
    const known = layers.get(key);
    const found = known && areUnchanged(known.stamps) ? known : readLayer(file, isProject, isOpen, options);
    layers.set(key, found);
    for (const [watched, stamp] of found.stamps) seen.set(watched, stamp);
    return found.layer;
  };
}

/** @param isOpen variables are put in, and the files that it names are read */
function readLayer(file: ConfigFile, isProject: boolean, isOpen: boolean, { env, home }: UserPlace): StampedLayer {
  const stamps: Stamps = new Map([[file.path, stampOf(file.path)]]);
  if (stamps.get(file.path) === undefined) return { layer: undefined, stamps };
  const content = readSmallFile(file.path);
  const { name } = file;
  if ('reason' in content) return { layer: { name, isProject, settings: new Map(), problems: [content.reason] }, stamps };
  const layer = { name, isProject, ...file.read(content.text, isOpen ? env : {}) };
  return { layer: isOpen ? withFiles(layer, path.dirname(file.path), home, stamps) : layer, stamps };
}

/** The keys that name a file, and those that hold what is in one. */
const FILE_KEYS: ReadonlyMap<string, string> = new Map([
  ['cafile', 'ca'],
  ['certfile', 'cert'],
  ['keyfile', 'key'],
]);

/** Puts in what is in the files that settings name. Relative paths begin at the folder of the file that names them. */
function withFiles(layer: NpmLayer, folder: string, home: string, seen: Stamps): NpmLayer {
  const settings = new Map(layer.settings);
  const problems = [...layer.problems];
  for (const [key, word, contentKey] of fileKeysOf(layer.settings)) {
    const named = layer.settings.get(key)?.at(-1) ?? '';
    const file = path.resolve(folder, named.replace(/^~(?=[\\/])/, home));
    seen.set(file, stampOf(file));
    const content = readSmallFile(file);
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
