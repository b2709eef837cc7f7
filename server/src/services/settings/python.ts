import path from 'node:path';
import { formatOf } from '../../ecosystems/manifests.js';
import type { Manifest, PythonInstaller } from '../../model/index.js';
import { readNetrc } from '../../ecosystems/python/settings/netrc.js';
import { readPdmConfig } from '../../ecosystems/python/settings/pdmIndexes.js';
import { readPipConf } from '../../ecosystems/python/settings/pipIndexes.js';
import { readPoetryConfig } from '../../ecosystems/python/settings/poetryIndexes.js';
import {
  isPipOff,
  type Machine,
  netrcPlaces,
  pdmPlaces,
  pipFile,
  pipPlaces,
  poetryPlaces,
  scopeOf,
  shownPath,
  uvPlaces,
} from '../../ecosystems/python/settings/indexOrder.js';
import type { PythonAround, PythonFiles } from '../../ecosystems/python/settings/setups.js';
import { pythonRegistryConfig } from '../../ecosystems/python/settings/registries.js';
import type { Access, RegistryConfig } from '../../model/registryAccess.js';
import type { Said } from '../../ecosystems/shared/sourced.js';
import { readPipfileProject, readPythonProject, readUvToml } from '../../ecosystems/python/settings/uvIndexes.js';
import { createRequirementsAround } from './requirementsAround.js';
import { areUnchanged, LEADS_OUT, readSmallFile, stampOf } from '../disk/fileCache.js';

export interface PythonConfigsOptions extends Machine {
  /** Base URL of the index that is asked in the place of PyPI, or PyPI's. It may hold credentials. */
  readonly indexUrl: string;
  /** False: what the workspace says leads nowhere. */
  readonly isTrusted: () => boolean;
  /** The folder at which a search upwards from a manifest ends. */
  readonly rootOf: (path: string) => string;
  /** Which files of projects may be read. All where not given. */
  readonly mayRead?: (file: string) => boolean;
}

export interface PythonConfigs {
  /**
   * What the configuration around a manifest or lockfile says; around a requirements file also the files that it is installed with. Files are read again
   * when they have changed; synchronous, and quick enough for each key stroke.
   * @param file absolute
   * @param manifest what it says itself, where it is a manifest
   */
  around(file: string, manifest?: Manifest): RegistryConfig;
  /** What is configured outside of projects. */
  user(): RegistryConfig;
}

/** Reads the configuration of pip, uv, Poetry, PDM and pipenv, of the user and of projects. */
export function createPythonConfigs(options: PythonConfigsOptions): PythonConfigs {
  const { env, indexUrl, isTrusted, rootOf, mayRead = () => true } = options;
  const requirementsAround = createRequirementsAround(mayRead);
  const answers = new Map<string, Answer>();
  const configs = new Map<string, KnownConfig>();
  const accesses = new Map<string, Access>();

  function filesAt(key: string, read: (seen: Stamps) => ReadFiles): PythonFiles {
    const known = answers.get(key);
    if (known && areUnchanged(known.seen)) return known.files;
    const seen: Stamps = new Map();
    const { leadsOut, ...files } = read(seen);
    if (!leadsOut) answers.set(key, { files, seen });
    return files;
  }

  function shared(access: Access): Access {
    const key = JSON.stringify(access);
    const known = accesses.get(key) ?? access;
    accesses.set(key, known);
    return known;
  }

  /** The same as long as neither the files nor what the manifest and those around it say of indexes has changed. */
  function configOf(key: string, around: Pick<PythonAround, 'name' | 'kind' | 'manifest' | 'installations' | 'files'>): RegistryConfig {
    const said = JSON.stringify([isTrusted(), saidOf(around.manifest), around.installations]);
    const known = configs.get(key);
    if (known && known.files === around.files && known.said === said && areUnchanged(known.certificates)) return known.config;
    const certificates: Stamps = new Map();
    const readPem = (written: string): Pem => pemAt(written.replace(/^~(?=[\\/])/, options.home), certificates);
    const config = pythonRegistryConfig({ ...around, env, isTrusted: isTrusted(), publicIndex: indexUrl, readPem, shared });
    configs.set(key, { config, files: around.files, said, certificates });
    return config;
  }

  return {
    around(file, manifest) {
      const [name, kind, folder, root] = [path.basename(file), kindOf(file), path.dirname(file), rootOf(file)];
      const files = filesAt(`${kind} ${root} ${folder}`, seen => readAround(options, { kind, folder, root }, seen));
      const installations = isRequirements(file, kind)
        ? requirementsAround(file, [...upwards(folder, root), path.dirname(folder)], manifest).map(({ path: first, pip }) => ({
            name: relativeName(folder, first),
            pip,
          }))
        : [];
      return configOf(`${manifest !== undefined} ${file}`, { name, kind, ...(manifest && { manifest }), installations, files });
    },
    user: () => configOf('', { name: '', files: filesAt('', seen => readAround(options, undefined, seen)) }),
  };
}

