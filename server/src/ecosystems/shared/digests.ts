/** How an ecosystem's files are told by their hashes. Texts are as lockfiles write them: `sha512-…`, `sha256:…`. */
export interface DigestRules {
  /**
   * Hashes that somebody wants of a release against those that its registry tells.
   * @param published of each file its hash or the beginning of it
   * @returns undefined where they cannot be compared
   */
  compare(wanted: readonly string[], published: readonly string[]): 'same' | ForeignDigests | undefined;
  /** What differs between two lists of one release; undefined where nothing does, or they cannot be compared. */
  drift(before: readonly string[], now: readonly string[]): FileDrift | undefined;
  /** The beginnings of hashes, as they stand in a baseline. */
  recorded(integrity: readonly string[]): readonly string[];
}

/** Hashes that are of no file of the release, out of how many. */
export interface ForeignDigests {
  readonly foreign: number;
  readonly all: number;
}

/** How the files of a release differ from those of the baseline. Files that are gone are no drift: what is left is what was agreed on. */
export type FileDrift = { readonly kind: 'changed' } | { readonly kind: 'added'; readonly files: number };
