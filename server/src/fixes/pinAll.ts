import type { Dependency, Edit, Finding } from '../model/index.js';
import { maliciousGroups } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import type { Flagged } from './fixAll.js';
import { isInCatalog, meaningOf, rangeEdit, rangeEditsOf, writtenRange } from './line.js';

/** What pinning every dependency of a manifest comes to. */
export interface PinAll {
  readonly edits: readonly Edit[];
  /** How many dependencies get another text. */
  readonly pinned: number;
  /** How many do not, because the version that they get is unsafe, is not known, or is none that their specifier admits. */
  readonly leftOut: number;
}

/**
 * Pins every dependency of a manifest to its effective version, in the style of its line: an exact version for npm (an alias stays one), `==` for
 * Python, a bare version for Poetry. What is pinned already stays as it is, and so does what only limits others: peers, overrides, references to
 * catalogs.
 */
export function pinAll(dependencies: readonly (Flagged & { readonly dependency: Dependency })[]): PinAll {
  const open = dependencies.flatMap(({ dependency, subject, findings }) =>
    subject && isOpen(dependency, subject) ? [{ dependency, subject, findings }] : [],
  );
  const edits = open.flatMap(({ dependency, subject, findings }) => pin(dependency, subject, findings) ?? []);
  return { edits, pinned: edits.length, leftOut: open.length - edits.length };
}

const LIMITS_OTHERS = /^peerDependencies|override|resolutions/;

function isOpen(dependency: Dependency, { versions }: Subject): boolean {
  if (dependency.origin.kind !== 'registry' || dependency.origin.address || isInCatalog(dependency) || LIMITS_OTHERS.test(dependency.group))
    return false;
  return versions.parse(dependency.origin.range).version === undefined;
}

function pin(dependency: Dependency, subject: Subject, findings: readonly Finding[]): Edit | undefined {
  const version = subject.effective?.version;
  if (version === undefined || !isFit(version, subject, findings)) return undefined;
  const text = rangeEditsOf(dependency).pin(writtenRange(dependency), version);
  const pinned = subject.versions.parse(meaningOf(text, dependency) ?? '').version;
  return pinned !== undefined && subject.versions.compare(pinned, version) === 0 ? rangeEdit(dependency, text) : undefined;
}

/** A tag says nothing about versions; any other specifier must admit the one it is pinned to. */
function isFit(version: string, subject: Subject, findings: readonly Finding[]): boolean {
  const { requirement } = subject;
  const isAdmitted = requirement.kind === 'tag' || requirement.admits(version);
  return isAdmitted && maliciousGroups(subject, version).length === 0 && !findings.some(({ level }) => level === 'error');
}
