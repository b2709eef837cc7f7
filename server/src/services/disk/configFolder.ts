import { posix, win32 } from 'node:path';

/**
 * Where the account's own configuration of Depwarden is kept, by the platform's custom: `$XDG_CONFIG_HOME` or `~/.config` (XDG Base Directory Specification:
 * a relative path counts as unset), `~/Library/Application Support`, `%APPDATA%`.
 */
export function configFolderOf(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'depwarden');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'depwarden');
  const xdg = env.XDG_CONFIG_HOME;
  return posix.join(xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.config'), 'depwarden');
}
