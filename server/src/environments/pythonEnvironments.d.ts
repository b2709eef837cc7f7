import { type Folders, type Unreadable } from './folders.js';
/** One Python environment: a folder with an interpreter and what is installed for it. */
export interface PythonEnvironment {
    readonly path: string;
    /** Its folders of installed distributions, each once by its real path. */
    readonly sitePackages: readonly string[];
}
/**
 * The environments of a workspace folder: the folder itself and those right below it that hold a pyvenv.cfg (PEP 405), and those that
 * have one of the customary names and hold site-packages.
 * @returns by path; a rejection only with the signal's reason
 */
export declare function findEnvironments(folder: string, folders: Folders, signal: AbortSignal): Promise<{
    readonly environments: readonly PythonEnvironment[];
    readonly unreadable: readonly Unreadable[];
}>;
/**
 * The environment of an interpreter: the folder above `bin` or `Scripts`, else its own (conda on Windows). Of several versions of Python
 * that share a prefix (`/usr`) only the interpreter's own counts.
 * @param interpreter the path as the editor tells it; a link is not followed, for a virtual environment's interpreter is one
 * @returns undefined where nothing can be installed for it
 */
export declare function environmentOf(interpreter: string, folders: Folders, signal: AbortSignal): Promise<PythonEnvironment | undefined>;
