/** What is to be done after a compromise that depends on nothing but the ecosystem, and on the projects of this machine that are affected. */
export interface ResponseRecipe {
  /** What not to do before anything else. */
  readonly caution: string;
  /** What tells that a folder holds nothing but what is installed, so that it can be removed as a whole: its name, or a file in it. */
  readonly environment: { readonly name: string } | { readonly holds: string };
  /** Names of the files by which a project is installed. */
  readonly files: RegExp;
  /** Of those the ones whose text tells how. */
  readonly read?: RegExp;
  /** Goes on after "install again". */
  readonly how: string;
  /** @param project missing where none is known: for every package manager */
  reinstall(project?: AffectedProject): readonly NotedCommand[];
  /**
   * @param name of the package: text from outside
   * @param projects none where none is known: for every package manager
   */
  caches(name: string, projects: readonly AffectedProject[]): readonly NotedCommand[];
  /** Where malware of the ecosystem stays, besides where all malware does. */
  readonly persistence: readonly string[];
}

/** A project with an environment in which a malicious release is installed. Paths are absolute. */
export interface AffectedProject {
  /** Its real path. */
  readonly environment: string;
  /** It can be removed as a whole. */
  readonly isRemovable: boolean;
  /** The folder in which it is installed again. */
  readonly folder: string;
  /** Names of the files in that folder by which it is. */
  readonly files: readonly string[];
  /** The beginnings of those that were read, by name. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A command, and who it is for. */
export interface NotedCommand {
  readonly note: string;
  readonly command: string;
}