/** Files that were looked at, whether there or not. */
type Stamps = Map<string, string | undefined>;
type Pem = ReturnType<PythonAround['readPem']>;
type Kind = NonNullable<PythonAround['kind']>;

interface Answer {
  readonly files: PythonFiles;
  readonly seen: Stamps;
}

interface ReadFiles extends PythonFiles {
  /** Some are links that are not followed: whether they have changed cannot be told. */
  readonly leadsOut: boolean;
}

interface KnownConfig {
  readonly config: RegistryConfig;
  readonly files: PythonFiles;
  /** What it was made of besides. */
  readonly said: string;
  readonly certificates: Stamps;
}

/** What of a manifest tells where its packages come from. */
function saidOf(manifest: PythonAround['manifest']): unknown {
  const named = manifest?.dependencies.filter(({ index }) => index !== undefined).map(({ name, index }) => [name, index]);
  return manifest && [manifest.pip, manifest.indexes, manifest.installers, named];
}

interface Place {
  readonly kind: Kind;
  readonly folder: string;
  readonly root: string;
}

/** A setup.cfg is pip's, as requirements are. */
function kindOf(file: string): Kind {
  const name = path.basename(file);
  if (name.startsWith('Pipfile')) return 'pipfile';
  return name.endsWith('.toml') || name.endsWith('.lock') ? 'pyproject' : 'requirements';
}

/** Whatever its name is, where another one includes it. */
function isRequirements(file: string, kind: Kind): boolean {
  return kind === 'requirements' && (formatOf(file)?.id ?? 'requirements.txt') === 'requirements.txt';
}

function readAround(options: PythonConfigsOptions, place: Place | undefined, seen: Stamps): ReadFiles {
  const reader = fileReader(options, place?.root ?? '', seen);
  const folders = place ? upwards(place.folder, place.root) : [];
  const inFolders = (name: string): readonly string[] => folders.map(folder => path.join(folder, name));
  const projects =
    place?.kind === 'pipfile'
      ? reader.all([path.join(place.folder, 'Pipfile')], readPipfileProject)
      : reader.all(inFolders('pyproject.toml'), readPythonProject);
  const pip = [
    ...pipPlaces(options, reader.isThere),
    ...(isPipOff(options) ? [] : environmentFiles(options, folders).filter(file => isInEnvironment(file, reader.isOpen))),
  ];
  const [netrc] = reader.all(netrcPlaces(options), readNetrc);
  return {
    pip: reader.all(pip, readPipConf),
    uv: [...reader.all(inFolders('uv.toml'), readUvToml), ...reader.all(uvPlaces(options), readUvToml)],
    projects: projects.map(said => ({ ...said, source: place ? relativeName(place.folder, said.file) : said.source })),
    poetry: reader.all([...inFolders('poetry.toml'), ...poetryPlaces(options)], readPoetryConfig),
    pdm: reader.all([...inFolders('pdm.toml'), ...pdmPlaces(options)], readPdmConfig),
    netrc: netrc?.value,
    tools: new Set(
      folders.flatMap(folder => TOOL_FILES.flatMap(([name, tool]) => (reader.isThere(path.join(folder, name)) ? [tool] : []))),
    ),
    problems: reader.problems,
    leadsOut: reader.leadsOut(),
  };
}

