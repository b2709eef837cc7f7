// The configuration of package managers around a manifest or lockfile: found once, read once, trusted or not once, for registries and cooldown alike.
import { SETTINGS } from '../ecosystems/settings.js';
import type { Cooldown, Exceptions } from '../ecosystems/shared/cooldown.js';
import {
  type Configuration,
  type EcosystemSettings,
  type FoundSettings,
  type InheritedCooldown,
  isBelow,
  LEADS_OUT,
  type Machine,
  type ProjectLocation,
  type RegistryUrls,
  type SettingsFile,
  type SettingsFolder,
  type SettingsReader,
  type SettingsSubject,
  scopeOf,
  type UserLocation,
} from '../ecosystems/shared/settings.js';
import { withoutProject } from '../ecosystems/shared/sourced.js';
import type { Ecosystem, Manifest } from '../model/index.js';
import type { Access, RegistryConfig } from '../model/registryAccess.js';
import type { SavedFiles } from '../ports/savedFiles.js';
import { createBySeen, type Seen } from './fileCache.js';
import { createSettingsLooks, type SettingsLooks } from './settingsLooks.js';

export interface SettingsOptions {
  /** Files as they are saved: what is typed into an open one leads nowhere. */
  readonly files: SavedFiles;
  readonly machine: Machine;
  readonly registries: RegistryUrls;
  /** Of Base64, as UTF-8. */
  readonly decodeBase64: (text: string) => string;
  /** The folder at which a search upwards ends: the workspace folder. */
  readonly rootOf: (path: string) => string;
  /**
   * False: of what the workspace configures nothing counts but that names are private: neither registry nor credential nor cooldown. Trusted where not
   * given.
   */
  readonly isTrusted?: () => boolean;
  /** Which files and folders of projects may be read. All where not given. */
  readonly mayRead?: (path: string) => boolean;
}

/** The configuration around one manifest or lockfile. */
export interface SettingsAround {
  readonly registries: RegistryConfig;
  readonly cooldown: CooldownAround;
}

/** The cooldown that the configuration around a manifest asks for. */
export interface CooldownAround {
  /** Undefined where none is configured. The same object until a file on the way has changed what it says. */
  readonly cooldown: Cooldown | undefined;
  /** Exceptions that are listed where no cooldown is configured: they hold for the default one. */
  readonly exceptions: Exceptions | undefined;
  /** Values that cannot be read, each a sentence with the name of its file. */
  readonly problems: readonly { readonly message: string }[];
}

export interface ProjectSettings {
  /**
   * What is configured around a manifest or lockfile. The same until one of the files changes; synchronous, and quick enough for each key stroke. Never
   * throws.
   * @param path absolute
   * @param manifest what it says itself, where it is a manifest
   */
  around(path: string, ecosystem: Ecosystem, manifest?: Manifest): SettingsAround;
  /** What is configured of registries outside of projects. */
  user(ecosystem: Ecosystem): RegistryConfig;
}

/** Finds and reads the configuration of the package managers of all ecosystems. */
export function createSettings(options: SettingsOptions): ProjectSettings {
  const disk = createSettingsLooks(options.files, options.machine.env, options.mayRead ?? (() => true));
  const shared = createShared();
  const walkers = new Map<Ecosystem, Walker>();
  const walkerOf = (ecosystem: Ecosystem): Walker => {
    const walker = walkers.get(ecosystem) ?? walkerFor(SETTINGS[ecosystem], ecosystem, { ...options, disk, shared });
    walkers.set(ecosystem, walker);
    return walker;
  };
  return {
    around: (path, ecosystem, manifest) => {
      const subject = { path, folder: options.files.parent(path), root: options.rootOf(path), ...(manifest && { manifest }) };
      return walkerOf(ecosystem).around(subject);
    },
    user: ecosystem => walkerOf(ecosystem).user(),
  };
}

/** The walk of one ecosystem. */
interface Walker {
  around(subject: SettingsSubject): SettingsAround;
  user(): RegistryConfig;
}

interface WalkerOptions extends SettingsOptions {
  readonly disk: SettingsLooks;
  readonly shared: (access: Access) => Access;
}

function walkerFor(settings: EcosystemSettings, ecosystem: Ecosystem, options: WalkerOptions): Walker {
  return settings(reader => createWalker(reader, options.registries[ecosystem], options));
}

