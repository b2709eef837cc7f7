// The folders that the account trusts: a list of real paths in `trusted.json`, which `depwarden trust` keeps. Git keeps its `safe.directory` alike.
import fs from 'node:fs';
import path from 'node:path';
import { isWithin } from './within.js';

/** The list of folders that the account trusts. It is read anew for each question. */
export interface TrustedFolders {
  /** The path of the file that holds the list. */
  readonly file: string;
  /** Real paths, in their order of being added. A file that cannot be read has none. */
  list(): readonly string[];
  /** Why the file is no list, where it is there and is none; undefined where it is one. */
  problem(): string | undefined;
  /** Whether a folder, or one above it, is on the list, and belongs to the account. Never throws. */
  has(folder: string): boolean;
}

/** @param configFolder the account's configuration folder */
export function createTrustedFolders(configFolder: string): TrustedFolders {
  const file = path.join(configFolder, 'trusted.json');
  const list = (): readonly string[] => foldersIn(textOf(file));
  return {
    file,
    list,
    problem: () => (textOf(file).trim() === '' || isList(textOf(file)) ? undefined : 'it is no list of trusted folders'),
    has: folder => {
      const real = realPathOf(folder);
      return real !== undefined && list().some(trusted => isWithin(real, trusted)) && isOwn(real);
    },
  };
}

/** The text of `trusted.json` for a list of folders. */
export function trustedText(folders: readonly string[]): string {
  return `${JSON.stringify({ version: 1, folders }, undefined, 2)}\n`;
}

/** The real path of what is there, with all links followed; undefined where nothing is. */
export function realPathOf(target: string): string | undefined {
  try {
    return fs.realpathSync.native(target);
  } catch {
    return undefined;
  }
}

/** Whether a file or folder belongs to who runs the program. Where the system knows no owners, as Windows, all does. */
export function isOwn(target: string): boolean {
  const account = process.getuid?.();
  return account === undefined || ownerOf(target) === account;
}

/** The user id of an owner, of a link's own; undefined where nothing is there. */
export function ownerOf(target: string): number | undefined {
  try {
    return fs.lstatSync(target, { throwIfNoEntry: false })?.uid;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text)?.folders);
  } catch {
    return false;
  }
}

function foldersIn(text: string): readonly string[] {
  try {
    const { folders }: { readonly folders?: unknown } = JSON.parse(text) ?? {};
    return Array.isArray(folders) ? folders.filter(folder => typeof folder === 'string' && path.isAbsolute(folder)) : [];
  } catch {
    return [];
  }
}
