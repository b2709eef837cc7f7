export type MetadataKind = 'dist-info' | 'egg-info' | 'egg' | 'egg-link';
/** The kind of a name in site-packages and what is before its suffix; undefined for anything else, also for pip's leftovers (`~name…`). */
export declare function metadataKind(entry: string): {
    readonly kind: MetadataKind;
    readonly stem: string;
} | undefined;
/** A project's name (PEP 503) and version. */
export interface NameAndVersion {
    readonly name: string;
    readonly version: string;
}
/**
 * Reads `name-version` of a dist-info folder, or `name-version-py3.11-platform` of an egg. Undefined where it does not tell safely:
 * hyphens are written `_` there, but old tools did not; an underscore in a version may stand for a hyphen (`0.1.2_1` for `0.1.2-1`).
 */
export declare function readStem(stem: string, kind: MetadataKind): NameAndVersion | undefined;
/** Reads `Name` and `Version` out of the headers of METADATA or PKG-INFO (core metadata: headers end at the first empty line). */
export declare function readHeaders(text: string): NameAndVersion | undefined;
/** PEP 503. */
export declare function normalised(name: string): string;
