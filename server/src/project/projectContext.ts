import { ECOSYSTEMS } from '../ecosystems/index.js';
import { installedVersions } from '../ecosystems/npm/installed/resolution.js';
import { environmentOf, findEnvironments, type PythonEnvironment } from '../ecosystems/python/installed/environments.js';
import { installedDistributions } from '../ecosystems/python/installed/sitePackages.js';
import { lastChange, lastInstalled, type ModulesFolder } from '../ecosystems/shared/installTime.js';
import type { Manifest, Origin, Problem } from '../model/index.js';
import type { Folders } from '../ports/folders.js';
import { baseName } from '../text/paths.js';
import { type CatalogFinder, type Catalogs, withCatalogs } from './catalogs.js';
import type { Locks, ProjectLock } from './locks.js';
import type { Origins, OriginsAround } from './origins.js';
import type { OverrideFile, OverrideFinder } from './overridePlaces.js';
import type { CooldownAround, ProjectSettings } from './settings.js';

/** What of a project stands around one manifest: what was locked for it, and what is installed. */
export interface ProjectContext {
  readonly lock: ProjectLock | undefined;
  /** By name as the manifest writes it (npm), normalised (PyPI). */
  readonly installed: ReadonlyMap<string, InstalledRelease>;
  /** What could not be read around it, each said once, on the file. */
  readonly problems: readonly Problem[];
  /** What is installed has not changed since. Milliseconds since 1970. */
  readonly installedSince?: number;
  /** Where its packages come from, and what rules look at beside them. */
  readonly origins?: OriginsAround;
  /** The cooldown that the package manager's configuration asks for. */
  readonly cooldown?: CooldownAround;
  /** Where the ranges stand that the manifest only refers to. */
  readonly catalogs?: Catalogs;
  /** Where the project says which releases of packages everybody gets. */
  readonly overrides?: OverrideFile;
}

export interface InstalledRelease {
  readonly version: string;
  /** Where it is installed, as a message names it: `node_modules`, `.venv`. */
  readonly where: string;
}

export interface ProjectContexts {
  /** Never rejects but with the signal's reason. */
  around(path: string, manifest: Manifest, signal: AbortSignal): Promise<ProjectContext>;
}

export interface ProjectPorts {
  readonly locks: Locks;
  readonly catalogFinder: CatalogFinder;
  readonly settings: Pick<ProjectSettings, 'around'>;
  readonly overrideFinder: OverrideFinder;
  readonly folders: Folders;
  /** The folder at which a search upwards from a manifest ends: its workspace folder. */
  rootOf(path: string): string;
  /** Path of the Python interpreter that the editor or its user has selected for a manifest: its environment goes before those found. */
  interpreterOf?(path: string): string | undefined;
  readonly origins: Origins;
  /** False: what is installed is not looked at. Trusted where not given. */
  isTrusted?(): boolean;
}

export const EMPTY_CONTEXT: ProjectContext = { lock: undefined, installed: new Map(), problems: [] };

