import type { Cooldown } from '../cooldowns/cooldown.js';
import type { Folders } from '../environments/folders.js';
import { installedVersions } from '../environments/nodeResolution.js';
import { environmentOf, findEnvironments, type PythonEnvironment } from '../environments/pythonEnvironments.js';
import { installedDistributions } from '../environments/sitePackages.js';
import type { Manifest, Problem } from '../model.js';
import { type CatalogFinder, type Catalogs, withCatalogs } from './catalogs.js';
import type { Locks, ProjectLock } from './locks.js';

/** What of a project stands around one manifest: what was locked for it, and what is installed. */
export interface Surroundings {
  readonly lock: ProjectLock | undefined;
  /** By name as the manifest writes it (npm), normalised (PyPI). */
  readonly installed: ReadonlyMap<string, InstalledRelease>;
  /** What could not be read around it, each said once, on the file. */
  readonly problems: readonly Problem[];
  /** What is installed has not changed since. Milliseconds since 1970. */
  readonly installedSince?: number;
  /** The cooldown that the package manager's configuration asks for. */
  readonly cooldown?: Cooldown;
  /** Where the ranges stand that the manifest only refers to. */
  readonly catalogs?: Catalogs;
}

export interface InstalledRelease {
  readonly version: string;
  /** Where it is installed, as a message names it: `node_modules`, `.venv`. */
  readonly where: string;
}

export interface Projects {
  /** Never rejects but with the signal's reason. */
  around(path: string, manifest: Manifest, signal: AbortSignal): Promise<Surroundings>;
}

export interface ProjectPorts {
  readonly locks: Locks;
  readonly catalogFinder: CatalogFinder;
  readonly folders: Folders;
  /** The folder at which a search upwards from a manifest ends: its workspace folder. */
  rootOf(path: string): string;
  /** Path of the Python interpreter that the editor or its user has selected for a manifest: its environment goes before those found. */
  interpreterOf?(path: string): string | undefined;
}

export const NOTHING_AROUND: Surroundings = { lock: undefined, installed: new Map(), problems: [] };

export function createProjects({ locks, catalogFinder, folders, rootOf, interpreterOf }: ProjectPorts): Projects {
  /** As far up as the project reaches: what stands above its lockfile was installed for another one. */
  async function nodeReleases(path: string, manifest: Manifest, lock: ProjectLock | undefined, signal: AbortSignal): Promise<Found> {
    const names = manifest.dependencies.filter(({ origin }) => origin.kind === 'registry').map(({ writtenName }) => writtenName);
    const folder = folders.parent(path);
    const root = lock ? folders.parent(lock.path) : folder;
    if (!(await hasModules(folder, root))) return { releases: [], unreadable: [] };
    const { packages, unreadable } = await installedVersions(folder, names, root, folders, signal);
    const releases = [...packages].filter(([, found]) => found.skipped === undefined);
    return { releases: releases.map(([name, { version }]) => [name, { version, where: 'node_modules' }]), unreadable };
  }

  /** Where nothing at all is installed, one look a folder is enough to know. */
  async function hasModules(folder: string, root: string): Promise<boolean> {
    if ((await folders.list(folders.join(folder, 'node_modules'))) !== undefined) return true;
    const above = folders.parent(folder);
    return folder !== root && above !== folder && hasModules(above, root);
  }

  async function pythonReleases(path: string, signal: AbortSignal): Promise<Found> {
    const selected = interpreterOf?.(path);
    const environment =
      (selected === undefined ? undefined : await environmentOf(selected, folders, signal)) ??
      (await nearestEnvironment(folders.parent(path), rootOf(path), signal));
    if (!environment) return { releases: [], unreadable: [] };
    const { distributions, unreadable } = await installedDistributions(environment, folders, signal);
    const where = environment.path.replace(/^.*[\\/]/, '');
    const releases = distributions.filter(({ skipped, version }) => skipped === undefined && version !== '');
    return { releases: releases.map(({ name, version }) => [name, { version, where }]), unreadable };
  }

  async function nearestEnvironment(folder: string, root: string, signal: AbortSignal): Promise<PythonEnvironment | undefined> {
    const { environments } = await findEnvironments(folder, folders, signal);
    const above = folders.parent(folder);
    if (environments.length > 0 || folder === root || above === folder || !folder.startsWith(root)) return environments[0];
    return nearestEnvironment(above, root, signal);
  }

  return {
    around: async (path, manifest, signal) => {
      if (manifest.dependencies.length === 0) return NOTHING_AROUND;
      const lock = await locks.find(path, signal);
      if (manifest.ecosystem === 'PyPI') return surroundingsOf(lock, await pythonReleases(path, signal));
      const catalogs = await catalogFinder.find(path, manifest, signal);
      const found = await nodeReleases(path, withCatalogs(manifest, catalogs), lock, signal);
      return { ...surroundingsOf(lock, found), ...(catalogs && { catalogs }) };
    },
  };
}

interface Found {
  readonly releases: readonly (readonly [string, InstalledRelease])[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

function surroundingsOf(lock: ProjectLock | undefined, { releases, unreadable }: Found): Surroundings {
  return { lock, installed: new Map(releases), problems: [...lockProblems(lock), ...unreadable.map(unreadableProblem)] };
}

const AT_START = { start: 0, end: 0 };

/** A lockfile that could not be read whole leaves its manifest half unchecked: said there, once. */
function lockProblems(lock: ProjectLock | undefined): readonly Problem[] {
  if (!lock) return [];
  const file = lock.path.replace(/^.*[\\/]/, '');
  if (lock.unread !== undefined)
    return [{ message: `${file} is not read: ${lock.unread}. What it locks is not checked.`, span: AT_START, level: 'warning' }];
  const [first] = lock.lockfile.problems;
  if (!first) return [];
  return [{ message: `${file} could be read only in part: ${first.message}`, span: AT_START, level: 'warning' }];
}

function unreadableProblem({ path, reason }: { readonly path: string; readonly reason: string }): Problem {
  return { message: `${path}: ${reason}. What is installed there is not checked.`, span: AT_START, level: 'information' };
}
