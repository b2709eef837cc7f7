/**
 * Whether a file is a requirements or constraints file by its path (`/` or `\` between names), letters of either case: what projects call them,
 * Rye's `requirements*.lock` among it, and pip-tools' `*.in`, less the templates of other tools that end alike (`MANIFEST.in`, `config.h.in`).
 * Its text decides as well: see `parseRequirementsFile`.
 */
export function isRequirementsFile(path: string): boolean {
  const extension = EXTENSION.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return false;
  const [file = '', ...folders] = path.toLowerCase().split(/[\\/]/).reverse();
  const stem = file.slice(0, -extension.length - 1);
  if (stem === '' || (extension === 'lock' && OTHER_LOCKS.has(stem))) return false;
  if (stem === 'requires' && extension === 'txt') return folders[0]?.endsWith('.egg-info') !== true;
  if (stem.includes('requirements') || stem.includes('constraints') || file === 'requirement.txt') return true;
  return folders.includes('requirements') || (extension === 'in' && !isOtherTemplate(stem));
}

/** In lower case: lockfiles of other tools. */
const OTHER_LOCKS: ReadonlySet<string> = new Set(['bun', 'cargo', 'composer', 'gemfile', 'pdm', 'pipfile', 'pixi', 'poetry', 'uv', 'yarn']);

const EXTENSION = /\.(txt|pip|in|lock)$/i;

/**
 * Whether a `*.in` file is no requirements file by its stem, in lower case:
 * hidden, a template of `foo.h` and the like, a numbered test input, or a name that another tool owns.
 */
function isOtherTemplate(stem: string): boolean {
  return stem.includes('.') || /^\d+$/.test(stem) || OTHER_TEMPLATES.has(stem);
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
