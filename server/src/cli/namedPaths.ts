import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileResult } from '../analysis/results.js';
import { type Disk, openDisk } from '../compose/index.js';
import { type GitignoreEffect, joinedEffects, NO_GITIGNORE } from '../model/gitignore.js';
import type { FileSystem } from '../ports/index.js';
import type { ScanArguments } from './arguments.js';

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
  /** The folders that were named, and those that hold what was named. */
  readonly workspace: readonly string[];
  /** As far as what is scanned may have it read. */
  readonly disk: Disk;
  /** What lies in the root itself, such as its policy: nothing where the root is not trusted and only holds what was named. */
  readonly ofRoot: Pick<FileSystem, 'read'>;
  /** Why something of it cannot be read. */
  readonly unreadable?: string;
}

export type NamedArguments = Pick<ScanArguments, 'paths' | 'exclude' | 'untrusted'>;

/** Finds the manifests that are meant. */
export async function resolvePaths({ paths, exclude, untrusted }: NamedArguments, signal: AbortSignal): Promise<Named> {
  const manifests: string[] = [];
  const explicit = new Set<string>();
  const folders: string[] = [];
  const workspace: string[] = [];
  const effects: GitignoreEffect[] = [];
  const disk = openDisk({ folders: () => workspace, isTrusted: () => !untrusted });
  for (const word of paths) {
    const full = path.resolve(word);
    const stats = await stat(full).catch(() => undefined);
    const refusal = stats ? await refusalOf(full) : 'there is no such file or folder';
    if (refusal)
      return {
        root: process.cwd(),
        folders,
        manifests,
        explicit,
        gitignore: NO_GITIGNORE,
        workspace,
        disk,
        ofRoot: NO_FILES,
        unreadable: `${word}: ${refusal}`,
      };
    workspace.push(stats?.isDirectory() ? full : path.dirname(full));
    if (stats?.isDirectory()) {
      folders.push(full);
      const found = await disk.files.findProjectFiles(full, exclude, signal);
      manifests.push(...found.files);
      effects.push(found.gitignore);
    } else {
      explicit.add(full);
      manifests.push(full);
    }
  }
  const [only] = folders;
  const root = only !== undefined && folders.length === 1 && explicit.size === 0 ? only : process.cwd();
  const ofRoot = !untrusted || workspace.includes(root) ? disk.files : NO_FILES;
  const gitignore = without([...folders, ...manifests], joinedEffects(effects));
  return { root, folders, manifests: [...new Set(manifests)], explicit, gitignore, workspace, disk, ofRoot };
}

/** What is hidden from the search of one folder may have been named itself. */
function without(paths: readonly string[], { hidden, unread }: GitignoreEffect): GitignoreEffect {
  const seen = new Set(paths);
  return { hidden: hidden.filter(one => !seen.has(one.path)), unread };
}

const NO_FILES: Named['ofRoot'] = { read: async () => ({ kind: 'unreadable', reason: 'it is not looked for', absent: true }) };

/** A manifest that was named and could not be read. */
export function unreadOf(results: readonly FileResult[], { explicit }: Named): FileResult | undefined {
  return results.find(({ unread, path: file }) => unread && explicit.has(file));
}

export function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

function refusalOf(full: string): Promise<string | undefined> {
  return access(full, constants.R_OK).then(
    () => undefined,
    () => 'no permission to read it',
  );
}
