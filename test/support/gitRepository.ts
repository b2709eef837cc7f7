import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { git as run } from './git.js';

/** A real repository for a test. It needs git: where that is missing the test fails. */
export interface GitRepository {
  readonly folder: string;
  /** Runs git in it, by none of the machine's own configuration. @returns standard output, without the line break at its end */
  git(...words: readonly string[]): string;
  /** Writes files, undefined deletes one, and commits all of the folder. @returns the name of the commit */
  commit(files: Readonly<Record<string, string | undefined>>): string;
}

/** Makes a repository with a branch `main` in a folder. */
export function createRepository(folder: string): GitRepository {
  mkdirSync(folder, { recursive: true });
  const git = (...words: readonly string[]): string => run(folder, ...words).replace(/\n$/, '');
  git('init', '-q', '-b', 'main');
  return {
    folder,
    git,
    commit: files => {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(folder, name);
        if (text === undefined) rmSync(file);
        else {
          mkdirSync(path.dirname(file), { recursive: true });
          writeFileSync(file, text);
        }
      }
      git('add', '-A', '-f');
      git('commit', '-q', '--allow-empty', '-m', 'change');
      return git('rev-parse', 'HEAD');
    },
  };
}
