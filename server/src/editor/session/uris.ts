import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file's URI; of any other URI the URI itself, so that it still has a name at its end. */
export function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    return lowerDrive(fileURLToPath(uri));
  } catch {
    return uri;
  }
}

export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) && !/^[a-z]:[\\/]/i.test(path) ? path : pathToFileURL(path).href;
}

/** Clients differ in how they write a drive's letter. */
function lowerDrive(path: string): string {
  return path.replace(/^[A-Z]:/, drive => drive.toLowerCase());
}
