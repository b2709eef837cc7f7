import type { FolderReader } from '../../../ports/folders.js';
import { fieldsOf, wordOf } from '../../../text/values.js';

/** One npm package that is on the disk. */
export interface InstalledPackage {
  /** As its package.json says; of a package installed under an alias the real name. */
  readonly name: string;
  readonly version: string;
  /** Its folder. */
  readonly path: string;
  /**
   * Where it is below the folder that was looked at, with `/`: in an npm tree the key of package-lock.json
   * (`node_modules/a/node_modules/b`). Of a package outside, the path.
   */
  readonly key: string;
  /** The name under which it is installed, where that is another one. */
  readonly alias?: string;
  /** Undefined for a registry release; else why there is none to judge: `linked folder`, `git source`, `local path`… */
  readonly skipped?: string;
}

/** Longest package.json that is read. Bytes. */
const LONGEST_PACKAGE_JSON = 2 * 1024 * 1024;

/**
 * Reads the package in a folder by the `name` and `version` of its package.json; undefined where there is none, or it names no release
 * (folders that only steer module resolution have such files). A file that is no JSON is noted as unreadable.
 */
export async function packageAt(
  path: string,
  place: { readonly key: string; readonly installedAs: string; readonly skipped?: string | undefined },
  reader: FolderReader,
): Promise<InstalledPackage | undefined> {
  const file = reader.join(path, 'package.json');
  const text = await reader.read(file, LONGEST_PACKAGE_JSON);
  if (text === undefined) return undefined;
  const fields = fieldsOf(parsed(text, reason => reader.note(file, reason)));
  const version = wordOf(fields.version);
  const name = wordOf(fields.name) ?? place.installedAs;
  if (version === undefined || name === '') return undefined;
  return {
    name,
    version,
    path,
    key: place.key,
    ...(place.installedAs !== name && place.installedAs !== '' && { alias: place.installedAs }),
    ...(place.skipped !== undefined && { skipped: place.skipped }),
  };
}

/**
 * The real path's place: a package in some node_modules, one in a store that keeps each package beside links to what it depends on
 * (pnpm's, bun's, npm's linked one), one in Yarn's store, or a folder that somebody works in.
 */
export function placeOf(realPath: string): 'modules' | 'store' | 'yarn-store' | 'elsewhere' {
  const names = realPath.split(/[\\/]/);
  const holder = names.at(-2)?.startsWith('@') ? names.at(-3) : names.at(-2);
  if (holder === 'node_modules') return names.some(name => STORES.has(name)) ? 'store' : 'modules';
  return names.at(-1) === 'package' && names.at(-3) === '.store' ? 'yarn-store' : 'elsewhere';
}

/** Folders of stores: in node_modules those that start with a point; `links` is in pnpm's global one (`enableGlobalVirtualStore`). */
const STORES: ReadonlySet<string> = new Set(['.pnpm', '.store', '.bun', 'links']);

function parsed(text: string, note: (reason: string) => void): unknown {
  try {
    return JSON.parse(text);
  } catch {
    note('it is no valid JSON');
    return undefined;
  }
}
