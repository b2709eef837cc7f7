// Requirements files that may be installed together with one, found by their names and read by what they include.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { formatOf, REQUIREMENTS } from '../../ecosystems/manifests.js';
import type { Manifest } from '../../model/index.js';
import { type PipFile, type PipInstallation, pipInstallations } from '../../ecosystems/python/settings/pipInstallations.js';
import { readSmallFile, stampOf } from '../disk/fileCache.js';

/**
 * @param file absolute path of a requirements file
 * @param folders where files that include it are looked for, besides folders called `requirements` in them
 * @param manifest what the file says; as on the disk where not given
 * @returns under which options pip may install it. Files are read again when they have changed; synchronous
 */
export type RequirementsAround = (file: string, folders: readonly string[], manifest?: Manifest) => readonly PipInstallation[];

/** How many files are looked at for one. */
const MOST_FILES = 500;

/** @param mayRead which files and folders may be looked at */
export function createRequirementsAround(mayRead: (file: string) => boolean): RequirementsAround {
  const known = new Map<string, Known<PipFile>>();
  const listings = new Map<string, Known<readonly string[]>>();

  const fileAt = (file: string): PipFile => stamped(known, file, mayRead(file) ? stampOf(file) : undefined, readPipFile) ?? SAYS_NOTHING;
  const filesIn = (folder: string): readonly string[] =>
    stamped(listings, folder, mayRead(folder) ? folderStamp(folder) : undefined, requirementsIn) ?? [];

  return (file, folders, manifest) => {
    const files = new Map<string, PipFile>();
    const add = (one: string): void => {
      if (files.has(one) || files.size >= MOST_FILES) return;
      const said = one === file && manifest ? pipFileOf(file, manifest) : fileAt(one);
      files.set(one, said);
      said.includes.forEach(add);
    };
    add(file);
    const searched = folders.flatMap(folder => [folder, path.join(folder, 'requirements')]);
    searched.flatMap(filesIn).forEach(add);
    return pipInstallations(file, files);
  };
}

interface Known<T> {
  readonly stamp: string;
  readonly value: T;
}

/** What was made of a file or folder, made again when its stamp is another; undefined where there is none. */
function stamped<T>(known: Map<string, Known<T>>, at: string, stamp: string | undefined, make: (at: string) => T): T | undefined {
  if (stamp === undefined) {
    known.delete(at);
    return undefined;
  }
  const before = known.get(at);
  const value = before?.stamp === stamp ? before.value : make(at);
  known.set(at, { stamp, value });
  return value;
}

function folderStamp(folder: string): string | undefined {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats?.isDirectory() ? `${stats.mtimeMs} ${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}

function requirementsIn(folder: string): readonly string[] {
  try {
    const files = readdirSync(folder).map(name => path.join(folder, name));
    return files.filter(file => formatOf(file) === REQUIREMENTS).sort();
  } catch {
    return [];
  }
}

const SAYS_NOTHING: PipFile = {
  pip: { extraIndexUrls: [], findLinks: [], trustedHosts: [], noIndex: false, pre: false },
  includes: [],
};

function readPipFile(file: string): PipFile {
  const content = readSmallFile(file);
  const text = 'text' in content ? content.text : '';
  return pipFileOf(file, OPTIONS.test(text) ? REQUIREMENTS.parse(text) : undefined);
}

/** A line that begins with an option; digests have lines of their own in files that are compiled. */
const OPTIONS = /^[ \t]*-(?!-hash)/m;

function pipFileOf(file: string, manifest: Manifest | undefined): PipFile {
  const folder = path.dirname(file);
  const named =
    manifest?.includes.filter(({ target }) => !NOT_ON_DISK.test(target)).map(({ target }) => path.resolve(folder, target)) ?? [];
  const compiled = file.endsWith('.in') ? [`${file.slice(0, -'.in'.length)}.txt`] : [];
  return { pip: manifest?.pip ?? SAYS_NOTHING.pip, includes: [...named, ...compiled] };
}

/** A URL, or a name that depends on a variable. */
const NOT_ON_DISK = /^[a-z][a-z+.-]+:|\$\{/i;
