import type { RuntimeRules } from '../shared/descriptor.js';
import { pythonVersions } from './versions/index.js';

/** Python (https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python). */
export const pythonRuntime: RuntimeRules = {
  requiredBy: ({ requiresPython }) => requiresPython,
  /** The lowest version that a clause names and all admit: `>=3.9,<4` begins with 3.9, `~=3.9.2` with 3.9.2, `==3.9.*` with 3.9. */
  oldestIn(range) {
    const requirement = pythonVersions.parse(range, { pre: true });
    const named = [...range.matchAll(/(?:>=|~=|===?)\s*v?(\d+(?:\.\d+)*)/g)].map(([, version = '']) => version);
    return named.filter(requirement.admits).sort(pythonVersions.compare)[0];
  },
};
