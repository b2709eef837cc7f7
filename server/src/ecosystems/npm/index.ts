import type { EcosystemDescriptor } from '../shared/descriptor.js';
import { npmDigests } from './digests.js';
import { npmIdentity } from './identity.js';
import { npmCache } from './installed/cache.js';
import { withMisplaced } from './lockfiles/addresses.js';
import { NPM_LOCKFILES } from './lockfiles/index.js';
import { NPM_MANIFESTS } from './manifests/index.js';
import { isNpmName, npmScopes } from './names/packageName.js';
import { npmPrivateRegistry } from './privateRegistry.js';
import { npmRegistry } from './registry/protocol.js';
import { npmResponse } from './response.js';
import { nodeRuntime } from './runtime.js';
import { npmSettings } from './settings/index.js';
import { readPackageJsonSettings } from './settings/packageJson.js';
import { npmRanges } from './versions/rangeEdits.js';

/** The npm registry and the package managers that use it: npm, pnpm, Yarn, Bun. */
export const npm: EcosystemDescriptor = {
  ...npmIdentity,
  prefix: 'npm',
  words: { registry: 'the npm registry', aPackage: 'an npm package', release: 'chalk@5.6.1', privatePlace: 'private registry' },
  names: { isValid: isNpmName, scopes: npmScopes, aliases: true },
  purlType: 'npm',
  pages: { site: 'npm', ofPackage: name => `https://www.npmjs.com/package/${name.replace(/^%40/, '@')}` },
  ranges: npmRanges,
  peers: { installedGroups: ['dependencies', 'devDependencies', 'optionalDependencies'], peerGroups: ['peerDependencies'] },
  runtime: nodeRuntime,
  digests: npmDigests,
  manifests: NPM_MANIFESTS,
  lockfiles: NPM_LOCKFILES,
  managerChoice: { file: 'package.json', managerIn: text => readPackageJsonSettings(text).chosen?.manager },
  settings: npmSettings,
  privateRegistry: npmPrivateRegistry,
  suspectAddresses: (lockfile, { hostsOf }) => withMisplaced(lockfile, hostsOf),
  installed: { kind: 'node_modules', manifest: 'package.json' },
  cache: npmCache,
  response: npmResponse,
  registry: npmRegistry,
};
