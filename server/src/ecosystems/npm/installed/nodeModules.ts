import { type FolderReader, type Folders, readerOf, type Unreadable } from '../../../ports/folders.js';
import { sourcesByNpm } from './hiddenLockfile.js';
import { type InstalledPackage, packageAt, placeOf } from './package.js';
import { skippedInStore, storeSlot } from './stores.js';

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
export async function installedIn(
  folder: string,
  folders: Folders,
  signal: AbortSignal,
  visited: Set<string> = new Set(),
): Promise<InstalledPackages> {
  const reader = readerOf(folders, signal);
  const modules = reader.join(folder, 'node_modules');
  const walk: Walk = { reader, visited, base: (await reader.realPath(modules)) ?? modules, found: [] };
  await walkModules(walk.base, 'node_modules', walk);
  const sourceOf = await sourcesByNpm(modules, reader);
  const packages = walk.found.map(found => withSource(found, sourceOf(found))).sort((a, b) => (a.key < b.key ? -1 : 1));
  const plugAndPlay = packages.length === 0 && (await hasPlugAndPlay(folder, reader));
  return { packages, unreadable: reader.unreadable(), ...(plugAndPlay && { notReadable: "Plug'n'Play" }) };
}

interface Walk {
  readonly reader: FolderReader;
  /** Real paths of node_modules folders, and of packages outside of them. */
  readonly visited: Set<string>;
  /** The real path of the node_modules folder in which it began; its stores are walked whole. All paths come from it, so that they are real. */
  readonly base: string;
  readonly found: InstalledPackage[];
}

async function walkModules(modules: string, key: string, walk: Walk): Promise<void> {
  const entries = await walk.reader.list(modules);
  if (entries === undefined || entries.length === 0 || !(await isNew(modules, walk))) return;
  await Promise.all(
    entries.map(async ({ name, kind }) => {
      const path = walk.reader.join(modules, name);
      if (name.startsWith('.')) {
        if (STORE_FOLDERS.has(name) && kind === 'folder') await walkStore(path, `${key}/${name}`, walk);
      } else if (name.startsWith('@')) {
        if (kind === 'folder') await walkScope(path, `${key}/${name}`, name, walk);
      } else {
        await visitEntry({ path, key: `${key}/${name}`, installedAs: name, kind }, walk);
      }
    }),
  );
}

const STORE_FOLDERS: ReadonlySet<string> = new Set(['.pnpm', '.store', '.bun']);

async function walkScope(scopeFolder: string, key: string, scope: string, walk: Walk): Promise<void> {
  const entries = (await walk.reader.list(scopeFolder)) ?? [];
  await Promise.all(
    entries.map(({ name, kind }) =>
      visitEntry({ path: walk.reader.join(scopeFolder, name), key: `${key}/${name}`, installedAs: `${scope}/${name}`, kind }, walk),
    ),
  );
}

interface Place {
  readonly path: string;
  readonly key: string;
  readonly installedAs: string;
}

async function visitEntry({ kind, ...place }: Place & { readonly kind: string }, walk: Walk): Promise<void> {
  if (kind === 'folder') await visitPackage(place, walk);
  else if (kind === 'link') await followLink(place, walk);
}

/** @returns whether there is a package */
async function visitPackage(place: Place, walk: Walk): Promise<boolean> {
  const found = await packageAt(place.path, place, walk.reader);
  if (found) walk.found.push(found);
  await walkModules(walk.reader.join(place.path, 'node_modules'), `${place.key}/node_modules`, walk);
  return found !== undefined;
}

/** What a link in `base` leads to within `base` is met there. */
async function followLink(place: Place, walk: Walk): Promise<void> {
  const { reader, visited } = walk;
  const real = await reader.realPath(place.path);
  if (real === undefined || isBelow(real, walk.base)) return;
  const kind = placeOf(real);
  if (kind === 'store') return walkHolder(real, walk);
  if (visited.has(real)) return;
  visited.add(real);
  if (kind === 'elsewhere') {
    const found = await packageAt(real, { key: place.key, installedAs: place.installedAs, skipped: 'linked folder' }, reader);
    if (found) walk.found.push(found);
    return;
  }
  await visitPackage({ path: real, key: real, installedAs: place.installedAs }, walk);
  if (kind === 'yarn-store') await walkModules(reader.join(reader.parent(real), 'node_modules'), real, walk);
}

/** A store keeps a package beside links to what it depends on. */
async function walkHolder(real: string, walk: Walk): Promise<void> {
  const parent = walk.reader.parent(real);
  const holder = parent.endsWith('node_modules') ? parent : walk.reader.parent(parent);
  await walkModules(holder, holder, walk);
}

/** `.pnpm/node_modules` only links to what is beside it. */
async function walkStore(store: string, key: string, walk: Walk): Promise<void> {
  const entries = (await walk.reader.list(store)) ?? [];
  await Promise.all(
    entries
      .filter(entry => entry.kind === 'folder' && entry.name !== 'node_modules')
      .map(entry => visitSlot(walk.reader.join(store, entry.name), `${key}/${entry.name}`, entry.name, walk)),
  );
}

/** The slot's name tells where its package is, mostly; where it does not, the slot is listed: it may also be a scope's folder. */
async function visitSlot(slot: string, key: string, name: string, walk: Walk): Promise<void> {
  const told = storeSlot(name)?.name;
  const guess = told === undefined ? ['package'] : ['node_modules', ...told.split('/')];
  const installedAs = told ?? '';
  const path = walk.reader.join(slot, ...guess);
  const holder = walk.reader.join(slot, 'node_modules');
  if (await visitPackage({ path, key: [key, ...guess].join('/'), installedAs }, walk)) {
    walk.visited.add(holder);
    return;
  }
  if (name.startsWith('@') && told === undefined) await walkStore(slot, key, walk);
  await walkModules(holder, `${key}/node_modules`, walk);
}

async function isNew(modules: string, { reader, visited }: Walk): Promise<boolean> {
  const real = (await reader.realPath(modules)) ?? modules;
  if (visited.has(real)) return false;
  visited.add(real);
  return true;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.length));
}

function withSource(found: InstalledPackage, source: string | undefined): InstalledPackage {
  const skipped = found.skipped ?? source ?? skippedInStore(found.path);
  return skipped === undefined ? found : { ...found, skipped };
}

/** Yarn's loader of a zero-install; it stands at the root of the workspaces (https://yarnpkg.com/features/pnp). */
async function hasPlugAndPlay(folder: string, reader: FolderReader): Promise<boolean> {
  const entries = (await reader.list(folder)) ?? [];
  return entries.some(({ name }) => name === '.pnp.cjs' || name === '.pnp.js');
}
