import type { EcosystemDescriptor } from '../descriptor.js';
import { isPythonName, normalizeName } from './names.js';
import { pythonVersions } from './versions/index.js';

/** PyPI and the installers that use it: pip, uv, Poetry, PDM, pipenv. */
export const python: EcosystemDescriptor = {
  id: 'PyPI',
  prefix: 'PyPI',
  words: { registry: 'PyPI', aPackage: 'a PyPI package', privatePlace: 'private index' },
  names: { normalize: normalizeName, isValid: isPythonName },
  purlType: 'pypi',
  pages: {
    ofPackage: name => `https://pypi.org/project/${name}/`,
    ofRelease: (name, version) => `https://pypi.org/project/${name}/${version}/`,
  },
  versions: pythonVersions,
  osvRange: 'ECOSYSTEM',
  registry: { cacheKey: 'pypi' },
};
