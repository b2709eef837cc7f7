import { type Folders, type Unreadable } from './folders.js';
import type { PythonEnvironment } from './pythonEnvironments.js';
/** One Python distribution that is on the disk. */
export interface InstalledDistribution {
    /** Normalised (PEP 503). */
    readonly name: string;
    /** `''` where an editable install does not tell. */
    readonly version: string;
    /** Its metadata: the `*.dist-info` folder and the like. */
    readonly path: string;
    /** Undefined for a release; else why there is none to judge: `editable install`, `local path`, `git source`. */
    readonly skipped?: string;
}
/**
 * The distributions in all site-packages of an environment, by the names of their metadata folders; METADATA is read only where the name
 * does not tell safely. One whose name and version cannot be learnt at all is among `unreadable`.
 * @returns sorted by name; a rejection only with the signal's reason
 */
export declare function installedDistributions(environment: PythonEnvironment, folders: Folders, signal: AbortSignal): Promise<{
    readonly distributions: readonly InstalledDistribution[];
    readonly unreadable: readonly Unreadable[];
}>;
