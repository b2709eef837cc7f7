import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileResult } from '../analysis/results.js';
import { type Disk, diskFiles, openDisk } from '../compose/index.js';
import { boundsAround } from '../compose/trust.js';
import { type GitignoreEffect, joinedEffects, NO_GITIGNORE } from '../model/gitignore.js';
import type { FileSystem } from '../ports/index.js';
import type { ScanArguments } from './arguments.js';
import { trustBy } from './trust.js';

/** What was named on the command line. */
export interface Named {
  /** The one folder that was named, else the current one. */
  readonly root: string;
  /** Folders that were named. */
  readonly folders: readonly string[];
  readonly manifests: readonly string[];
  /** Manifests that were named themselves, not found in a folder. */
  readonly explicit: ReadonlySet<string>;
  /** What .gitignore files have left out of it. */
  readonly gitignore: GitignoreEffect;
  /** What is trusted of it, and what is not: at most two. */
  readonly parts: readonly Part[];
  /** All of it is trusted. */
  readonly isTrusted: boolean;
  /** The root is trusted, and with it its policy. */
  readonly isRootTrusted: boolean;
  /** What lies in the root itself, such as its policy: nothing where the root is not trusted and only holds what was named. */
  readonly ofRoot: Pick<FileSystem, 'read'>;
  /** Why something of it cannot be read. */
  readonly unreadable?: string;
}

/** What of the command line is trusted, or what is not. Each part is read for itself. */
export interface Part {
  readonly isTrusted: boolean;
  /** Folders that were named. */
  readonly folders: readonly string[];
  readonly manifests: readonly string[];
  readonly gitignore: GitignoreEffect;
  /** Where searches upwards end: the root, or the borders around what is not trusted. */
  readonly limits: readonly string[];
  /** The folders that were named, and those that hold what was named. */
  readonly holders: readonly string[];
  /** The same, and where they are not trusted the borders around them: what may be read. */
  readonly workspace: readonly string[];
  /** As far as what is scanned may have it read. */
  readonly disk: Disk;
}

export type NamedArguments = Pick<ScanArguments, 'paths' | 'exclude' | 'trust' | 'untrusted'>;

/** Finds the manifests that are meant. Each path is trusted or not for itself. */
export async function resolvePaths({ paths, exclude, ...trust }: NamedArguments, signal: AbortSignal): Promise<Named> {
  const isTrustedFolder = trustBy(trust, process.env);
  const places: Place[] = [];
  for (const word of paths) {
    const place = await placeOf(path.resolve(word), isTrustedFolder);
    if (typeof place === 'string') return nothing(`${word}: ${place}`);
    places.push(place);
  }
  const folders = places.filter(({ isFolder }) => isFolder).map(({ full }) => full);
  const explicit = new Set(places.filter(({ isFolder }) => !isFolder).map(({ full }) => full));
  const [only] = folders;
  const root = only !== undefined && folders.length === 1 && explicit.size === 0 ? only : process.cwd();
  const parts: Part[] = [];
  for (const isTrusted of [true, false]) {
    const own = places.filter(place => place.isTrusted === isTrusted);
    if (own.length > 0) parts.push(await partOf(own, { isTrusted, root, exclude }, signal));
  }
  const isRootTrusted = isTrustedFolder(root);
  return {
    root,
    folders,
    manifests: parts.flatMap(({ manifests }) => manifests),
    explicit,
    gitignore: without([...folders, ...explicit], joinedEffects(parts.map(({ gitignore }) => gitignore))),
    parts,
    isTrusted: parts.every(({ isTrusted }) => isTrusted),
    isRootTrusted,
    ofRoot: isRootTrusted ? diskFiles : (parts.find(({ holders }) => holders.includes(root))?.disk.files ?? NO_FILES),
  };
}

/** What is hidden from the search of one folder may have been named itself. */
function without(paths: readonly string[], { hidden, unread }: GitignoreEffect): GitignoreEffect {
  const seen = new Set(paths);
  return { hidden: hidden.filter(one => !seen.has(one.path)), unread };
}

/** A manifest that was named and could not be read. */
export function unreadOf(results: readonly FileResult[], { explicit }: Named): FileResult | undefined {
  return results.find(({ unread, path: file }) => unread && explicit.has(file));
}

export function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** One path of the command line. */
interface Place {
  readonly full: string;
  readonly isFolder: boolean;
  /** Itself, or the folder that holds it. */
  readonly holder: string;
  readonly isTrusted: boolean;
  /** What may be read around it, where it is not trusted. */
  readonly border: string;
}

async function placeOf(full: string, isTrustedFolder: (folder: string) => boolean): Promise<Place | string> {
  const stats = await stat(full).catch(() => undefined);
  const refusal = stats ? await refusalOf(full) : 'there is no such file or folder';
  if (refusal) return refusal;
  const isFolder = stats?.isDirectory() ?? false;
  const holder = isFolder ? full : path.dirname(full);
  if (isTrustedFolder(holder)) return { full, isFolder, holder, isTrusted: true, border: holder };
  const { folder, border } = boundsAround(holder);
  return { full: isFolder ? folder : path.join(folder, path.basename(full)), isFolder, holder: folder, isTrusted: false, border };
}

interface PartOptions {
  readonly isTrusted: boolean;
  readonly root: string;
  readonly exclude: readonly string[];
}

async function partOf(places: readonly Place[], { isTrusted, root, exclude }: PartOptions, signal: AbortSignal): Promise<Part> {
  const holders = [...new Set(places.map(({ holder }) => holder))];
  const borders = isTrusted ? [] : places.map(({ border }) => border);
  const workspace = [...new Set([...borders, ...holders])];
  const disk = openDisk({ folders: () => workspace, named: () => holders, isTrusted: () => isTrusted });
  const manifests: string[] = [];
  const effects: GitignoreEffect[] = [];
  for (const { full, isFolder } of places) {
    const found = isFolder ? await disk.files.findProjectFiles(full, exclude, signal) : { files: [full], gitignore: NO_GITIGNORE };
    manifests.push(...found.files);
    effects.push(found.gitignore);
  }
  const folders = places.filter(({ isFolder }) => isFolder).map(({ full }) => full);
  const limits = isTrusted ? [root] : borders;
  return { isTrusted, folders, manifests: [...new Set(manifests)], gitignore: joinedEffects(effects), limits, holders, workspace, disk };
}

const NO_FILES: Named['ofRoot'] = { read: async () => ({ kind: 'unreadable', reason: 'it is not looked for', absent: true }) };

function nothing(unreadable: string): Named {
  const none = {
    folders: [],
    manifests: [],
    explicit: new Set<string>(),
    gitignore: NO_GITIGNORE,
    parts: [],
    isTrusted: true,
    isRootTrusted: false,
  };
  return { ...none, root: process.cwd(), ofRoot: NO_FILES, unreadable };
}

function refusalOf(full: string): Promise<string | undefined> {
  return access(full, constants.R_OK).then(
    () => undefined,
    () => 'no permission to read it',
  );
}
