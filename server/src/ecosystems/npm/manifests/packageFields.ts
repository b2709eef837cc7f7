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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
