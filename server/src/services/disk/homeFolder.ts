import { devNull, homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder. Where there is none (`HOME` is empty, or the account has no entry), a path below which nothing can be: what would be looked for
 * or kept in the home folder must not be so in the current one.
 * @param read rejects an account without an entry by throwing
 */
export function homeFolder(read: () => string = homedir): string {
  try {
    const home = read();
    return isAbsolute(home) ? home : devNull;
  } catch {
    return devNull;
  }
}
