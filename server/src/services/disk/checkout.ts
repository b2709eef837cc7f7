import path from 'node:path';
import { ownerOf, realPathOf } from './trustedFolders.js';
import { isWithin } from './within.js';

/**
 * The folder that bounds what is read for a folder that is not trusted: the checkout that it lies in, else the folder itself. The checkout is the nearest
 * folder upwards that has a `.git`. It counts where folder, checkout and `.git` have one owner, and never where it is the home folder or one above it.
 * @param folder absolute, and there
 * @returns the real path
 */
export function borderOf(folder: string, home: string): string {
  const real = realPathOf(folder) ?? folder;
  const checkout = checkoutAround(real);
  if (checkout === undefined || isWithin(realPathOf(home) ?? home, checkout)) return real;
  const owner = ownerOf(real);
  return [checkout, path.join(checkout, '.git')].every(one => ownerOf(one) === owner) ? checkout : real;
}

function checkoutAround(folder: string): string | undefined {
  if (ownerOf(path.join(folder, '.git')) !== undefined) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : checkoutAround(parent);
}

/** A folder, and the border around it. */
export interface Bounds {
  readonly folder: string;
  readonly border: string;
}

/**
 * A folder and its border as the folder's path is written, so that one lies in the other. Where links on the way hide the border both are real paths.
 * @param folder absolute, and there
 */
export function boundsOf(folder: string, home: string): Bounds {
  const border = borderOf(folder, home);
  const real = realPathOf(folder) ?? folder;
  const written = path.resolve(folder, path.relative(real, border));
  return realPathOf(written) === border ? { folder, border: written } : { folder: real, border };
}
