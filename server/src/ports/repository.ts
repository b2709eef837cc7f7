// What a comparison of two commits needs of version control. The adapter is in services/git/; tests may have their own.

/** What a name in a commit is. A submodule's object is a commit of another repository. */
export interface TreeEntry {
  readonly kind: 'file' | 'link' | 'submodule';
  /** Name of its content: equal contents have equal names. */
  readonly object: string;
}

/** Everything in a commit, by path from the root of the repository, with `/`. */
export type CommitFiles = ReadonlyMap<string, TreeEntry>;

/** The repository that a folder lies in, read without changing anything. Methods reject with `RepositoryError`, or with the signal's reason. */
export interface Repository {
  /** The folder that the paths of commits lie in; absolute, links resolved. */
  readonly root: string;
  /** The name of the commit that a revision means. A revision that means none, or several, is an error. */
  commitOf(revision: string, signal: AbortSignal): Promise<string>;
  /** The best common ancestor of two commits; undefined where there is none. */
  mergeBaseOf(one: string, other: string, signal: AbortSignal): Promise<string | undefined>;
  filesOf(commit: string, signal: AbortSignal): Promise<CommitFiles>;
}

/** Why a repository cannot be read. The message is fit to be shown. */
export class RepositoryError extends Error {}
