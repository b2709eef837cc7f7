// Which files may be read because a workspace says so: what lies outside of a workspace that nobody trusts is not even looked at.
import fs from 'node:fs';
import path from 'node:path';
import { NO_GITIGNORE } from '../../model/gitignore.js';
import type { Folders } from '../../ports/folders.js';
import type { FileSystem, FileText, LockFiles, ProjectFiles } from '../../ports/index.js';
import { createDiskFiles, diskLockFiles } from './files.js';
import { diskFolders } from './folders.js';
import { realPathOf as realPathIfThere } from './trustedFolders.js';
import { isDevice, isNetworkPath } from './windowsPaths.js';

export interface Fence {
  /** Why a path is not read, in words that fit behind "is not read: "; undefined where it may be. Never throws. */
  refusal(path: string): string | undefined;
  /** The same of a manifest, or of a file that a manifest names: text of which names of packages could be taken. */
  refusalOfManifest(path: string): string | undefined;
}

export interface FenceOptions {
  /** Paths of the workspace folders now: what lies in them may be read. */
  readonly folders: () => readonly string[];
  readonly isTrusted: () => boolean;
  /** Those folders among and below them that were named. Outside of them a manifest is read only if git tracks it. Default: all of `folders`. */
  readonly named?: () => readonly string[];
  /** Whether git tracks a file, given by its real path. Default: it tracks none. */
  readonly isTracked?: (path: string) => boolean;
  readonly platform?: NodeJS.Platform;
}

/**
 * In a workspace that is not trusted a path may be read that lies in one of its folders when every link on the way is followed. That is found out name by
 * name from the workspace folder down, so that nothing outside is touched for it.
 *
 * Trusted or not, of Windows' network paths (`\\server\share`, `\\?\…`) only those in a workspace folder may be read, because to open one is enough to
 * send its server the user's credentials; of its devices (`NUL`, `COM1`) none. https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function createFence(options: FenceOptions): Fence {
  const { folders, isTrusted, named = folders, isTracked = () => false, platform = process.platform } = options;
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const realPaths = new Map<string, string>();

  function realPathOf(folder: string): string {
    const real = realPaths.get(folder) ?? realPathNow(folder);
    realPaths.set(folder, real);
    return real;
  }

  /** Where a path begins in the workspace; undefined where it does not. */
  function startOf(target: string): Start | undefined {
    for (const folder of folders()) {
      for (const written of [folder, realPathOf(folder)]) {
        const names = namesBelow(written, target, paths);
        if (names !== undefined) return { folder: realPathOf(folder), names };
      }
    }
    return undefined;
  }

  function isInside(target: string): boolean {
    const start = startOf(target);
    return start !== undefined && staysInside(start, startOf, paths);
  }

  function refusal(target: string): string | undefined {
    if (platform === 'win32' && isDevice(target)) return 'it is a device';
    if (platform === 'win32' && isNetworkPath(target) && !folders().some(folder => namesBelow(folder, target, paths)))
      return 'it is a network path outside the workspace';
    return isTrusted() || isInside(target) ? undefined : 'it lies outside the workspace, which is not trusted';
  }

  /** By where its links lead: a link to an untracked file is no tracked file. */
  function isNamedOrTracked(target: string): boolean {
    const real = realPathIfThere(target);
    if (real === undefined) return true; // there is nothing to be read
    return named().some(folder => namesBelow(realPathOf(folder), real, paths) !== undefined) || isTracked(real);
  }

  return {
    refusal,
    refusalOfManifest: target => {
      const reason = refusal(target);
      if (reason !== undefined || isTrusted() || isNamedOrTracked(target)) return reason;
      return 'it lies outside of what is scanned, which is not trusted, and git does not track it';
    },
  };
}

/** What a disk is to the rest. */
export interface Disk {
  readonly files: FileSystem;
  readonly lockFiles: LockFiles;
  readonly folders: Folders;
}

/** The machine's disk, as far as a fence lets it be read. */
export function fencedDisk(fence: Fence): Disk {
  const mayRead = (target: string): boolean => fence.refusal(target) === undefined;
  return {
    files: fencedFiles(createDiskFiles(mayRead), fence),
    lockFiles: fencedLockFiles(diskLockFiles, fence),
    folders: fencedFolders(diskFolders(), fence),
  };
}

