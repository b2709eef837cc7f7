import { minVersion } from 'semver';
import type { RuntimeRules } from '../shared/descriptor.js';

/** Node.js (https://docs.npmjs.com/cli/configuring-npm/package-json#engines). */
export const nodeRuntime: RuntimeRules = {
  requiredBy: ({ requiresNode }) => requiresNode,
  oldestIn(range) {
    try {
      const version = minVersion(range, { loose: true })?.version;
      return version === '0.0.0' ? undefined : version;
    } catch {
      return undefined;
    }
  },
};
