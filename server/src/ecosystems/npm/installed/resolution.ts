import { type FolderReader, type Folders, readerOf, type Unreadable } from '../../../ports/folders.js';
import { isNpmName } from '../names/packageName.js';
import { type InstalledPackage, packageAt, placeOf } from './package.js';
import { skippedInStore } from './stores.js';

/**
 * The packages that code in `folder` gets for each name, found as Node does: in `node_modules` of the folder, then of each one above, up
 * to and including `root` (https://nodejs.org/api/modules.html#loading-from-node_modules-folders). Reads one file a name, mostly.
 * @param names as the manifest writes them (of an npm alias, the alias)
 * @param root where the search ends; a folder that is not below it is searched alone
 * @returns by name; what is not installed is left out. A rejection only with the signal's reason.
 */
export async function installedVersions(
  folder: string,
  names: readonly string[],
  root: string,
  folders: Folders,
  signal: AbortSignal,
): Promise<{ readonly packages: ReadonlyMap<string, InstalledPackage>; readonly unreadable: readonly Unreadable[] }> {
  const reader = readerOf(folders, signal);
  const places = placesToSearch(folder, root, reader);
  const asked = [...new Set(names)].filter(isNpmName);
  const answers = await Promise.all(asked.map(async name => [name, await nearest(name, places, reader)] as const));
  const packages = new Map(answers.filter((answer): answer is readonly [string, InstalledPackage] => answer[1] !== undefined));
  return { packages, unreadable: reader.unreadable() };
}

/** The package that code in `folder` gets for one name; undefined where it is not installed. */
export async function installedVersion(
  folder: string,
  name: string,
  root: string,
  folders: Folders,
  signal: AbortSignal,
): Promise<InstalledPackage | undefined> {
  return (await installedVersions(folder, [name], root, folders, signal)).packages.get(name);
}

interface Place {
  readonly modules: string;
  /** What keys of packages in it begin with: `../` for each folder upwards, then `node_modules`. */
  readonly key: string;
}

function placesToSearch(folder: string, root: string, reader: FolderReader): readonly Place[] {
  const places: Place[] = [];
  for (let [at, up] = [folder, '']; ; up += '../') {
    if (!/[\\/]node_modules$/.test(at)) places.push({ modules: reader.join(at, 'node_modules'), key: `${up}node_modules` });
    if (at === root) return places;
    const above = reader.parent(at);
    if (above === at) return places.slice(0, 1);
    at = above;
  }
}

async function nearest(name: string, places: readonly Place[], reader: FolderReader): Promise<InstalledPackage | undefined> {
  for (const { modules, key } of places) {
    const path = reader.join(modules, ...name.split('/'));
    const found = await packageAt(path, { key: `${key}/${name}`, installedAs: name }, reader);
    if (found) return withPlace(found, (await reader.realPath(path)) ?? path);
  }
  return undefined;
}

function withPlace(found: InstalledPackage, real: string): InstalledPackage {
  const skipped = placeOf(real) === 'elsewhere' ? 'linked folder' : skippedInStore(real);
  return skipped === undefined ? found : { ...found, skipped };
}
