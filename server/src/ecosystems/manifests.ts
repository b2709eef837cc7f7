import { ECOSYSTEM_IDS, ECOSYSTEMS } from './index.js';
import type { ManifestFormat } from './shared/descriptor.js';
import { globMatcher } from './shared/globs.js';

export { REQUIREMENTS } from './python/manifests/index.js';
export type { ManifestFormat } from './shared/descriptor.js';

/** The format of a manifest by its path (`/` or `\` between names), or undefined where the file is none. */
export function formatOf(path: string): ManifestFormat | undefined {
  return FORMATS.find(({ matches }) => matches(path))?.format;
}

const FORMATS = ECOSYSTEM_IDS.flatMap(id => ECOSYSTEMS[id].manifests).map(format => ({
  format,
  matches: format.matches ?? globMatcher(format.globs),
}));
