import { isMemberBy, packageFields, workspaceGlobs } from '../manifests/workspaceMembers.js';
import type { PackageManager } from '../../configuration.js';

/** The package manager that a project says it uses. */
export interface ChosenManager {
  readonly manager: PackageManager;
  /** Undefined where only a range is named, or nothing. */
  readonly version?: string;
}

/** What a manifest says of the project as a whole. */
export interface ProjectFacts {
  readonly chosen?: ChosenManager;
  /** Whether a folder below, relative and with `/`, belongs to the workspace whose root this is. */
  isMember?(folder: string): boolean;
}

/**
 * Reads of a package.json which package manager it wants (`packageManager`: https://nodejs.org/api/packages.html#packagemanager;
 * `devEngines.packageManager`: https://docs.npmjs.com/cli/configuring-npm/package-json#devengines) and its workspaces.
 */
export function readPackageProject(text: string): ProjectFacts {
  const root = packageFields(text);
  if (!root) return {};
  const chosen = chosenIn(root);
  return { ...(chosen && { chosen }), ...membersOf(workspaceGlobs(root)) };
}

/** Folders that match a pattern of a workspace, and none that begins with `!` behind it. */
export function membersOf(patterns: readonly string[]): Pick<ProjectFacts, 'isMember'> {
  return patterns.length === 0 ? {} : { isMember: isMemberBy(patterns) };
}

const MANAGERS: Readonly<Record<string, PackageManager>> = { npm: 'npm', pnpm: 'pnpm', yarn: 'yarn', bun: 'bun' };

function chosenIn({ packageManager, devEngines }: Readonly<Record<string, unknown>>): ChosenManager | undefined {
  const [, name = '', version] = typeof packageManager === 'string' ? (/^([a-z]+)@(\d[^+\s]*)/.exec(packageManager) ?? []) : [];
  const engines = isRecord(devEngines) ? [devEngines.packageManager].flat() : [];
  const engine = engines.flatMap(wanted => (isRecord(wanted) && typeof wanted.name === 'string' ? (MANAGERS[wanted.name] ?? []) : []))[0];
  const manager = MANAGERS[name] ?? engine;
  return manager && { manager, ...(MANAGERS[name] && version !== undefined && { version }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
