/** What is to be done after a compromise that depends on nothing but the ecosystem. */
export interface ResponseRecipe {
  /** What not to do before anything else. */
  readonly caution: string;
  readonly remove: readonly NotedCommand[];
  /** Goes on after "install again from the lockfile". */
  readonly withoutScripts: string;
  readonly reinstall: readonly NotedCommand[];
  /** @param name of the package: text from outside */
  caches(name: string): readonly NotedCommand[];
  /** Where malware of the ecosystem stays, besides where all malware does. */
  readonly persistence: readonly string[];
}

/** A command, and who it is for. */
export interface NotedCommand {
  readonly note: string;
  readonly command: string;
}
