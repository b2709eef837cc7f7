import type { Settings } from '../policy/config.js';

/** Where advisories come from: the values of the setting `depwarden.advisories.source`. */
export type AdvisoriesSource = Settings['advisoriesSource'];

/** Reads the value of `--advisories`; `auto` where it is not given, undefined where it is none. */
export function readAdvisories(value: string | undefined = 'auto'): AdvisoriesSource | undefined {
  return isSource(value) ? value : undefined;
}

const SOURCES: Readonly<Record<AdvisoriesSource, true>> = { auto: true, osv: true, database: true };

function isSource(value: string): value is AdvisoriesSource {
  return Object.hasOwn(SOURCES, value);
}
