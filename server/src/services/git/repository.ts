// The repository that a folder lies in, read by git's plumbing.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { type CommitFiles, type Repository, RepositoryError, type TreeEntry } from '../../ports/repository.js';
import { quoted } from '../../text/sanitize.js';
import { configuredWorktrees } from '../disk/gitFolder.js';
import { isWithin } from '../disk/within.js';
import { createPlumbing, type Plumbing, type Ran } from './plumbing.js';
import { checkoutOf, findGit } from './program.js';

/** A repository whose contents can be read. */
export interface OpenRepository extends Repository {
  readonly plumbing: Plumbing;
}

/** What is to be done where objects are missing: continuous integration often fetches the newest commit alone. */
export const FETCH_ALL = 'fetch all of its history (actions/checkout: fetch-depth: 0; git fetch --unshallow)';

/**
 * Opens the repository that some folders lie in.
 * @param folders absolute; all of them have to lie in one repository
 * @throws `RepositoryError` where git is missing, there is no repository, or it is shallow
 */
export async function openRepository(folders: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<OpenRepository> {
  const real = folders.map(folder => realpathSync(folder));
  const search = { env, platform: process.platform, forbidden: real.map(folder => checkoutOf(folder) ?? folder) };
  const program = findGit(search);
  if (program === undefined)
    throw new RepositoryError('git is not found in the folders of PATH outside of what is scanned, and --since needs it');
  const opened = await Promise.all(real.map(async folder => rootOf(folder, createPlumbing({ ...search, program, folder }), signal)));
  const [root = ''] = opened;
  if (opened.some(other => other !== root)) throw new RepositoryError('the paths lie in several repositories, and --since compares one');
  return repositoryAt(root, createPlumbing({ ...search, program, folder: root }));
}

/** The folder of the working tree. It has to hold the folder that was asked about, and the repository has to be its own. */
async function rootOf(folder: string, plumbing: Plumbing, signal: AbortSignal): Promise<string> {
  const asked = ['--is-shallow-repository', '--absolute-git-dir', '--git-common-dir', '--show-toplevel'];
  const ran = await plumbing.run('rev-parse', asked, signal);
  if (ran.status !== 0) throw new RepositoryError(`${folder}: git says: ${complaintOf(ran)}`);
  const [isShallow, gitFolder = '', common = '', ...written] = ran.stdout.toString('utf8').replace(/\n$/, '').split('\n');
  if (isShallow === 'true') throw new RepositoryError(`${folder}: it is a shallow clone; ${FETCH_ALL}`);
  const root = realOf(written.join('\n'));
  if (root === undefined || !isWithin(folder, root))
    throw new RepositoryError(`${folder}: the configuration of its repository names a working tree elsewhere`);
  if (!isOwn(gitFolder, path.resolve(folder, common), root))
    throw new RepositoryError(`${root}: its .git leads to a repository elsewhere that knows nothing of this folder`);
  return root;
}

/**
 * Whether a repository is that of a working tree: it lies in there, or it points back as those of linked working trees and of submodules do
 * (gitrepository-layout(5), gitsubmodules(7)). A folder could else have the objects of any other repository read.
 */
function isOwn(gitFolder: string, common: string, root: string): boolean {
  const [own, shared] = [realOf(gitFolder), realOf(common)];
  if (own === undefined || shared === undefined) return false;
  if (isWithin(own, root) && isWithin(shared, root)) return true;
  if (!isWithin(own, shared)) return false;
  const linked = textOf(path.join(own, 'gitdir'))?.trim();
  if (linked !== undefined) return realOf(path.resolve(own, linked)) === path.join(root, '.git');
  return configuredWorktrees(own).some(written => realOf(path.resolve(own, written)) === root);
}

/** A small file of git's own; undefined where there is none. */
function textOf(file: string): string | undefined {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

const MOST_BYTES = 1024 * 1024;

function realOf(written: string): string | undefined {
  try {
    return realpathSync(written);
  } catch {
    return undefined;
  }
}

function repositoryAt(root: string, plumbing: Plumbing): OpenRepository {
  return {
    root,
    plumbing,
    commitOf: async (revision, signal) => {
      const ran = await plumbing.run('rev-parse', ['--verify', `${revision}^{commit}`], signal);
      const shown = quoted(revision);
      if (/\bis ambiguous\b/.test(ran.stderr))
        throw new RepositoryError(`${shown} is ambiguous: name it in full, such as refs/heads/${shown} or refs/tags/${shown}`);
      const [commit] = /^(?:[\da-f]{40}|[\da-f]{64})(?=\n$)/.exec(ran.stdout.toString('utf8')) ?? [];
      if (ran.status !== 0 || commit === undefined)
        throw new RepositoryError(`there is no commit ${shown} here; was it fetched? ${FETCH_ALL}`);
      return commit;
    },
    mergeBaseOf: async (one, other, signal) => {
      const ran = await plumbing.run('merge-base', [one, other], signal);
      if (ran.status === 1 && ran.stdout.length === 0) return undefined;
      const [commit] = /^(?:[\da-f]{40}|[\da-f]{64})(?=\n)/.exec(ran.stdout.toString('utf8')) ?? [];
      if (ran.status !== 0 || commit === undefined) throw missing(ran);
      return commit;
    },
    filesOf: async (commit, signal) => {
      const ran = await plumbing.run('ls-tree', ['-r', '-z', '--full-tree', commit], signal);
      if (ran.status !== 0) throw missing(ran);
      return filesIn(ran.stdout.toString('utf8'));
    },
  };
}

function missing(ran: Ran): RepositoryError {
  return new RepositoryError(`objects of the repository are missing or damaged (${complaintOf(ran)}); ${FETCH_ALL}`);
}

/** The first line that git says, without what stands before it. */
function complaintOf({ stderr, status }: Ran): string {
  const [line = ''] = stderr.split('\n').filter(text => /^(?:fatal|error): /.test(text));
  return line === '' ? `status ${status}` : quoted(line.replace(/^(?:fatal|error): /, ''), 200);
}

/** https://git-scm.com/docs/git-ls-tree#_output_format */
function filesIn(listing: string): CommitFiles {
  const files = new Map<string, TreeEntry>();
  for (const line of listing.split('\0')) {
    const [, mode = '', object = '', name] = /^(\d{6}) \w+ ([\da-f]+)\t(.*)$/s.exec(line) ?? [];
    if (name === undefined) continue;
    if (name.split('/').some(isForeign)) throw new RepositoryError(`it holds a name that no checkout can have: ${quoted(name)}`);
    files.set(name, { kind: KINDS[mode] ?? 'file', object });
  }
  return files;
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = { '120000': 'link', '160000': 'submodule' };

/** Names that lead elsewhere, or into git's own folder. On Windows a backslash and a colon do so too. */
function isForeign(name: string): boolean {
  return name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git' || (path.sep === '\\' && /[\\:]/.test(name));
}
