import { pathOf, uriOf } from './uris.js';

/** The workspace folders, and which of them a file belongs to. */
export interface Folders {
  /** URIs of the folders now. */
  uris(): readonly string[];
  /** Their paths. */
  folders(): readonly string[];
  contains(path: string): boolean;
  /** URI of the innermost folder around a document: the scope of its settings. */
  scopeOf(uri: string): string | undefined;
  /** Where a search upwards from a file ends: its workspace folder, else its own folder. */
  rootOf(path: string): string;
}

/** @param uris URIs of the workspace folders now */
export function createFolders(uris: () => readonly string[]): Folders {
  const folders = (): readonly string[] => uris().map(pathOf);

  function scopeOf(uri: string): string | undefined {
    const path = pathOf(uri);
    const holding = uris().filter(folder => path === pathOf(folder) || isInside(path, pathOf(folder)));
    return holding.sort((a, b) => b.length - a.length)[0];
  }

  return {
    uris,
    folders,
    contains: path => folders().some(folder => isInside(path, folder)),
    scopeOf,
    rootOf: path => {
      const folder = scopeOf(uriOf(path));
      return folder === undefined ? path.replace(/[\\/][^\\/]*$/, '') : pathOf(folder);
    },
  };
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.replace(/[\\/]$/, '').length));
}