function createWalker<C extends Configuration>(reader: SettingsReader<C>, urls: RegistryUrls[Ecosystem], options: WalkerOptions): Walker {
  const { files, machine, isTrusted = () => true, disk, decodeBase64, shared } = options;
  const folders = createBySeen<SettingsFolder<C>>(files);
  const users = createBySeen<readonly SettingsFile<C>[]>(files);
  const configs = createBySeen<RegistryConfig>(files);
  const cooldowns = createByParts<CooldownAround>();

  /** A file as it is; none where it is not there. The one place that decides whether what is the project's may be read, and variables be put into it. */
  function fileAt(location: UserLocation<C>, scope: SettingsFile<C>['scope'], seen: Seen): readonly SettingsFile<C>[] {
    const { path, name, read } = location;
    if (scope === 'project' && disk.isRefused(path, seen)) return [{ path, name, scope, read, content: undefined, unread: LEADS_OUT }];
    if (!disk.isThere(path, seen)) return [];
    const content = disk.contentOf(path, read, scope === 'user' || isTrusted(), seen);
    if ('reason' in content) return [{ path, name, scope, read, content: undefined, unread: content.reason }];
    return [{ path, name, scope, read, content: content.value }];
  }

  function isThere(folder: string, { name, beside }: ProjectLocation<C>, seen: Seen): boolean {
    const at = (name: string): string => files.join(folder, ...name.split('/'));
    const isOpen = (path: string): boolean => !disk.isRefused(path, seen);
    if (beside === undefined) return !isOpen(at(name)) || disk.isThere(at(name), seen);
    return [beside, name].every(one => isOpen(at(one)) && disk.isThere(at(one), seen));
  }

  function readFolder(path: string, isWithin: boolean, seen: Seen): SettingsFolder<C> {
    if (disk.isRefused(path, seen)) return { path, isWithin, names: new Set(), files: [] };
    const there = reader.projectLocations
      .filter(({ reachesAbove }) => isWithin || reachesAbove)
      .filter(location => isThere(path, location, seen));
    const found = there.flatMap(({ name, read }) =>
      read ? fileAt({ path: files.join(path, ...name.split('/')), name, read }, 'project', seen) : [],
    );
    return { path, isWithin, names: new Set(there.map(({ name }) => name)), files: found };
  }

  function folderAt(path: string, isWithin: boolean): SettingsFolder<C> {
    return folders(`${isWithin} ${path}`, [isTrusted()], seen => readFolder(path, isWithin, seen));
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
    return users(root, [isTrusted()], seen =>
      reader.userLocations(machine, disk.lookWith(seen)).flatMap(location => fileAt(location, scopeOf(location.path, root), seen)),
    );
  }

  function registriesFor(key: string, said: string, found: FoundSettings<C>, subject: SettingsSubject | undefined): RegistryConfig {
    return configs(key, [said, isTrusted(), ...partsOf(found)], seen =>
      reader.registries({ found, subject, isTrusted: isTrusted(), machine, ...urls, look: disk.lookWith(seen), decodeBase64, shared }),
    );
  }

  function cooldownFor(found: FoundSettings<C>, subject: SettingsSubject): CooldownAround {
    const counted = isTrusted() ? found : { folders: [], user: withoutProject(found.user) };
    return cooldowns(subject.path, [subject.root, ...partsOf(counted)], before =>
      cooldownAround(reader.cooldown({ found: counted, subject, machine }), before?.cooldown),
    );
  }

  return {
    around(subject) {
      const found = withoutDoubles({ folders: foldersFrom(subject), user: userFiles(subject.root) });
      const { key, said } = reader.keyOf(subject);
      return { registries: registriesFor(key, said, found, subject), cooldown: cooldownFor(found, subject) };
    },
    user: () => registriesFor('', '', { folders: [], user: userFiles('') }, undefined),
  };
}

const DEEPEST = 100;

function isInFolder(path: string, folder: string, { parent }: SavedFiles): boolean {
  return path === folder || isBelow(path, folder) || (parent(folder) === folder && path.startsWith(folder));
}

/** What an answer was made of: the same objects until a file has changed. */
function partsOf<C extends Configuration>({ folders, user }: FoundSettings<C>): readonly unknown[] {
  return [...folders.flatMap(({ path, names, files }) => [path, [...names].join(' '), ...files]), ...user];
}

/** A file that both a project and its user may have is the project's where it lies in the workspace, and else the user's. */
function withoutDoubles<C extends Configuration>({ folders, user }: FoundSettings<C>): FoundSettings<C> {
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

function cooldownAround({ cooldown, exceptions, problems }: InheritedCooldown, before: Cooldown | undefined): CooldownAround {
  const kept = cooldown && before && isSameCooldown(cooldown, before) ? before : cooldown;
  return { cooldown: kept, exceptions, problems: problems.map(message => ({ message })) };
}

/** A list of exceptions is the same as long as its file is. */
function isSameCooldown(a: Cooldown, b: Cooldown): boolean {
  const keys = ['source', 'enforced', 'age', 'before', 'exempts', 'limitOf'] as const;
  return keys.every(key => a[key] === b[key]);
}

/** Remembers what was made of parts, which are compared by identity. */
function createByParts<T>(): (key: string, parts: readonly unknown[], make: (before: T | undefined) => T) => T {
  const known = new Map<string, { readonly parts: readonly unknown[]; readonly value: T }>();
  return (key, parts, make) => {
    const before = known.get(key);
    if (before?.parts.length === parts.length && before.parts.every((part, at) => part === parts[at])) return before.value;
    const value = make(before?.value);
    known.set(key, { parts, value });
    return value;
  };
}

/** Equal ones are one object: who asks can tell them apart at once. */
function createShared(): (access: Access) => Access {
  const known = new Map<string, Access>();
  return access => {
    const key = JSON.stringify(access);
    const same = known.get(key) ?? access;
    known.set(key, same);
    return same;
  };
}
