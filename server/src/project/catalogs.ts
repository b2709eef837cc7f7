import { parsePackageJson } from '../ecosystems/npm/manifests/packageJson.js';
import { parsePnpmWorkspace } from '../ecosystems/npm/manifests/pnpmWorkspace.js';
import type { Dependency, Manifest, Problem } from '../model/index.js';
import type { Folders } from '../ports/folders.js';
import type { LockFiles } from '../ports/index.js';
import { quoted } from '../text/sanitize.js';
import { createStamped } from './fileCache.js';

/** The catalogs that the members of a workspace may name instead of a range. */
export interface Catalogs {
  /** The file they stand in. */
  readonly path: string;
  /** What it says. */
  readonly text: string;
  /** By catalog, then by the name a member writes; the catalog without a name is `default`. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, Dependency>>;
}

/** Finds catalogs. A file is parsed again only when it has changed; until then the answer is the same object. */
export interface CatalogFinder {
  /**
   * The catalogs that a manifest's `catalog:` means: those of the nearest pnpm-workspace.yaml upwards, or of a .yarnrc.yml or package.json
   * that has some. The search ends at a folder that holds a repository, or at the root. Undefined where the manifest names none, or where
   * none are found.
   * @param path the manifest's, absolute
   */
  find(path: string, manifest: Manifest, signal: AbortSignal): Promise<Catalogs | undefined>;
}

export function createCatalogFinder(files: LockFiles, paths: Pick<Folders, 'parent' | 'join'>): CatalogFinder {
  const sources = SOURCES.map(([name, parse]) => {
    const read = createStamped(files, async (path): Promise<Catalogs> => {
      const file = await files.readLockfile(path);
      const text = file.kind === 'text' ? file.text : '';
      return { path, text, entries: catalogsOf(parse(text)) };
    });
    return { name, read };
  });

  /** The first file with catalogs in it; without one an empty pnpm-workspace.yaml, for it says that this is the workspace. */
  async function catalogsIn(folder: string, names: readonly string[], signal: AbortSignal): Promise<Catalogs | undefined> {
    let empty: Catalogs | undefined;
    for (const { name, read } of sources) {
      if (!names.includes(name)) continue;
      const catalogs = await read(paths.join(folder, name), signal);
      if (catalogs.entries.size > 0) return catalogs;
      if (name === PNPM_WORKSPACE) empty = catalogs;
    }
    return empty;
  }

  return {
    find: async (path, manifest, signal) => {
      if (!manifest.dependencies.some(isReference)) return undefined;
      let folder = paths.parent(path);
      for (let depth = 0; depth < DEEPEST; depth++) {
        const names = await files.names(folder);
        signal.throwIfAborted();
        const found = await catalogsIn(folder, names, signal);
        const above = paths.parent(folder);
        if (found || names.includes('.git') || above === folder) return found;
        folder = above;
      }
      return undefined;
    },
  };
}

/**
 * A manifest whose references to catalogs (`catalog:`, `catalog:NAME`) are judged by the range that stands there. The catalogs in the
 * manifest itself come first. An entry that is missing is a problem; where there are no catalogs at all, the references stay skipped.
 * pnpm: https://pnpm.io/catalogs, Yarn: https://yarnpkg.com/features/catalogs, Bun: https://bun.sh/docs/install/catalogs
 */
export function withCatalogs(manifest: Manifest, found: Catalogs | undefined): Manifest {
  if (!manifest.dependencies.some(isReference)) return manifest;
  const own = catalogsOf(manifest);
  if (own.size === 0 && !found) return manifest;
  const problems: Problem[] = [];
  const dependencies = manifest.dependencies.map(dependency => {
    const catalog = catalogNamedBy(dependency);
    if (catalog === undefined) return dependency;
    const entry = [own, found?.entries].flatMap(entries => entries?.get(catalog)?.get(dependency.writtenName) ?? [])[0];
    if (!entry) problems.push(missing(dependency, catalog));
    return entry ? resolved(dependency, entry, catalog) : dependency;
  });
  return { ...manifest, dependencies, problems: [...manifest.problems, ...problems] };
}

/** The entry that a dependency refers to, in the manifest or, with the path, in the catalogs found; undefined where there is none. */
export function catalogEntry(
  manifest: Manifest,
  found: Catalogs | undefined,
  dependency: Dependency,
): { readonly entry: Dependency; readonly path?: string } | undefined {
  const catalog = catalogWritten(dependency);
  if (catalog === undefined) return undefined;
  const own = catalogsOf(manifest).get(catalog)?.get(dependency.writtenName);
  if (own) return { entry: own };
  const entry = found?.entries.get(catalog)?.get(dependency.writtenName);
  return found && entry && { entry, path: found.path };
}

/** The catalogs that stand in a manifest. */
export function catalogsOf({ dependencies }: Manifest): Catalogs['entries'] {
  const catalogs = new Map<string, Map<string, Dependency>>();
  for (const dependency of dependencies) {
    const name = catalogOf(dependency.group);
    if (name === undefined) continue;
    const catalog = catalogs.get(name) ?? new Map<string, Dependency>();
    catalogs.set(name, catalog.set(dependency.writtenName, dependency));
  }
  return catalogs;
}

const PNPM_WORKSPACE = 'pnpm-workspace.yaml';

/** The files of a folder that may hold catalogs, the preferred one first. */
const SOURCES: readonly (readonly [name: string, parse: (text: string) => Manifest])[] = [
  [PNPM_WORKSPACE, parsePnpmWorkspace],
  ['.yarnrc.yml', parsePnpmWorkspace],
  ['package.json', parsePackageJson],
];

const DEEPEST = 40;
const DEFAULT = 'default';

function isReference(dependency: Dependency): boolean {
  return catalogNamedBy(dependency) !== undefined;
}

/** The catalog that a dependency refers to, before it is judged by what stands there. */
function catalogNamedBy(dependency: Dependency): string | undefined {
  return dependency.origin.kind === 'skipped' ? catalogWritten(dependency) : undefined;
}

/** The catalog that a specifier names; an entry of a catalog names none. */
function catalogWritten({ specifier, group }: Dependency): string | undefined {
  if (catalogOf(group) !== undefined) return undefined;
  const text = specifier.trim();
  return text.startsWith('catalog:') ? text.slice('catalog:'.length).trim() || DEFAULT : undefined;
}

/** The catalog that a group of a manifest is; undefined where it is none. */
function catalogOf(group: string): string | undefined {
  if (group === 'catalog') return DEFAULT;
  return group.startsWith('catalogs.') ? group.slice('catalogs.'.length) : undefined;
}

function resolved(dependency: Dependency, { name, origin }: Dependency, catalog: string): Dependency {
  if (origin.kind === 'skipped') return { ...dependency, origin };
  return { ...dependency, name, origin: { kind: 'registry', range: origin.range, rangeSpan: dependency.specifierSpan, catalog } };
}

function missing({ writtenName, specifierSpan }: Dependency, catalog: string): Problem {
  const where = catalog === DEFAULT ? 'The default catalog' : `The catalog ${quoted(catalog, 40)}`;
  return { level: 'error', message: `${where} has no entry for ${quoted(writtenName)}`, span: specifierSpan };
}
