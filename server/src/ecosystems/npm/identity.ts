import type { EcosystemIdentity } from '../shared/identity.js';
import { npmVersions } from './versions/index.js';

export const npmIdentity: EcosystemIdentity = { id: 'npm', osvRange: 'SEMVER', versions: npmVersions, normalizeName: name => name };
