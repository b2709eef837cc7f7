// A disk that is a map: absolute paths with `/` and the texts that lie there.
import type { FolderEntry, Folders } from '../../server/src/ports/folders.js';
import type { LockFiles } from '../../server/src/ports/index.js';
import type { SavedFiles } from '../../server/src/ports/savedFiles.js';

export type Texts = ReadonlyMap<string, string>;

/** Lockfiles, and which of them were read, in order. A file's stamp is its text. */
export function lockFilesOf(texts: Texts): LockFiles & { readonly reads: readonly string[] } {
  const reads: string[] = [];
  return {
    reads,
    names: async folder => entriesOf(texts, folder).map(({ name }) => name),
    stamp: async path => texts.get(path),
    readLockfile: async path => {
      reads.push(path);
      const text = texts.get(path);
      return text === undefined ? { kind: 'unreadable', reason: 'there is no such file' } : { kind: 'text', text };
    },
  };
}

/** Small files as they are saved, and which of them were looked at and read, in order. */
export function savedFilesOf(texts: Texts): SavedFiles & { readonly reads: readonly string[]; readonly asked: readonly string[] } {
  const [reads, asked]: [string[], string[]] = [[], []];
  return {
    reads,
    asked,
    stamp: path => {
      asked.push(path);
      return texts.get(path);
    },
    folderStamp: path => namesIn(texts, path).join('/') || undefined,
    read: path => {
      reads.push(path);
      const text = texts.get(path);
      return text === undefined ? { reason: 'it cannot be read (ENOENT)' } : { text };
    },
    names: path => namesIn(texts, path),
    realPath: path => (texts.has(path) ? path : undefined),
    join: (...parts) => parts.join('/').replaceAll('//', '/'),
    parent: path => path.replace(/\/[^/]*$/, '') || '/',
    resolve: (folder, written) => (written.startsWith('/') ? written : `${folder}/${written}`),
    isAbsolute: path => path.startsWith('/'),
  };
}

function namesIn(texts: Texts, folder: string): readonly string[] {
  return entriesOf(texts, folder).map(({ name }) => name);
}

/** @param times when files and folders last changed, in milliseconds since 1970; of others that cannot be told */
export function foldersOf(texts: Texts, times: ReadonlyMap<string, number> = new Map()): Folders {
  return {
    list: async path => {
      const entries = entriesOf(texts, path);
      return entries.length === 0 ? undefined : entries;
    },
    read: async (path, maxBytes) => texts.get(path)?.slice(0, maxBytes),
    realPath: async path => (texts.has(path) || entriesOf(texts, path).length > 0 ? path : undefined),
    modifiedAt: async path => (texts.has(path) || entriesOf(texts, path).length > 0 ? times.get(path) : undefined),
    join: (...parts) => parts.join('/'),
    parent: path => path.replace(/\/[^/]*$/, '') || '/',
  };
}

function entriesOf(texts: Texts, folder: string): readonly FolderEntry[] {
  const inside = `${folder}/`;
  const entries = new Map<string, FolderEntry>();
  for (const path of texts.keys()) {
    if (!path.startsWith(inside)) continue;
    const [name = '', ...deeper] = path.slice(inside.length).split('/');
    entries.set(name, { name, kind: deeper.length > 0 ? 'folder' : 'file' });
  }
  return [...entries.values()];
}
