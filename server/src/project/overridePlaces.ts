import { hasMember, pnpmOverrides } from '../fixes/overrideJson.js';
import { hasSettings, workspaceOverrides } from '../fixes/overrideYaml.js';
import type { OverrideKind } from '../fixes/fixContext.js';
import { pnpmVersion } from '../ecosystems/npm/settings/pnpmVersion.js';
import type { SourceText } from '../model/index.js';
import type { LockFiles } from '../ports/index.js';
import type { ProjectLock } from './locks.js';

/** Where a project says which releases of packages everybody gets. */
export interface OverrideFile {
  readonly kind: OverrideKind;
  /** It may have to be made. */
  readonly file: SourceText;
  /** What has to hold for the place to count, where that is not known, as a title says it. */
  readonly condition?: string;
}

/** Finds that place. A file is read again only when it has changed; until then the answer is the same object. */
export interface OverrideFinder {
  /** By the lockfile, for the package manager that wrote it reads the place: beside the lockfile. Undefined where there is none. */
  find(lock: ProjectLock, signal: AbortSignal): Promise<OverrideFile | undefined>;
}

/** Of `environments/folders.ts`. */
interface Paths {
  parent(path: string): string;
  join(...parts: readonly string[]): string;
}

export function createOverrideFinder(files: LockFiles, paths: Paths): OverrideFinder {
  const known = new Map<string, { readonly stamp: string; readonly file: SourceText }>();
  const absent = new Map<string, SourceText>();

  function newFile(path: string): SourceText {
    const file = absent.get(path) ?? { path, text: '', isNew: true };
    absent.set(path, file);
    return file;
  }

  async function read(path: string, signal: AbortSignal): Promise<SourceText | undefined> {
    const stamp = await files.stamp(path);
    signal.throwIfAborted();
    const before = known.get(path);
    if (stamp === undefined || before?.stamp === stamp) return stamp === undefined ? undefined : before?.file;
    const content = await files.readLockfile(path);
    signal.throwIfAborted();
    if (content.kind === 'unreadable') return undefined;
    const file = { path, text: content.text };
    known.set(path, { stamp, file });
    return file;
  }

  return {
    find: async (lock, signal) => {
      const folder = paths.parent(lock.path);
      const name = lock.path.slice(paths.join(folder, 'x').length - 1);
      const [wanted, kind] = PLACES[name] ?? [];
      if (wanted === undefined || kind === undefined) return undefined;
      const file = await read(paths.join(folder, wanted), signal);
      if (kind !== 'pnpm-overrides') return file && { kind, file };
      const workspace = paths.join(folder, 'pnpm-workspace.yaml');
      return pnpmPlace(file, await read(workspace, signal), newFile(workspace), lock);
    },
  };
}

/** By the lockfile's name. Poetry and Pipenv have no such place. */
const PLACES: Readonly<Record<string, readonly [file: string, kind: OverrideKind]>> = {
  'package-lock.json': ['package.json', 'npm-overrides'],
  'npm-shrinkwrap.json': ['package.json', 'npm-overrides'],
  'yarn.lock': ['package.json', 'resolutions'],
  'bun.lock': ['package.json', 'bun-overrides'],
  'pnpm-lock.yaml': ['package.json', 'pnpm-overrides'],
  'uv.lock': ['pyproject.toml', 'uv-constraints'],
  'pdm.lock': ['pyproject.toml', 'pdm-overrides'],
};

/**
 * pnpm 11 and newer read overrides in pnpm-workspace.yaml, 10 in both files, older ones in package.json (https://pnpm.io/settings). Where the version is
 * not known, overrides and settings that are there tell.
 */
function pnpmPlace(
  manifest: SourceText | undefined,
  workspace: SourceText | undefined,
  fallback: SourceText,
  lock: ProjectLock,
): OverrideFile | undefined {
  const inWorkspace = { kind: 'pnpm-workspace', file: workspace ?? fallback } as const;
  if (workspace && (workspaceOverrides.read(workspace.text)?.length ?? 0) > 0) return inWorkspace;
  const version = lock.lockfile.writer === 'pnpm-11' ? '11 or newer' : pnpmVersion(manifest?.text ?? '');
  if (version === '11 or newer') return inWorkspace;
  if (!manifest) return workspace && inWorkspace;
  const inManifest = { kind: 'pnpm-overrides', file: manifest } as const;
  if ((pnpmOverrides.read(manifest.text)?.length ?? 0) > 0 || version === 'older') return inManifest;
  if (version === '10') return hasMember(manifest.text, 'pnpm') || !workspace ? inManifest : inWorkspace;
  return workspace && hasSettings(workspace.text) ? inWorkspace : { ...inWorkspace, condition: 'for pnpm 10.5 or newer' };
}
