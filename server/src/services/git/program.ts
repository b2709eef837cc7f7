// Which program is run as git: never one that what is scanned has brought along.
import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../disk/within.js';

/** Where programs are looked for. */
export interface ProgramSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Folders whose programs are not run; absolute. */
  readonly forbidden: readonly string[];
}

/**
 * Finds git in the folders of PATH: absolute ones that lie outside of the forbidden folders, with every link followed.
 * @returns the absolute path of the program; undefined where there is none
 */
export function findGit(search: ProgramSearch): string | undefined {
  const name = search.platform === 'win32' ? 'git.exe' : 'git';
  return allowedFolders(search)
    .map(folder => path.join(folder, name))
    .find(file => isProgram(file) && isAllowed(file, search.forbidden));
}

/** The folders of PATH that a program may be taken from, in their order. */
export function allowedFolders({ env, forbidden }: Pick<ProgramSearch, 'env' | 'forbidden'>): readonly string[] {
  const written = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  return written.split(path.delimiter).filter(folder => path.isAbsolute(folder) && isAllowed(folder, forbidden));
}

/** The folder, or the nearest one above it, that holds a repository; undefined where none does. Only names are looked at. */
export function checkoutOf(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (isThere(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

function isAllowed(target: string, forbidden: readonly string[]): boolean {
  const ends = [path.resolve(target), realOf(target)];
  return !forbidden.some(folder => [path.resolve(folder), realOf(folder)].some(border => ends.some(end => isWithin(end, border))));
}

function realOf(target: string): string {
  try {
    return realpathSync.native(target);
  } catch {
    return path.resolve(target);
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isThere(target: string): boolean {
  try {
    return lstatSync(target, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
