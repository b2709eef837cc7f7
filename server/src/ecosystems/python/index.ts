import type { EcosystemDescriptor } from '../shared/descriptor.js';
import { pythonDigests } from './digests.js';
import { pythonIdentity } from './identity.js';
import { uvCache } from './installed/cache.js';
import { withDoubts } from './lockfiles/addresses.js';
import { PYTHON_LOCKFILES } from './lockfiles/index.js';
import { PYTHON_MANIFESTS } from './manifests/index.js';
import { isPythonName } from './names/packageName.js';
import { pythonPrivateRegistry } from './privateRegistry.js';
import { pythonIndex } from './registry/protocol.js';
import { pythonResponse } from './response.js';
import { pythonRuntime } from './runtime.js';
import { pythonSettings } from './settings/index.js';
import { pythonRanges } from './versions/rangeEdits.js';

/** PyPI and the installers that use it: pip, uv, Poetry, PDM, pipenv. */
export const python: EcosystemDescriptor = {
  ...pythonIdentity,
  prefix: 'PyPI',
  words: { registry: 'PyPI', aPackage: 'a PyPI package', release: 'litellm@1.82.8', privatePlace: 'private index' },
  names: { isValid: isPythonName },
  purlType: 'pypi',
  pages: {
    site: 'PyPI',
    ofPackage: name => `https://pypi.org/project/${name}/`,
    ofRelease: (name, version) => `https://pypi.org/project/${name}/${version}/`,
  },
  ranges: pythonRanges,
  runtime: pythonRuntime,
  digests: pythonDigests,
  manifests: PYTHON_MANIFESTS,
  lockfiles: PYTHON_LOCKFILES,
  suspectAddresses: (lockfile, { indexHosts = [] }) => withDoubts(lockfile, indexHosts),
  settings: pythonSettings,
  privateRegistry: pythonPrivateRegistry,
  installed: { kind: 'site-packages', manifest: 'requirements.txt', manifestsNameRegistries: true },
  cache: uvCache,
  response: pythonResponse,
  registry: pythonIndex,
};
