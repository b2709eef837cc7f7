// A disk that is a map: absolute paths with `/` and the texts that lie there.
import type { FolderEntry, Folders } from '../../server/src/ports/folders.js';
import type { LockFiles } from '../../server/src/ports/index.js';

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
