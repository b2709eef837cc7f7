import { type FolderReader, type Folders, readerOf } from '../../../ports/folders.js';
import { fieldsOf } from '../../../text/values.js';
import { type InstallCache, localAppData, type NamedRelease } from '../../shared/installCache.js';

/** npm's cache: at `cache` of its environment (`npm_config_cache`), else `~/.npm` or `%LOCALAPPDATA%\\npm-cache`. */
export const npmCache: InstallCache = {
  async held({ name, version }, machine, folders, signal) {
    const { env, home, isWindows, registry, sha256 } = machine;
    const usual = isWindows ? folders.join(localAppData(machine, folders), 'npm-cache') : folders.join(home, '.npm');
    const held = await heldByNpm({ cache: env.npm_config_cache || usual, name, version, registry }, sha256, folders, signal);
    return held === undefined ? [] : [held];
  },
};

/**
 * Whether npm's cache holds the tarball of a release: its index is a file at the SHA-256 of the request's key (cacache's index-v5),
 * whose last line about the key counts, and names the content by its hash.
 * @param release with the cache's folder, and the address of the registry as configured
 * @param sha256 hexadecimal hash of a text's UTF-8
 * @returns the path of the content, or undefined
 */
export async function heldByNpm(
  release: NamedRelease & { readonly cache: string; readonly registry: string },
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

const LONGEST_BUCKET = 4 * 1024 * 1024;

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
