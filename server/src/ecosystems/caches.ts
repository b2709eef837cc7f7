import { fieldsOf } from '../text/values.js';
import { normalised } from './python/installed/distributionFolders.js';
import { type FolderReader, type Folders, readerOf } from '../ports/folders.js';

// Whether a package manager's cache still holds a release: direct look-ups, no walks. pip's cache is not among them: its keys are hashes
// of addresses that only the index knows.

/** What is looked for, and where. */
export interface CachedRelease {
  /** The cache's folder: npm's `cache` setting (`~/.npm`), uv's `cache-dir`. */
  readonly cache: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Whether npm's cache holds the tarball of a release: its index is a file at the SHA-256 of the request's key (cacache's index-v5),
 * whose last line about the key counts, and names the content by its hash.
 * @param registry address of the registry, as configured
 * @param sha256 hexadecimal hash of a text's UTF-8
 * @returns the path of the content, or undefined
 */
export async function heldByNpm(
  release: CachedRelease & { readonly registry: string },
  sha256: (text: string) => string,
  folders: Folders,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reader = readerOf(folders, signal);
  const { cache, name, version, registry } = release;
  const tarball = `${registry.replace(/\/+$/, '')}/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  const key = `make-fetch-happen:request-cache:${tarball}`;
  const hash = sha256(key);
  const bucket = reader.join(cache, '_cacache', 'index-v5', ...segments(hash));
  const integrity = lastIntegrity((await reader.read(bucket, LONGEST_BUCKET)) ?? '', key);
  const [, algorithm, digest] = /^(sha\d+)-([A-Za-z0-9+/]+)/.exec(integrity ?? '') ?? [];
  if (algorithm === undefined || digest === undefined) return undefined;
  return existing(reader.join(cache, '_cacache', 'content-v2', algorithm, ...segments(hexadecimal(digest))), reader);
}

/**
 * Whether uv's cache holds wheels or source distributions of a release: `wheels-v*` and `sdists-v*` have a folder for each package of
 * the default index, in it one name for each wheel (`1.0-py3-none-any…`) and each version built.
 * https://docs.astral.sh/uv/concepts/cache/#cache-versioning
 * @returns the paths; empty where there are none, or the layout is another one
 */
export async function heldByUv({ cache, name, version }: CachedRelease, folders: Folders, signal: AbortSignal): Promise<readonly string[]> {
  const reader = readerOf(folders, signal);
  const buckets = ((await reader.list(cache)) ?? []).filter(entry => /^(?:wheels|sdists)-v\d+$/.test(entry.name));
  const held = await Promise.all(
    buckets.map(async bucket => {
      const folder = reader.join(cache, bucket.name, 'pypi', normalised(name));
      const entries = (await reader.list(folder)) ?? [];
      return entries.filter(entry => isOf(entry.name, version)).map(entry => reader.join(folder, entry.name));
    }),
  );
  return held.flat().sort();
}

const LONGEST_BUCKET = 4 * 1024 * 1024;

/** Facts about a release (`.msgpack`) are no artefact. */
function isOf(entry: string, version: string): boolean {
  return entry === version || (entry.startsWith(`${version}-`) && !entry.endsWith('.msgpack'));
}

/** Each line is a hash, a tab and JSON; one without integrity says that the content was removed. */
function lastIntegrity(bucket: string, key: string): string | undefined {
  const entries = bucket.split('\n').map(line => fieldsOf(parsed(line.slice(line.indexOf('\t') + 1))));
  const integrity = entries.findLast(entry => entry.key === key)?.integrity;
  return typeof integrity === 'string' ? integrity : undefined;
}

async function existing(path: string, reader: FolderReader): Promise<string | undefined> {
  return (await reader.realPath(path)) === undefined ? undefined : path;
}

/** cacache spreads files over two levels of folders. */
function segments(hash: string): readonly string[] {
  return [hash.slice(0, 2), hash.slice(2, 4), hash.slice(4)];
}

function hexadecimal(base64: string): string {
  const bits = [...base64].map(character => ALPHABET.indexOf(character).toString(2).padStart(6, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return bytes.map(byte => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
