import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { FileDrift } from '../ecosystems/shared/digests.js';
import type { BaselineRelease } from '../model/baseline.js';
import type { Ecosystem } from '../model/index.js';

/** Compares digests of the same algorithms; undefined where there is no difference, or nothing to compare. */
export function fileDrift(ecosystem: Ecosystem, before: readonly string[] = [], now: readonly string[] = []): FileDrift | undefined {
  return ECOSYSTEMS[ecosystem].digests?.drift(before, now);
}

/** What else of a release is not as in the baseline. */
export interface FactDrift {
  readonly publisher?: string;
  readonly newMaintainers?: readonly string[];
  readonly lostMaintainers?: readonly string[];
  readonly provenanceLost?: true;
  readonly newScripts?: readonly string[];
  readonly repository?: string;
}

/** Only what both sides know is compared; undefined where nothing differs. */
export function factDrift(before: BaselineRelease, now: BaselineRelease): FactDrift | undefined {
  const drift: FactDrift = {
    ...(isOther(before.publisher, now.publisher) && { publisher: now.publisher }),
    ...listed('newMaintainers', missing(now.maintainers, before.maintainers)),
    ...listed('lostMaintainers', missing(before.maintainers, now.maintainers)),
    ...(before.provenance === true && now.provenance === false && { provenanceLost: true }),
    ...listed('newScripts', missing(now.installScripts, before.installScripts)),
    ...(isOther(before.repository, now.repository) && { repository: now.repository }),
  };
  return Object.keys(drift).length === 0 ? undefined : drift;
}

/** The beginnings of a lockfile entry's hashes, as they stand in a baseline. */
export function lockDigests(ecosystem: Ecosystem, integrity: readonly string[]): readonly string[] {
  return ECOSYSTEMS[ecosystem].digests?.recorded(integrity) ?? [];
}

function isOther(before: string | undefined, now: string | undefined): now is string {
  return before !== undefined && now !== undefined && before !== now;
}

function missing(some: readonly string[] | undefined, others: readonly string[] | undefined): readonly string[] {
  return some && others ? some.filter(one => !others.includes(one)) : [];
}

function listed<K extends string>(key: K, items: readonly string[]): { readonly [key in K]?: readonly string[] } {
  return items.length === 0 ? {} : ({ [key]: items } as { readonly [key in K]: readonly string[] });
}
