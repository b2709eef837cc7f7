import { baseName } from '../text/paths.js';

// Findings on transitive dependencies: the project says which release of that package everybody gets.

import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { OverridePlace } from '../ecosystems/shared/fixContext.js';
import type { OverrideText } from '../ecosystems/shared/overrideText.js';
import type { VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { Edit, Finding, Fix, SourceText, Through } from '../model/index.js';
import { admittedMalware, vulnerableGroups } from '../rules/cleanReleases.js';
import { withPackage } from '../rules/lookalikeTarget.js';
import { quoted } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';
import { explanationOf } from './explanation.js';
import { hasteOf, letIn } from './letIn.js';
import { passedOver } from './passedOver.js';
import { type Move, proposalsFor, toleranceOf } from './proposals.js';
import type { MeantFix } from './readBack.js';
import { isAgeKnown, type Tolerance, targetsFor } from './targets.js';
import { withEdits } from './textEdits.js';

/** Of more bad releases below one dependency the worst are treated. */
export const MOST_BELOW = 3;

/** What is meant by the rules whose findings an override can end. */
export function isOverridable({ rule, through }: Finding): boolean {
  return through !== undefined && (rule === 'malicious-release' || rule === 'vulnerable-release');
}

/**
 * Overrides that lead away from the bad releases below a dependency, to another one of the same major line: of the ranges of those that ask for it no
 * more is known. Each needs the answers of registry and advisory service on the package itself, and was read again after it was made up. They have no
 * `target`, for it is no release of the dependency.
 * @param subject of the direct dependency
 * @param now milliseconds since 1970
 */
export function overridesFor(finding: Finding, subject: Subject, place: OverridePlace, now: number): readonly MeantFix[] {
  if (!isOverridable(finding)) return [];
  return (finding.through ?? []).slice(0, MOST_BELOW).flatMap(through => overridesOn(through, finding, subject, place, now));
}

function overridesOn(through: Through, finding: Finding, subject: Subject, place: OverridePlace, now: number): readonly MeantFix[] {
  const below = subjectOn(through, subject);
  const own = findingOn(through, finding);
  const moves = movesFrom(own, through.version, below, now);
  const isDirect = place.isDirect(through.name);
  const parent = isDirect ? parentOf(through) : undefined;
  const isOutOfReach = isDirect && (parent === undefined || !place.form.nestedKey);
  if (moves.length === 0 || isOutOfReach || isKeptOut(through, below.versions, place)) return [];
  const tolerates = toleranceOf(own, below);
  return moves.flatMap(move => {
    const pin: Move | undefined = move.kind === 'raise' ? { ...move, kind: 'pin', preferred: false } : undefined;
    const skipped = passedOver(move.target, through.version, below, tolerates, now);
    return (
      override(move, through, parent, below, place, tolerates, skipped, now) ??
      (pin && override(pin, through, parent, below, place, tolerates, skipped, now)) ??
      []
    );
  });
}

/** The package that asks for the release, on the path that is shown. */
function parentOf({ path }: Through): string | undefined {
  return path.at(-2);
}

/** The project keeps the release out already: what helps is to lock anew. */
function isKeptOut({ name, version }: Through, versions: VersionScheme, { form, file }: OverridePlace): boolean {
  const [own, ...others] = form.text.read(file.text)?.filter(entry => entry.name === name) ?? [];
  return others.length === 0 && own?.value !== undefined && isRange(own.value, versions) && !versions.parse(own.value).admits(version);
}

/** The package below as if it were asked for in its own major line. */
function subjectOn({ name, version }: Through, subject: Subject): Subject {
  const below = withPackage(subject, { ecosystem: subject.ecosystem, name });
  const { locked, ...project } = subject.project;
  return {
    ...below,
    constraints: '',
    requirement: below.versions.parse(ECOSYSTEMS[subject.ecosystem].ranges?.majorLine(version) ?? version),
    effective: { version, evidence: 'locked' },
    project: { ...project, hashes: [] },
  };
}

/** The finding as if it were on the release below alone. */
function findingOn({ version, advisories }: Through, { through, ...finding }: Finding): Finding {
  return { ...finding, version, advisories, bad: [] };
}

/** Up first: what asks for the package asks for that release or a higher one more often than for a lower one. */
function movesFrom(own: Finding, version: string, below: Subject, now: number): readonly Move[] {
  if (below.registry.kind !== 'found' || !below.advisoriesKnown) return [];
  const moves = proposalsFor(own, below, now).flatMap(proposal => (proposal.kind === 'pin' || proposal.kind === 'raise' ? [proposal] : []));
  const near = moves.filter(({ target }) => below.versions.sameMajor(target, version));
  const isUp = ({ kind }: Move): number => (kind === 'raise' ? 0 : 1);
  return near
    .toSorted((a, b) => isUp(a) - isUp(b))
    .map((move, index) => ({
      ...move,
      preferred: index === 0 && isAgeKnown(below, move.target) && vulnerableGroups(below, move.target).length === 0,
    }));
}

function override(
  move: Move,
  through: Through,
  parent: string | undefined,
  below: Subject,
  place: OverridePlace,
  tolerates: Tolerance,
  skipped: string | undefined,
  now: number,
): MeantFix | undefined {
  const { name, version } = through;
  const { form, file, isManifest, condition } = place;
  const key = parent === undefined ? keyFor(name, version, move.target, below.versions, place) : form.nestedKey?.(parent, name);
  const written =
    key === undefined
      ? undefined
      : rewritten(file, key, name, below.versions, form.text, value => form.rangeOf(value, move.kind, move.target));
  if (!written || !isCured(written.range, move.target, below, tolerates)) return undefined;
  const hasty = letIn(below.versions.parse(written.range), move.target, below, now);
  if (hasty) {
    const pin: Move = { ...move, kind: 'pin', why: `${move.why}; ${hasteOf(hasty)}` };
    return move.kind === 'pin' ? undefined : override(pin, through, parent, below, place, tolerates, skipped, now);
  }
  const verb = form.narrows ? 'Constrain' : 'Override';
  const where = isManifest ? '' : ` in ${quoted(baseName(file.path))}${condition === undefined ? '' : `, ${condition}`}`;
  const isPreferred = isManifest || (form.elsewhereOnly === true && condition === undefined);
  const fix: Fix = {
    title: `${verb} ${quoted(name, 80)}${parent === undefined ? '' : ` of ${quoted(parent, 80)}`} to ${quoted(written.range, 80)}${where} (${move.why})`,
    explanation: explanationOf(move.target, move.why, below, skipped),
    preferred: move.preferred && isPreferred,
    edits: written.edits.map(edit => (isManifest ? edit : { ...edit, file })),
  };
  return { fix, meant: { goes: name, comes: name } };
}

/** The name, or where the lockfile has other major lines of it the name with a condition; undefined where that cannot be said. */
function keyFor(
  name: string,
  version: string,
  target: string,
  versions: VersionScheme,
  { form, lockedVersions }: OverridePlace,
): string | undefined {
  const locked = lockedVersions(name);
  if (!locked) return undefined;
  if (locked.every(other => versions.sameMajor(other, target))) return name;
  return form.selective ? `${name}@^${version}` : undefined;
}

/**
 * Changes the entry of a key, or adds one. Undefined where nothing would change, where the project says something else of the same package, or
 * where the text does not say afterwards what it should.
 */
function rewritten(
  { text }: SourceText,
  key: string,
  name: string,
  versions: VersionScheme,
  { read, insert }: OverrideText,
  rangeFrom: (written: string | undefined) => string | undefined,
): { readonly edits: readonly Edit[]; readonly range: string } | undefined {
  const before = read(text);
  const [own, ...others] = before?.filter(entry => entry.name === name) ?? [];
  if (!before || others.length > 0 || (own && (own.key !== key || own.value === undefined || !isRange(own.value, versions))))
    return undefined;
  const range = rangeFrom(own?.value);
  if (range === undefined || range === own?.value) return undefined;
  const edits = own ? [{ span: own.span, newText: range }] : insert(text, key, range);
  const after = edits && read(withEdits(text, edits));
  const said = (entries: typeof before) => entries.flatMap(({ key: of, value }) => (value === undefined ? [] : [`${of} ${value}`]));
  const wanted = own
    ? before.map(entry => (entry === own ? { ...own, value: range } : entry))
    : [...before, { key, value: range, name, span: NOWHERE }];
  return edits && after && said(after).sort().join('\n') === said(wanted).sort().join('\n') ? { edits, range } : undefined;
}

const NOWHERE = { start: 0, end: 0 };

function isRange(value: string, versions: VersionScheme): boolean {
  return ['any', 'exact', 'range'].includes(versions.parse(value).kind);
}

function isCured(range: string, target: string, below: Subject, tolerates: Tolerance): boolean {
  const requirement = below.versions.parse(range);
  if (!requirement.admits(target) || below.registry.kind !== 'found') return false;
  if (admittedMalware({ ...below, requirement }).length > 0) return false;
  const gives = requirement.version ?? below.versions.select(requirement, below.registry.value);
  return gives === target || (gives !== undefined && targetsFor(below, tolerates, Infinity).isSafe(gives));
}
