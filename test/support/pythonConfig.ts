import { pythonRegistryConfig } from '../../server/src/ecosystems/python/settings/registries.js';
import type { PythonFiles } from '../../server/src/ecosystems/python/settings/setups.js';
import type { Manifest } from '../../server/src/model/index.js';
import type { RegistryConfig } from '../../server/src/model/registryAccess.js';

/** No file of configuration. */
export const NO_PYTHON_FILES: PythonFiles = {
  pip: [],
  uv: [],
  projects: [],
  poetry: [],
  pdm: [],
  netrc: undefined,
  tools: new Set(),
  problems: [],
};

/** What a Python manifest says of indexes where nothing else is configured. */
export function pythonConfigAt(path: string, manifest: Manifest, publicIndex: string): RegistryConfig {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const kind = name === 'pyproject.toml' ? 'pyproject' : name === 'Pipfile' ? 'pipfile' : 'requirements';
  return pythonRegistryConfig({
    name,
    kind,
    manifest,
    files: NO_PYTHON_FILES,
    env: {},
    isTrusted: true,
    publicIndex,
    readPem: () => ({ problem: 'is not there' }),
    shared: access => access,
  });
}
