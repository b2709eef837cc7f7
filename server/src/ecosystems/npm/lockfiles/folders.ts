/** The last name of a path of folders, with its scope: of `node_modules/a/node_modules/@s/b` it is `@s/b` (npm's name-from-folder). */
export function nameOfFolder(path: string): string {
  const slash = path.lastIndexOf('/');
  const scope = path.lastIndexOf('/', slash - 1) + 1;
  return slash > 0 && path[scope] === '@' ? path.slice(scope) : path.slice(slash + 1);
}

/**
 * The folder whose `node_modules` is looked into next when nothing is found in that of `folder`: the package around it, of a workspace
 * member the folder around it; undefined above the root (`''`) and above what lies outside the root (`../a`).
 */
export function folderAround(folder: string): string | undefined {
  const name = nameOfFolder(folder);
  const before = folder.length - name.length;
  if (folder.startsWith(NODE_MODULES, before - NODE_MODULES.length)) {
    return before === NODE_MODULES.length ? '' : folder.slice(0, before - NODE_MODULES.length - 1);
  }
  if (folder === '' || folder === '..' || folder.endsWith('/..')) return undefined;
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}

const NODE_MODULES = 'node_modules/';

/** Puts a relative path (`../b`, `./c`) to a folder and takes out `.` and `..`; what leaves the root keeps its `..` in front. */
export function joinPath(folder: string, relative: string): string {
  const names: string[] = [];
  for (const name of `${folder}/${relative}`.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else names.push(name);
  }
  return names.join('/');
}
