// Which manifests and lockfiles a set of changed files can have an effect on: only these are compared.
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { lockfileFormatOf } from '../ecosystems/lockfiles.js';
import { formatOf } from '../ecosystems/manifests.js';
import type { Ecosystem } from '../model/index.js';
import type { FileSystem } from '../ports/index.js';
import { baseName, folderOf } from '../text/paths.js';
import { followIncludes } from './includes.js';
import type { Locks } from './locks.js';
import { createParseOnce } from './parseOnce.js';

/** One state of a project's files. */
export interface ScopeSide {
  /** Its manifests and lockfiles. */
  readonly paths: readonly string[];
  readonly files: FileSystem;
  readonly locks: Pick<Locks, 'find'>;
}

/**
 * Finds what has to be looked at to compare two states: what has changed itself, what lies below a changed manifest, lockfile or configuration of its
 * ecosystem, what includes a changed file, and every manifest that shares a lockfile with one of these.
 * @param changed absolute paths of all files that differ
 * @returns paths of manifests and lockfiles of either state
 */
export async function affectedFiles(
  sides: readonly ScopeSide[],
  changed: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const places = changedPlaces(changed);
  const affected = new Set<string>();
  const parse = createParseOnce();
  for (const { paths, files } of sides) {
    for (const path of paths) {
      if (changed.has(path) || isBelowChange(path, places) || (await includesChange(path, files, changed, parse, signal)))
        affected.add(path);
    }
  }
  const lookups = sides.map(({ paths, locks }) => ({ paths, lockOf: createLockLookup(locks, signal) }));
  for (let before = -1; before !== affected.size; ) {
    before = affected.size;
    for (const { paths, lockOf } of lookups) for (const path of await sharingLocks(paths, affected, lockOf)) affected.add(path);
  }
  return affected;
}

/** A folder in which something of an ecosystem has changed. */
interface ChangedPlace {
  readonly ecosystem: Ecosystem;
  readonly folder: string;
}

function changedPlaces(changed: ReadonlySet<string>): readonly ChangedPlace[] {
  const places = [...changed].flatMap(path => [...manifestPlaces(path), ...settingsPlaces(path)]);
  return [...new Map(places.map(place => [`${place.ecosystem} ${place.folder}`, place])).values()];
}

function manifestPlaces(path: string): readonly ChangedPlace[] {
  const ecosystem = ecosystemOf(path);
  return ecosystem === undefined ? [] : [{ ecosystem, folder: folderOf(path) }];
}

function settingsPlaces(path: string): readonly ChangedPlace[] {
  const slashed = path.replaceAll('\\', '/');
  return SETTINGS.filter(({ ending }) => slashed.endsWith(ending)).map(({ ecosystem, ending }) => ({
    ecosystem,
    folder: path.slice(0, path.length - ending.length) || path.slice(0, 1),
  }));
}

/** Whether a path is that of a file in which projects configure their package managers. */
export function isSettingsFile(path: string): boolean {
  return SETTINGS_NAMES.has(baseName(path)) && settingsPlaces(path).length > 0;
}

const SETTINGS: readonly { readonly ecosystem: Ecosystem; readonly ending: string }[] = Object.values(ECOSYSTEMS).flatMap(
  ({ id, settings }) => settings(({ projectLocations }) => projectLocations.map(({ name }) => ({ ecosystem: id, ending: `/${name}` }))),
);

const SETTINGS_NAMES: ReadonlySet<string> = new Set(SETTINGS.map(({ ending }) => baseName(ending)));

function ecosystemOf(path: string): Ecosystem | undefined {
  return formatOf(path)?.ecosystem ?? lockfileFormatOf(path)?.ecosystem;
}

/** What decides the meaning of a manifest lies beside or above it, but for what it includes. */
function isBelowChange(path: string, places: readonly ChangedPlace[]): boolean {
  const ecosystem = ecosystemOf(path);
  const own = folderOf(path);
  return places.some(place => place.ecosystem === ecosystem && (own === place.folder || isBelow(own, place.folder)));
}

function isBelow(path: string, folder: string): boolean {
  const bare = folder.replace(/[\\/]+$/, '');
  return path.startsWith(bare) && /^[\\/]/.test(path.slice(bare.length));
}

async function includesChange(
  path: string,
  files: FileSystem,
  changed: ReadonlySet<string>,
  parse: ReturnType<typeof createParseOnce>,
  signal: AbortSignal,
): Promise<boolean> {
  if (lockfileFormatOf(path) !== undefined) return false;
  const file = await files.read(path);
  signal.throwIfAborted();
  if (file.kind === 'unreadable') return false;
  const { paths } = await followIncludes(path, parse(path, file.text), files, parse, signal);
  return paths.some(included => changed.has(included));
}

/** By manifest, the path of its lockfile. */
type LockLookup = (manifest: string) => Promise<string | undefined>;

function createLockLookup(locks: Pick<Locks, 'find'>, signal: AbortSignal): LockLookup {
  const known = new Map<string, Promise<string | undefined>>();
  return manifest => {
    const found = known.get(manifest) ?? locks.find(manifest, signal).then(lock => lock?.path);
    known.set(manifest, found);
    return found;
  };
}

/** The lockfiles of affected manifests, and the manifests that have one of them. Only what lies below a lockfile can have it. */
async function sharingLocks(paths: readonly string[], affected: ReadonlySet<string>, lockOf: LockLookup): Promise<readonly string[]> {
  const manifests = paths.filter(path => formatOf(path) !== undefined);
  const locks = new Set<string>();
  for (const path of manifests.filter(one => affected.has(one))) {
    const lock = await lockOf(path);
    if (lock !== undefined) locks.add(lock);
  }
  const places = [...locks].flatMap(lock => manifestPlaces(lock));
  const sharing = paths.filter(path => locks.has(path));
  for (const path of manifests.filter(one => !affected.has(one) && isBelowChange(one, places))) {
    const lock = await lockOf(path);
    if (lock !== undefined && locks.has(lock)) sharing.push(path);
  }
  return sharing;
}
