// Where the package managers of npm's registry read overrides, and how ranges are written there.
import type { ChosenOverrides, OverrideFiles } from '../../shared/descriptor.js';
import { overridesIn } from '../../shared/overrideFiles.js';
import { pnpmVersion } from '../settings/pnpmVersion.js';
import { hasMember, nestedKey, npmOverrides, pnpmOverrides, yarnResolutions } from './packageJson.js';
import { hasSettings, workspaceOverrides } from './pnpmWorkspace.js';

/**
 * Where the project asks for a package itself, an entry holds below one other package only.
 * npm: https://docs.npmjs.com/cli/configuring-npm/package-json#overrides, pnpm: https://pnpm.io/settings#overrides, Yarn:
 * https://yarnpkg.com/configuration/manifest#resolutions. Bun has no such key.
 */
const YARN_NESTED = (parent: string, name: string): string => `${parent}/${name}`;
const PNPM_NESTED = (parent: string, name: string): string => `${parent}>${name}`;

export const NPM_OVERRIDES: OverrideFiles = overridesIn('package.json', { text: npmOverrides, selective: true, nestedKey, rangeOf });
export const BUN_OVERRIDES: OverrideFiles = overridesIn('package.json', { text: npmOverrides, rangeOf });
export const YARN_OVERRIDES: OverrideFiles = overridesIn('package.json', { text: yarnResolutions, nestedKey: YARN_NESTED, rangeOf });

const [MANIFEST, WORKSPACE] = ['package.json', 'pnpm-workspace.yaml'];
const IN_MANIFEST: ChosenOverrides = {
  file: MANIFEST,
  form: { text: pnpmOverrides, selective: true, nestedKey: PNPM_NESTED, rangeOf },
};
const IN_WORKSPACE: ChosenOverrides = {
  file: WORKSPACE,
  form: { text: workspaceOverrides, selective: true, elsewhereOnly: true, nestedKey: PNPM_NESTED, rangeOf },
};

/**
 * pnpm 11 and newer read overrides in pnpm-workspace.yaml, 10 in both files, older ones in package.json (https://pnpm.io/settings). Where the version is
 * not known, overrides and settings that are there tell.
 */
export const PNPM_OVERRIDES: OverrideFiles = {
  files: [MANIFEST, WORKSPACE],
  choose: ([manifest, workspace], { writer }) => {
    if (workspace !== undefined && (workspaceOverrides.read(workspace)?.length ?? 0) > 0) return IN_WORKSPACE;
    const version = writer === 'pnpm-11' ? '11 or newer' : pnpmVersion(manifest ?? '');
    if (version === '11 or newer') return IN_WORKSPACE;
    if (manifest === undefined) return workspace === undefined ? undefined : IN_WORKSPACE;
    if ((pnpmOverrides.read(manifest)?.length ?? 0) > 0 || version === 'older') return IN_MANIFEST;
    if (version === '10') return hasMember(manifest, 'pnpm') || workspace === undefined ? IN_MANIFEST : IN_WORKSPACE;
    const isKnown = workspace !== undefined && hasSettings(workspace);
    return isKnown ? IN_WORKSPACE : { ...IN_WORKSPACE, condition: 'for pnpm 10.5 or newer' };
  },
};

/** An exact version stays exact; else a caret range. */
function rangeOf(written: string | undefined, kind: 'pin' | 'raise', target: string): string {
  const isExact = kind === 'pin' || (written !== undefined && /^\s*[=v]*\d+\.\d+\.\d/.test(written));
  return isExact ? target : `^${target}`;
}
