// Names that the policy calls private: skipped in manifests, and told to nobody, wherever else they turn up (lockfiles, what is installed).
import type { Manifest, PackageAnswers, PackageId } from '../model.js';
import type { NameList } from '../policy/names.js';
import { PRIVATE_BY_POLICY } from '../policy/policy.js';
import type { Facts } from './facts.js';

/** Dependencies on private names become skipped ones. */
export function withPrivateNames(manifest: Manifest, names: NameList | undefined): Manifest {
  if (!names) return manifest;
  const dependencies = manifest.dependencies.map(dependency =>
    dependency.origin.kind === 'registry' && names.has(dependency)
      ? { ...dependency, origin: { kind: 'skipped' as const, reason: PRIVATE_BY_POLICY } }
      : dependency,
  );
  return { ...manifest, dependencies };
}

/** Facts that are asked of no service, and taken from no cache, where the name is private. @param isPrivate by what the policies say now */
export function publicFacts(facts: Facts, isPrivate: (id: PackageId) => boolean): Facts {
  const open = <T extends PackageId>(packages: readonly T[]): readonly T[] => packages.filter(id => !isPrivate(id));
  return {
    ...facts,
    peek: id => (isPrivate(id) ? DELIBERATELY_UNKNOWN : facts.peek(id)),
    recall: packages => facts.recall(open(packages)),
    gather: (packages, options, signal) =>
      facts.gather(open(packages), { ...options, advisoriesOnly: open(options.advisoriesOnly ?? []) }, signal),
  };
}

const UNKNOWN = { kind: 'unknown', reason: PRIVATE_BY_POLICY, deliberate: true } as const;
const DELIBERATELY_UNKNOWN: PackageAnswers = { registry: UNKNOWN, advisories: UNKNOWN };
