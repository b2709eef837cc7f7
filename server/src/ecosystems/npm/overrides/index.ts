// Where the package managers of npm's registry read overrides, and how ranges are written there.
import type { OverrideFiles, OverrideForm } from '../../shared/descriptor.js';
import { overridesIn } from '../../shared/overrideFiles.js';
import { hasMember, npmOverrides, pnpmOverrides, yarnResolutions } from './packageJson.js';
import { hasSettings, workspaceOverrides } from './pnpmWorkspace.js';

export const NPM_OVERRIDES: OverrideFiles = overridesIn('package.json', { text: npmOverrides, selective: true, rangeOf });
export const BUN_OVERRIDES: OverrideFiles = overridesIn('package.json', { text: npmOverrides, rangeOf });
export const YARN_OVERRIDES: OverrideFiles = overridesIn('package.json', { text: yarnResolutions, rangeOf });

const IN_MANIFEST: OverrideForm = { text: pnpmOverrides, selective: true, rangeOf };
const IN_WORKSPACE: OverrideForm = { text: workspaceOverrides, selective: true, rangeOf };
const [MANIFEST, WORKSPACE] = ['package.json', 'pnpm-workspace.yaml'];

/** pnpm 10 reads overrides in both files, older ones those in package.json, newer ones those in pnpm-workspace.yaml (https://pnpm.io/settings). */
export const PNPM_OVERRIDES: OverrideFiles = {
  files: [MANIFEST, WORKSPACE],
  choose: ([manifest, workspace]) => {
    const inWorkspace = workspace === undefined ? undefined : { file: WORKSPACE, form: IN_WORKSPACE };
    if (workspace !== undefined && (workspaceOverrides.read(workspace)?.length ?? 0) > 0) return inWorkspace;
    const major = Number(/"packageManager"\s*:\s*"pnpm@(\d+)/.exec(manifest ?? '')?.[1] ?? 0);
    if (manifest === undefined || major > 10) return inWorkspace;
    const isInManifest = (pnpmOverrides.read(manifest)?.length ?? 0) > 0 || hasMember(manifest, 'pnpm');
    const isInSettings = workspace !== undefined && (hasSettings(workspace) || major === 10);
    return !isInManifest && isInSettings ? inWorkspace : { file: MANIFEST, form: IN_MANIFEST };
  },
};

/** An exact version stays exact; else a caret range. */
function rangeOf(written: string | undefined, kind: 'pin' | 'raise', target: string): string {
  const isExact = kind === 'pin' || (written !== undefined && /^\s*[=v]*\d+\.\d+\.\d/.test(written));
  return isExact ? target : `^${target}`;
}
