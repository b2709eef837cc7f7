// Commands for a person to copy, with paths in them that come from outside. Nothing here is run.
import { marked } from './sanitize.js';

/** The shell that a path is for: PowerShell for those of Windows, else a POSIX one. */
export type Shell = 'sh' | 'PowerShell';

export function shellOf(path: string): Shell {
  return /^[A-Za-z]:[\\/]|^\\\\/.test(path) ? 'PowerShell' : 'sh';
}

/**
 * A path as one word of a command line, quoted where it has to be.
 * @returns undefined where what is seen would not be what is meant: the path has characters that cannot be seen, or would end the block that commands stand in
 */
export function shellWord(path: string, shell: Shell = shellOf(path)): string | undefined {
  if (path === '' || marked(path) !== path || /[`\n\r]/.test(path)) return undefined;
  if (shell === 'PowerShell') return `'${path.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
  return /^[\w@%+=:,./-]+$/.test(path) && !path.startsWith('-') ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** A command that runs in a folder, and not at all where the folder is gone. */
export function inFolder(folder: string, command: string): string | undefined {
  const word = shellWord(folder);
  if (word === undefined) return undefined;
  return shellOf(folder) === 'sh' ? `cd ${word} && ${command}` : `Set-Location -LiteralPath ${word} -ErrorAction Stop; ${command}`;
}

/** A command that removes a folder with all that is in it. @param path absolute */
export function removal(path: string): string | undefined {
  const word = shellWord(path);
  if (word === undefined || !isAbsolute(path)) return undefined;
  return shellOf(path) === 'sh' ? `rm -rf -- ${word}` : `Remove-Item -Recurse -Force -LiteralPath ${word}`;
}

/** With at least one name below the root. */
function isAbsolute(path: string): boolean {
  return /^\/[^/]|^[A-Za-z]:[\\/][^\\/]|^\\\\[^\\]/.test(path);
}
