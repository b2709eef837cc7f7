import { type Folders, type Unreadable } from './folders.js';
import { type InstalledPackage } from './nodePackage.js';
/** What is installed for one folder. */
export interface InstalledPackages {
    /** By key. */
    readonly packages: readonly InstalledPackage[];
    readonly unreadable: readonly Unreadable[];
    /** Why nothing can be told, where packages are installed in a form that is not read: `Plug'n'Play`. */
    readonly notReadable?: string;
}
/**
 * Everything in the `node_modules` of a folder: npm's and Yarn's hoisted and nested layout, and the stores of pnpm, bun, npm's linked
 * strategy and Yarn's pnpm linker. Only folders that can hold packages are listed, never the packages' own.
 * Links are followed into stores only, so that loops end; a link to a folder that somebody works in is told as skipped and not entered.
 * @param visited folders already told; given to several calls (the members of a workspace), none is told twice
 * @returns a rejection only with the signal's reason
 */
export declare function installedIn(folder: string, folders: Folders, signal: AbortSignal, visited?: Set<string>): Promise<InstalledPackages>;
