// Table 1: the ecosystems. One row each; everything else asks here, so that a new one is a folder and a row.
import type { Ecosystem } from '../model/index.js';
import { ECOSYSTEM_IDS } from './identities.js';
import { npm } from './npm/index.js';
import { python } from './python/index.js';
import type { EcosystemDescriptor } from './shared/descriptor.js';

export { ECOSYSTEM_IDS, isEcosystem, versionsOf } from './identities.js';

export const ECOSYSTEMS: Readonly<Record<Ecosystem, EcosystemDescriptor>> = { npm, PyPI: python };

/** The ecosystem that a user means by a prefix, letter case aside; undefined where there is none. */
export function ecosystemOfPrefix(prefix: string): Ecosystem | undefined {
  return ECOSYSTEM_IDS.find(id => ECOSYSTEMS[id].prefix.toLowerCase() === prefix.toLowerCase());
}
