import type { CatalogEntry, Places } from '../ecosystems/shared/fixContext.js';
import type { RangeEdits } from '../ecosystems/shared/rangeEdits.js';
import type { Requirement } from '../ecosystems/shared/versionScheme.js';
import type { Dependency, Finding, Fix, SourceText } from '../model/index.js';
import { admittedMalware, listedRelease, vulnerableGroups } from '../rules/cleanReleases.js';
import { RULES } from '../rules/index.js';
import { listed, quoted, shownVersion } from '../rules/messages.js';
import type { Neighbours, Subject } from '../rules/rule.js';
import { baseName } from '../text/paths.js';
import { explanationOf } from './explanation.js';
import { hasteOf, isHasty, letIn } from './letIn.js';
import { isDecisive, isHashed, isInCatalog, meaningOf, oneLine, rangeEdit, rangeEditsOf, writtenRange } from './line.js';
import { overridesFor } from './overrides.js';
import { passedOver } from './passedOver.js';
import { type Exclusion, type Move, type Proposal, proposalsFor, toleranceOf } from './proposals.js';
import { type MeantFix, readable } from './readBack.js';
import { replacement } from './replacement.js';
import { isAlias, nextRelease } from './siblings.js';
import { signalsOn } from './signals.js';
import { blameless, targetsFor } from './targets.js';

/** What of the project fixes are looked for with, beside what a finding was made from. */
export interface Surrounding {
  /** The file of the finding; without it no edit can be read again, and none is offered. */
  readonly manifest?: SourceText | undefined;
  /** What can be changed beside the dependency's own line. */
  readonly places?: Places | undefined;
  /** What the manifest's other dependencies want of a target, and it of them. */
  readonly neighbours?: Neighbours | undefined;
}

/**
 * The changes that make a finding go away, the best first; one of them is preferred, or none. Each was read again after it was made up: one that
 * would leave the bad release admitted, or give a release that is not safe, is not offered. One that changes another file than the manifest names it
 * in its title, and is never preferred.
 * @param subject what the finding was made from
 * @param now milliseconds since 1970
 */
export function fixesFor(finding: Finding, subject: Subject, now: number, around: Surrounding): readonly Fix[] {
  const { manifest } = around;
  return manifest ? preferredOnce(readable(madeFor(finding, subject, now, around), manifest)).map(({ fix }) => fix) : [];
}

/** One dependency, and what is found of it. */
export interface Flagged extends Surrounding {
  readonly findings: readonly Finding[];
  /** Undefined where it is not judged. */
  readonly subject: Subject | undefined;
}

/**
 * The same for all findings of a manifest, whose fixes are read again together. Nothing is worked out before somebody asks.
 * @param now milliseconds since 1970
 */
export function fixesIn(flagged: readonly Flagged[], now: number): (finding: Finding) => readonly Fix[] {
  let known: ReadonlyMap<Finding, readonly Fix[]> | undefined;
  return finding => {
    known ??= allFor(flagged, now);
    return known.get(finding) ?? [];
  };
}

function allFor(flagged: readonly Flagged[], now: number): ReadonlyMap<Finding, readonly Fix[]> {
  const manifest = flagged.find(one => one.manifest)?.manifest;
  if (!manifest) return new Map();
  const made = flagged.flatMap(({ findings, subject, ...around }) =>
    findings.flatMap(finding => (subject ? madeFor(finding, subject, now, around).map(one => ({ ...one, finding })) : [])),
  );
  const byFinding = new Map<Finding, MeantFix[]>();
  for (const one of readable(made, manifest)) byFinding.set(one.finding, [...(byFinding.get(one.finding) ?? []), one]);
  return new Map([...byFinding].map(([finding, fixes]) => [finding, preferredOnce(fixes).map(({ fix }) => fix)]));
}

/** Fixes as they are made up, before their files are read again; each edit once. */
export function madeFor(found: Finding, subject: Subject, now: number, { places, neighbours }: Surrounding): readonly MeantFix[] {
  // what is installed is not mended by an edit; what the line asks for is
  const finding = found.alsoRule === undefined ? found : { ...found, rule: found.alsoRule };
  const seen = !neighbours || isAlias(finding.dependency) ? subject : { ...subject, neighbours };
  const made = finding.through ? belowFixes(finding, seen, now, places) : ownFixes(finding, seen, now, places);
  return made.filter(({ fix }, index) => made.findIndex(other => sameEdits(other.fix, fix)) === index);
}

/** Of several that are preferred only the first. */
export function preferredOnce<T extends MeantFix>(made: readonly T[]): readonly T[] {
  const best = made.find(({ fix }) => fix.preferred);
  return made.map(one => (one === best || !one.fix.preferred ? one : { ...one, fix: { ...one.fix, preferred: false } }));
}

