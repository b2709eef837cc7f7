import { lockfileRowOf } from '../ecosystems/lockfiles.js';
import type { OverrideForm } from '../ecosystems/shared/descriptor.js';
import type { SourceText } from '../model/index.js';
import type { Folders } from '../ports/folders.js';
import type { LockFiles } from '../ports/index.js';
import { createStampCache, createStamped } from './fileCache.js';
import type { ProjectLock } from './locks.js';

/** Where a project says which releases of packages everybody gets. */
export interface OverrideFile {
  readonly form: OverrideForm;
  /** It may have to be made. */
  readonly file: SourceText;
  /** What has to hold for the place to count, where that is not known, as a title says it. */
  readonly condition?: string;
}

/** Finds that place. A file is read again only when it has changed; until then the answer is the same object. */
export interface OverrideFinder {
  /** By the lockfile, for the package manager that wrote it reads the place: beside the lockfile. Undefined where there is none. */
  find(lock: ProjectLock, signal: AbortSignal): Promise<OverrideFile | undefined>;
}

export function createOverrideFinder(files: LockFiles, paths: Pick<Folders, 'parent' | 'join'>): OverrideFinder {
  const absent = createStampCache<SourceText>();
  const read = createStamped(files, async (path): Promise<SourceText | undefined> => {
    const content = await files.readLockfile(path);
    return content.kind === 'unreadable' ? undefined : { path, text: content.text };
  });

  return {
    find: async (lock, signal) => {
      const folder = paths.parent(lock.path);
      const overrides = lockfileRowOf(lock)?.overrides;
      if (!overrides) return undefined;
      const files = await Promise.all(overrides.files.map(name => read(paths.join(folder, name), signal)));
      const chosen = overrides.choose(
        files.map(file => file?.text),
        lock.lockfile,
      );
      if (!chosen) return undefined;
      const { file: name, ...rest } = chosen;
      const path = paths.join(folder, name);
      const file = files[overrides.files.indexOf(name)] ?? absent(path, undefined, () => ({ path, text: '', isNew: true }));
      return { ...rest, file };
    },
  };
}
