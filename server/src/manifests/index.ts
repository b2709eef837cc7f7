import type { Ecosystem, Manifest } from '../model.js';
import { parsePackageJson } from './packageJson.js';
import { parseRequirements } from './requirements.js';

/** One kind of manifest. */
export interface ManifestFormat {
  readonly id: 'package.json' | 'requirements.txt';
  readonly ecosystem: Ecosystem;
  /** Text to dependencies. Never throws; what cannot be read is a problem. */
  parse(text: string): Manifest;
}

/**
 * The format of a manifest by its path (`/` or `\` between names), or undefined where the file is none.
 * Python names follow pip's customs: `requirements*.txt`, `*requirements*.txt`, `requirements/*.txt`, `constraints*.txt`, `*.in`.
 */
export function formatOf(path: string): ManifestFormat | undefined {
  const [file = '', folder = ''] = path.split(/[\\/]/).reverse();
  if (file === 'package.json') return PACKAGE_JSON;
  const isRequirements =
    /requirements.*\.txt$/i.test(file) ||
    /^constraints.*\.txt$/i.test(file) ||
    (/^requirements$/i.test(folder) && /\.txt$/i.test(file)) ||
    /^[^.].*\.in$/i.test(file);
  return isRequirements ? REQUIREMENTS : undefined;
}

const PACKAGE_JSON: ManifestFormat = { id: 'package.json', ecosystem: 'npm', parse: parsePackageJson };
const REQUIREMENTS: ManifestFormat = { id: 'requirements.txt', ecosystem: 'PyPI', parse: parseRequirements };
