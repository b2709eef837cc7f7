// What a baseline records of the releases that a scan has found.
import { type BaselineRelease, keyOf } from '../model/baseline.js';
import type { Lockfile } from '../model/lockfile.js';
import { lockDigests } from '../rules/baselineComparison.js';
import { currentRelease } from '../rules/currentRelease.js';
import type { Subject } from '../rules/rule.js';
import type { Judged } from './evaluate.js';
import type { FileResult } from './results.js';

/** What is known now of the releases that a project uses. */
export interface RecordedReleases {
  /** By `keyOf`. */
  readonly releases: ReadonlyMap<string, BaselineRelease>;
  /** Direct dependencies of which the release, or what the registry says of it, is not known: how many, by reason. */
  readonly unknown: ReadonlyMap<string, number>;
}

export interface RecordOptions {
  /** Leaves out what is only locked. */
  readonly direct: boolean;
}

/**
 * Of each direct dependency's release all that the registry tells; of what is only locked its digests, as the lockfile has them: the registry is not
 * asked about thousands of packages that nobody has chosen. What comes from elsewhere than a registry is not recorded.
 */
export function recordedReleases(results: readonly FileResult[], { direct }: RecordOptions): RecordedReleases {
  const releases = new Map<string, BaselineRelease>();
  const unknown = new Map<string, number>();
  for (const { subject, status } of results.flatMap(({ judged }) => judged)) {
    const found = subject && directRelease(subject, status);
    if (found === undefined) continue;
    if (typeof found === 'string') unknown.set(found, (unknown.get(found) ?? 0) + 1);
    else releases.set(found.key, found.release);
  }
  const lockfiles = direct ? [] : new Set(results.flatMap(({ locked }) => locked?.lockfile ?? []));
  for (const lockfile of lockfiles) {
    for (const [key, release] of lockedReleases(lockfile)) if (!releases.has(key)) releases.set(key, release);
  }
  return { releases, unknown };
}

/** The reason where it is not known. A private package is recorded as far as its lockfile tells. */
function directRelease(subject: Subject, status: Judged['status']): { readonly key: string; readonly release: BaselineRelease } | string {
  const { registry, ecosystem, name } = subject;
  const now = currentRelease(subject);
  if (!now) return 'reason' in status ? status.reason : 'no release fits the specifier';
  if (registry.kind === 'unknown' && registry.deliberate !== true) return registry.reason;
  if (registry.kind === 'pending') return 'no answer yet';
  const { version, digestsFrom: _, ...release } = now;
  return { key: keyOf({ ecosystem, name, version }), release };
}

function* lockedReleases({ ecosystem, packages }: Lockfile): Generator<readonly [string, BaselineRelease]> {
  for (const { name, version, skipped, integrity = [] } of packages.values()) {
    const digests = skipped === undefined ? lockDigests(ecosystem, integrity) : [];
    if (digests.length > 0) yield [keyOf({ ecosystem, name, version }), { digests: [...new Set(digests)] }];
  }
}
