import { constants, type Dirent, type Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import { formatOf } from '../../ecosystems/manifests.js';
import type { FileSystem, FileText, LockFiles } from '../../ports/index.js';
import { encodingOf, isBinary } from './textEncoding.js';

/** Files larger than this are not read as manifests. Bytes. */
export const MAX_MANIFEST_BYTES = 5 * 1024 * 1024;

/** Folders that package managers, version control and caches fill; never entered. */
export const NEVER_ENTERED = [
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  'site-packages',
  '__pycache__',
  '.yarn',
];

/** Lockfiles larger than this are not read. Bytes. */
export const MAX_LOCKFILE_BYTES = 100 * 1024 * 1024;

/** Lockfiles on the machine's disk. */
export const diskLockFiles: LockFiles = {
  names: folder => readdir(folder).catch((): string[] => []),
  stamp: async file => {
    const stats = await statsOf(file);
    return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
  },
  readLockfile: file => readText(file, MAX_LOCKFILE_BYTES),
};

/** The file system of the machine. */
export const diskFiles: FileSystem = createDiskFiles(() => true);

/** @param mayRead which of the files may be read that a search for manifests looks at besides */
export function createDiskFiles(mayRead: (file: string) => boolean): FileSystem {
  return {
    read: file => readText(file, MAX_MANIFEST_BYTES),
    resolve: (file, target) => path.resolve(path.dirname(file), target),
    findProjectFiles: async (folder, exclude, signal) => {
      const found: string[] = [];
      const excluded = { folder, rules: rulesOf(exclude) };
      await walk(folder, [excluded, ...((await ignoredAbove(folder, mayRead)) ?? [])], found, { mayRead, signal });
      return found.sort();
    },
  };
}

interface Walk {
  readonly mayRead: (file: string) => boolean;
  readonly signal: AbortSignal;
}

type TestResult = ReturnType<Ignore['test']>;

interface IgnoreLayer {
  readonly folder: string;
  readonly rules: Ignore;
}

/** Depth first, one folder at a time: links to folders are not followed, so that the walk ends. */
async function walk(folder: string, layers: readonly IgnoreLayer[], found: string[], walking: Walk): Promise<void> {
  walking.signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const own = entries.some(entry => entry.name === '.gitignore' && entry.isFile()) ? await layerOf(folder) : undefined;
  const inside = own ? [...layers, own] : layers;
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NEVER_ENTERED.includes(entry.name) && !isIgnored(full, true, inside) && !(await isPythonEnvironment(full, walking)))
        await walk(full, inside, found, walking);
    } else if ((formatOf(full) || lockfileFormatOf(full)) && !isIgnored(full, false, inside)) {
      found.push(full);
    }
  }
}

async function layerOf(folder: string): Promise<IgnoreLayer | undefined> {
  const file = await readText(path.join(folder, '.gitignore'), MAX_MANIFEST_BYTES);
  return file.kind === 'text' ? { folder, rules: rulesOf(file.text) } : undefined;
}

/** What the .gitignore files above a folder say, the topmost first, up to its repository; undefined where it lies in none. */
async function ignoredAbove(folder: string, mayRead: Walk['mayRead']): Promise<readonly IgnoreLayer[] | undefined> {
  const repository = path.join(folder, '.git');
  if (mayRead(repository) && (await statsOf(repository))) return [];
  const parent = path.dirname(folder);
  const above = parent === folder ? undefined : await ignoredAbove(parent, mayRead);
  const own = above && (await layerOf(parent));
  return own ? [...above, own] : above;
}

/** Case counts where git, by its default for the platform, lets it count (core.ignoreCase). */
export function rulesOf(patterns: string | readonly string[]): Ignore {
  const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
  const lines = typeof patterns === 'string' ? patterns.split(/\r?\n/) : patterns;
  return ignore({ allowRelativePaths: true, ignorecase }).add(lines.filter(isQuick));
}

/** A pattern with many `**` could take minutes to compare with one path. Without it more is looked at, not less; but for one that takes back in. */
function isQuick(pattern: string): boolean {
  return pattern.split('**').length <= MAX_GLOBSTARS + 1 && pattern.length <= MAX_PATTERN;
}

const MAX_GLOBSTARS = 2;
const MAX_PATTERN = 1_000;

/** As git does: the deepest .gitignore that has something to say decides. The first layer is what the user excludes, and final. */
function isIgnored(full: string, isFolder: boolean, layers: readonly IgnoreLayer[]): boolean {
  const verdicts = layers.map(layer => verdictOf(layer, full, isFolder));
  const [excluded] = verdicts;
  if (excluded?.ignored) return true;
  return verdicts.findLast(verdict => verdict?.ignored || verdict?.unignored)?.ignored ?? false;
}

/** Nothing where the layer only says of the folder what it says of the entry: the folder was entered because a deeper layer takes it back in. */
function verdictOf({ folder, rules }: IgnoreLayer, full: string, isFolder: boolean): TestResult | undefined {
  const test = (entry: string, asFolder: boolean): TestResult =>
    rules.test(path.relative(folder, entry).split(path.sep).join('/') + (asFolder ? '/' : ''));
  const verdict = test(full, isFolder);
  const parent = path.dirname(full);
  return verdict.ignored && parent !== folder && test(parent, true).ignored ? undefined : verdict;
}

/** Whatever a virtual environment is called, it has this file (PEP 405). */
async function isPythonEnvironment(folder: string, { mayRead }: Walk): Promise<boolean> {
  const file = path.join(folder, 'pyvenv.cfg');
  return mayRead(file) && ((await statsOf(file))?.isFile() ?? false);
}

function statsOf(file: string): Promise<Stats | undefined> {
  return stat(file).catch(() => undefined);
}

async function readText(file: string, maxBytes: number): Promise<FileText> {
  try {
    const handle = await open(file, READ_ONLY);
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) return { kind: 'unreadable', reason: 'it is a folder' };
      if (!stats.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' };
      const { size } = stats;
      if (size > maxBytes)
        return { kind: 'unreadable', reason: `it has ${megabytes(size)}, more than the ${megabytes(maxBytes)} that are read` };
      return decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error), ...(codeOf(error) === 'ENOENT' && { absent: true }) };
  }
}

/** Without `O_NONBLOCK` the opening of a named pipe would wait for ever for somebody to write; Windows knows no such flag. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export function decode(bytes: Buffer): FileText {
  const encoding = encodingOf(bytes);
  if (isBinary(bytes, encoding)) return { kind: 'unreadable', reason: 'it is binary data, or text that is not UTF-8' };
  return { kind: 'text', text: encoding.decode(bytes) };
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'no permission to read it',
    EPERM: 'no permission to read it',
  };
  return reasons[code] ?? `it cannot be read (${code || 'unknown error'})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