function belowFixes(finding: Finding, subject: Subject, now: number, places: Places | undefined): readonly MeantFix[] {
  return places?.overrides ? overridesFor(finding, subject, places.overrides, now) : [];
}

function ownFixes(finding: Finding, subject: Subject, now: number, places: Places | undefined): readonly MeantFix[] {
  if (isOutOfReach(finding, subject)) return [];
  const proposals = proposalsFor(finding, subject, now);
  if (!isInCatalog(finding.dependency)) return proposals.flatMap(proposal => fixOf(proposal, finding, subject, now) ?? []);
  const found = places?.catalogEntry(finding.dependency);
  return found ? proposals.flatMap(proposal => catalogFix(proposal, finding, found, subject, now) ?? []) : [];
}

/** The range of a reference to a catalog is changed where it stands. */
function catalogFix(
  proposal: Proposal,
  finding: Finding,
  { entry, file, isManifest }: CatalogEntry,
  subject: Subject,
  now: number,
): MeantFix | undefined {
  if (proposal.kind === 'remove' || proposal.kind === 'replace') return undefined;
  const made = fixOf(proposal, { ...finding, dependency: entry }, subject, now);
  if (!made || isManifest) return made;
  const { fix, meant } = made;
  const [what = '', ...why] = fix.title.split(' (');
  const title = [`${what} in ${quoted(baseName(file.path))}`, ...why].join(' (');
  return { fix: { ...fix, title, preferred: false, edits: fix.edits.map(edit => ({ ...edit, file })) }, meant };
}

function fixOf(proposal: Proposal, finding: Finding, subject: Subject, now: number): MeantFix | undefined {
  const { dependency } = finding;
  if (proposal.kind === 'remove') {
    const edits = [{ span: dependency.removalSpan, newText: '' }];
    const fix: Fix = { title: `Remove ${shownName(dependency)}`, preferred: false, removes: true, edits };
    return { fix, meant: { goes: dependency.name } };
  }
  if (proposal.kind === 'replace') {
    const fix = replacement(proposal.by, finding, subject, now);
    return fix && { fix, meant: { goes: dependency.name, comes: proposal.by.name, isMeant: () => true } };
  }
  if (proposal.kind !== 'raise' || isHashed(dependency)) return change(proposal, finding, subject, now);
  const requirement = readingOf(proposal, dependency, subject)?.requirement;
  const hasty = requirement && letIn(requirement, proposal.target, subject, now);
  if (hasty) return change({ ...proposal, kind: 'pin', why: `${proposal.why}; ${hasteOf(hasty)}` }, finding, subject, now);
  return change(proposal, finding, subject, now) ?? change({ ...proposal, kind: 'pin', preferred: false }, finding, subject, now);
}

/** The change that says what is proposed; undefined where the line cannot say it, or where it would not do. */
function change(proposal: Move | Exclusion, finding: Finding, subject: Subject, now: number): MeantFix | undefined {
  const { dependency } = finding;
  const reading = readingOf(proposal, dependency, subject);
  if (!reading || !isCured(reading.requirement, proposal, finding, subject)) return undefined;
  const { text, own, requirement } = reading;
  const gives = nextRelease({ ...subject, requirement });
  const said = proposal.kind === 'exclude' ? unhurried(proposal, gives, subject, now) : proposal;
  const target = said.kind === 'exclude' ? undefined : said.target;
  const fix: Fix = {
    title: titleOf(said, dependency, { ...subject.versions.parse(own), text: oneLine(text) }),
    preferred: said.preferred,
    edits: [rangeEdit(dependency, text)],
    ...(said.kind !== 'exclude' && {
      target: said.target,
      explanation: explained(said, finding, subject, now),
    }),
    ...(gives !== undefined && gives !== target && { gives }),
    ...(isHashed(dependency) && { needsDigests: true }),
  };
  const isMeant = (after: Dependency): boolean =>
    after.group === dependency.group && meaningOf(writtenRange(after), after)?.trim() === own.trim();
  return { fix, meant: { goes: dependency.name, comes: dependency.name, isMeant } };
}

/** What the line would say, and what that means; undefined where the line cannot say it. */
interface Reading {
  readonly text: string;
  /** The text in the ecosystem's own grammar. */
  readonly own: string;
  readonly requirement: Requirement;
}

