import { hasMember, pnpmOverrides } from '../ecosystems/npm/overrides/json.js';
import { hasSettings, workspaceOverrides } from '../ecosystems/npm/overrides/yaml.js';
import type { OverrideKind } from '../model/fixContext.js';
import type { SourceText } from '../model/index.js';
import type { LockFiles } from '../ports/index.js';
import { createStamped } from './fileCache.js';
import type { ProjectLock } from './locks.js';

/** Where a project says which releases of packages everybody gets. */
export interface OverrideFile {
  readonly kind: OverrideKind;
  readonly file: SourceText;
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
  const read = createStamped(files, async (path): Promise<SourceText | undefined> => {
    const content = await files.readLockfile(path);
    return content.kind === 'unreadable' ? undefined : { path, text: content.text };
  });

  return {
    find: async (lock, signal) => {
      const folder = paths.parent(lock.path);
      const name = lock.path.slice(paths.join(folder, 'x').length - 1);
      const [wanted, kind] = PLACES[name] ?? [];
      if (wanted === undefined || kind === undefined) return undefined;
      const file = await read(paths.join(folder, wanted), signal);
      if (kind !== 'pnpm-overrides') return file && { kind, file };
      return pnpmPlace(file, await read(paths.join(folder, 'pnpm-workspace.yaml'), signal));
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

/** pnpm 10 reads overrides in both files, older ones those in package.json, newer ones those in pnpm-workspace.yaml (https://pnpm.io/settings). */
function pnpmPlace(manifest: SourceText | undefined, workspace: SourceText | undefined): OverrideFile | undefined {
  const inWorkspace = workspace && ({ kind: 'pnpm-workspace', file: workspace } as const);
  if (workspace && (workspaceOverrides.read(workspace.text)?.length ?? 0) > 0) return inWorkspace;
  const major = Number(/"packageManager"\s*:\s*"pnpm@(\d+)/.exec(manifest?.text ?? '')?.[1] ?? 0);
  if (!manifest || major > 10) return inWorkspace;
  const isInManifest = (pnpmOverrides.read(manifest.text)?.length ?? 0) > 0 || hasMember(manifest.text, 'pnpm');
  const isInSettings = workspace && (hasSettings(workspace.text) || major === 10);
  return !isInManifest && isInSettings ? inWorkspace : { kind: 'pnpm-overrides', file: manifest };
}
