import { ECOSYSTEMS } from '../ecosystems/index.js';
import { isLockfileOf, lockfileFormatOf, lockfilesOf } from '../ecosystems/lockfiles.js';
import { formatOf } from '../ecosystems/manifests.js';
import { packageFields, workspaceGlobs } from '../ecosystems/npm/manifests/packageFields.js';
import type { LockfileRow } from '../ecosystems/shared/descriptor.js';
import { isMemberBy } from '../ecosystems/shared/workspaceGlobs.js';
import type { Secrecy } from '../model/index.js';
import type { FilesBeside, LockedPackage, Lockfile, LockfileFormat } from '../model/lockfile.js';
import type { LockFiles } from '../ports/index.js';
import { baseName, folderOf } from '../text/paths.js';
import { createStamped } from './fileCache.js';
import type { Origins, OriginsAround } from './origins.js';

/** The lockfile that a manifest belongs to. */
export interface ProjectLock {
  readonly path: string;
  readonly lockfile: Lockfile;
  /** The manifest's folder relative to the lockfile's, with `/`; `''` for the same. */
  readonly member: string;
  /** Why the lockfile could not be read; it is empty then. */
  readonly unread?: string;
}

/** The lockfiles of manifests. A lockfile is parsed again only when it has changed. */
export interface Locks {
  /**
   * The nearest lockfile upwards that covers the manifest. The search ends at a folder that holds a repository, or at the root.
   * @param path the manifest's, absolute
   */
  find(path: string, signal: AbortSignal): Promise<ProjectLock | undefined>;
  /** A lockfile by its own path, whatever manifest it belongs to; undefined where its name is none of a lockfile. */
  open(path: string, signal: AbortSignal): Promise<ProjectLock | undefined>;
  /** Its text as it is now; empty where it cannot be read. */
  textOf(path: string): Promise<string>;
}

export function createLocks(files: LockFiles, origins: Origins): Locks {
  const placedAs = new WeakMap<Lockfile, Placed>();
  const byFormat = new Map<LockfileFormat, ReturnType<typeof createStamped<Parsed>>>();

  async function parse(path: string, format: LockfileFormat): Promise<Parsed> {
    const [file, beside] = await Promise.all([files.readLockfile(path), readBeside(path, format)]);
    const lockfile = format.parse(file.kind === 'text' ? file.text : '', beside);
    return { lockfile, ...(file.kind === 'unreadable' && { unread: file.reason }) };
  }

  /** The same lockfile as long as the configuration around it says the same: that may change while the lockfile does not. */
  function placed(lockfile: Lockfile, path: string): Lockfile {
    const { identity, isTrusted } = origins.around(path, lockfile.ecosystem);
    const known = placedAs.get(lockfile);
    if (known && known.identity === identity && known.isTrusted === isTrusted) return known.lockfile;
    const now = { identity, isTrusted, lockfile: withOrigins(lockfile, path, origins) };
    placedAs.set(lockfile, now);
    return now.lockfile;
  }

  async function readBeside(path: string, { beside = [] }: LockfileFormat): Promise<FilesBeside> {
    const texts = await Promise.all(beside.map(async name => [name, await files.readLockfile(joined(folderOf(path), name))] as const));
    return new Map(texts.flatMap(([name, file]) => (file.kind === 'text' ? [[name, file.text] as const] : [])));
  }

  /** Changes with the lockfile, and with the files beside it that decide how it is read. */
  async function stampOf(path: string, { beside = [] }: LockfileFormat): Promise<string | undefined> {
    const [own, ...others] = await Promise.all([path, ...beside.map(name => joined(folderOf(path), name))].map(file => files.stamp(file)));
    return own === undefined || others.length === 0 ? own : JSON.stringify([own, ...others]);
  }

  async function read(path: string, format: LockfileFormat, signal: AbortSignal): Promise<Parsed> {
    const ofFormat = byFormat.get(format) ?? createStamped({ stamp: one => stampOf(one, format) }, one => parse(one, format));
    byFormat.set(format, ofFormat);
    const parsed = await ofFormat(path, signal);
    return { ...parsed, lockfile: placed(parsed.lockfile, path) };
  }

  async function lockIn(folder: string, manifest: string, signal: AbortSignal): Promise<ProjectLock | undefined | 'end'> {
    const names = await files.names(folder);
    signal.throwIfAborted();
    for (const { name, format } of await inOrder(candidates(manifest, folder, names), folder, signal)) {
      const path = joined(folder, name);
      const { lockfile, unread } = await read(path, format, signal);
      const member = relativeFolder(folder, folderOf(manifest));
      if (lockfile.covers(member) || (await isMember(folder, member, signal)))
        return { path, lockfile, member, ...(unread !== undefined && { unread }) };
    }
    return names.includes('.git') ? 'end' : undefined;
  }

  const texts = createStamped(files, async path => {
    const file = await files.readLockfile(path);
    return file.kind === 'text' ? file.text : '';
  });

  /** Of several lockfiles that of the package manager which the project says it uses comes first. */
  async function inOrder(found: readonly Candidate[], folder: string, signal: AbortSignal): Promise<readonly Candidate[]> {
    const [first] = found;
    const choice = first && ECOSYSTEMS[first.format.ecosystem].managerChoice;
    if (!choice || found.length === 1) return found;
    const chosen = choice.managerIn(await texts(joined(folder, choice.file), signal));
    const isChosen = ({ manager }: Candidate): boolean => manager !== undefined && manager === chosen;
    return found.toSorted((a, b) => Number(isChosen(b)) - Number(isChosen(a)));
  }

  const workspaces = createStamped(files, async path => {
    const file = await files.readLockfile(path);
    return file.kind === 'text' ? isMemberBy(workspaceGlobs(packageFields(file.text) ?? {})) : () => false;
  });

  /** Whether the package.json beside a lockfile counts a folder among its workspaces: what a lockfile itself does not tell (Yarn 1). */
  async function isMember(folder: string, member: string, signal: AbortSignal): Promise<boolean> {
    const isListed = await workspaces(joined(folder, 'package.json'), signal);
    return isListed(member);
  }

  return {
    open: async (path, signal) => {
      const format = lockfileFormatOf(path);
      return format && { path, member: '', ...(await read(path, format, signal)) };
    },
    textOf: async path => {
      const file = await files.readLockfile(path);
      return file.kind === 'text' ? file.text : '';
    },
    find: async (path, signal) => {
      let folder = folderOf(path);
      for (let depth = 0; depth < DEEPEST; depth++) {
        const found = await lockIn(folder, path, signal);
        if (found === 'end') return undefined;
        if (found) return found;
        const parent = folderOf(folder);
        if (parent === folder || parent === '') return undefined;
        folder = parent;
      }
      return undefined;
    },
  };
}

