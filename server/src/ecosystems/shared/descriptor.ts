// What the rest of Depwarden knows of an ecosystem. The table of all of them is index.ts.
import type { Dependency, Ecosystem, Manifest, Release } from '../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../model/lockfile.js';
import type { DigestRules } from './digests.js';
import type { EcosystemIdentity } from './identity.js';
import type { InstallCache } from './installCache.js';
import type { OverrideText } from './overrideText.js';
import type { RangeStyle } from './rangeEdits.js';
import type { RegistryProtocol } from './registryProtocol.js';
import type { ResponseRecipe } from './responseRecipe.js';
import type { EcosystemSettings, PackageManager } from './settings.js';

/** Everything that differs between ecosystems. An optional field that is missing: the ecosystem has no such thing, and what needs it is skipped. */
export interface EcosystemDescriptor extends EcosystemIdentity {
  /** What stands before a colon and a name where users write one, letter case aside: `npm:chalk`, `PyPI:requests`. */
  readonly prefix: string;
  readonly words: EcosystemWords;
  readonly names: NameRules;
  /** The type of package URLs (https://github.com/package-url/purl-spec). */
  readonly purlType: string;
  readonly pages: PackagePages;
  /** Missing: specifiers are not edited. */
  readonly ranges?: RangeStyle;
  /** What releases want beside them; missing where they do not say so. */
  readonly peers?: PeerRules;
  readonly runtime?: RuntimeRules;
  /** Missing: releases are not told by hashes. */
  readonly digests?: DigestRules;
  readonly manifests: readonly ManifestFormat[];
  /** The one to believe first, where a folder has several and nothing says which manager the project uses. */
  readonly lockfiles?: readonly LockfileRow[];
  /** Missing where projects say nowhere which package manager they use. */
  readonly managerChoice?: ManagerChoice;
  /** Marks what is wrong with the addresses that a lockfile names (`misplaced`, `doubts`); missing where lockfiles name none. */
  suspectAddresses?(lockfile: Lockfile, configured: ConfiguredHosts): Lockfile;
  /** How its package managers are configured. */
  readonly settings: EcosystemSettings;
  /**
   * Where a project says which private registry a package comes from; undefined for manifests whose tools do not say it in a file of the project.
   * @param manifest file name of the manifest
   */
  privateRegistry?(name: string, manifest: string): PrivateRegistryPlace | undefined;
  /** Where what is installed is found; missing where it is not looked at. */
  readonly installed?: InstalledRules;
  /** What package managers keep of releases that they once installed. */
  readonly cache?: InstallCache;
  /** What to do where a malicious release was installed, beyond what is to be done in every ecosystem. */
  readonly response?: ResponseRecipe;
  /** Missing: no registry is asked. */
  readonly registry?: RegistryProtocol;
}

/** A file of a project that can name a private registry. */
export interface PrivateRegistryPlace {
  /** Its name; of a file beside the manifest, or of the manifest itself. */
  readonly file: string;
  /** Comments in the file's own syntax that show how, to be completed. */
  readonly example: string;
}

/** The hosts, with their ports, that configuration names. */
export interface ConfiguredHosts {
  /** Those that an address of a package may lead to. */
  hostsOf(name: string): readonly string[];
  /** Python: those of all indexes. */
  readonly indexHosts?: readonly string[] | undefined;
}

/** The file beside the lockfiles in which a project says which package manager it uses. */
export interface ManagerChoice {
  readonly file: string;
  /** Undefined where the text names none that is known. */
  managerIn(text: string): PackageManager | undefined;
}

export interface EcosystemWords {
  /** The public registry within a sentence: `the npm registry`. */
  readonly registry: string;
  /** `an npm package`. */
  readonly aPackage: string;
  /** A release as an example to those who are asked for one: `chalk@5.6.1`. */
  readonly release: string;
  /** What a place is called that serves packages to some people only: `private registry`. */
  readonly privatePlace: string;
}

export interface NameRules {
  /** Whether the registry can hold a package of this name. */
  isValid(name: string): boolean;
  /** Names may stand in a scope that one owner has. */
  readonly scopes?: Scopes;
  /** A manifest may give a package another name, an alias, which is also the name that it is installed under. */
  readonly aliases?: true;
}

export interface Scopes {
  /** Whether a text is a scope: `@acme`. */
  isScope(text: string): boolean;
  /** A name in a scope as its two parts; undefined for one without a scope. */
  split(name: string): readonly [scope: string, rest: string] | undefined;
}

/** Addresses of pages on the public registry's website. Names and versions are percent-encoded already. */
export interface PackagePages {
  /** What people call the website: `npm`. */
  readonly site: string;
  ofPackage(name: string): string;
  /** Undefined where a release has no page that lists its files. */
  ofRelease?(name: string, version: string): string;
}

export interface PeerRules {
  /** Groups of a manifest whose packages are installed into the project itself. */
  readonly installedGroups: readonly string[];
  /** Groups that ask for packages beside the project. */
  readonly peerGroups: readonly string[];
}

