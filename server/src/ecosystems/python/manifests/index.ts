import type { ManifestFormat } from '../../shared/descriptor.js';
import { globMatcher } from '../../shared/globs.js';
import { limited } from '../../shared/manifestLimits.js';
import { listsRequirements } from './dynamicDependencies.js';
import { parsePipfile } from './pipfile.js';
import { parsePyproject } from './pyproject.js';
import { parseRequirementsFile } from './requirements.js';
import { isRequirementsFile } from './requirementsNames.js';
import { parseSetupCfg } from './setupCfg.js';
import { declaresDependencies, parseSetupPy } from './setupPy.js';

/** Names that requirements files have by custom: what the client opens and the server watches. `isRequirementsFile` is narrower. */
const NAMED_REQUIREMENTS = [
  ...['**/*[rR]equirements*', '**/[rR]equirements/**/*', '**/*[cC]onstraints*'].map(name => `${name}.{txt,pip,in,lock}`),
  '**/[rR]equirement.txt',
  '**/requires.txt',
];

/** Also the format of a file that another requirements file names, whatever its own name. It stops reading at the limits by itself. */
export const REQUIREMENTS: ManifestFormat = {
  id: 'requirements.txt',
  ecosystem: 'PyPI',
  globs: [...NAMED_REQUIREMENTS, '**/*.in'],
  activatedBy: ['**/requirements.txt', ...NAMED_REQUIREMENTS],
  matches: isRequirementsFile,
  lockedByTwin: true,
  parse: parseRequirementsFile,
};

/** The manifests of Python projects. */
export const PYTHON_MANIFESTS: readonly ManifestFormat[] = [
  {
    id: 'pyproject.toml',
    ecosystem: 'PyPI',
    globs: ['**/pyproject.toml'],
    toldBeside: [{ file: 'setup.cfg', tells: listsRequirements }],
    parse: limited(parsePyproject),
  },
  { id: 'Pipfile', ecosystem: 'PyPI', globs: ['**/Pipfile'], parse: limited(parsePipfile) },
  { id: 'setup.cfg', ecosystem: 'PyPI', globs: ['**/setup.cfg'], parse: limited(parseSetupCfg) },
  {
    id: 'setup.py',
    ecosystem: 'PyPI',
    globs: ['**/setup.py'],
    toldBeside: [{ file: 'pyproject.toml', tells: declaresDependencies }],
    parse: parseSetupPy,
  },
  REQUIREMENTS,
];

/** The format of a Python manifest by its path, or undefined where the file is none. */
export function pythonFormatOf(path: string): ManifestFormat | undefined {
  return MATCHERS.find(({ matches }) => matches(path))?.format;
}

const MATCHERS = PYTHON_MANIFESTS.map(format => ({ format, matches: format.matches ?? globMatcher(format.globs) }));
