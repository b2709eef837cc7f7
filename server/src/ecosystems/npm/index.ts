import type { EcosystemDescriptor } from '../descriptor.js';
import { isNpmName, npmScopes } from './names.js';
import { npmVersions } from './versions/index.js';

/** The npm registry and the package managers that use it: npm, pnpm, Yarn, Bun. */
export const npm: EcosystemDescriptor = {
  id: 'npm',
  prefix: 'npm',
  words: { registry: 'the npm registry', aPackage: 'an npm package', privatePlace: 'private registry' },
  names: { normalize: name => name, isValid: isNpmName, scopes: npmScopes, aliases: true },
  purlType: 'npm',
  pages: { ofPackage: name => `https://www.npmjs.com/package/${name.replace(/^%40/, '@')}` },
  versions: npmVersions,
  osvRange: 'SEMVER',
  registry: { cacheKey: 'npm' },
};
