import type { Ecosystem } from '../../model/index.js';
import type { VersionScheme } from './versionScheme.js';

/** What advisories are read and filed by. */
export interface EcosystemIdentity {
  readonly id: Ecosystem;
  /** How OSV calls the ecosystem's own ranges (https://ossf.github.io/osv-schema/#affectedrangestype-field). */
  readonly osvRange: 'SEMVER' | 'ECOSYSTEM';
  /** How its versions are read, ordered and matched. */
  readonly versions: VersionScheme;
  /** The one form of all spellings that the registry takes for the same name. */
  normalizeName(name: string): string;
}
