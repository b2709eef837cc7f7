// What the readers of environments need of a disk. The adapter is in services/disk/; tests may have their own.

/** One name in a folder. A link is not followed: what it leads to is not known yet. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** A file or folder that is there and cannot be read. */
export interface Unreadable {
  readonly path: string;
  /** Why, in a few words that fit after the path and a colon. */
  readonly reason: string;
}

/** Reads folders and the beginnings of small files. Paths are absolute and in the platform's form. Nothing rejects; links are followed. */
export interface Folders {
  /** What is in a folder, in no order; undefined where there is no such folder. */
  list(path: string): Promise<readonly FolderEntry[] | Unreadable | undefined>;
  /** The first `maxBytes` bytes of a file as UTF-8 without a byte order mark; undefined where there is no such file. */
  read(path: string, maxBytes: number): Promise<string | Unreadable | undefined>;
  /** The path with every link resolved; undefined where it leads nowhere. */
  realPath(path: string): Promise<string | undefined>;
  /** When a file, or what is right in a folder, last changed, in milliseconds since 1970; undefined where that cannot be told. */
  modifiedAt(path: string): Promise<number | undefined>;
  join(...parts: readonly string[]): string;
  /** The folder that holds `path`; of a root the root itself. */
  parent(path: string): string;
}

/** Reads as `Folders` does, and remembers what could not be read: each path once. */
export interface FolderReader {
  /** Undefined where there is no such folder, or it cannot be read. */
  list(path: string): Promise<readonly FolderEntry[] | undefined>;
  /** Undefined where there is no such file, or it cannot be read. */
  read(path: string, maxBytes: number): Promise<string | undefined>;
  realPath(path: string): Promise<string | undefined>;
  join(...parts: readonly string[]): string;
  parent(path: string): string;
  /** Adds what turned out to be unreadable by its content. */
  note(path: string, reason: string): void;
  /** What could not be read so far, by path. */
  unreadable(): readonly Unreadable[];
}

/** A reader for one look at an environment. Once `signal` is aborted its methods reject with the signal's reason. */
export function readerOf(folders: Folders, signal: AbortSignal): FolderReader {
  const reasons = new Map<string, string>();
  const noted = <T extends object | string>(answer: T | Unreadable | undefined): T | undefined => {
    signal.throwIfAborted();
    if (!isUnreadable(answer)) return answer;
    reasons.set(answer.path, answer.reason);
    return undefined;
  };
  return {
    list: async path => noted<readonly FolderEntry[]>(await folders.list(path)),
    read: async (path, maxBytes) => noted<string>(await folders.read(path, maxBytes)),
    realPath: path => folders.realPath(path),
    join: (...parts) => folders.join(...parts),
    parent: path => folders.parent(path),
    note: (path, reason) => void reasons.set(path, reason),
    unreadable: () => [...reasons].map(([path, reason]) => ({ path, reason })).sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function isUnreadable(answer: object | string | undefined): answer is Unreadable {
  return typeof answer === 'object' && 'reason' in answer;
}
