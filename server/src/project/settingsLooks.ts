import type { Environment, SettingsLook } from '../ecosystems/shared/settings.js';
import type { SavedFiles, SavedText } from '../ports/savedFiles.js';
import { type ByStamp, createByStamp, type Seen } from './fileCache.js';

/** Looks at saved files, reads each once until it changes, and notes what was looked at. */
export interface SettingsLooks {
  /** Whether a file or folder of a project may not be read. */
  isRefused(path: string, seen: Seen): boolean;
  isThere(file: string, seen: Seen): boolean;
  /** What a format makes of a file that is there. @param isOpen variables of the environment are put in */
  contentOf<T>(file: string, read: Read<T>, isOpen: boolean, seen: Seen): Content<T>;
  lookWith(seen: Seen): SettingsLook;
}

export type Content<T> = { readonly value: T } | { readonly reason: string };

type Read<T> = (text: string, env: Environment) => T;

/** @param mayRead which files and folders of projects may be read */
export function createSettingsLooks(files: SavedFiles, env: Environment, mayRead: (path: string) => boolean): SettingsLooks {
  const contents = new Map<unknown, ByStamp<Content<unknown>>>();
  const texts = createByStamp<SavedText>();
  const listings = createByStamp<readonly string[]>();

  function stampOf(file: string, { files: stamps }: Seen): string | undefined {
    if (!stamps.has(file)) stamps.set(file, files.stamp(file));
    return stamps.get(file);
  }

  function folderStampOf(folder: string, { folders: stamps }: Seen): string | undefined {
    if (!stamps.has(folder)) stamps.set(folder, files.folderStamp(folder));
    return stamps.get(folder);
  }

  function isRefused(path: string, seen: Seen): boolean {
    if (mayRead(path)) return false;
    seen.isBlind = true;
    return true;
  }

  function contentOf<T>(file: string, read: Read<T>, isOpen: boolean, seen: Seen): Content<T> {
    const cache = contents.get(read) ?? createByStamp<Content<unknown>>();
    contents.set(read, cache);
    // the cache of a function holds nothing but what that function has made
    return cache(`${isOpen} ${file}`, stampOf(file, seen), () => contentNow(file, read, isOpen)) as Content<T>;
  }

  function contentNow<T>(file: string, read: Read<T>, isOpen: boolean): Content<T> {
    const content = files.read(file);
    return 'text' in content ? { value: read(content.text, isOpen ? env : NO_VARIABLES) } : content;
  }

  const isThere = (file: string, seen: Seen): boolean => stampOf(file, seen) !== undefined;

  function madeOf<T>(file: string, read: Read<T>, seen: Seen): T | undefined {
    if (!isThere(file, seen)) return undefined;
    const content = contentOf(file, read, true, seen);
    return 'value' in content ? content.value : undefined;
  }

  return {
    isRefused,
    isThere,
    contentOf,
    lookWith: seen => ({
      isThere: file => isThere(file, seen),
      text: file => texts(file, stampOf(file, seen), () => files.read(file)),
      ofUser: (file, read) => madeOf(file, read, seen),
      ofProject: (file, read) => (isRefused(file, seen) ? undefined : madeOf(file, read, seen)),
      names: folder => (isRefused(folder, seen) ? [] : listings(folder, folderStampOf(folder, seen), () => files.names(folder))),
      realPath: files.realPath,
      join: files.join,
      parent: files.parent,
      resolve: files.resolve,
      isAbsolute: files.isAbsolute,
    }),
  };
}

const NO_VARIABLES: Environment = {};
