// The files of a commit, read as if they lay on the disk: in the folder of the working tree, whatever lies there now.
import path from 'node:path';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import { formatOf } from '../../ecosystems/manifests.js';
import { NO_GITIGNORE } from '../../model/gitignore.js';
import type { FolderEntry } from '../../ports/folders.js';
import type { FileText } from '../../ports/index.js';
import type { CommitFiles, TreeEntry } from '../../ports/repository.js';
import type { SavedFiles } from '../../ports/savedFiles.js';
import { MAX_LOCKFILE_BYTES } from '../disk/files.js';
import { rulesOf } from '../disk/gitignore.js';
import { NEVER_ENTERED } from '../disk/projectFiles.js';
import { MAX_MANIFEST_BYTES } from '../disk/textFile.js';
import type { Disk } from '../disk/trustGuard.js';
import type { Contents } from './contents.js';

/** A disk whose repository is as a commit has it. */
export interface CommitDisk extends Disk {
  readonly savedFiles: SavedFiles;
  /** Everything in the commit. */
  readonly entries: CommitFiles;
  /** Whether the commit has a file or a link there, wherever it leads. */
  has(path: string): boolean;
  /** Where the links in it lead, by path: both absolute; undefined where one leads out. */
  readonly links: ReadonlyMap<string, string | undefined>;
  /** Whether a path lies in the repository: all of that may be read. */
  isInside(path: string): boolean;
  /** Reads manifests and links, and what else is looked at without waiting. @param isMeant by the path below the root, with `/` in front */
  preload(isMeant: (path: string) => boolean, signal: AbortSignal): Promise<void>;
}

/** What a file is by its name in a commit. */
export type FileKind = 'manifest' | 'lockfile' | 'other';

/** Tells what files are by their names, each name once: two commits have nearly all of them in common. */
export function createFileKinds(): (name: string) => FileKind {
  const known = new Map<string, FileKind>();
  return name => {
    const kind = known.get(name) ?? (formatOf(name) ? 'manifest' : lockfileFormatOf(name) ? 'lockfile' : 'other');
    known.set(name, kind);
    return kind;
  };
}

export interface CommitDiskOptions {
  /** The folder of the working tree; absolute. */
  readonly root: string;
  readonly files: CommitFiles;
  readonly contents: Contents;
  readonly kindOf: (name: string) => FileKind;
  /** What lies outside of the repository. */
  readonly outside: Disk & { readonly savedFiles: SavedFiles };
}

/** Bytes of a file of configuration: as on the disk. */
const MAX_SAVED_BYTES = 1024 * 1024;
/** Links that are followed on the way to one file: as many as Linux follows. */
const MOST_LINKS = 40;

/**
 * Makes a disk of a commit. Links inside of it are followed; one that leads out is not there. Nothing is installed in it that was not committed.
 */
