import type { FolderEntry, Folders } from '../../ports/folders.js';

/** A node_modules folder and what is in it. */
export interface ModulesFolder {
  readonly path: string;
  readonly entries: readonly FolderEntry[];
}

/**
 * When something was last installed into any of some node_modules folders: the time of the file that the package manager writes there at every install,
 * else of the folder itself. It moves with whatever is installed later, so that nothing there is younger.
 * @returns milliseconds since 1970; undefined where it cannot be told of one of them
 */
export function lastInstalled(modules: readonly ModulesFolder[], folders: Folders): Promise<number | undefined> {
  const places = modules.map(({ path, entries }) => {
    const written = entries.find(({ name, kind }) => kind === 'file' && WRITTEN_AT_INSTALL.has(name));
    return written ? folders.join(path, written.name) : path;
  });
  return lastChange(places, folders);
}

/** The time of the last change of any of some files or folders (of a folder, of what is right in it); undefined where it cannot be told of one of them. */
export async function lastChange(paths: readonly string[], folders: Folders): Promise<number | undefined> {
  const times = await Promise.all(paths.map(path => folders.modifiedAt(path)));
  const known = times.filter(time => time !== undefined);
  return known.length === 0 || known.length < times.length ? undefined : Math.max(...known);
}

/** npm 7 and newer, pnpm, Yarn 2 and newer (nodeLinker: node-modules), Yarn 1. */
const WRITTEN_AT_INSTALL: ReadonlySet<string> = new Set(['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity']);