/** The program that runs what is installed. Ranges are read by the ecosystem's version scheme. */
export interface RuntimeRules {
  /** The range of its versions that a release runs on; undefined where it does not say. */
  requiredBy(release: Release): string | undefined;
  /** The oldest version in a range that a project says it runs on; undefined where it cannot be told. */
  oldestIn(range: string): string | undefined;
}

export interface InstalledRules {
  /** Folders of a project, or Python environments of the machine. */
  readonly kind: 'node_modules' | 'site-packages';
  /** A manifest by whose place configuration is looked up: what is installed does not say where it came from. */
  readonly manifest: string;
  /** Manifests themselves may name registries. */
  readonly manifestsNameRegistries?: true;
}

/** Files by their paths. Scan, file watching and the activation of the extension all take them from here. */
export interface FilePattern {
  /** In the form of `shared/globs.ts`, each beginning with two stars: what editors open with the server, and what is watched. */
  readonly globs: readonly string[];
  /** Which files are meant, where the patterns are wider, or there are none. */
  readonly matches?: (path: string) => boolean;
}

/** One kind of manifest. */
export interface ManifestFormat extends FilePattern {
  readonly id: string;
  readonly ecosystem: Ecosystem;
  /** What the extension is activated by, where `globs` are too wide for that. */
  readonly activatedBy?: readonly string[];
  /** It has no other lockfile than a file of its own name, compiled from it (`LockfileRow.twinOf`). */
  readonly lockedByTwin?: true;
  /** Files in its folder that may tell what its build computes (`Manifest.computed`). */
  readonly toldBeside?: readonly ToldBeside[];
  /** Text to dependencies. Never throws; what cannot be read is a problem. */
  parse(text: string): Manifest;
}

/** A file that may declare what a manifest beside it leaves to the build. */
export interface ToldBeside {
  readonly file: string;
  /** Whether its text does. Never throws. */
  tells(text: string): boolean;
}

/** One kind of lockfile, and what its package manager does. */
export interface LockfileRow extends FilePattern {
  readonly format: LockfileFormat;
  /** Who writes it; undefined where several do. */
  readonly manager?: PackageManager;
  /** It is compiled from the file beside it that has this ending in the place of its own, and locks nothing else. */
  readonly twinOf?: string;
  /** How it is brought up to date, in a form that installs nothing as far as there is one; undefined where nobody can tell. */
  command?(lock: LockedFiles): UpdateCommand | undefined;
  /** Where a project sets the releases of packages that it does not ask for itself. */
  readonly overrides?: OverrideFiles;
  /** The same in a file that the manifest includes. */
  readonly includedOverrides?: OverrideForm;
  /** What takes the place of packages is all named in the manifest beside it. */
  readonly replacesInManifest?: true;
  /** It keeps the specifiers that it was made for: an entry that is found is up to date. */
  readonly keepsSpecifiers?: true;
  /** Whether it is behind where a dependency of its manifest is missing from it. */
  locks(dependency: Pick<Dependency, 'group' | 'marker'>): boolean;
}

/** A lockfile, and the names of the files that a command may have to name. */
export interface LockedFiles {
  readonly lockfile: Lockfile;
  readonly file: string;
  readonly manifest: string;
}

export interface UpdateCommand {
  readonly command: string;
  /** What it does besides writing the lockfile, where no option keeps it from that. */
  readonly besides?: string;
}

/** The files beside a lockfile that overrides may stand in. */
export interface OverrideFiles {
  readonly files: readonly string[];
  /**
   * The file that the package manager reads; it may be one that is missing.
   * @param texts of `files`, in their order; undefined for one that is missing
   * @param lockfile whose writer may tell which version of the package manager is in use
   */
  choose(texts: readonly (string | undefined)[], lockfile: Pick<Lockfile, 'writer'>): ChosenOverrides | undefined;
}

/** A file for overrides, and how they are written there. */
export interface ChosenOverrides {
  readonly file: string;
  readonly form: OverrideForm;
  /** What has to hold for the file to be read, as a title says it; undefined where nothing is in doubt. */
  readonly condition?: string;
}

/** How overrides are written in one place. */
export interface OverrideForm {
  readonly text: OverrideText;
  /** They narrow the ranges of others, and do not take their place. */
  readonly narrows?: true;
  /** `name@range` means those that ask for some of the range: several major lines can be told apart. */
  readonly selective?: true;
  /** No manifest can hold them. */
  readonly elsewhereOnly?: true;
  /** The key of an entry that holds for a dependency of one package alone; missing where there is no such key. */
  nestedKey?(parent: string, name: string): string;
  /**
   * What is to stand there, so that everybody gets `target` (`pin`), or it and newer ones of its major line (`raise`).
   * @param written what stands there, where something does
   */
  rangeOf(written: string | undefined, kind: 'pin' | 'raise', target: string): string | undefined;
}
