import type { Ecosystem, Manifest } from '../model/index.js';
import { parsePackageJson } from './npm/manifests/packageJson.js';
import { parsePipfile } from './python/manifests/pipfile.js';
import { parsePnpmWorkspace } from './npm/manifests/pnpmWorkspace.js';
import { parsePyproject } from './python/manifests/pyproject.js';
import { parseRequirements } from './python/manifests/requirements.js';
import { parseSetupCfg } from './python/manifests/setupCfg.js';
import { withinLimits } from './shared/manifestLimits.js';

/** One kind of manifest. */
export interface ManifestFormat {
  readonly id: 'package.json' | 'requirements.txt' | 'pyproject.toml' | 'Pipfile' | 'setup.cfg' | 'pnpm-workspace.yaml';
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
  const named = NAMED.get(file);
  if (named) return named;
  return isRequirements(file.toLowerCase(), folder.toLowerCase()) ? REQUIREMENTS : undefined;
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
export const REQUIREMENTS: ManifestFormat = { id: 'requirements.txt', ecosystem: 'PyPI', parse: parseRequirements };

/** Requirements files have the same limits by themselves: they stop reading there. */
function limited(parse: ManifestFormat['parse']): ManifestFormat['parse'] {
  return text => withinLimits(parse(text));
}

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
