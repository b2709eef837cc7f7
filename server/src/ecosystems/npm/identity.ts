import type { EcosystemIdentity } from '../identity.js';

export const npmIdentity: EcosystemIdentity = { id: 'npm', osvRange: 'SEMVER', normalizeName: name => name };
