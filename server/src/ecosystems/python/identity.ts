import type { EcosystemIdentity } from '../shared/identity.js';
import { normalizeName } from './names/packageName.js';
import { pythonVersions } from './versions/index.js';

export const pythonIdentity: EcosystemIdentity = { id: 'PyPI', osvRange: 'ECOSYSTEM', versions: pythonVersions, normalizeName };
