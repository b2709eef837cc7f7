import type { ChosenManager, Configuration, PackageManager } from '../../shared/settings.js';
import { isMemberBy } from '../../shared/workspaceGlobs.js';
import { packageFields, workspaceGlobs } from '../manifests/packageFields.js';
import { leavesVariables } from './pnpmVersion.js';
import { type NpmConfiguration, npmSettings } from './settings.js';

/**
 * Reads of a package.json which package manager it wants (`packageManager`: https://nodejs.org/api/packages.html#packagemanager;
 * `devEngines.packageManager`: https://docs.npmjs.com/cli/configuring-npm/package-json#devengines) and its workspaces.
 */
export function readPackageJsonSettings(text: string): NpmConfiguration {
  const root = packageFields(text) ?? {};
  const chosen = chosenIn(root);
  return {
    settings: npmSettings([]),
    problems: [],
    cooldowns: {},
    ...(chosen && { chosen }),
    ...((chosen === undefined || chosen.manager === 'pnpm') && leavesVariables(root) && { leavesVariables: true }),
    ...membersOf(workspaceGlobs(root)),
  };
}

function membersOf(patterns: readonly string[]): Pick<Configuration, 'isMember'> {
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
