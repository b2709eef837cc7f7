import { type Folders, type Unreadable } from './folders.js';
import { type InstalledPackage } from './nodePackage.js';
/**
 * The packages that code in `folder` gets for each name, found as Node does: in `node_modules` of the folder, then of each one above, up
 * to and including `root` (https://nodejs.org/api/modules.html#loading-from-node_modules-folders). Reads one file a name, mostly.
 * @param names as the manifest writes them (of an npm alias, the alias)
 * @param root where the search ends; a folder that is not below it is searched alone
 * @returns by name; what is not installed is left out. A rejection only with the signal's reason.
 */
export declare function installedVersions(folder: string, names: readonly string[], root: string, folders: Folders, signal: AbortSignal): Promise<{
    readonly packages: ReadonlyMap<string, InstalledPackage>;
    readonly unreadable: readonly Unreadable[];
}>;
/** The package that code in `folder` gets for one name; undefined where it is not installed. */
export declare function installedVersion(folder: string, name: string, root: string, folders: Folders, signal: AbortSignal): Promise<InstalledPackage | undefined>;