export function createProjectContexts({
  locks,
  catalogFinder,
  settings,
  overrideFinder,
  folders,
  rootOf,
  interpreterOf,
  origins,
  isTrusted = () => true,
}: ProjectPorts): ProjectContexts {
  /** As far up as the project reaches: what stands above its lockfile was installed for another one. */
  async function nodeReleases(path: string, manifest: Manifest, lock: ProjectLock | undefined, signal: AbortSignal): Promise<Found> {
    if (!isTrusted()) return NOTHING_INSTALLED;
    const names = manifest.dependencies.filter(({ origin }) => mayBeRelease(origin)).map(({ writtenName }) => writtenName);
    const folder = folders.parent(path);
    const root = lock ? folders.parent(lock.path) : folder;
    const modules = await modulesBetween(folder, root);
    if (modules.length === 0) return NOTHING_INSTALLED;
    const { packages, unreadable } = await installedVersions(folder, names, root, folders, signal);
    const releases = [...packages].filter(([, found]) => found.skipped === undefined);
    return {
      releases: releases.map(([name, { version }]) => [name, { version, where: 'node_modules' }]),
      unreadable,
      since: await lastInstalled(modules, folders),
    };
  }

  /** The node_modules folders from one folder up to another. Where nothing at all is installed, one look a folder is enough to know. */
  async function modulesBetween(folder: string, root: string): Promise<readonly ModulesFolder[]> {
    const path = folders.join(folder, 'node_modules');
    const listed = await folders.list(path);
    const above = folders.parent(folder);
    const others = folder === root || above === folder ? [] : await modulesBetween(above, root);
    return listed === undefined ? others : [{ path, entries: 'reason' in listed ? [] : listed }, ...others];
  }

  async function pythonReleases(path: string, signal: AbortSignal): Promise<Found> {
    if (!isTrusted()) return NOTHING_INSTALLED;
    const selected = interpreterOf?.(path);
    const environment =
      (selected === undefined ? undefined : await environmentOf(selected, folders, signal)) ??
      (await nearestEnvironment(folders.parent(path), rootOf(path), signal));
    if (!environment) return NOTHING_INSTALLED;
    const { distributions, unreadable } = await installedDistributions(environment, folders, signal);
    const where = baseName(environment.path);
    const releases = distributions.filter(({ skipped, version }) => skipped === undefined && version !== '');
    return {
      releases: releases.map(({ name, version }) => [name, { version, where }]),
      unreadable,
      since: await lastChange(environment.sitePackages, folders),
    };
  }

  async function nearestEnvironment(folder: string, root: string, signal: AbortSignal): Promise<PythonEnvironment | undefined> {
    const { environments } = await findEnvironments(folder, folders, signal);
    const above = folders.parent(folder);
    if (environments.length > 0 || folder === root || above === folder || !folder.startsWith(root)) return environments[0];
    return nearestEnvironment(above, root, signal);
  }

  async function installedFor(path: string, manifest: Manifest, lock: ProjectLock | undefined, signal: AbortSignal): Promise<Found> {
    switch (ECOSYSTEMS[manifest.ecosystem].installed?.kind) {
      case 'node_modules':
        return nodeReleases(path, manifest, lock, signal);
      case 'site-packages':
        return pythonReleases(path, signal);
      default:
        return NOTHING_INSTALLED;
    }
  }

  return {
    around: async (path, manifest, signal) => {
      const lock = await locks.find(path, signal);
      if (manifest.dependencies.length === 0) return lockAround(lock);
      const { cooldown } = settings.around(path, manifest.ecosystem, manifest);
      const overrides = lock && (await overrideFinder.find(lock, signal));
      const configured = origins.around(path, manifest.ecosystem, manifest);
      const catalogs = await catalogFinder.find(path, manifest, signal);
      const found = await installedFor(path, withCatalogs(manifest, catalogs), lock, signal);
      return {
        ...surroundingsOf(lock, found, cooldown, configured),
        ...(catalogs && { catalogs }),
        ...(overrides && { overrides }),
      };
    },
  };
}

/** Of a manifest that declares nothing the lockfile alone counts: it may tell what a build script declares. */
function lockAround(lock: ProjectLock | undefined): ProjectContext {
  return lock ? { ...EMPTY_CONTEXT, lock, problems: lockProblems(lock) } : EMPTY_CONTEXT;
}

/** From a registry, or from an address in the form of one. */
function mayBeRelease(origin: Origin): boolean {
  return origin.kind === 'registry' || origin.source?.release?.registry !== undefined;
}

interface Found {
  readonly releases: readonly (readonly [string, InstalledRelease])[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** Nothing was installed later. Milliseconds since 1970. */
  readonly since: number | undefined;
}

const NOTHING_INSTALLED: Found = { releases: [], unreadable: [], since: undefined };

function surroundingsOf(
  lock: ProjectLock | undefined,
  { releases, unreadable, since }: Found,
  cooldown: CooldownAround,
  origins: OriginsAround,
): ProjectContext {
  return {
    lock,
    installed: new Map(releases),
    cooldown,
    origins,
    problems: [
      ...lockProblems(lock),
      ...unreadable.map(unreadableProblem),
      ...cooldown.problems.map(configurationProblem),
      ...origins.problems.map(message => configurationProblem({ message })),
      ...(origins.unread ?? []).map((place): Problem => ({ ...place, span: AT_START, leavesUnread: true })),
    ],
    ...(since !== undefined && { installedSince: since }),
  };
}

const AT_START = { start: 0, end: 0 };

/** A lockfile that could not be read whole leaves its manifest half unchecked: said there, once. */
function lockProblems(lock: ProjectLock | undefined): readonly Problem[] {
  if (!lock) return [];
  const file = baseName(lock.path);
  if (lock.unread !== undefined)
    return [{ message: `${file} is not read: ${lock.unread}. What it locks is not checked.`, span: AT_START, level: 'warning' }];
  const [first] = lock.lockfile.problems;
  if (!first) return [];
  return [{ message: `${file} could be read only in part: ${first.message}`, span: AT_START, level: 'warning' }];
}

/** Without what could not be read, the default holds. */
function configurationProblem({ message }: { readonly message: string }): Problem {
  return { message, span: AT_START, level: 'warning' };
}

function unreadableProblem({ path, reason }: { readonly path: string; readonly reason: string }): Problem {
  return { message: `${path}: ${reason}. What is installed there is not checked.`, span: AT_START, level: 'information' };
}
