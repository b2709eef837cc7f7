import { type FolderEntry, type FolderReader, type Folders, readerOf, type Unreadable } from '../../../ports/folders.js';
import { normalizeName } from '../names/packageName.js';
import { metadataKind } from './distributionFolders.js';
import type { PythonEnvironment } from './environments.js';
import type { KnownTrace } from './knownIndicators.js';
import { isHostile, type StartupCode, type StartupSign, startupCode } from './startupFiles.js';

/** A file in site-packages that an attack left, or may have left. */
export type Trace = {
  readonly path: string;
  /** Its name. */
  readonly file: string;
  /** What Python runs of it at each start; undefined where it runs nothing. */
  readonly code?: StartupCode;
} & (
  | { readonly kind: 'known'; readonly known: KnownTrace }
  /**
   * It runs code at each start of Python and came with no distribution (`owner` undefined), or its code is hostile by its form
   * although it came with one. `strong`: the code decodes hidden data, starts a process or uses
   * the network; else it only imports something or runs plain text.
   */
  | { readonly kind: 'suspicious'; readonly weight: 'strong' | 'weak'; readonly owner?: string }
);

/**
 * The traces in the site-packages of an environment: files that known incidents leave, and `.pth` files that run code and belong to no
 * installed distribution's RECORD. Records are read only where there is such a file.
 * @param known what built-in incidents and advisories name, by `tracesNamed`
 * @returns by path; a rejection only with the signal's reason
 */
export async function tracesIn(
  environment: PythonEnvironment,
  known: readonly KnownTrace[],
  folders: Folders,
  signal: AbortSignal,
): Promise<{ readonly traces: readonly Trace[]; readonly unreadable: readonly Unreadable[] }> {
  const reader = readerOf(folders, signal);
  const lists = await Promise.all(environment.sitePackages.map(folder => tracesInFolder(folder, known, reader)));
  const traces = lists.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  return { traces, unreadable: reader.unreadable() };
}

async function tracesInFolder(folder: string, known: readonly KnownTrace[], reader: FolderReader): Promise<readonly Trace[]> {
  const entries = (await reader.list(folder)) ?? [];
  const names = entries.filter(({ name, kind }) => kind !== 'folder' && name.endsWith('.pth')).map(({ name }) => name);
  const files = await Promise.all(names.map(file => startupFile(folder, file, reader)));
  const left = files.flatMap(file =>
    known.filter(trace => trace.file === file.file).map(trace => ({ ...file, kind: 'known', known: trace }) as const),
  );
  const others = files.filter((file): file is RunningFile => file.code !== undefined && !left.some(trace => trace.path === file.path));
  if (others.length === 0) return left;
  const owners = await ownersOf(others, folder, entries, reader);
  return [...left, ...others.map(file => suspicion(file, owners.get(file.file))).filter(trace => trace !== undefined)];
}

interface StartupFile {
  readonly path: string;
  readonly file: string;
  readonly code?: StartupCode;
}
type RunningFile = StartupFile & { readonly code: StartupCode };

async function startupFile(folder: string, file: string, reader: FolderReader): Promise<StartupFile> {
  const path = reader.join(folder, file);
  const text = (await reader.read(path, 4 * LONGEST_STARTUP_FILE)) ?? '';
  if (text.length > LONGEST_STARTUP_FILE)
    reader.note(path, `it has more than ${LONGEST_STARTUP_FILE} characters, and may do more than is read`);
  const code = startupCode(text);
  return { path, file, ...(code !== undefined && { code }) };
}

/** UTF-16 units, of up to four bytes each. Ordinary ones have a few hundred. */
const LONGEST_STARTUP_FILE = 256 * 1024;

function suspicion(file: RunningFile, owner: Owner | undefined): Trace | undefined {
  const { signs } = file.code;
  if (owner?.by === 'record')
    return isHostile(file.code) ? { ...file, kind: 'suspicious', weight: 'strong', owner: owner.name } : undefined;
  const weight = signs.some(sign => GRAVE.has(sign)) ? 'strong' : 'weak';
  return owner?.by === 'name' && !isHostile(file.code) ? undefined : { ...file, kind: 'suspicious', weight };
}

/** Administrators, too, put files there that run plain text, which everybody can read. */
const GRAVE: ReadonlySet<StartupSign> = new Set(['encoded', 'process', 'network']);

/** Where a distribution has no list of its files (Debian's have none), a file that bears its name is taken for its own. */
interface Owner {
  readonly name: string;
  readonly by: 'record' | 'name';
}

async function ownersOf(
  files: readonly RunningFile[],
  folder: string,
  entries: readonly FolderEntry[],
  reader: FolderReader,
): Promise<ReadonlyMap<string, Owner>> {
  const owners = new Map<string, Owner>();
  await Promise.all(
    entries.map(async entry => {
      const metadata = metadataKind(entry.name);
      if (metadata === undefined || metadata.kind === 'egg-link') return;
      const name = normalizeName(metadata.stem.split('-')[0] ?? '');
      const record = await recordIn(reader.join(folder, entry.name), reader);
      for (const { file, path } of files) {
        if (record === undefined) {
          if (!owners.has(file) && bearsName(file, name)) owners.set(file, { name, by: 'name' });
        } else if (lists(record, file, path)) owners.set(file, { name, by: 'record' });
      }
    }),
  );
  return owners;
}

/** RECORD (PEP 376), or what pip wrote for `setup.py install`. */
async function recordIn(metadata: string, reader: FolderReader): Promise<string | undefined> {
  return (
    (await reader.read(reader.join(metadata, 'RECORD'), LONGEST_RECORD)) ??
    (await reader.read(reader.join(metadata, 'installed-files.txt'), LONGEST_RECORD))
  );
}

const LONGEST_RECORD = 32 * 1024 * 1024;

/**
 * Paths in a RECORD are relative to site-packages or absolute, those in installed-files.txt relative to the metadata; a path with a
 * comma is quoted.
 */
function lists(record: string, file: string, path: string): boolean {
  if (!record.includes(file)) return false;
  const own = new Set([file, `../${file}`, `..\\${file}`, path]);
  return record.split(/\r?\n/).some(line => own.has((/^"([^"]*)"/.exec(line)?.[1] ?? line.split(',')[0] ?? '').trim()));
}

function bearsName(file: string, distribution: string): boolean {
  const stem = normalizeName(file.slice(0, -'.pth'.length).replace(/^(?:_+|a\d_)/, ''));
  return distribution !== '' && (stem === distribution || stem.startsWith(`${distribution}-`));
}
