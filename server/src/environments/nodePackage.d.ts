import type { FolderReader } from './folders.js';
/** One npm package that is on the disk. */
export interface InstalledPackage {
    /** As its package.json says; of a package installed under an alias the real name. */
    readonly name: string;
    readonly version: string;
    /** Its folder. */
    readonly path: string;
    /**
     * Where it is below the folder that was looked at, with `/`: in an npm tree the key of package-lock.json
     * (`node_modules/a/node_modules/b`). Of a package outside, the path.
     */
    readonly key: string;
    /** The name under which it is installed, where that is another one. */
    readonly alias?: string;
    /** Undefined for a registry release; else why there is none to judge: `linked folder`, `git source`, `local path`… */
    readonly skipped?: string;
}
/**
 * Reads the package in a folder by the `name` and `version` of its package.json; undefined where there is none, or it names no release
 * (folders that only steer module resolution have such files). A file that is no JSON is noted as unreadable.
 */
export declare function packageAt(path: string, place: {
    readonly key: string;
    readonly installedAs: string;
    readonly skipped?: string | undefined;
}, reader: FolderReader): Promise<InstalledPackage | undefined>;
/**
 * The real path's place: a package in some node_modules, one in a store that keeps each package beside links to what it depends on
 * (pnpm's, bun's, npm's linked one), one in Yarn's store, or a folder that somebody works in.
 */
export declare function placeOf(realPath: string): 'modules' | 'store' | 'yarn-store' | 'elsewhere';
