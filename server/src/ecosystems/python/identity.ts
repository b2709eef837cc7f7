import type { EcosystemIdentity } from '../shared/identity.js';
import { normalizeName } from './names/packageName.js';

export const pythonIdentity: EcosystemIdentity = { id: 'PyPI', osvRange: 'ECOSYSTEM', normalizeName };
