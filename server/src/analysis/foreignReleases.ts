// Releases that come from git or a URL: no service is asked about them, what is known locally says whether they are malware, and no other rule looks at them.
import type { Dependency, Manifest, PackageAnswers, PackageId } from '../model/index.js';
import type { Lockfile } from '../model/lockfile.js';
import { foreignNames, withheldNames } from '../project/lockedNames.js';
import type { DependencyRuleId } from '../rules/index.js';

/** What memory holds of the advisories on a package; of its registry nothing, for the release is not from there. */
export function localAnswers(peek: (id: PackageId) => PackageAnswers): (id: PackageId) => PackageAnswers {
  return id => {
    const { advisories } = peek(id);
    return advisories.kind === 'found' ? { ...NOTHING_KNOWN, advisories } : NOTHING_KNOWN;
  };
}

/** Whether a rule looks at such releases. */
export function appliesToForeign(rule: DependencyRuleId): boolean {
  return rule === 'malicious-package' || rule === 'malicious-release';
}

/**
 * The packages that such releases of manifests and lockfiles are named after, of which the cache and the offline database may know something, and the
 * private ones of lockfiles.
 */
export function foreignPackages(manifests: readonly Manifest[], lockfiles: readonly Lockfile[]): readonly PackageId[] {
  return [
    ...manifests.flatMap(({ dependencies }) => dependencies.flatMap(namedBy)),
    ...lockfiles.flatMap(lockfile => [...foreignNames(lockfile), ...withheldNames(lockfile)].map(({ id }) => id)),
  ];
}

const NOTHING_KNOWN: PackageAnswers = {
  registry: { kind: 'unknown', reason: 'it comes from no registry' },
  advisories: { kind: 'unknown', reason: 'it comes from no registry' },
};

function namedBy({ ecosystem, name, origin, elsewhere = [] }: Dependency): readonly PackageId[] {
  const sources = [origin, ...elsewhere].flatMap(one => (one.kind === 'skipped' && one.source ? [one.source] : []));
  const names = new Set(sources.flatMap(({ release }) => [name, release?.name ?? name]));
  return [...names].map(one => ({ ecosystem, name: one }));
}
