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
export declare function readerOf(folders: Folders, signal: AbortSignal): FolderReader;
