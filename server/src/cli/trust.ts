import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isOwn, realPathOf, type TrustedFolders, trustedFoldersOf, trustedText } from '../compose/trust.js';
import { marked } from '../text/sanitize.js';
import type { TrustArguments } from './commandArguments.js';
import { writeOut } from './output.js';
import { fail } from './process.js';
import { reasonOf, replaceFile } from './replaceFile.js';

/** What a command line says of trust. */
export interface TrustOptions {
  /** `--trust`: all that is named is trusted. */
  readonly trust: boolean;
  /** `--untrusted`: none of it is, whatever else says so. */
  readonly untrusted: boolean;
}

/**
 * Who is trusted, folder by folder: `--untrusted` before `--trust` and `DEPWARDEN_TRUST=1`, and these before what `depwarden trust` remembers. What nothing
 * says is trusted is not.
 */
export function trustBy({ trust, untrusted }: TrustOptions, env: NodeJS.ProcessEnv): (folder: string) => boolean {
  if (untrusted) return () => false;
  if (trust || env.DEPWARDEN_TRUST === '1') return () => true;
  return trustedFoldersOf(env).has;
}

/** Runs `depwarden trust`. Gives the exit status: 0 done, 1 not done, 2 no such folder. */
export async function runTrust({ paths, action }: TrustArguments, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const trusted = trustedFoldersOf(env);
  if (trusted.problem() !== undefined) {
    fail(`${trusted.file}: ${trusted.problem()}; mend or delete it`);
    return 1;
  }
  if (action === 'list') return shown(trusted.list());
  const folders: string[] = [];
  for (const word of paths) {
    const full = path.resolve(word);
    const folder = action === 'remove' ? removable(full, trusted) : folderAt(full);
    if (folder === undefined)
      return fail(action === 'remove' ? `${word}: it is not remembered as trusted` : `${word}: there is no such folder`);
    if (action === 'add' && !isOwn(folder)) return refuse(word);
    folders.push(folder);
  }
  return action === 'remove' ? forget(folders, trusted) : remember(folders, trusted);
}

/** The real path of a folder; undefined where there is none. */
function folderAt(full: string): string | undefined {
  return statSync(full, { throwIfNoEntry: false })?.isDirectory() ? realPathOf(full) : undefined;
}

/** What is gone from the disk can be removed as it was written down. */
function removable(full: string, trusted: TrustedFolders): string | undefined {
  return [realPathOf(full), full].find(folder => folder !== undefined && trusted.list().includes(folder));
}

async function remember(folders: readonly string[], trusted: TrustedFolders): Promise<number> {
  const before = trusted.list();
  return saved(
    [...new Set([...before, ...folders])],
    folders.map(folder => `trusted, with all below it: ${folder}`),
    trusted,
  );
}

async function forget(folders: readonly string[], trusted: TrustedFolders): Promise<number> {
  const left = trusted.list().filter(folder => !folders.includes(folder));
  return saved(
    left,
    folders.map(folder => `no longer trusted: ${folder}`),
    trusted,
  );
}

async function saved(folders: readonly string[], lines: readonly string[], { file }: TrustedFolders): Promise<number> {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(realPathOf(file) ?? file, trustedText(folders), { mode: 0o600 });
    return await shown(lines);
  } catch (error) {
    fail(`${file}: ${reasonOf(error)}`);
    return 1;
  }
}

function refuse(word: string): number {
  fail(`${word}: it belongs to another account, and is not remembered; --trust trusts it for one command`);
  return 1;
}

async function shown(lines: readonly string[]): Promise<number> {
  await writeOut(lines.map(line => `${marked(line)}\n`).join(''));
  return 0;
}
