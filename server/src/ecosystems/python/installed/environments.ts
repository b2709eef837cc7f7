import { type FolderReader, type Folders, readerOf, type Unreadable } from '../../../ports/folders.js';

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
export async function findEnvironments(
  folder: string,
  folders: Folders,
  signal: AbortSignal,
): Promise<{ readonly environments: readonly PythonEnvironment[]; readonly unreadable: readonly Unreadable[] }> {
  const reader = readerOf(folders, signal);
  const entries = (await reader.list(folder)) ?? [];
  const candidates = entries
    .filter(({ name, kind }) => (kind === 'folder' || kind === 'link') && !NEVER_ONE.has(name))
    .map(({ name }) => ({ path: reader.join(folder, name), customary: CUSTOMARY.has(name) }));
  const found = await Promise.all(
    [{ path: folder, customary: false }, ...candidates].map(async ({ path, customary }) =>
      customary || (await isVirtual(path, reader)) ? environmentAt(path, /^/, reader) : undefined,
    ),
  );
  const environments = found.filter(environment => environment !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { environments, unreadable: reader.unreadable() };
}

const CUSTOMARY: ReadonlySet<string> = new Set(['.venv', 'venv', '.env', 'env', '.conda']);
const NEVER_ONE: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.vscode', '__pycache__']);

/**
 * The environment of an interpreter: the folder above `bin` or `Scripts`, else its own (conda on Windows). Of several versions of Python
 * that share a prefix (`/usr`) only the interpreter's own counts.
 * @param interpreter the path as the editor tells it; a link is not followed, for a virtual environment's interpreter is one
 * @returns undefined where nothing can be installed for it
 */
export async function environmentOf(interpreter: string, folders: Folders, signal: AbortSignal): Promise<PythonEnvironment | undefined> {
  const reader = readerOf(folders, signal);
  const holder = reader.parent(interpreter);
  const prefix = /[\\/](?:bin|scripts)$/i.test(holder) ? reader.parent(holder) : holder;
  if (await isVirtual(prefix, reader)) return environmentAt(prefix, /^/, reader);
  const version = /python(\d\.\d+)(?:\.exe)?$/i.exec((await reader.realPath(interpreter)) ?? interpreter)?.[1];
  return environmentAt(prefix, version === undefined ? /^/ : new RegExp(`^\\D+(?:\\d|${version.replace('.', '\\.')})$`), reader);
}

async function isVirtual(path: string, reader: FolderReader): Promise<boolean> {
  return (await reader.read(reader.join(path, 'pyvenv.cfg'), 1)) !== undefined;
}

/** @param versions which folders of `lib` count */
async function environmentAt(path: string, versions: RegExp, reader: FolderReader): Promise<PythonEnvironment | undefined> {
  const entries = (await reader.list(path)) ?? [];
  const libraries = entries.filter(({ name }) => LIBRARY.test(name)).map(({ name }) => reader.join(path, name));
  const local = reader.join(path, 'local', 'lib');
  const held = await Promise.all([...libraries, local].map(library => sitePackagesIn(library, versions, reader)));
  const real = await Promise.all(held.flat().map(folder => reader.realPath(folder)));
  const sitePackages = [...new Set(real.filter(folder => folder !== undefined))];
  return sitePackages.length === 0 ? undefined : { path, sitePackages };
}

/** POSIX, 64-bit Linux, Windows. Debian also has `local/lib`, for what is not from its own packages. */
const LIBRARY = /^lib(?:64)?$/i;

async function sitePackagesIn(library: string, versions: RegExp, reader: FolderReader): Promise<readonly string[]> {
  const entries = (await reader.list(library)) ?? [];
  const pythons = entries.map(({ name }) => name).filter(name => /^(?:python|pypy)\d/.test(name) && versions.test(name));
  const holders = [library, ...pythons.map(name => reader.join(library, name))];
  return holders.flatMap(holder => [reader.join(holder, 'site-packages'), reader.join(holder, 'dist-packages')]);
}