const DEEPEST = 40;

/** A lockfile by what the configuration around it said. */
interface Placed {
  readonly identity: object | undefined;
  readonly isTrusted: boolean;
  readonly lockfile: Lockfile;
}

interface Parsed {
  readonly lockfile: Lockfile;
  readonly unread?: string;
}

/**
 * What configuration says of a lockfile: packages that it calls private become skipped ones, asked of no service, and
 * entries that name an address elsewhere are marked.
 * @param path the lockfile's
 */
export function withOrigins(lockfile: Lockfile, path: string, origins: Origins): Lockfile {
  const around = origins.around(path, lockfile.ecosystem);
  const hosts = around.furtherIndexes?.hosts ?? [];
  const located = hosts.length === 0 ? lockfile : { ...lockfile, furtherIndexes: hosts };
  return withoutPrivate(ECOSYSTEMS[located.ecosystem].suspectAddresses?.(located, around) ?? located, around);
}

/**
 * Packages that may be private become skipped ones, judged by what is known locally alone: none of a lockfile is asked of its registry. A Python lockfile says itself where each comes from
 * if not from the index that everybody has, but for a requirements file.
 */
export function withoutPrivate(lockfile: Lockfile, around: PrivatePlaces): Lockfile {
  const secret = new Map<string, LockedPackage>();
  for (const [key, locked] of lockfile.packages) {
    const withheld = lockfile.namesIndexes ? withheldByIndex(locked, around) : withheldByName(locked, around);
    if (withheld) secret.set(key, withheld);
  }
  return secret.size === 0 ? lockfile : { ...lockfile, packages: new Map([...lockfile.packages, ...secret]) };
}

type PrivatePlaces = Pick<OriginsAround, 'placeOf' | 'unaskedPlace' | 'isTrusted'>;

function withheldByName(locked: LockedPackage, { placeOf }: PrivatePlaces): LockedPackage | undefined {
  if (locked.skipped !== undefined) return undefined;
  const { key, unaskedKey, privacy } = placeOf(locked.name);
  if (privacy.kind === 'public') return undefined;
  const { reason, secrecy = OWN } = privacy;
  const place = unaskedKey ?? key;
  const withheld = place !== undefined && { withheld: { place, secrecy } };
  // what is not known to be private is no skipped one
  return secrecy.kind === 'unread' ? { ...locked, ...withheld } : { ...locked, ...withheld, skipped: reason.replace(NOT_CHECKED, '') };
}

/** Of a package that the lockfile itself takes from a private index. */
function withheldByIndex(locked: LockedPackage, { unaskedPlace, isTrusted }: PrivatePlaces): LockedPackage | undefined {
  if (locked.skipped === undefined || !locked.isOfIndex) return undefined;
  const secrecy: Secrecy = { kind: isTrusted ? 'own' : 'untrusted' };
  return { ...locked, withheld: { place: unaskedPlace(`not checked: ${locked.skipped}`, secrecy), secrecy } };
}

const OWN: Secrecy = { kind: 'own' };
const NOT_CHECKED = /^not checked: /;

/** The lockfiles in a folder that may belong to a manifest, the one to believe first. Some manifests are locked by their own compiled twin only. */
function candidates(manifest: string, folder: string, names: readonly string[]): readonly Candidate[] {
  const format = formatOf(manifest);
  if (!format) return [];
  const present = lockfilesOf(format.ecosystem).flatMap(row => names.filter(name => isLockfileOf(row, name)).map(name => ({ name, row })));
  const isOwn = ({ name, row }: (typeof present)[number]): boolean =>
    format.lockedByTwin ? folder === folderOf(manifest) && isTwin(name, row, baseName(manifest)) : row.twinOf === undefined;
  return present.filter(isOwn).map(({ name, row: { format, manager } }) => ({ name, format, manager }));
}

interface Candidate {
  readonly name: string;
  readonly format: LockfileFormat;
  readonly manager: LockfileRow['manager'];
}

/** Whether a lockfile is compiled from a manifest beside it: `dev.txt` from `dev.in`. */
function isTwin(name: string, { twinOf }: LockfileRow, manifest: string): boolean {
  return twinOf !== undefined && manifest.endsWith(twinOf) && name.replace(/\.[^.]*$/, '') === manifest.slice(0, -twinOf.length);
}

function joined(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

function relativeFolder(from: string, to: string): string {
  return to.slice(from.length).replaceAll('\\', '/').replace(/^\/+/, '');
}
