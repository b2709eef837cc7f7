import type { Dependency, Edit, Finding, SourceText } from '../model/index.js';
import { maliciousGroups } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import type { Flagged } from './index.js';
import { isDecisive, isInCatalog, meaningOf, rangeEdit, rangeEditsOf, writtenRange } from './line.js';
import { touchesOnly } from './readBack.js';

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
 * catalogs. One that would not read back as meant is left out.
 */
export function pinAll(manifest: SourceText, dependencies: readonly (Flagged & { readonly dependency: Dependency })[]): PinAll {
  const open = dependencies.flatMap(({ dependency, subject, findings }) =>
    subject && isOpen(dependency, subject) ? [{ dependency, subject, findings }] : [],
  );
  const pins = open.flatMap(({ dependency, subject, findings }) => {
    const edit = pin(dependency, subject, findings);
    return edit ? [{ edit, name: dependency.name }] : [];
  });
  const edits = readBackOf(pins, manifest).map(({ edit }) => edit);
  return { edits, pinned: edits.length, leftOut: open.length - edits.length };
}

interface Pin {
  readonly edit: Edit;
  readonly name: string;
}

/** All of them, or where they do not read back together those that do alone. */
function readBackOf(pins: readonly Pin[], manifest: SourceText): readonly Pin[] {
  const read = (some: readonly Pin[]): boolean =>
    touchesOnly(
      manifest,
      some.map(({ edit }) => edit),
      new Set(some.map(({ name }) => name)),
    );
  return read(pins) ? pins : pins.filter(one => read([one]));
}

const LIMITS_OTHERS = /^peerDependencies|override|resolutions/;

function isOpen(dependency: Dependency, { versions }: Subject): boolean {
  if (dependency.origin.kind !== 'registry' || !isDecisive(dependency) || isInCatalog(dependency) || LIMITS_OTHERS.test(dependency.group))
    return false;
  return versions.parse(dependency.origin.range).version === undefined;
}

function pin(dependency: Dependency, subject: Subject, findings: readonly Finding[]): Edit | undefined {
  const version = subject.effective && subject.versions.normal(subject.effective.version);
  if (version === undefined || !isFit(version, subject, findings)) return undefined;
  const text = rangeEditsOf(dependency)?.pin(writtenRange(dependency), version);
  if (text === undefined) return undefined;
  const pinned = subject.versions.parse(meaningOf(text, dependency) ?? '').version;
  return pinned !== undefined && subject.versions.compare(pinned, version) === 0 ? rangeEdit(dependency, text) : undefined;
}

/** A tag says nothing about versions; any other specifier must admit the one it is pinned to. */
function isFit(version: string, subject: Subject, findings: readonly Finding[]): boolean {
  const { requirement } = subject;
  const isAdmitted = requirement.kind === 'tag' || requirement.admits(version);
  return isAdmitted && maliciousGroups(subject, version).length === 0 && !findings.some(({ level }) => level === 'error');
}
