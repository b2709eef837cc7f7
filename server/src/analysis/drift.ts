import { type Baseline, keyOf } from '../model/baseline.js';
import { fileDrift, lockDigests } from '../rules/baselineComparison.js';
import type { Lockfile } from '../model/lockfile.js';
import type { MisplacedEntry } from './lockedReleases.js';

/**
 * The entries of a lockfile whose digests are not those of the baseline: somebody has changed the entry, or the registry served another file when the
 * lockfile was made anew. What both compare is on this disk; nobody is asked.
 */
export function driftedIn({ ecosystem, packages }: Lockfile, baseline: Baseline): readonly MisplacedEntry[] {
  const drifted: MisplacedEntry[] = [];
  for (const [key, locked] of packages) {
    const { name, version, skipped, integrity } = locked;
    const before = skipped === undefined && integrity ? baseline.releases.get(keyOf({ ecosystem, name, version })) : undefined;
    if (!before || !integrity || fileDrift(ecosystem, before.digests, lockDigests(ecosystem, integrity))?.kind !== 'changed') continue;
    drifted.push({ key, locked, rule: 'artifact-changed', what: WHAT });
  }
  return drifted;
}

const WHAT = 'has another digest than the baseline recorded';
