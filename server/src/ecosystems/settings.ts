import type { Ecosystem } from '../model/index.js';
import { npmSettings } from './npm/settings/index.js';
import { pythonSettings } from './python/settings/index.js';
import type { EcosystemSettings } from './shared/settings.js';

/** How the package managers of each ecosystem are configured. */
export const SETTINGS: Readonly<Record<Ecosystem, EcosystemSettings>> = { npm: npmSettings, PyPI: pythonSettings };
