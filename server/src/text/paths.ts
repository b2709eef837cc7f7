// Paths as text, with the separators of any system.

/** The last name of a path: of a file its name, of a folder that ends with a separator nothing. */
export function baseName(path: string): string {
  return path.replace(/^.*[\\/]/s, '');
}

/** The folder of a file: what stands before the last separator, of a file in the root the root. */
export function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '') || path.slice(0, 1);
}

/** A folder without the separators at its end. */
export function withoutSeparator(folder: string): string {
  return folder.replace(/[\\/]+$/, '');
}

/** Whether a path is a folder or something in it, both being absolute and written alike. */
export function isIn(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map(one => `${withoutSeparator(one).replaceAll('\\', '/')}/`) as [string, string];
  return inner.startsWith(outer);
}
