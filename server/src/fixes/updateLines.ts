// How a line says that it wants a newer release: as a fix does, the operator kept and the whole file read again.
import type { Dependency, Finding, Fix, SourceText, Status } from '../model/index.js';
import { admittedMalware } from '../rules/cleanReleases.js';
import { quoted, shownVersion } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';
import { letIn } from './letIn.js';
import { isDecisive, isHashed, isInCatalog, meaningOf, rangeEdit, rangeEditsOf, writtenRange } from './line.js';
import { type MeantFix, readable } from './readBack.js';
import { isAlias, movable, neighboursOf } from './siblings.js';
import { trustInWords, type Update, type Updates, updatesFor } from './updates.js';

/** A dependency as it was judged. */
export interface Updatable {
  readonly dependency: Dependency;
  readonly status: Status;
  readonly subject: Subject | undefined;
  readonly findings: readonly Finding[];
}

/** How a line would be updated. */
export interface LineUpdate {
  readonly kind: keyof Updates;
  readonly dependency: Dependency;
  readonly fix: Fix;
}

/** The newest releases of some dependencies that nothing is wrong with: within the range, of the major line, and beyond; each release once. @param now milliseconds since 1970 */
export function lineUpdates(
  some: readonly Updatable[],
  all: readonly Updatable[],
  manifest: SourceText,
  now: number,
): readonly LineUpdate[] {
  const neighbours = neighboursOf(all);
  const made = some.flatMap(one => targetsOf(one, { neighbours }, now).flatMap(target => written(one.dependency, target, now) ?? []));
  return readable(
    made.filter(
      ({ fix }, index) =>
        made.findIndex(other => other.dependency === made[index]?.dependency && other.fix.target === fix.target) === index,
    ),
    manifest,
  );
}

/** The newest release of its major line for every dependency that nothing is wrong with; what is chosen goes together. @param now milliseconds since 1970 */
export function minorUpdates(all: readonly Updatable[], manifest: SourceText, now: number): readonly LineUpdate[] {
  const neighbours = movable(neighboursOf(all));
  const made = all.flatMap(one => {
    const minor = targetsOf(one, { neighbours }, now).find(({ kind }) => kind === 'minor');
    const fix = minor && written(one.dependency, minor, now);
    if (fix && !isAlias(one.dependency)) neighbours.move(minor.subject, minor.update.version);
    return fix ?? [];
  });
  return readable(made, manifest);
}

interface Target {
  readonly kind: keyof Updates;
  readonly update: Update;
  readonly what: string;
  readonly subject: Subject;
}

function targetsOf(
  { dependency, status, subject, findings }: Updatable,
  { neighbours }: Pick<Subject, 'neighbours'>,
  now: number,
): readonly Target[] {
  if (!subject || status.kind !== 'checked' || findings.length > 0) return [];
  const beside = isAlias(dependency) ? subject : { ...subject, neighbours };
  const updates = updatesFor(beside, now);
  return KINDS.flatMap(([kind, what]) => {
    const update = updates[kind];
    return update ? [{ kind, update, what, subject: beside }] : [];
  });
}

const KINDS: readonly (readonly [keyof Updates, string])[] = [
  ['inRange', 'newest in range'],
  ['minor', 'newest minor'],
  ['major', 'newest major'],
];

/** Undefined where the line cannot say it, says it already, or would let in what it keeps out now. */
function written(
  dependency: Dependency,
  { kind, update: { version, trust }, what, subject }: Target,
  now: number,
): (MeantFix & LineUpdate) | undefined {
  if (!isDecisive(dependency) || isInCatalog(dependency) || isHashed(dependency)) return undefined;
  const before = writtenRange(dependency);
  const text = rangeEditsOf(dependency)?.raise(before, version);
  const own = text === undefined || text === before ? undefined : meaningOf(text, dependency);
  if (text === undefined || own === undefined) return undefined;
  const requirement = subject.versions.parse(own, { pre: subject.requirement.pre, constraints: subject.constraints });
  const isHasty =
    letIn(requirement, version, subject, now) !== undefined && letIn(subject.requirement, version, subject, now) === undefined;
  if (!requirement.admits(version) || isHasty || admittedMalware({ ...subject, requirement }).length > 0) return undefined;
  const changes = trust.changed.length > 0 ? `; ${quoted(trustInWords(trust), 60)}` : '';
  const fix: Fix = {
    title: `Update ${quoted(dependency.writtenName, 80)} to ${shownVersion(version)} (${what}${changes})`,
    preferred: false,
    target: version,
    edits: [rangeEdit(dependency, text)],
  };
  const isMeant = (after: Dependency): boolean =>
    after.group === dependency.group && meaningOf(writtenRange(after), after)?.trim() === own.trim();
  return { kind, dependency, fix, meant: { goes: dependency.name, comes: dependency.name, isMeant } };
}
