import { createHash } from 'node:crypto';

/** What git tracks in one checkout. Paths are relative to the checkout, with `/`. They are compared with the index, and no path of the index is ever opened. */
export interface GitIndex {
  /** Whether a path is a tracked file, or a tracked symbolic link. */
  tracks(path: string): boolean;
  /** Whether a folder holds tracked files, or is a submodule. */
  holdsTracked(folder: string): boolean;
}

export interface GitIndexOptions {
  /** Upper and lower case, and composed and decomposed characters, are the same: git's `core.ignoreCase` and `core.precomposeUnicode`. Default: by the platform. */
  readonly foldsCase?: boolean;
}

/**
 * Reads git's index: format 2, 3 or 4, of a repository with SHA-1 or SHA-256 (https://git-scm.com/docs/index-format). Never throws.
 * @param bytes the whole file
 * @returns why it cannot be read in full, in words that fit after "it cannot be read: "
 */
export function readGitIndex(bytes: Buffer, { foldsCase = FOLDS_CASE }: GitIndexOptions = {}): GitIndex | { readonly reason: string } {
  try {
    return indexOf(entriesOf(bytes), foldsCase);
  } catch (error) {
    if (error instanceof Unreadable) return { reason: error.message };
    throw error;
  }
}

/** Whether the platform's disks, by their defaults, take names in upper and lower case for the same. */
export const FOLDS_CASE: boolean = process.platform === 'win32' || process.platform === 'darwin';

class Unreadable extends Error {}

interface Entries {
  /** In the order of their bytes, each byte one character. */
  readonly names: readonly string[];
  /** Those of `names` that are submodules. */
  readonly submodules: readonly string[];
}

function indexOf({ names, submodules }: Entries, foldsCase: boolean): GitIndex {
  const fold = (name: string): string => name.normalize('NFC').toLowerCase();
  const keyOf = foldsCase ? fold : (path: string): string => Buffer.from(path).toString('latin1');
  const keys = foldsCase ? names.map(name => fold(Buffer.from(name, 'latin1').toString())).sort() : names;
  const modules = new Set(foldsCase ? submodules.map(name => fold(Buffer.from(name, 'latin1').toString())) : submodules);
  return {
    tracks: path => {
      if (OUT_OF_REACH.test(path)) return false;
      const key = keyOf(path);
      return keys[firstFrom(key, keys)] === key && !modules.has(key);
    },
    holdsTracked: folder => {
      const key = keyOf(folder);
      return modules.has(key) || (keys[firstFrom(`${key}/`, keys)]?.startsWith(`${key}/`) ?? false);
    },
  };
}

/** Of git's own folder, of a folder above, or no path that git would have: an index that was made to mislead may name such. */
const OUT_OF_REACH = /(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$)/i;

/** The place of the first of sorted keys that is not less than a key. */
function firstFrom(key: string, keys: readonly string[]): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface HashFormat {
  readonly algorithm: string;
  /** Bytes. */
  readonly size: number;
}

const HASH_FORMATS: readonly HashFormat[] = [
  { algorithm: 'sha1', size: 20 },
  { algorithm: 'sha256', size: 32 },
];

/** Bytes of the signature, the format's version and the number of entries. */
const HEADER = 12;
/** Bytes of an entry before its hash. */
const STAT = 40;
/** Bytes. As long as a path may be on Linux. */
const LONGEST_NAME = 4096;
/** How many times the file's size its names may have together: shared beginnings of format 4 could make few bytes very many. */
const EXPANSION = 8;

function entriesOf(bytes: Buffer): Entries {
  if (bytes.length < HEADER || bytes.toString('latin1', 0, 4) !== 'DIRC') throw new Unreadable('it is no index');
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) throw new Unreadable(`its format is ${version}, and 2 to 4 are known`);
  const [format, other] = hashFormatsOf(bytes);
  if (format === undefined) throw new Unreadable('its checksum is wrong, or it is cut off');
  if (other === undefined) return entriesWith(format, bytes, version);
  try {
    return entriesWith(format, bytes, version);
  } catch {
    return entriesWith(other, bytes, version);
  }
}

/** By the checksum at the end. One of zeros is none (`index.skipHash`), and may be of either size. */
function hashFormatsOf(bytes: Buffer): readonly HashFormat[] {
  const isChecked = ({ algorithm, size }: HashFormat): boolean => {
    const end = bytes.length - size;
    return end >= HEADER && createHash(algorithm).update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end));
  };
  const isUnchecked = ({ size }: HashFormat): boolean => {
    const end = bytes.length - size;
    return end >= HEADER && bytes.subarray(end).every(byte => byte === 0);
  };
  const unchecked = HASH_FORMATS.filter(isUnchecked);
  if (unchecked.length > 0) return unchecked;
  const checked = HASH_FORMATS.find(isChecked);
  return checked ? [checked] : [];
}

