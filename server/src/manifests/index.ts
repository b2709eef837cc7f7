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
 * Python names follow pip's customs: `requirements*.txt`, `*requirements*.txt`, `requirements/*.txt`, `constraints*.txt`, and
 * pip-tools' `*.in`, less the templates of other tools that end alike (`MANIFEST.in`, `Makefile.in`, `config.h.in`).
 */
export function formatOf(path: string): ManifestFormat | undefined {
  const [file = '', folder = ''] = path.split(/[\\/]/).reverse();
  if (file === 'package.json') return PACKAGE_JSON;
  return isRequirements(file.toLowerCase(), folder.toLowerCase()) ? REQUIREMENTS : undefined;
}

const PACKAGE_JSON: ManifestFormat = { id: 'package.json', ecosystem: 'npm', parse: parsePackageJson };
/** The format of a file that another requirements file names, whatever its own name. */
export const REQUIREMENTS: ManifestFormat = { id: 'requirements.txt', ecosystem: 'PyPI', parse: parseRequirements };

function isRequirements(file: string, folder: string): boolean {
  const dot = file.lastIndexOf('.');
  const [stem, extension] = [file.slice(0, Math.max(dot, 0)), file.slice(dot + 1)];
  if (extension !== 'txt' && extension !== 'in') return false;
  const isNamed = file.includes('requirements') || file.startsWith('constraints') || folder === 'requirements';
  return isNamed || (extension === 'in' && !isOtherTemplate(stem));
}

/**
 * Whether a `*.in` file is no requirements file by its stem, in lower case:
 * hidden, a template of `foo.h` and the like, a numbered test input, or a name that another tool owns.
 */
function isOtherTemplate(stem: string): boolean {
  return stem === '' || stem.includes('.') || /^\d+$/.test(stem) || OTHER_TEMPLATES.has(stem);
}

/** In lower case: setuptools, autotools, CMake, Kconfig, Debian packaging, Doxygen. */
const OTHER_TEMPLATES: ReadonlySet<string> = new Set([
  'aclocal',
  'cmakelists',
  'config',
  'configure',
  'control',
  'doxyfile',
  'gnumakefile',
  'input',
  'kbuild',
  'kconfig',
  'makefile',
  'makevars',
  'manifest',
  'potfiles',
  'rules',
  'version',
]);
