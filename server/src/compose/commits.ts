// Puts together what reads the commits of a repository.
import type { Repository } from '../ports/repository.js';
import { diskSavedFiles } from '../services/disk/savedFiles.js';
import type { Disk } from '../services/disk/trustGuard.js';
import { type CommitDisk, createCommitDisk, createFileKinds } from '../services/git/commitDisk.js';
import { createContents } from '../services/git/contents.js';
import { openRepository } from '../services/git/repository.js';

export type { CommitDisk } from '../services/git/commitDisk.js';

/** A repository, and its commits as disks. */
export interface Commits extends Repository {
  /** What the repository holds is read from objects of a commit; what lies outside of it from `outside`. */
  diskOf(commit: string, outside: Disk, signal: AbortSignal): Promise<CommitDisk>;
  /** Throws a `RepositoryError` where an object that was read turned out to be missing. */
  checkWhole(): void;
}

/**
 * Opens the repository that folders lie in, by a git that lies outside of it.
 * @throws `RepositoryError`, or the signal's reason
 */
export async function openCommits(folders: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Commits> {
  const { plumbing, ...repository } = await openRepository(folders, env, signal);
  const contents = createContents(plumbing);
  const kindOf = createFileKinds();
  return {
    ...repository,
    checkWhole: contents.checkWhole,
    diskOf: async (commit, outside, inner) =>
      createCommitDisk({
        root: repository.root,
        files: await repository.filesOf(commit, inner),
        contents,
        kindOf,
        outside: { ...outside, savedFiles: diskSavedFiles },
      }),
  };
}
