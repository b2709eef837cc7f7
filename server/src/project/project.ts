// The one reader of projects: a manifest with everything of its project that decides what it means. Command line and editor go through it alike.
import { formatOf, type ManifestFormat, REQUIREMENTS } from '../ecosystems/manifests.js';
import type { Manifest, Problem, SourceText } from '../model/index.js';
import type { PrivateNames } from '../policy/policy.js';
import type { FileSystem } from '../ports/index.js';
import { type Catalogs, withCatalogs } from './catalogs.js';
import { followIncludes, type Included, NOTHING_INCLUDED } from './includes.js';
import { isLockedPublic, withLockedSources } from './lockedDependencies.js';
import type { Locks } from './locks.js';
import { type Origins, withRegistries } from './origins.js';
import { type ParseManifest, parseManifest } from './parseOnce.js';
import { EMPTY_CONTEXT, type ProjectContext, type ProjectContexts } from './projectContext.js';

/** A manifest and what belongs to it, read and not yet analyzed. */
export interface Project extends Surroundings {
  readonly path: string;
  readonly text: string;
  /** Catalog references, private names and workspace members are resolved. */
  readonly manifest: Manifest;
  /** The file could not be read: nothing is known of it. */
  readonly unread?: true;
  /**
   * The same project with another text of its manifest; undefined where that cannot be read.
   * @param others files around it that are taken to have another text, too
   */
  as(text: string, others?: readonly SourceText[]): Project | undefined;
}

/** What belongs to a manifest beside its own text. */
export interface Surroundings {
  readonly included: Included;
  readonly around: ProjectContext;
  /** A file beside the manifest declares what its build computes. */
  readonly isToldBeside?: boolean;
}

export const NO_SURROUNDINGS: Surroundings = { included: NOTHING_INCLUDED, around: EMPTY_CONTEXT };

export interface ProjectPorts {
  /** Open documents as they are shown, else files on disk. */
  readonly files: FileSystem;
  readonly origins: Origins;
  readonly contexts: ProjectContexts;
  readonly locks: Locks;
}

/**
 * Reads a manifest and what belongs to it.
 * @param privateNames what policy or settings call private
 * @throws only the signal's reason
 */
export async function readProject(
  path: string,
  ports: Omit<ProjectPorts, 'locks'>,
  privateNames: PrivateNames | undefined,
  parse: ParseManifest,
  signal: AbortSignal,
): Promise<Project> {
  const file = await ports.files.read(path);
  signal.throwIfAborted();
  const format = formatOf(path) ?? REQUIREMENTS;
  if (file.kind === 'unreadable') return unreadable(path, format, file.reason);
  const written = parse(path, file.text);
  const surroundings = await readSurroundings(path, written, ports, parse, signal);
  const readAs = (text: string, manifest: Manifest, { around, ...others }: Surroundings): Project => ({
    ...others,
    path,
    text,
    manifest: resolved(manifest, path, around, around.catalogs, ports.origins, privateNames),
    around,
    as: (next, texts = []) => readAs(next, format.parse(next), { ...others, around: withTexts(around, texts) }),
  });
  return readAs(file.text, written, surroundings);
}

/** Reads what a manifest includes and what lies around it: lockfile, settings, installed packages. Rejects only with the signal's reason. */
export async function readSurroundings(
  path: string,
  written: Manifest,
  { files, contexts }: Pick<ProjectPorts, 'files' | 'contexts'>,
  parse: ParseManifest = parseManifest,
  signal: AbortSignal,
): Promise<Surroundings> {
  const [included, around, isToldBeside] = await Promise.all([
    followIncludes(path, written, files, parse, signal),
    contexts.around(path, written, signal),
    isComputedTold(path, written, files),
  ]);
  signal.throwIfAborted();
  return { included, around, isToldBeside };
}

/** Whether a file beside a manifest declares what its build computes. */
async function isComputedTold(path: string, { computed }: Manifest, files: FileSystem): Promise<boolean> {
  if (!computed) return false;
  for (const { file, tells } of formatOf(path)?.toldBeside ?? []) {
    const beside = await files.read(files.resolve(path, file));
    if (beside.kind === 'text' && tells(beside.text)) return true;
  }
  return false;
}

/**
 * What the text of a manifest means in its project. The order of the steps matters: a catalog gives the range, the settings say which registry serves
 * the name, and the lockfile which names are members of the workspace.
 */
export function resolved(
  written: Manifest,
  path: string,
  { lock }: Pick<ProjectContext, 'lock'>,
  catalogs: Catalogs | undefined,
  origins: Origins | undefined,
  privateNames: PrivateNames | undefined,
): Manifest {
  const ranged = withCatalogs(written, catalogs);
  const located = origins ? withRegistries(ranged, path, origins, privateNames, one => isLockedPublic(one, lock)) : ranged;
  return withLockedSources(located, lock);
}

/** The file for overrides is the only one beside a manifest that fixes change. */
function withTexts(around: ProjectContext, others: readonly SourceText[]): ProjectContext {
  const { overrides } = around;
  const file = others.find(({ path }) => path === overrides?.file.path);
  return overrides && file ? { ...around, overrides: { ...overrides, file } } : around;
}

function unreadable(path: string, format: ManifestFormat, reason: string): Project {
  const empty = format.parse('');
  const problem: Problem = { message: `Not read: ${reason}. Nothing in it is checked.`, span: { start: 0, end: 0 }, level: 'error' };
  const manifest: Manifest = { ...empty, dependencies: [], problems: [problem] };
  return { path, text: '', manifest, ...NO_SURROUNDINGS, unread: true, as: () => undefined };
}
