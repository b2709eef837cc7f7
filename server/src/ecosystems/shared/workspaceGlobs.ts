import ignore from 'ignore';
import { withoutTrailing } from '../../text/trailing.js';

/**
 * Whether a folder, relative and with `/`, matches a glob of a workspace, and none that begins with `!` behind it. A glob with `**` more than twice is passed
 * over: matching it takes time that grows with that power of the folder's depth.
 */
export function isMemberBy(globs: readonly string[]): (folder: string) => boolean {
  const matcher = ignore().add(globs.filter(isCheap).map(glob => withoutTrailing(glob.replace(/^(!?)(?:\.?\/)*/, '$1/'), '/')));
  return folder => ignore.isPathValid(folder) && matcher.ignores(folder);
}

function isCheap(glob: string): boolean {
  return glob.split('**').length <= 3;
}
