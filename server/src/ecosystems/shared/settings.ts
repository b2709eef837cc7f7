// What each ecosystem says of the configuration of its package managers: where it lies, what its files say, and what follows from them.
import type { Ecosystem, Manifest } from '../../model/index.js';
import type { Access, RegistryConfig } from '../../model/registryAccess.js';
import type { SavedText } from '../../ports/savedFiles.js';
import type { Cooldown, Exceptions } from './cooldown.js';
import type { CooldownSettings } from './cooldownSettings.js';
import type { Scope } from './sourced.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The machine that configuration is looked for on. */
export interface Machine {
  readonly env: Environment;
  readonly home: string;
  readonly platform: string;
}

/** Who reads a configuration; `uv pip` is uv where it does pip's work. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'uv' | 'uv pip' | 'poetry' | 'pdm' | 'pip';

/** The package manager that a project says it uses. */
export interface ChosenManager {
  readonly manager: PackageManager;
  /** Undefined where only a range is named, or nothing. */
  readonly version?: string;
}

/** What one file says, whichever ecosystem it belongs to. */
export interface Configuration {
  /** By the package managers that read this file. */
  readonly cooldowns: Readonly<Partial<Record<PackageManager, CooldownSettings>>>;
  readonly chosen?: ChosenManager;
  /** Part of the file is not of its format: what stands there is not known. */
  readonly isPartial?: boolean;
  /** Whether a folder below, relative and with `/`, belongs to the workspace whose root this is. */
  isMember?(folder: string): boolean;
}

/**
 * Everything that a text of one format configures. Never throws: what cannot be read is a problem.
 * @param env variables that are put in; `{}` in a project that is not trusted
 */
export type ReadConfiguration<C extends Configuration> = (text: string, env: Environment) => C;

/** A file that projects may have, by its name or its path below a folder. */
export interface ProjectLocation<C extends Configuration> {
  readonly name: string;
  /** Undefined: only whether it is there tells something. */
  readonly read?: ReadConfiguration<C>;
  /** It counts only where this file, named in the same way, is there too. */
  readonly beside?: string;
  /** It counts in folders above a trusted workspace as well. */
  readonly reachesAbove?: true;
}

/** A file of the user or of the installation. */
export interface UserLocation<C extends Configuration> {
  readonly path: string;
  /** As a message names it. */
  readonly name: string;
  readonly read: ReadConfiguration<C>;
}

/** A file that was found. */
export interface SettingsFile<C extends Configuration> {
  readonly path: string;
  /** Of a project's: as its location. Of another: as a message names it. */
  readonly name: string;
  readonly scope: Scope;
  /** Undefined where the file cannot be read. */
  readonly content: C | undefined;
  /** Why it cannot be read: a clause that fits behind a name and a colon. */
  readonly unread?: string;
  readonly read: ReadConfiguration<C>;
}

/**
 * Why nobody is asked about names where one of these files could not be read in full: it may take them from a private place. Undefined where all could.
 * @param nameOf how a message names a file
 */
export function unreadReason<C extends Configuration>(
  files: readonly SettingsFile<C>[],
  nameOf: (file: SettingsFile<C>) => string,
): string | undefined {
  const file = files.find(({ content }) => content === undefined || content.isPartial === true);
  return file && `${nameOf(file)} could not be read in full, and may name a private place for it`;
}

/** A folder at or above a manifest. */
export interface SettingsFolder<C extends Configuration> {
  readonly path: string;
  /** It lies in the workspace, or is the manifest's own. */
  readonly isWithin: boolean;
  /** Names of the locations that are there. */
  readonly names: ReadonlySet<string>;
  /** In the order of the locations. */
  readonly files: readonly SettingsFile<C>[];
}

/** What was found around a manifest or lockfile, or for the user alone. */
export interface FoundSettings<C extends Configuration> {
  /** From the manifest's folder upwards; none for the user alone. */
  readonly folders: readonly SettingsFolder<C>[];
  /** In the order of the locations. */
  readonly user: readonly SettingsFile<C>[];
}

/** What is asked about. */
export interface SettingsSubject {
  /** Path of the manifest or lockfile. */
  readonly path: string;
  /** The folder that holds it. */
  readonly folder: string;
  /** The folder at which the search upwards ends. */
  readonly root: string;
  /** What it says itself, where it is a manifest. */
  readonly manifest?: Manifest;
}

