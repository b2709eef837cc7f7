import fs from 'node:fs';
import path from 'node:path';
import { FOLDS_CASE } from './gitIndex.js';
import { entryAt, readPlainFile } from './plainFile.js';
import { isNetworkPath } from './windowsPaths.js';

/** A file, or why there is none to be read, as a clause. */
export type Located = { readonly file: string } | { readonly reason: string };

/**
 * Finds the index of a checkout. Nothing of git is run, and no configuration has an effect.
 *
 * A `.git` that is a file may name any folder (https://git-scm.com/docs/gitrepository-layout). So that folder has to name the checkout in turn: of a worktree
 * in its file `gitdir`, of a submodule in `core.worktree`. On the way to it no link is followed.
 * @param checkout a folder that has a `.git`
 * @param mayRead whether a path may be read, its links followed
 */
export function locateIndex(checkout: string, mayRead: (path: string) => boolean): Located {
  const git = path.join(checkout, '.git');
  const index = path.join(git, 'index');
  if (!mayRead(git) || !mayRead(index)) return { reason: 'its .git lies outside of what may be read' };
  if (entryAt(git)?.isFile()) return locateLinkedIndex(checkout, git);
  return isFolder(git) ? { file: index } : { reason: 'its .git is neither a folder nor a file' };
}

function locateLinkedIndex(checkout: string, git: string): Located {
  const [, named] = /^gitdir: ([^\r\n]+)[\r\n]*$/.exec(textOf(git)) ?? [];
  if (named === undefined) return { reason: 'its .git names no git folder' };
  const homes = [checkout, realPathOf(checkout)];
  const folder = path.resolve(realPathOf(checkout), named);
  if (!isReachable(folder, checkout)) return { reason: 'the git folder that its .git names is missing, or behind a link' };
  const namedInTurn = [...worktreesIn(folder), ...configuredWorktrees(folder)].map(written => path.resolve(folder, written));
  const isMutual = homes.some(home => namedInTurn.some(one => isSame(one, home)));
  return isMutual ? { file: path.join(folder, 'index') } : { reason: 'the git folder that its .git names belongs to another checkout' };
}

/** Folder by folder from the top, so that a link is noticed before it is followed. Of network paths only those of the checkout's own server are tried. */
function isReachable(folder: string, checkout: string): boolean {
  const { root } = path.parse(folder);
  if (isNetworkPath(folder) && !isSame(root, path.parse(checkout).root)) return false;
  const names = folder.slice(root.length).split(path.sep).filter(Boolean);
  return names.every((_, index) => entryAt(path.join(root, ...names.slice(0, index + 1)))?.isDirectory());
}

/** The checkout of a worktree's git folder: the file `gitdir` has the path of its `.git`. */
function worktreesIn(folder: string): readonly string[] {
  const [, worktree] = /^([^\r\n]+[\\/])\.git[\r\n]*$/.exec(textOf(path.join(folder, 'gitdir'))) ?? [];
  return worktree === undefined ? [] : [worktree];
}

/** The checkout of a submodule's git folder. Read as far as git itself writes it; where that is not enough the folder counts as another's. */
export function configuredWorktrees(folder: string): readonly string[] {
  const texts = ['config', 'config.worktree'].map(name => textOf(path.join(folder, name)));
  const values = texts.flatMap(text =>
    coreSections(text).flatMap(section => [...section.matchAll(/^[ \t]*worktree[ \t]*=[ \t]*(.*)$/gim)]),
  );
  const [, written = ''] = values.at(-1) ?? [];
  const [, quoted] = /^"((?:[^"\\]|\\["\\])*)"[ \t]*$/.exec(written) ?? [];
  const value = quoted?.replace(/\\(.)/g, '$1') ?? written.trim();
  return value === '' ? [] : [value];
}

function coreSections(configuration: string): readonly string[] {
  const [, ...sections] = `\n${configuration}`.split(/\r?\n[ \t]*\[/);
  return sections.filter(section => /^core[ \t]*\]/i.test(section));
}

function textOf(file: string): string {
  const bytes = readPlainFile(file, MAX_BYTES);
  return typeof bytes === 'string' ? '' : bytes.toString();
}

const MAX_BYTES = 1024 * 1024;

function isFolder(target: string): boolean {
  try {
    return fs.statSync(target).isDirectory();
  } catch {
    return false;
  }
}

function realPathOf(folder: string): string {
  try {
    return fs.realpathSync.native(folder);
  } catch {
    return folder;
  }
}

function isSame(a: string, b: string): boolean {
  const keyOf = (target: string): string => {
    const key = path.join(target, '.');
    return FOLDS_CASE ? key.toLowerCase() : key;
  };
  return keyOf(a) === keyOf(b);
}
