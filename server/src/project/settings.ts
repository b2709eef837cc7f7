// The configuration of package managers around a manifest or lockfile: found once, read once, trusted or not once, for registries and cooldown alike.
import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { Cooldown, Exceptions } from '../ecosystems/shared/cooldown.js';
import type {
  Configuration,
  EcosystemSettings,
  FoundSettings,
  InheritedCooldown,
  Machine,
  RegistryUrl,
  RegistryUrls,
  SettingsReader,
  SettingsSubject,
} from '../ecosystems/shared/settings.js';
import { withoutProject } from '../ecosystems/shared/sourced.js';
import type { Ecosystem, Manifest } from '../model/index.js';
import type { Access, RegistryConfig } from '../model/registryAccess.js';
import type { SavedFiles } from '../ports/savedFiles.js';
import { createDependencyCache } from './fileCache.js';
import { createSettingsFinder, type FinderOptions } from './settingsFinder.js';
import { createFileTracker } from './trackedFiles.js';

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
   * False: of what the workspace configures nothing counts but that names are private, and a cooldown that is longer than the user's: neither registry
   * nor credential. Trusted where not given.
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
  /** What a workspace that is not trusted asks for: it holds where it is longer. The same object as long as `cooldown` would be. */
  readonly atLeast?: Cooldown;
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
  const { files, machine, isTrusted = () => true, mayRead = () => true } = options;
  const common = { ...options, isTrusted, tracker: createFileTracker(files, machine.env, mayRead), shared: createShared() };
  const walkers = new Map<Ecosystem, Walker>();
  const walkerOf = (ecosystem: Ecosystem): Walker => {
    const walker = walkers.get(ecosystem) ?? walkerFor(ECOSYSTEMS[ecosystem].settings, ecosystem, common);
    walkers.set(ecosystem, walker);
    return walker;
  };
  return {
    around: (path, ecosystem, manifest) => {
      const subject = { path, folder: files.parent(path), root: options.rootOf(path), ...(manifest && { manifest }) };
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

interface WalkerOptions extends SettingsOptions, FinderOptions {
  readonly isTrusted: () => boolean;
  readonly shared: (access: Access) => Access;
}

/** Nobody is asked about an ecosystem that has no registry. */
const NO_REGISTRY: RegistryUrl = { registryUrl: undefined, defaultRegistry: '' };

function walkerFor(settings: EcosystemSettings, ecosystem: Ecosystem, options: WalkerOptions): Walker {
  return settings(reader => createWalker(reader, options.registries[ecosystem] ?? NO_REGISTRY, options));
}

function createWalker<C extends Configuration>(reader: SettingsReader<C>, urls: RegistryUrl, options: WalkerOptions): Walker {
  const { files, machine, isTrusted, tracker, decodeBase64, shared } = options;
  const finder = createSettingsFinder(reader, options);
  const configs = createDependencyCache<RegistryConfig>(files);
  const cooldowns = createByParts<CooldownAround>();

  function registriesFor(key: string, fingerprint: string, found: FoundSettings<C>, subject: SettingsSubject | undefined): RegistryConfig {
    return configs(key, [fingerprint, isTrusted(), ...partsOf(found)], dependencies =>
      reader.registries({
        found,
        subject,
        isTrusted: isTrusted(),
        machine,
        ...urls,
        tracked: tracker.trackedIn(dependencies),
        decodeBase64,
        shared,
      }),
    );
  }

  function cooldownFor(found: FoundSettings<C>, subject: SettingsSubject): CooldownAround {
    const trusted = isTrusted();
    const counted = trusted ? found : { folders: [], user: withoutProject(found.user) };
    return cooldowns(subject.path, [subject.root, trusted, ...partsOf(found)], before => {
      const around = cooldownAround(reader.cooldown({ found: counted, subject, machine }), before?.cooldown);
      const own = trusted ? undefined : ownCooldown(found, subject);
      return own ? { ...around, atLeast: kept(own, before?.atLeast) } : around;
    });
  }

  /** What the project alone says, environment and user aside. */
  function ownCooldown({ folders }: FoundSettings<C>, subject: SettingsSubject): Cooldown | undefined {
    return reader.cooldown({ found: { folders, user: [] }, subject, machine: { ...machine, env: {} } }).cooldown;
  }

  return {
    around(subject) {
      const found = finder.around(subject);
      const { key, fingerprint } = reader.keyOf(subject);
      return { registries: registriesFor(key, fingerprint, found, subject), cooldown: cooldownFor(found, subject) };
    },
    user: () => registriesFor('', '', finder.user(), undefined),
  };
}

/** What an answer was made of: the same objects until a file has changed. */
function partsOf<C extends Configuration>({ folders, user }: FoundSettings<C>): readonly unknown[] {
  return [...folders.flatMap(({ path, names, files }) => [path, [...names].join(' '), ...files]), ...user];
}

function cooldownAround({ cooldown, exceptions, problems }: InheritedCooldown, before: Cooldown | undefined): CooldownAround {
  return { cooldown: cooldown && kept(cooldown, before), exceptions, problems: problems.map(message => ({ message })) };
}

function kept(cooldown: Cooldown, before: Cooldown | undefined): Cooldown {
  return before && isSameCooldown(cooldown, before) ? before : cooldown;
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
