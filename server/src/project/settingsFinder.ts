import {
  type Configuration,
  type FoundSettings,
  isBelow,
  LEADS_OUT,
  type Machine,
  type ProjectLocation,
  type SettingsFile,
  type SettingsFolder,
  type SettingsReader,
  type SettingsSubject,
  scopeOf,
  type UserLocation,
} from '../ecosystems/shared/settings.js';
import type { SavedFiles } from '../ports/savedFiles.js';
import { createDependencyCache, type FileDependencies } from './fileCache.js';
import type { FileTracker } from './trackedFiles.js';

export interface FinderOptions {
  readonly files: SavedFiles;
  readonly machine: Machine;
  readonly isTrusted: () => boolean;
  readonly tracker: FileTracker;
}

/** Finds and reads the files of configuration of one ecosystem. Folders and files are the same objects until one of them has changed. */
export interface SettingsFinder<C extends Configuration> {
  around(subject: SettingsSubject): FoundSettings<C>;
  /** Outside of projects. */
  user(): FoundSettings<C>;
}

export function createSettingsFinder<C extends Configuration>(
  reader: Pick<SettingsReader<C>, 'projectLocations' | 'userLocations'>,
  { files, machine, isTrusted, tracker }: FinderOptions,
): SettingsFinder<C> {
  const folders = createDependencyCache<SettingsFolder<C>>(files);
  const users = createDependencyCache<readonly SettingsFile<C>[]>(files);

  /** A file as it is; none where it is not there. The one place that decides whether what is the project's may be read, and variables be put into it. */
  function fileAt(location: UserLocation<C>, scope: SettingsFile<C>['scope'], dependencies: FileDependencies): readonly SettingsFile<C>[] {
    const { path, name, read } = location;
    if (scope === 'project' && tracker.isRefused(path, dependencies))
      return [{ path, name, scope, read, content: undefined, unread: LEADS_OUT }];
    if (!tracker.isThere(path, dependencies)) return [];
    const content = tracker.contentOf(path, read, scope === 'user' || isTrusted(), dependencies);
    if ('reason' in content) return [{ path, name, scope, read, content: undefined, unread: content.reason }];
    return [{ path, name, scope, read, content: content.value }];
  }

  function isThere(folder: string, { name, beside }: ProjectLocation<C>, dependencies: FileDependencies): boolean {
    const at = (name: string): string => files.join(folder, ...name.split('/'));
    const isOpen = (path: string): boolean => !tracker.isRefused(path, dependencies);
    if (beside === undefined) return !isOpen(at(name)) || tracker.isThere(at(name), dependencies);
    return [beside, name].every(one => isOpen(at(one)) && tracker.isThere(at(one), dependencies));
  }

  function readFolder(path: string, isWithin: boolean, dependencies: FileDependencies): SettingsFolder<C> {
    if (tracker.isRefused(path, dependencies)) return { path, isWithin, names: new Set(), files: [] };
    const there = reader.projectLocations
      .filter(({ reachesAbove }) => isWithin || reachesAbove)
      .filter(location => isThere(path, location, dependencies));
    const found = there.flatMap(({ name, read }) =>
      read ? fileAt({ path: files.join(path, ...name.split('/')), name, read }, 'project', dependencies) : [],
    );
    return { path, isWithin, names: new Set(there.map(({ name }) => name)), files: found };
  }

  function folderAt(path: string, isWithin: boolean): SettingsFolder<C> {
    return folders(`${isWithin} ${path}`, [isTrusted()], dependencies => readFolder(path, isWithin, dependencies));
  }

  /** From a folder to the workspace folder; in a trusted workspace on to the top, where files may count that lie above it. */
  function foldersFrom({ folder, root }: SettingsSubject): readonly SettingsFolder<C>[] {
    const goesOn = isTrusted() && reader.projectLocations.some(({ reachesAbove }) => reachesAbove);
    const found: SettingsFolder<C>[] = [];
    for (let at = folder; found.length < DEEPEST; at = files.parent(at)) {
      const isInside = isInFolder(at, root, files);
      found.push(folderAt(at, isInside || at === folder));
      if (files.parent(at) === at || !(goesOn || (isInside && at !== root))) break;
    }
    return found;
  }

  function userFiles(root: string): readonly SettingsFile<C>[] {
    return users(root, [isTrusted()], dependencies =>
      reader
        .userLocations(machine, tracker.trackedIn(dependencies))
        .flatMap(location => fileAt(location, scopeOf(location.path, root), dependencies)),
    );
  }

  return {
    around: subject => withoutDuplicates({ folders: foldersFrom(subject), user: userFiles(subject.root) }),
    user: () => ({ folders: [], user: userFiles('') }),
  };
}

const DEEPEST = 100;

function isInFolder(path: string, folder: string, { parent }: SavedFiles): boolean {
  return path === folder || isBelow(path, folder) || (parent(folder) === folder && path.startsWith(folder));
}

/** A file that both a project and its user may have is the project's where it lies in the workspace, and else the user's. */
function withoutDuplicates<C extends Configuration>({ folders, user }: FoundSettings<C>): FoundSettings<C> {
  const users = new Map(user.map(file => [file.path, file]));
  const doubled = folders.flatMap(({ files }) => files.filter(({ path }) => users.has(path)));
  if (doubled.length === 0) return { folders, user };
  const ofUser = new Set(doubled.flatMap(({ path }) => (users.get(path)?.scope === 'user' ? [path] : [])));
  const ofProject = new Set(doubled.flatMap(({ path }) => (ofUser.has(path) ? [] : [path])));
  return {
    folders: folders.map(folder => withoutFiles(folder, ofUser)),
    user: user.filter(({ path }) => !ofProject.has(path)),
  };
}

function withoutFiles<C extends Configuration>(folder: SettingsFolder<C>, paths: ReadonlySet<string>): SettingsFolder<C> {
  const gone = new Set(folder.files.flatMap(({ path, name }) => (paths.has(path) ? [name] : [])));
  if (gone.size === 0) return folder;
  return {
    ...folder,
    names: new Set([...folder.names].filter(name => !gone.has(name))),
    files: folder.files.filter(({ path }) => !paths.has(path)),
  };
}
