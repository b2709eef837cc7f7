import type { Environment, TrackedFiles } from '../ecosystems/shared/settings.js';
import type { SavedFiles, SavedText } from '../ports/savedFiles.js';
import { createStampCache, type FileDependencies, type StampCache } from './fileCache.js';

/** Looks at saved files, reads each once until it changes, and notes what was looked at. */
export interface FileTracker {
  /** Whether a file or folder of a project may not be read. */
  isRefused(path: string, dependencies: FileDependencies): boolean;
  isThere(file: string, dependencies: FileDependencies): boolean;
  /** What a format makes of a file that is there. @param isOpen variables of the environment are put in */
  contentOf<T>(file: string, read: Read<T>, isOpen: boolean, dependencies: FileDependencies): Content<T>;
  trackedIn(dependencies: FileDependencies): TrackedFiles;
}

export type Content<T> = { readonly value: T } | { readonly reason: string };

type Read<T> = (text: string, env: Environment) => T;

/** @param mayRead which files and folders of projects may be read */
export function createFileTracker(files: SavedFiles, env: Environment, mayRead: (path: string) => boolean): FileTracker {
  const contents = new Map<unknown, StampCache<Content<unknown>>>();
  const texts = createStampCache<SavedText>();
  const listings = createStampCache<readonly string[]>();

  function stampOf(file: string, { files: stamps }: FileDependencies): string | undefined {
    if (!stamps.has(file)) stamps.set(file, files.stamp(file));
    return stamps.get(file);
  }

  function folderStampOf(folder: string, { folders: stamps }: FileDependencies): string | undefined {
    if (!stamps.has(folder)) stamps.set(folder, files.folderStamp(folder));
    return stamps.get(folder);
  }

  function isRefused(path: string, dependencies: FileDependencies): boolean {
    if (mayRead(path)) return false;
    dependencies.isBlind = true;
    return true;
  }

  function contentOf<T>(file: string, read: Read<T>, isOpen: boolean, dependencies: FileDependencies): Content<T> {
    const cache = contents.get(read) ?? createStampCache<Content<unknown>>();
    contents.set(read, cache);
    // the cache of a function holds nothing but what that function has made
    return cache(`${isOpen} ${file}`, stampOf(file, dependencies), () => contentNow(file, read, isOpen)) as Content<T>;
  }

  function contentNow<T>(file: string, read: Read<T>, isOpen: boolean): Content<T> {
    const content = files.read(file);
    return 'text' in content ? { value: read(content.text, isOpen ? env : NO_VARIABLES) } : content;
  }

  const isThere = (file: string, dependencies: FileDependencies): boolean => stampOf(file, dependencies) !== undefined;

  function madeOf<T>(file: string, read: Read<T>, dependencies: FileDependencies): T | undefined {
    if (!isThere(file, dependencies)) return undefined;
    const content = contentOf(file, read, true, dependencies);
    return 'value' in content ? content.value : undefined;
  }

  return {
    isRefused,
    isThere,
    contentOf,
    trackedIn: dependencies => ({
      isThere: file => isThere(file, dependencies),
      text: file => texts(file, stampOf(file, dependencies), () => files.read(file)),
      ofUser: (file, read) => madeOf(file, read, dependencies),
      ofProject: (file, read) => (isRefused(file, dependencies) ? undefined : madeOf(file, read, dependencies)),
      names: folder =>
        isRefused(folder, dependencies) ? [] : listings(folder, folderStampOf(folder, dependencies), () => files.names(folder)),
      realPath: files.realPath,
      join: files.join,
      parent: files.parent,
      resolve: files.resolve,
      isAbsolute: files.isAbsolute,
    }),
  };
}

const NO_VARIABLES: Environment = {};
