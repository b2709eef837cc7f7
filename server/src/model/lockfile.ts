import type { Dependency, Ecosystem, Problem, Secrecy, Span } from './index.js';

/** What a package manager has resolved and written down. */
export interface Lockfile {
  readonly ecosystem: Ecosystem;
  /** By a key that is unique in the file; several versions of one name have several keys. */
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /**
   * The keys of the packages that a direct dependency got: the effective one first, then others that it gets by another marker, group or category.
   * Empty where the file does not tell.
   * @param member folder of the manifest relative to the lockfile's, with `/`; `''` for the same folder
   * @param writtenName the name as the manifest writes it (of an npm alias, the alias)
   * @param specifier as the manifest writes it
   * @param group where the manifest declares it (`Dependency.group`); left out, any group counts
   */
  locate(member: string, writtenName: string, specifier: string, group?: string): readonly string[];
  /**
   * The same for a line that is no dependency of the project: an override, a configuration dependency, the package manager itself. Absent where the file
   * tells of none of these.
   */
  locateOther?(member: string, line: OtherLine): readonly string[];
  /** Whether the manifest in `member` belongs to this lockfile. A file that does not tell says yes to its own folder only. */
  covers(member: string): boolean;
  /** By key: entries whose address names something else than they are, and what, as it stands behind the release: `comes from …`. No parser tells. */
  readonly misplaced?: ReadonlyMap<string, string>;
  /** What several entries have in common that may be wrong: told once a file. No parser tells. */
  readonly doubts?: readonly SharedDoubt[];
  /** Its entries have no digests of archives that could be compared, whoever wrote it. */
  readonly keepsNoDigests?: true;
  /** What is wrong with the file, or could not be read of it. */
  readonly problems: readonly Problem[];
  /** Python: hosts of the indexes that are asked beside the public one: files may come from them. No parser tells. */
  readonly furtherIndexes?: readonly string[];
  /** It says of each package from which index it comes, if not from the one that everybody has. */
  readonly namesIndexes?: true;
  /** The program that wrote it, where another one writes files of this name too; `pnpm-11` stands for that version and newer ones. */
  readonly writer?: 'yarn-1' | 'pnpm-11' | 'uv';
}

/** Entries whose artefacts come from a host that no configuration names, or whose addresses have no digest beside them. */
export interface SharedDoubt {
  /** With the port; undefined where digests are missing. */
  readonly host?: string;
  /** In the order of the file; never empty. */
  readonly keys: readonly string[];
}

/** What is known of such a line; of an override `name` is the package that takes the other's place. */
export type OtherLine = Pick<Dependency, 'group' | 'name' | 'writtenName' | 'specifier' | 'origin' | 'below'>;

export interface LockedPackage {
  /** Normalised as in a dependency (PyPI: PEP 503); of an npm alias the target's name. */
  readonly name: string;
  readonly version: string;
  /** Where the file names this release: the shortest text that shows name or version of this entry. */
  readonly span: Span;
  /** Keys of the packages this one depends on, as resolved; those that the file does not resolve are left out. */
  readonly dependencies: readonly string[];
  /** Undefined for a registry release; else why there is none to judge: `workspace package`, `git source`, `local path`… */
  readonly skipped?: string;
  /** The file says that it comes from an index that not everybody has; `skipped` names it. */
  readonly isOfIndex?: true;
  /** Of a skipped registry release that nobody is asked about: it is private. No parser tells. */
  readonly withheld?: Withheld;
  /** Where the file says the artefact comes from, as written. */
  readonly resolved?: string;
  /** The file says that it comes from the registry that everybody has (Python lockfiles that name indexes). */
  readonly isPublic?: true;
  /** Python: hosts of the index and of the files that the file names, where it is a release of an index. */
  readonly hosts?: readonly string[];
  /** Python: a file of it has an http or https address and no hash. */
  readonly lacksHash?: true;
  /** Subresource-integrity text (npm) or hashes (`sha256:…`), as written. */
  readonly integrity?: readonly string[];
}

/** A release that is judged by what is known on this computer alone. */
export interface Withheld {
  /** With name and ecosystem the id under which that is known. */
  readonly place: string;
  readonly secrecy: Secrecy;
}

/** One kind of lockfile. */
export interface LockfileFormat {
  readonly id: string;
  readonly ecosystem: Ecosystem;
  /** Names of the files in the lockfile's folder that decide which entry a dependency leads to. */
  readonly beside?: readonly string[];
  /**
   * Never throws; what cannot be read is a problem, what can be is kept.
   * @param beside by name, the text of those files that are there
   */
  parse(text: string, beside?: FilesBeside): Lockfile;
}

/** Files beside a lockfile: text by name. */
export type FilesBeside = ReadonlyMap<string, string>;