function readingOf(proposal: Move | Exclusion, dependency: Dependency, subject: Subject): Reading | undefined {
  if (!isDecisive(dependency)) return undefined;
  const written = writtenRange(dependency);
  const text = changed(written, proposal, rangeEditsOf(dependency), isHashed(dependency));
  if (text === undefined || text === written) return undefined;
  const own = meaningOf(text, dependency);
  if (own === undefined) return undefined;
  return { text, own, requirement: subject.versions.parse(own, { pre: subject.requirement.pre, constraints: subject.constraints }) };
}

/** An exclusion that moves the project to a release inside its cooldown, or of no known age, is made only after a look. */
function unhurried(proposal: Exclusion, gives: string | undefined, subject: Subject, now: number): Exclusion {
  const release = gives === undefined || gives === subject.effective?.version ? undefined : listedRelease(subject, gives);
  if (!release || !isHasty(release, subject, now)) return proposal;
  return { ...proposal, why: [proposal.why, hasteOf(release)].filter(Boolean).join('; '), preferred: false };
}

function explained({ target, why }: Move, finding: Finding, subject: Subject, now: number): string {
  const from = finding.version ?? subject.effective?.version;
  const skipped = from === undefined ? undefined : passedOver(target, from, subject, toleranceOf(finding, subject), now);
  return explanationOf(target, why, subject, skipped);
}

function changed(written: string, proposal: Move | Exclusion, edits: RangeEdits | undefined, hashed: boolean): string | undefined {
  if (!edits) return undefined;
  if (proposal.kind === 'exclude') return hashed ? undefined : edits.exclude?.(written, proposal.versions);
  return proposal.kind === 'pin' || hashed ? edits.pin(written, proposal.target) : edits.raise(written, proposal.target);
}

/** What the new text gives must be safe, and nothing malicious may be left inside. */
function isCured(requirement: Requirement, proposal: Move | Exclusion, finding: Finding, subject: Subject): boolean {
  if (proposal.kind !== 'exclude' && !requirement.admits(proposal.target)) return false;
  if (!givesSafe(requirement, proposal, finding, subject)) return false;
  const isMalwareKnown = subject.advisories.some(({ kind }) => kind === 'malicious');
  return !isMalwareKnown || admittedMalware({ ...subject, requirement }).length === 0;
}

/** A cooldown that the package manager obeys keeps back what is chosen above the target: it need not be old enough. */
function givesSafe(requirement: Requirement, proposal: Move | Exclusion, finding: Finding, subject: Subject): boolean {
  const { registry, versions } = subject;
  const target = proposal.kind === 'exclude' ? undefined : proposal.target;
  const gives = requirement.version ?? (registry.kind === 'found' ? versions.select(requirement, registry.value) : undefined);
  if (gives === undefined) return target === undefined && registry.kind !== 'found';
  if (isStillSuspicious(gives, target, finding, subject)) return false;
  if (gives === target || (finding.rule === 'admits-malicious-release' && gives === finding.version)) return true;
  const isLesserEvil = target !== undefined && vulnerableGroups(subject, target).length > 0;
  return targetsFor(subject, isLesserEvil ? toleranceOf(finding, subject) : blameless, Infinity).isSafe(gives);
}

/** Whether the way out of a signal would lead to the same one, or past its target to any other. */
function isStillSuspicious(gives: string, target: string | undefined, { rule }: Finding, subject: Subject): boolean {
  if (!RULES.some(({ id, category }) => id === rule && category === 'signal')) return false;
  const signals: readonly string[] = signalsOn(subject, gives);
  return signals.includes(rule) || (gives !== target && signals.length > 0);
}

function titleOf(proposal: Move | Exclusion, dependency: Dependency, requirement: Requirement): string {
  const name = shownName(dependency);
  const why = proposal.why ? ` (${proposal.why})` : '';
  switch (proposal.kind) {
    case 'pin':
      return `Pin ${name} to ${shownVersion(proposal.target)}${why}`;
    case 'raise':
      return `Raise ${name} to ${requirement.kind === 'exact' ? shownVersion(proposal.target) : quoted(requirement.text, 80)}${why}`;
    case 'exclude':
      return `Exclude ${name} ${listed(proposal.versions.map(shownVersion))}${why}`;
  }
}

function shownName({ writtenName }: Dependency): string {
  return quoted(writtenName, 80);
}

/** The manifest asks for another release already: what helps is to install or lock anew. */
function isOutOfReach({ version }: Finding, { effective, requirement }: Subject): boolean {
  if (version === undefined || (requirement.kind !== 'exact' && requirement.kind !== 'range') || requirement.admits(version)) return false;
  for (let one = effective; one; one = one.against)
    if (one.version === version) return one.evidence === 'installed' || one.evidence === 'locked';
  return false;
}

function sameEdits(a: Fix, b: Fix): boolean {
  return JSON.stringify(a.edits) === JSON.stringify(b.edits);
}
