import type { EcosystemIdentity } from '../shared/identity.js';
import { normalizeName } from './names.js';

export const pythonIdentity: EcosystemIdentity = { id: 'PyPI', osvRange: 'ECOSYSTEM', normalizeName };
