/**
 * Whether a path (`/` or `\` between names) is that of a requirements file by pip's customs: `requirements*.txt`, `*requirements*.txt`,
 * `requirements/*.txt`, `constraints*.txt`, and pip-tools' `*.in`, less the templates of other tools that end alike (`MANIFEST.in`,
 * `Makefile.in`, `config.h.in`).
 */
export function isRequirementsFile(path: string): boolean {
  const [file = '', folder = ''] = path.toLowerCase().split(/[\\/]/).reverse();
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
