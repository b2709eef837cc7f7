import type { EcosystemIdentity } from '../shared/identity.js';

export const npmIdentity: EcosystemIdentity = { id: 'npm', osvRange: 'SEMVER', normalizeName: name => name };
