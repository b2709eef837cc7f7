import type { Dependency, Edit, Finding, Fix, PackageId } from '../model/index.js';
import { admittedMalware } from '../rules/cleanReleases.js';
import { withPackage } from '../rules/lookalikeTarget.js';
import { quoted } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';
import { isExactOnly, isHashed, meaningOf, rangeEdit, rangeEditsOf, writtenRange } from './line.js';
import { isAlias } from './siblings.js';
import { blameless, targetsFor } from './targets.js';

/**
 * Another package instead of the dependency's: its name, and where the specifier would not give a good release of that one, the specifier too.
 * Undefined where not enough is known of the other package, or where the name is not the only thing that says which package is meant.
 * @param now milliseconds since 1970
 */
export function replacement(by: PackageId, { dependency }: Finding, subject: Subject, now: number): Fix | undefined {
  if (!isNamedOnce(dependency)) return undefined;
  const range = writtenRange(dependency);
  const other = withPackage(subject, by);
  const release = releaseGiven(range, dependency, other, now);
  const rewritten = release === undefined ? rewrittenRange(range, dependency, other, now) : undefined;
  const target = release ?? rewritten?.target;
  if (target === undefined) return undefined;
  const edits: readonly Edit[] = [
    { span: dependency.nameSpan, newText: by.name },
    ...(rewritten ? [rangeEdit(dependency, rewritten.text)] : []),
  ];
  return { title: `Replace ${quoted(dependency.writtenName, 80)} by ${quoted(by.name, 80)}`, preferred: false, target, edits };
}

/** Aliases and addresses name the package in the specifier, hashes are those of the old package's files, and a package manager is no dependency. */
function isNamedOnce(dependency: Dependency): boolean {
  const { group, origin } = dependency;
  const isAddress = origin.kind === 'registry' && origin.address !== undefined;
  return !isAlias(dependency) && !isHashed(dependency) && !isAddress && !isExactOnly(group) && !group.startsWith('devEngines.');
}

/** The release of the other package that a range gives, if that one is safe and no malicious one is admitted beside it. */
function releaseGiven(range: string, dependency: Dependency, other: Subject, now: number): string | undefined {
  const meaning = meaningOf(range, dependency);
  if (meaning === undefined || other.registry.kind !== 'found' || !other.advisoriesKnown) return undefined;
  const requirement = other.versions.parse(meaning, { pre: other.requirement.pre });
  const release = other.versions.select(requirement, other.registry.value);
  if (release === undefined || !targetsFor(other, blameless, now).isSafe(release)) return undefined;
  return admittedMalware({ ...other, requirement }).length === 0 ? release : undefined;
}

/** The range with the other package's newest good release in it. */
function rewrittenRange(
  range: string,
  dependency: Dependency,
  other: Subject,
  now: number,
): { readonly text: string; readonly target: string } | undefined {
  if (other.registry.kind !== 'found') return undefined;
  const newest = other.versions.select(other.versions.parse(''), other.registry.value);
  if (newest === undefined) return undefined;
  const targets = targetsFor(other, blameless, now);
  const wanted = targets.isSafe(newest) ? newest : targets.below(newest);
  if (wanted === undefined) return undefined;
  const edits = rangeEditsOf(dependency);
  for (const text of [edits?.raise(range, wanted), edits?.pin(range, wanted)]) {
    const target = text === undefined ? undefined : releaseGiven(text, dependency, other, now);
    if (text !== undefined && target !== undefined) return { text, target };
  }
  return undefined;
}