export function createCommitDisk({ root, files, contents, kindOf, outside }: CommitDiskOptions): CommitDisk {
  const folders = foldersOf(files);

  /** The names on the way from the root; undefined for what lies outside. */
  function namesTo(target: string): readonly string[] | undefined {
    const below = path.relative(root, target);
    if (path.isAbsolute(below)) return undefined;
    const names = below.split(path.sep).filter(name => name !== '');
    return names[0] === '..' ? undefined : names;
  }

  /** The path with every link followed, as the commit writes it; undefined where a link leads out. */
  function resolved(names: readonly string[]): string | undefined {
    const at: string[] = [];
    const ahead = [...names];
    let links = 0;
    for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
      if (name === '..' && at.pop() === undefined) return undefined;
      if (name === '..' || name === '.' || name === '') continue;
      const entry = files.get([...at, name].join('/'));
      if (entry?.kind !== 'link') {
        at.push(name);
        continue;
      }
      const link = contents.textOf(entry.object, MAX_SAVED_BYTES);
      if (link.kind !== 'text' || link.text.startsWith('/') || ++links > MOST_LINKS) return undefined;
      ahead.unshift(...link.text.split('/'));
    }
    return at.join('/');
  }

  function linksIn(): ReadonlyMap<string, string | undefined> {
    const links = [...files].filter(([, { kind }]) => kind === 'link').map(([name]) => name.split('/'));
    return new Map(
      links.map(names => {
        const key = resolved(names);
        return [path.join(root, ...names), key === undefined ? undefined : path.join(root, ...key.split('/'))];
      }),
    );
  }

  function placeOf(target: string): { readonly key: string | undefined } | undefined {
    const names = namesTo(target);
    return names && { key: resolved(names) };
  }

  function entryAt(key: string | undefined): TreeEntry | undefined {
    const entry = key === undefined ? undefined : files.get(key);
    return entry?.kind === 'file' ? entry : undefined;
  }

  function read(key: string | undefined, mostBytes: number): FileText {
    const entry = entryAt(key);
    if (entry) return contents.textOf(entry.object, mostBytes);
    if (key === undefined) return { kind: 'unreadable', reason: 'it is a link that leads out of the repository' };
    return folders.has(key) ? { kind: 'unreadable', reason: 'it is a folder' } : NOT_THERE;
  }

  /** The names in a folder. That the root holds a repository ends searches upwards, as on the disk. */
  function namesIn(key: string | undefined): readonly string[] {
    const names = key === undefined ? [] : [...(folders.get(key)?.keys() ?? [])];
    return key === '' ? [...names, '.git'] : names;
  }

  /** Answers of the commit for what lies in it, of the disk for what does not. */
  function choose<I, O>(target: string, inside: (key: string | undefined) => I, otherwise: () => O): I | O {
    const place = placeOf(target);
    return place ? inside(place.key) : otherwise();
  }

  function projectFilesIn(folder: string, exclude: readonly string[]): readonly string[] {
    const names = namesTo(folder) ?? [];
    const prefix = names.length === 0 ? '' : `${names.join('/')}/`;
    const excluded = rulesOf(exclude);
    const isFound = (name: string): boolean => {
      const below = name.slice(prefix.length);
      // a `pyvenv.cfg` that is committed makes no environment: it would hide what lies beside it
      const isEntered = !below
        .split('/')
        .slice(0, -1)
        .some(parent => NEVER_ENTERED.includes(parent));
      return isEntered && !excluded.ignores(below);
    };
    return [...files]
      .filter(([name, { kind }]) => kind !== 'submodule' && name.startsWith(prefix) && kindOf(name) !== 'other' && isFound(name))
      .map(([name]) => path.join(root, ...name.split('/')))
      .sort();
  }

  return {
    entries: files,
    has: target => {
      const names = namesTo(target);
      return names !== undefined && (files.has(names.join('/')) || entryAt(resolved(names)) !== undefined);
    },
    get links() {
      return linksIn();
    },
    isInside: target => namesTo(target) !== undefined,
    preload: (isMeant, signal) => {
      const isText = (name: string): boolean => kindOf(name) === 'manifest' || isMeant(`/${name}`);
      const meant = [...files].filter(([name, { kind }]) => kind === 'link' || (kind === 'file' && isText(name)));
      return contents.preload(
        meant.map(([, { object }]) => object),
        signal,
      );
    },
    files: {
      read: async file =>
        choose(
          file,
          key => read(key, MAX_MANIFEST_BYTES),
          () => outside.files.read(file),
        ),
      resolve: outside.files.resolve,
      findProjectFiles: async (folder, exclude) => ({ files: projectFilesIn(folder, exclude), gitignore: NO_GITIGNORE }),
    },
    lockFiles: {
      names: async folder => choose(folder, namesIn, () => outside.lockFiles.names(folder)),
      stamp: async file =>
        choose(
          file,
          key => entryAt(key)?.object,
          () => outside.lockFiles.stamp(file),
        ),
      readLockfile: async file =>
        choose(
          file,
          key => read(key, MAX_LOCKFILE_BYTES),
          () => outside.lockFiles.readLockfile(file),
        ),
    },
    folders: {
      ...outside.folders,
      list: async folder =>
        choose(
          folder,
          key =>
            key === undefined || !folders.has(key) ? undefined : [...(folders.get(key) ?? [])].map(([name, kind]) => ({ name, kind })),
          () => outside.folders.list(folder),
        ),
      read: async (file, maxBytes) =>
        choose(
          file,
          key => beginningOf(entryAt(key) ? read(key, MAX_LOCKFILE_BYTES) : NOT_THERE, file, maxBytes),
          () => outside.folders.read(file, maxBytes),
        ),
      realPath: async target => choose(target, realPathOf, () => outside.folders.realPath(target)),
      modifiedAt: async target =>
        choose(
          target,
          () => undefined,
          () => outside.folders.modifiedAt(target),
        ),
    },
    savedFiles: {
      ...outside.savedFiles,
      stamp: file =>
        choose(
          file,
          key => entryAt(key)?.object,
          () => outside.savedFiles.stamp(file),
        ),
      folderStamp: folder =>
        choose(
          folder,
          key => (key !== undefined && folders.has(key) ? 'committed' : undefined),
          () => outside.savedFiles.folderStamp(folder),
        ),
      read: file =>
        choose(
          file,
          key => {
            const text = read(key, MAX_SAVED_BYTES);
            return text.kind === 'text' ? { text: text.text } : { reason: text.reason };
          },
          () => outside.savedFiles.read(file),
        ),
      names: folder => choose(folder, namesIn, () => outside.savedFiles.names(folder)),
      realPath: target => choose(target, realPathOf, () => outside.savedFiles.realPath(target)),
    },
  };

  function realPathOf(key: string | undefined): string | undefined {
    if (key === undefined || !(entryAt(key) || folders.has(key))) return undefined;
    return path.join(root, ...key.split('/'));
  }
}

const NOT_THERE: FileText = { kind: 'unreadable', reason: 'there is no such file', absent: true };

/** What is in each folder, by its path; the root's is `''`. */
function foldersOf(files: CommitFiles): ReadonlyMap<string, ReadonlyMap<string, FolderEntry['kind']>> {
  const folders = new Map<string, Map<string, FolderEntry['kind']>>([['', new Map()]]);
  const enter = (name: string, kind: FolderEntry['kind']): void => {
    const at = name.lastIndexOf('/');
    const parent = at < 0 ? '' : name.slice(0, at);
    const known = folders.get(parent);
    if (known) known.set(name.slice(at + 1), kind);
    else {
      folders.set(parent, new Map([[name.slice(at + 1), kind]]));
      enter(parent, 'folder');
    }
  };
  for (const [name, { kind }] of files) enter(name, kind === 'submodule' ? 'folder' : kind);
  return folders;
}

function beginningOf(text: FileText, file: string, maxBytes: number) {
  if (text.kind === 'text') return text.text.replace(/^\ufeff/, '').slice(0, maxBytes);
  return text.absent ? undefined : { path: file, reason: text.reason };
}