const TOOL_FILES: readonly (readonly [name: string, tool: PythonInstaller])[] = [
  ['uv.toml', 'uv'],
  ['uv.lock', 'uv'],
  ['poetry.toml', 'poetry'],
  ['poetry.lock', 'poetry'],
  ['pdm.toml', 'pdm'],
  ['pdm.lock', 'pdm'],
];

/** pip's own file in the environment that is active, and in those that lie beside a project under their customary names; the nearest last. */
function environmentFiles({ env, platform }: Machine, folders: readonly string[]): readonly string[] {
  const beside = folders.toReversed().flatMap(folder => ENVIRONMENTS.map(name => path.join(folder, name)));
  const environments = [...(env.VIRTUAL_ENV ? [env.VIRTUAL_ENV] : []), ...beside];
  return environments.map(folder => path.join(folder, pipFile(platform)));
}

const ENVIRONMENTS = ['env', '.env', 'venv', '.venv'];

/** A file that is not there yet stays in the list, so that it is seen when it comes. */
function isInEnvironment(file: string, isOpen: (file: string) => boolean): boolean {
  const mark = path.join(path.dirname(file), 'pyvenv.cfg');
  return isOpen(file) && (stampOf(file) === undefined || (isOpen(mark) && stampOf(mark) !== undefined));
}

interface SaidFile<T> extends Said<T> {
  readonly file: string;
}

/** Reads files and notes which were looked at. */
function fileReader(machine: PythonConfigsOptions, root: string, seen: Stamps) {
  const { mayRead = () => true } = machine;
  const problems: string[] = [];
  let leadsOut = false;
  const isOpen = (file: string): boolean => scopeOf(file, root) === 'user' || mayRead(file);
  const isThere = (file: string): boolean => {
    if (!isOpen(file)) return false;
    if (!seen.has(file)) seen.set(file, stampOf(file));
    return seen.get(file) !== undefined;
  };
  function one<T>(file: string, read: (text: string) => T): readonly SaidFile<T>[] {
    if (!isOpen(file)) {
      leadsOut = true;
      if (mayRead(path.dirname(file))) problems.push(`${shownName(file, machine, root)}: ${LEADS_OUT}.`);
      return [];
    }
    if (!isThere(file)) return [];
    const content = readSmallFile(file);
    const source = shownName(file, machine, root);
    if ('text' in content) return [{ value: read(content.text), file, source, scope: scopeOf(file, root) }];
    problems.push(`${source}: ${content.reason}.`);
    return [];
  }
  const all = <T>(files: readonly string[], read: (text: string) => T): readonly SaidFile<T>[] =>
    [...new Set(files)].flatMap(file => one(file, read));
  return { all, isOpen, isThere, problems, leadsOut: () => leadsOut };
}

function shownName(file: string, machine: Machine, root: string): string {
  return scopeOf(file, root) === 'project' ? relativeName(root, file) : shownPath(file, machine);
}

function relativeName(folder: string, file: string): string {
  return path.relative(folder, file).replaceAll('\\', '/');
}

/** A folder and those that it lies in, up to `root`; the folder alone where it does not lie in it. */
function upwards(folder: string, root: string): readonly string[] {
  const parent = path.dirname(folder);
  return folder === root || parent === folder || scopeOf(folder, root) === 'user' ? [folder] : [folder, ...upwards(parent, root)];
}

/** @param seen gets the file's stamp */
function pemAt(file: string, seen: Stamps): Pem {
  if (!path.isAbsolute(file)) return { problem: 'is not named by an absolute path' };
  const stamp = stampOf(file);
  seen.set(file, stamp);
  if (stamp === undefined) return { problem: 'is not there' };
  const content = readSmallFile(file);
  if ('reason' in content) return { problem: 'cannot be read' };
  return content.text.includes('-----BEGIN ') ? { pem: content.text } : { problem: 'holds no certificate in PEM form' };
}