function fencedFiles(files: FileSystem, fence: Fence): FileSystem {
  return {
    ...files,
    read: async file => textRefused(fence.refusalOfManifest(file)) ?? files.read(file),
    findProjectFiles: async (folder, ...rest) =>
      fence.refusal(folder) === undefined ? files.findProjectFiles(folder, ...rest) : NOTHING_FOUND,
  };
}

const NOTHING_FOUND: ProjectFiles = { files: [], gitignore: NO_GITIGNORE };

function fencedLockFiles(files: LockFiles, fence: Fence): LockFiles {
  return {
    names: async folder => (fence.refusal(folder) === undefined ? files.names(folder) : []),
    stamp: async file => (fence.refusal(file) === undefined ? files.stamp(file) : undefined),
    readLockfile: async file => textRefused(fence.refusal(file)) ?? files.readLockfile(file),
  };
}

function fencedFolders(folders: Folders, fence: Fence): Folders {
  const unreadable = (target: string) => {
    const reason = fence.refusal(target);
    return reason === undefined ? undefined : { path: target, reason };
  };
  return {
    ...folders,
    list: async folder => unreadable(folder) ?? folders.list(folder),
    read: async (file, maxBytes) => unreadable(file) ?? folders.read(file, maxBytes),
    realPath: async target => (fence.refusal(target) === undefined ? folders.realPath(target) : undefined),
    modifiedAt: async target => (fence.refusal(target) === undefined ? folders.modifiedAt(target) : undefined),
  };
}

function textRefused(reason: string | undefined): FileText | undefined {
  return reason === undefined ? undefined : { kind: 'unreadable', reason };
}

type Paths = typeof path.posix;

/** A workspace folder, its own links followed, and the names that lead on from it. */
interface Start {
  readonly folder: string;
  readonly names: readonly string[];
}

/** Links that are followed on the way to one file: as many as Linux follows. */
const MOST_LINKS = 40;

/** Whether names lead out of a folder nowhere on their way; where a link leads out, it is not followed even if others lead back. */
function staysInside(start: Start, startOf: (target: string) => Start | undefined, paths: Paths): boolean {
  let [root, at] = [start.folder, start.folder];
  let links = 0;
  const ahead = [...start.names];
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === '..') {
      if (at === root) return false;
      at = paths.dirname(at);
      continue;
    }
    const next = paths.join(at, name);
    const link = linkAt(next);
    if (link === undefined) {
      at = next;
      continue;
    }
    const isRelative = !paths.isAbsolute(link) && !/^[a-z]:/i.test(link);
    const onward = isRelative ? { folder: at, names: namesOf(link, paths) } : startOf(link);
    if (onward === undefined || ++links > MOST_LINKS) return false;
    if (!isRelative) root = onward.folder;
    at = onward.folder;
    ahead.unshift(...onward.names);
  }
  return true;
}

/** What a link says; undefined where there is none. */
function linkAt(target: string): string | undefined {
  try {
    return fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(target) : undefined;
  } catch {
    return undefined;
  }
}

function realPathNow(folder: string): string {
  return realPathIfThere(folder) ?? folder;
}

/** The names that follow on a folder's in a path, as they are written; undefined where the path does not begin with the folder. */
function namesBelow(folder: string, target: string, paths: Paths): readonly string[] | undefined {
  if (!paths.isAbsolute(target)) return undefined;
  const partsOf = (written: string): readonly string[] => [paths.normalize(paths.parse(written).root), ...namesOf(written, paths)];
  const [above, all] = [partsOf(folder), partsOf(target)];
  const same = (a: string, b: string | undefined): boolean => a === b || (paths === path.win32 && a.toLowerCase() === b?.toLowerCase());
  return above.every((name, index) => same(name, all[index])) ? all.slice(above.length) : undefined;
}

function namesOf(target: string, paths: Paths): readonly string[] {
  const rest = target.slice(paths.parse(target).root.length);
  return rest.split(paths === path.win32 ? /[\\/]/ : '/').filter(name => name !== '' && name !== '.');
}
