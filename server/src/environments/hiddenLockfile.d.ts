import type { FolderReader } from './folders.js';
import type { InstalledPackage } from './nodePackage.js';
/**
 * Where npm says that it took packages from, out of `node_modules/.package-lock.json`. Names and versions are not taken from that file:
 * to prove it current costs as much as to read the packages (npm itself compares the times of all their folders), and other tools,
 * or an attacker, change packages without touching it. So its word on a source counts only for the version that is really there.
 * @returns why a package is no registry release, or undefined
 */
export declare function sourcesByNpm(modules: string, reader: FolderReader): Promise<(found: InstalledPackage) => string | undefined>;
