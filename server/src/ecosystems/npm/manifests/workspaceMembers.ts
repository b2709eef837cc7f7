import ignore from 'ignore';
import { parse } from 'jsonc-parser';

// What a package.json says of the project as a whole rather than of its dependencies.

/** The members of a package.json; undefined where it holds no object, or is nested too deep to be one. */
export function packageFields(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const root: unknown = parse(text);
    return isRecord(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

/** The globs of `workspaces`, in either form (https://docs.npmjs.com/cli/configuring-npm/package-json#workspaces). */
export function workspaceGlobs({ workspaces }: Readonly<Record<string, unknown>>): readonly string[] {
  const globs = isRecord(workspaces) && !Array.isArray(workspaces) ? workspaces.packages : workspaces;
  return Array.isArray(globs) ? globs.filter(glob => typeof glob === 'string') : [];
}

/**
 * Whether a folder, relative and with `/`, matches a glob of a workspace, and none that begins with `!` behind it. A glob with `**` more than twice is passed
 * over: matching it takes time that grows with that power of the folder's depth.
 */
export function isMemberBy(globs: readonly string[]): (folder: string) => boolean {
  const matcher = ignore().add(globs.filter(isCheap).map(glob => glob.replace(/^(!?)(?:\.?\/)*/, '$1/').replace(/\/+$/, '')));
  return folder => ignore.isPathValid(folder) && matcher.ignores(folder);
}

function isCheap(glob: string): boolean {
  return glob.split('**').length <= 3;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
