import type { Settings } from '../policy/config.js';

/** Where advisories come from: the values of the setting `depwarden.advisories.source`. */
export type AdvisoriesSource = Settings['advisoriesSource'];

/** Reads the value of `--advisories`; `auto` where it is not given. Throws a sentence where it is none. */
export function readAdvisories(value: string | undefined = 'auto'): AdvisoriesSource {
  if (isSource(value)) return value;
  throw new Error(`--advisories takes auto, osv or database, not "${value}"`);
}

const SOURCES: Readonly<Record<AdvisoriesSource, true>> = { auto: true, osv: true, database: true };

function isSource(value: string): value is AdvisoriesSource {
  return Object.hasOwn(SOURCES, value);
}