/** What an answer may look at besides the files found. An answer is made again once any of it has changed. */
export interface TrackedFiles {
  isThere(file: string): boolean;
  text(file: string): SavedText;
  /** What is made of a file of the user, once until it changes; undefined where it is not there or cannot be read. */
  ofUser<T>(file: string, read: (text: string, env: Environment) => T): T | undefined;
  /** The same of a file of projects; undefined also where it may not be read. */
  ofProject<T>(file: string, read: (text: string, env: Environment) => T): T | undefined;
  /** The names in a folder of projects; none where it may not be read. */
  names(folder: string): readonly string[];
  realPath(path: string): string | undefined;
  join(...parts: readonly string[]): string;
  parent(path: string): string;
  resolve(folder: string, written: string): string;
  isAbsolute(path: string): boolean;
}

export interface RegistryQuestion<C extends Configuration> {
  readonly found: FoundSettings<C>;
  /** Undefined: what holds for the user wherever the manifest lies. */
  readonly subject: SettingsSubject | undefined;
  /** False: what is the project's makes names private, and does nothing else. */
  readonly isTrusted: boolean;
  readonly machine: Machine;
  /** Base URL of the registry that is asked about public names where a setting names one. */
  readonly registryUrl: string | undefined;
  /** The ecosystem's own registry. */
  readonly defaultRegistry: string;
  readonly tracked: TrackedFiles;
  /** Of Base64, as UTF-8. */
  readonly decodeBase64: (text: string) => string;
  /** The same object for the same access: whoever keeps connections by it need not look into it. */
  shared(access: Access): Access;
}

export interface CooldownQuestion<C extends Configuration> {
  /** Only what may count: nothing of a project that is not trusted. */
  readonly found: FoundSettings<C>;
  readonly subject: SettingsSubject;
  readonly machine: Machine;
}

/** The cooldown that a project has by the configuration of its package manager. */
export interface InheritedCooldown {
  /** Undefined where none says how long. */
  readonly cooldown?: Cooldown;
  /** Exceptions that are listed where none says how long. */
  readonly exceptions?: Exceptions;
  /** Values that cannot be read, each a sentence with the name of its file. */
  readonly problems: readonly string[];
}

/** The configuration of an ecosystem's package managers. All of it is pure. */
export interface SettingsReader<C extends Configuration> {
  readonly projectLocations: readonly ProjectLocation<C>[];
  /** @param tracked what decides which files count, such as another file that names one */
  userLocations(machine: Machine, tracked: TrackedFiles): readonly UserLocation<C>[];
  /** What the registries depend on besides files: those of subjects with one key are the same as long as the fingerprint is. */
  keyOf(subject: SettingsSubject): { readonly key: string; readonly fingerprint: string };
  registries(question: RegistryQuestion<C>): RegistryConfig;
  cooldown(question: CooldownQuestion<C>): InheritedCooldown;
}

/** A reader whose form of configuration is nobody else's business. */
export type EcosystemSettings = <R>(use: <C extends Configuration>(reader: SettingsReader<C>) => R) => R;

/** Registries that are asked where a setting names others than the ecosystem's own, and those. */
export type RegistryUrls = Readonly<Partial<Record<Ecosystem, RegistryUrl>>>;
export type RegistryUrl = Pick<RegistryQuestion<Configuration>, 'registryUrl' | 'defaultRegistry'>;

/** Why a file of a project is not read that may not be. */
export const LEADS_OUT = 'it is a link that leads out of the workspace, and is not read';

/** Whose word a file is: what lies in the workspace is the project's, whoever names it. */
export function scopeOf(path: string, root: string): Scope {
  return isBelow(path, root) ? 'project' : 'user';
}

/** A path as a message names it. */
export function shownPath(path: string, { home }: Pick<Machine, 'home'>): string {
  return isBelow(path, home) ? `~/${belowOf(path, home)}` : path;
}

/** The way down from a folder to a path in it, with `/`; `''` for the folder itself. */
export function belowOf(path: string, folder: string): string {
  return path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '');
}

/** Whether a path lies in a folder. */
export function isBelow(path: string, folder: string): boolean {
  const bare = folder.replace(/[\\/]+$/, '');
  return bare !== '' && path.startsWith(bare) && /^[\\/]/.test(path.slice(bare.length));
}
