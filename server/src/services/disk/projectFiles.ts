import fs, { type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import { formatOf } from '../../ecosystems/manifests.js';
import type { HiddenPath } from '../../model/gitignore.js';
import type { ProjectFiles } from '../../ports/index.js';
import type { Checkout, Checkouts } from './checkouts.js';
import { type IgnoreLayer, isIgnored, layerOf } from './gitignore.js';
import { entryAt } from './plainFile.js';
import { MAX_MANIFEST_BYTES, readText, statsOf } from './textFile.js';
import { isWithin } from './within.js';

/** Folders that package managers, version control and caches fill; never entered. */
export const NEVER_ENTERED: readonly string[] = [
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

export interface SearchOptions {
  /** Patterns of what to leave out, in the syntax of .gitignore. */
  readonly exclude: readonly string[];
  readonly checkouts: Checkouts;
  /** Which of the files and folders may be read that a search looks at besides. */
  readonly mayRead: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Finds every manifest and lockfile below a folder. What git tracks is found whatever .gitignore files say (https://git-scm.com/docs/gitignore); they leave out
 * only what no checkout around it tracks.
 */
export async function findProjectFiles(folder: string, options: SearchOptions): Promise<ProjectFiles> {
  const real = await realpath(folder).catch(() => folder);
  const search: Search = { ...options, excluded: [layerOf(real, options.exclude)], files: [], hidden: [], checkoutsSeen: new Set() };
  await walk(real, await scopeAbove(real, search), search);
  const asGiven = (target: string): string => (isWithin(target, real) ? path.join(folder, path.relative(real, target)) : target);
  const hidden = search.hidden.map(one => ({ ...one, path: asGiven(one.path) })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const unread = [...search.checkoutsSeen].flatMap(({ folder: checkout, unread: reason }) =>
    reason === undefined ? [] : [{ path: asGiven(checkout), reason }],
  );
  return { files: search.files.map(asGiven).sort(), gitignore: { hidden, unread } };
}

/** Resolves links in the folder that is searched: its checkout is the one that it really lies in. Of a network drive the letter stays. */
const realpath = promisify(process.platform === 'win32' ? fs.realpath : fs.realpath.native);

interface Search extends SearchOptions {
  readonly excluded: readonly IgnoreLayer[];
  readonly files: string[];
  readonly hidden: HiddenPath[];
  readonly checkoutsSeen: Set<Checkout>;
}

/** What decides in a folder about what is in it. */
interface Scope {
  /** The checkouts around it, the outermost first. */
  readonly checkouts: readonly Checkout[];
  /** The .gitignore files of the innermost one, the topmost first. */
  readonly layers: readonly IgnoreLayer[];
  /** The folder itself is left out, and was entered for what git tracks in it. */
  readonly isHidden: boolean;
}

const OUTSIDE_GIT: Scope = { checkouts: [], layers: [], isHidden: false };

/** The scope of what stands above the folder that is searched. */
async function scopeAbove(folder: string, search: Search): Promise<Scope> {
  const checkout = search.checkouts.around(folder);
  if (!checkout || checkout.folder === folder) return OUTSIDE_GIT;
  search.checkoutsSeen.add(checkout);
  return { checkouts: [checkout], layers: await layersFrom(checkout.folder, path.dirname(folder)), isHidden: false };
}

async function layersFrom(top: string, folder: string): Promise<readonly IgnoreLayer[]> {
  const above = folder === top ? [] : await layersFrom(top, path.dirname(folder));
  return [...above, ...(await ownLayer(folder))];
}

/** Depth first, one folder at a time: links to folders are not followed, so that the walk ends. */
async function walk(folder: string, around: Scope, search: Search): Promise<void> {
  search.signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const scope = await scopeIn(folder, entries, around, search);
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await visitFolder(full, scope, search);
    else if (formatOf(full) || lockfileFormatOf(full)) visitFile(full, scope, search);
  }
}

async function scopeIn(folder: string, entries: readonly Dirent[], around: Scope, search: Search): Promise<Scope> {
  const scope = entries.some(({ name }) => name === '.git') ? scopeOfCheckout(search.checkouts.at(folder), around, search) : around;
  const hasOwn = entries.some(entry => entry.name === '.gitignore' && entry.isFile());
  return hasOwn ? { ...scope, layers: [...scope.layers, ...(await ownLayer(folder))] } : scope;
}

/** Nothing that stands above a checkout leaves out what is in it. */
function scopeOfCheckout(checkout: Checkout, { checkouts }: Scope, search: Search): Scope {
  search.checkoutsSeen.add(checkout);
  return { checkouts: [...checkouts, checkout], layers: [], isHidden: false };
}

/** A link is not followed: git does not either (gitignore(5)). */
async function ownLayer(folder: string): Promise<readonly IgnoreLayer[]> {
  const own = path.join(folder, '.gitignore');
  if (!entryAt(own)?.isFile()) return [];
  const file = await readText(own, MAX_MANIFEST_BYTES);
  return file.kind === 'text' ? [layerOf(folder, file.text)] : [];
}

async function visitFolder(folder: string, scope: Scope, search: Search): Promise<void> {
  if (NEVER_ENTERED.includes(path.basename(folder)) || isIgnored(folder, true, search.excluded)) return;
  if (await isPythonEnvironment(folder, scope, search)) return;
  if (!scope.isHidden && !isIgnored(folder, true, scope.layers)) await walk(folder, scope, search);
  else if (mayHoldTracked(folder, scope)) await walk(folder, { ...scope, isHidden: true }, search);
  else search.hidden.push({ path: folder, kind: 'folder' });
}

function visitFile(file: string, scope: Scope, search: Search): void {
  if (isIgnored(file, false, search.excluded)) return;
  const isLeftOut = scope.isHidden || isIgnored(file, false, scope.layers);
  if (!isLeftOut || mayBeTracked(file, scope)) search.files.push(file);
  else search.hidden.push({ path: file, kind: 'file' });
}

/** Where it is not known what git tracks, it may be anything. */
function mayBeTracked(file: string, { checkouts }: Scope): boolean {
  return checkouts.some(({ unread, tracks }) => unread !== undefined || tracks(file));
}

function mayHoldTracked(folder: string, { checkouts }: Scope): boolean {
  return checkouts.some(({ unread, holdsTracked }) => unread !== undefined || holdsTracked(folder));
}

/** Whatever a virtual environment is called, it has this file (PEP 405). One that git tracks was not made by a tool here: it could be there to hide the folder. */
async function isPythonEnvironment(folder: string, scope: Scope, { mayRead }: Search): Promise<boolean> {
  const file = path.join(folder, 'pyvenv.cfg');
  const isThere = mayRead(file) && ((await statsOf(file))?.isFile() ?? false);
  return isThere && !mayBeTracked(file, scope);
}
