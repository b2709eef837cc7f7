import { type FolderEntry, type FolderReader, type Folders, readerOf, type Unreadable } from '../../../ports/folders.js';
import { fieldsOf } from '../../../text/values.js';
import { normalizeName } from '../names/packageName.js';
import { type MetadataKind, metadataKind, type NameAndVersion, readHeaders, readStem } from './distributionFolders.js';
import type { PythonEnvironment } from './environments.js';

/** One Python distribution that is on the disk. */
export interface InstalledDistribution {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** `''` where an editable install does not tell. */
  readonly version: string;
  /** Its metadata: the `*.dist-info` folder and the like. */
  readonly path: string;
  /** Undefined for a release; else why there is none to judge: `editable install`, `local path`, `git source`. */
  readonly skipped?: string;
}

/**
 * The distributions in all site-packages of an environment, by the names of their metadata folders; METADATA is read only where the name
 * does not tell safely. One whose name and version cannot be learnt at all is among `unreadable`.
 * @returns sorted by name; a rejection only with the signal's reason
 */
export async function installedDistributions(
  environment: PythonEnvironment,
  folders: Folders,
  signal: AbortSignal,
): Promise<{ readonly distributions: readonly InstalledDistribution[]; readonly unreadable: readonly Unreadable[] }> {
  const reader = readerOf(folders, signal);
  const lists = await Promise.all(environment.sitePackages.map(folder => distributionsIn(folder, reader)));
  const distributions = lists.flat().sort((a, b) => compareText(a.name, b.name) || compareText(a.path, b.path));
  return { distributions, unreadable: reader.unreadable() };
}

async function distributionsIn(folder: string, reader: FolderReader): Promise<readonly InstalledDistribution[]> {
  const entries = (await reader.list(folder)) ?? [];
  const editable = editableNames(entries);
  const found = await Promise.all(entries.map(entry => distributionOf(entry, folder, reader)));
  return found
    .filter(distribution => distribution !== undefined)
    .map(distribution => (editable.has(distribution.name) ? { ...distribution, skipped: EDITABLE } : distribution));
}

const EDITABLE = 'editable install';

async function distributionOf(entry: FolderEntry, folder: string, reader: FolderReader): Promise<InstalledDistribution | undefined> {
  const metadata = metadataKind(entry.name);
  if (metadata === undefined) return undefined;
  const { kind, stem } = metadata;
  const path = reader.join(folder, entry.name);
  if (kind === 'egg-link') return { name: normalizeName(stem), version: '', path, skipped: EDITABLE };
  const told = readStem(stem, kind) ?? (await readMetadata(path, kind, reader));
  if (told === undefined) {
    reader.note(path, 'it has no metadata that names a release');
    return undefined;
  }
  const skipped = kind === 'dist-info' ? await skippedByOrigin(path, reader) : undefined;
  return { ...told, path, ...(skipped !== undefined && { skipped }) };
}

/** An `*.egg-info` may be the file itself (distutils). */
async function readMetadata(path: string, kind: MetadataKind, reader: FolderReader): Promise<NameAndVersion | undefined> {
  const names = kind === 'dist-info' ? [['METADATA']] : kind === 'egg' ? [['EGG-INFO', 'PKG-INFO']] : [['PKG-INFO'], []];
  for (const parts of names) {
    const told = readHeaders((await reader.read(reader.join(path, ...parts), HEADERS)) ?? '');
    if (told) return told;
  }
  return undefined;
}

/** Headers come first; what follows is the project's description. Bytes. */
const HEADERS = 64 * 1024;

/**
 * direct_url.json (PEP 610) says how a distribution came that was not asked of an index by name. An archive, from wherever, may be a
 * release like any other, so it is judged.
 */
async function skippedByOrigin(path: string, reader: FolderReader): Promise<string | undefined> {
  const text = await reader.read(reader.join(path, 'direct_url.json'), HEADERS);
  if (text === undefined) return undefined;
  const { dir_info: folder, vcs_info: repository } = fieldsOf(parsed(text));
  if (folder !== undefined) return fieldsOf(folder).editable === true ? EDITABLE : 'local path';
  return repository === undefined ? undefined : 'git source';
}

/** setuptools leaves `__editable__.NAME-VERSION.pth` beside what it installs so (PEP 660). */
function editableNames(entries: readonly FolderEntry[]): ReadonlySet<string> {
  const names = entries.map(({ name }) => /^__editable__\.([^-]+)-.*\.pth$/.exec(name)?.[1]);
  return new Set(names.filter(name => name !== undefined).map(normalizeName));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
