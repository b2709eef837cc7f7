/** The text of a file, or why it cannot be read: a clause that fits behind the file's name and a colon. */
export type SavedText = { readonly text: string } | { readonly reason: string };

/**
 * Small files as they are saved on disk, whatever an open editor shows of them. Synchronous, because each key stroke asks. Paths are absolute and in
 * the platform's form. Nothing throws.
 */
export interface SavedFiles {
  /** Differs whenever the file's content does, without reading it; undefined where there is no regular file. */
  stamp(file: string): string | undefined;
  /** Differs whenever the names in a folder do; undefined where there is no folder. */
  folderStamp(folder: string): string | undefined;
  /** UTF-8, or UTF-16 where a byte order mark says so; a file that is too large, or no text, is not read. */
  read(file: string): SavedText;
  /** The names in a folder; none where it cannot be read. */
  names(folder: string): readonly string[];
  /** The path with every link resolved; undefined where it leads nowhere. */
  realPath(path: string): string | undefined;
  join(...parts: readonly string[]): string;
  /** The folder that holds `path`; of a root the root itself. */
  parent(path: string): string;
  /** The path that `written` means in a folder; `''` is the folder that the program was started in. */
  resolve(folder: string, written: string): string;
  isAbsolute(path: string): boolean;
}
