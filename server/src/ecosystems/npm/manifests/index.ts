import type { ManifestFormat } from '../../shared/descriptor.js';
import { limited } from '../../shared/manifestLimits.js';
import { parsePackageJson } from './packageJson.js';
import { parsePnpmWorkspace } from './pnpmWorkspace.js';

/** The manifests of the npm ecosystem. */
export const NPM_MANIFESTS: readonly ManifestFormat[] = [
  { id: 'package.json', ecosystem: 'npm', globs: ['**/package.json'], parse: limited(parsePackageJson) },
  { id: 'pnpm-workspace.yaml', ecosystem: 'npm', globs: ['**/pnpm-workspace.yaml'], parse: limited(parsePnpmWorkspace) },
];
