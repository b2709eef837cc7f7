import path from 'node:path';

/** Whether a path is a folder or lies in it, both being absolute and written alike. */
export function isWithin(target: string, folder: string): boolean {
  const between = path.relative(folder, target);
  return between === '' || !(between === '..' || between.startsWith(`..${path.sep}`) || path.isAbsolute(between));
}
