import type { Ecosystem } from '../model/index.js';
import type { BaselineRelease } from '../model/baseline.js';

/** How the files of a release differ from those of the baseline. Files that are gone are no drift: what is left is what was agreed on. */
export type FileDrift = { readonly kind: 'changed' } | { readonly kind: 'added'; readonly files: number };

/**
 * Compares digests of the same algorithms; undefined where there is no difference, or nothing to compare.
 * An npm release has one file; a Python one has several, and may get more.
 */
export function fileDrift(ecosystem: Ecosystem, before: readonly string[] = [], now: readonly string[] = []): FileDrift | undefined {
  const [old, present] = ecosystem === 'npm' ? [strongest(before, now), strongest(now, before)] : [before, now];
  if (old.length === 0 || present.length === 0) return undefined;
  const added = present.filter(digest => !old.includes(digest)).length;
  if (added === 0) return undefined;
  if (ecosystem === 'npm') return added === present.length ? { kind: 'changed' } : undefined;
  return old.every(digest => present.includes(digest)) ? { kind: 'added', files: added } : { kind: 'changed' };
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
  const form = ecosystem === 'npm' ? /^(sha512-|sha1-)[A-Za-z0-9+/]{16}/ : /^sha256:[0-9a-f]{24}/;
  return integrity.flatMap(hash => form.exec(ecosystem === 'npm' ? hash : hash.toLowerCase())?.[0] ?? []);
}

const STRONGEST_FIRST = ['sha512-', 'sha1-'];

/** Those of the strongest algorithm that both have. */
function strongest(digests: readonly string[], others: readonly string[]): readonly string[] {
  const form = STRONGEST_FIRST.find(one => [digests, others].every(some => some.some(digest => digest.startsWith(one))));
  return form === undefined ? [] : digests.filter(digest => digest.startsWith(form));
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