function entriesWith({ size }: HashFormat, bytes: Buffer, version: number): Entries {
  const end = bytes.length - size;
  const count = bytes.readUInt32BE(8);
  const names: string[] = [];
  const submodules: string[] = [];
  let [at, previous, total] = [HEADER, '', 0];
  for (let index = 0; index < count; index++) {
    const flagsAt = at + STAT + size;
    if (flagsAt + 2 > end) throw new Unreadable(CUT_OFF);
    const flags = bytes.readUInt16BE(flagsAt);
    const nameAt = flagsAt + (flags & EXTENDED ? 4 : 2);
    const shared = version === 4 ? sharedBeginning(bytes, nameAt, previous) : NOTHING_SHARED;
    const from = nameAt + shared.bytes;
    const to = endOfName(bytes, from, (flags & 0xfff) - shared.name.length, (flags & 0xfff) === 0xfff);
    if (to >= end) throw new Unreadable(CUT_OFF);
    const length = shared.name.length + to - from;
    total += length;
    if (length > LONGEST_NAME || total > EXPANSION * bytes.length) throw new Unreadable(DAMAGED);
    const name = shared.name + bytes.toString('latin1', from, to);
    if ((name < previous && name !== '') || name.includes('\0')) throw new Unreadable(DAMAGED);
    if (isSubmodule(bytes.readUInt32BE(at + MODE))) submodules.push(name);
    names.push(name);
    previous = name;
    at = version === 4 ? to + 1 : at + paddedLength(to - at);
  }
  readExtensions(bytes, at, end);
  if (names.includes('')) throw new Unreadable(DAMAGED); // split indexes have such entries, and were refused above
  return { names, submodules };
}

/** Where the zero is that ends a name. Lengths from 0xFFF on are not told. */
function endOfName(bytes: Buffer, from: number, length: number, isLong: boolean): number {
  const to = isLong ? bytes.indexOf(0, from) : from + length;
  if (to < from || bytes[to] !== 0) throw new Unreadable(DAMAGED);
  return to;
}

interface SharedBeginning {
  /** What a name has in common with the one before. */
  readonly name: string;
  /** How many bytes say so. */
  readonly bytes: number;
}

const NOTHING_SHARED: SharedBeginning = { name: '', bytes: 0 };

/** Format 4: how much of the end of the previous name goes, as the variable-width integers of pack files' OFS_DELTA. */
function sharedBeginning(bytes: Buffer, at: number, previous: string): SharedBeginning {
  let byte = bytes[at] ?? 0;
  let removed = byte & 0x7f;
  let length = 1;
  for (; byte & 0x80 && removed <= previous.length; length++) {
    byte = bytes[at + length] ?? 0;
    removed = (removed + 1) * 0x80 + (byte & 0x7f);
  }
  if (removed > previous.length) throw new Unreadable(DAMAGED);
  return { name: previous.slice(0, previous.length - removed), bytes: length };
}

/** The flag that a further field of flags follows. */
const EXTENDED = 0x4000;
/** Where an entry has its mode. */
const MODE = 24;

/** A folder stands for all that is in it where the index is sparse. */
function isSubmodule(mode: number): boolean {
  const kind = mode >>> 12;
  if (kind === 0o04) throw new Unreadable(SPARSE);
  if (kind !== 0o10 && kind !== 0o12 && kind !== 0o16) throw new Unreadable(DAMAGED);
  return kind === 0o16;
}

/** Formats 2 and 3: one to eight zeros make the length of an entry a multiple of eight. */
function paddedLength(length: number): number {
  return (length + 8) & ~7;
}

/** What an extension adds is of no use here, but for those that begin with a small letter: without them the index is not understood. */
function readExtensions(bytes: Buffer, from: number, end: number): void {
  let at = from;
  while (at + 8 <= end) {
    const signature = bytes.toString('latin1', at, at + 4);
    if (!/^[A-Z]/.test(signature)) throw new Unreadable(REQUIRED[signature] ?? 'it has a part that is not known');
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  if (at !== end) throw new Unreadable(CUT_OFF);
}

const CUT_OFF = 'it is cut off';
const DAMAGED = 'it is damaged';
const SPARSE = 'it is sparse: it names folders in place of the files in them';
const REQUIRED: Readonly<Record<string, string>> = { link: 'it is split: most of it is in another file', sdir: SPARSE };
