import { execFileSync } from 'node:child_process';
import { devNull } from 'node:os';

/** Runs git in a folder, without the configuration of this machine. */
export function git(folder: string, ...words: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', ...AUTHOR };
  const safe = ['-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main', '-c', 'core.autocrlf=false'];
  return execFileSync('git', ['-C', folder, ...safe, ...words], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
