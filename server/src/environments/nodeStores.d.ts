/**
 * Reads the name of a store's folder: `name@version…` or `@scope+name@version…` (pnpm's depPathToFilename: `/` and `:` become `+`, peers
 * follow after `_`). Undefined where it is of another form. The version is not taken from here: long names are cut, and other sources
 * have none.
 */
export declare function storeSlot(folder: string): {
    readonly name: string;
    readonly source: string;
} | undefined;
/** Why the package at `path` is no registry release, where the name of the store's folder says so. */
export declare function skippedInStore(path: string): string | undefined;
