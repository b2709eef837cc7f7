import type { Ecosystem, Manifest } from '../model/index.js';
import { parsePackageJson } from './npm/manifests/packageJson.js';
import { parsePipfile } from './python/manifests/pipfile.js';
import { parsePnpmWorkspace } from './npm/manifests/pnpmWorkspace.js';
import { parsePyproject } from './python/manifests/pyproject.js';
import { parseRequirementsFile } from './python/manifests/requirements.js';
import { isRequirementsName } from './python/manifests/requirementsName.js';
import { parseSetupCfg } from './python/manifests/setupCfg.js';
import { withinLimits } from './shared/manifestLimits.js';

/** One kind of manifest. */
export interface ManifestFormat {
  readonly id: 'package.json' | 'requirements.txt' | 'pyproject.toml' | 'Pipfile' | 'setup.cfg' | 'pnpm-workspace.yaml';
  readonly ecosystem: Ecosystem;
  /** Text to dependencies. Never throws; what cannot be read is a problem. */
  parse(text: string): Manifest;
}

/** The format of a manifest by its path (`/` or `\` between names), or undefined where the file is none. */
export function formatOf(path: string): ManifestFormat | undefined {
  const [file = ''] = path.split(/[\\/]/).slice(-1);
  return NAMED.get(file) ?? (isRequirementsName(path) ? REQUIREMENTS : undefined);
}

const PACKAGE_JSON: ManifestFormat = { id: 'package.json', ecosystem: 'npm', parse: limited(parsePackageJson) };
/** Formats whose files have one name. */
const NAMED: ReadonlyMap<string, ManifestFormat> = new Map<string, ManifestFormat>([
  ['package.json', PACKAGE_JSON],
  ['pnpm-workspace.yaml', { id: 'pnpm-workspace.yaml', ecosystem: 'npm', parse: limited(parsePnpmWorkspace) }],
  ['pyproject.toml', { id: 'pyproject.toml', ecosystem: 'PyPI', parse: limited(parsePyproject) }],
  ['Pipfile', { id: 'Pipfile', ecosystem: 'PyPI', parse: limited(parsePipfile) }],
  ['setup.cfg', { id: 'setup.cfg', ecosystem: 'PyPI', parse: limited(parseSetupCfg) }],
]);

/** The format of a file that another requirements file names, whatever its own name. */
export const REQUIREMENTS: ManifestFormat = { id: 'requirements.txt', ecosystem: 'PyPI', parse: parseRequirementsFile };

/** Requirements files have the same limits by themselves: they stop reading there. */
function limited(parse: ManifestFormat['parse']): ManifestFormat['parse'] {
  return text => withinLimits(parse(text));
}
