import type { Dependency, Edit, Finding, Fix } from '../model.js';
import { admittedMalware, vulnerableGroups } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import { listed, quoted } from '../rules/words.js';
import type { Requirement } from '../versions/index.js';
import { npmRange } from './npmRange.js';
import { poetryMeaning, poetryRange } from './poetryRange.js';
import { type Exclusion, type Move, type Proposal, proposalsFor, toleranceOf } from './proposals.js';
import { pythonRange } from './pythonRange.js';
import type { RangeEdits } from './rangeEdits.js';
import { blameless, targetsFor } from './targets.js';

/**
 * The changes of the manifest's text that make a finding go away, the best first; one of them is preferred, or none. Each was read again
 * after it was made up: one that would leave the bad release admitted, or give a release that is not safe, is not offered.
 * @param subject what the finding was made from
 * @param now milliseconds since 1970
 */
export function fixesFor(finding: Finding, subject: Subject, now: number): readonly Fix[] {
  if (finding.through || isInCatalog(finding.dependency) || isOutOfReach(finding, subject)) return [];
  const fixes = proposalsFor(finding, subject, now).flatMap(proposal => fixOf(proposal, finding, subject) ?? []);
  const different = fixes.filter((fix, index) => fixes.findIndex(other => sameEdits(other, fix)) === index);
  const best = different.find(({ preferred }) => preferred);
  return different.map(fix => (fix === best || !fix.preferred ? fix : { ...fix, preferred: false }));
}

function fixOf(proposal: Proposal, finding: Finding, subject: Subject): Fix | undefined {
  const { dependency } = finding;
  if (proposal.kind === 'remove') {
    const edits = [{ span: dependency.removalSpan, newText: '' }];
    return { title: `Remove ${shownName(dependency)}`, preferred: false, edits };
  }
  if (proposal.kind === 'exclude') return change(proposal, finding, subject);
  if (proposal.kind === 'pin' || isHashed(dependency)) return change(proposal, finding, subject);
  return change(proposal, finding, subject) ?? change({ ...proposal, kind: 'pin', preferred: false }, finding, subject);
}

/** The change that says what is proposed; undefined where the line cannot say it, or where it would not do. */
function change(proposal: Move | Exclusion, finding: Finding, subject: Subject): Fix | undefined {
  const { dependency } = finding;
  if (dependency.origin.kind === 'skipped') return undefined;
  const { range, notation } = dependency.origin;
  const written = notation === 'poetry' || oneLine(dependency.specifier) === range ? dependency.specifier : range;
  const text = changed(written, proposal, rangeEditsOf(dependency), isHashed(dependency));
  if (text === undefined || text === written) return undefined;
  const own = notation === 'poetry' ? poetryMeaning(text) : oneLine(text);
  if (own === undefined) return undefined;
  const requirement = subject.versions.parse([own, subject.constraints].filter(Boolean).join(','), { pre: subject.requirement.pre });
  if (!isCured(requirement, proposal, finding, subject)) return undefined;
  return {
    title: titleOf(proposal, dependency, { ...subject.versions.parse(own), text: oneLine(text) }),
    preferred: proposal.preferred,
    edits: [rangeEdit(dependency, text)],
    ...(proposal.kind !== 'exclude' && { target: proposal.target }),
    ...(isHashed(dependency) && { needsDigests: true }),
  };
}

function rangeEditsOf({ ecosystem, origin }: Dependency): RangeEdits {
  if (ecosystem === 'npm') return npmRange;
  return origin.kind === 'registry' && origin.notation === 'poetry' ? poetryRange : pythonRange;
}

function changed(written: string, proposal: Move | Exclusion, edits: RangeEdits, hashed: boolean): string | undefined {
  if (proposal.kind === 'exclude') return hashed ? undefined : edits.exclude(written, proposal.versions);
  return proposal.kind === 'pin' || hashed ? edits.pin(written, proposal.target) : edits.raise(written, proposal.target);
}

/** What the new text gives must be safe, and nothing malicious may be left inside. */
function isCured(requirement: Requirement, proposal: Move | Exclusion, finding: Finding, subject: Subject): boolean {
  if (proposal.kind !== 'exclude' && !requirement.admits(proposal.target)) return false;
  return givesSafe(requirement, proposal, finding, subject) && admittedMalware({ ...subject, requirement }).length === 0;
}

/** What an installer chooses above the target may still be in its cooldown: that is not this fix's doing. */
function givesSafe(requirement: Requirement, proposal: Move | Exclusion, finding: Finding, subject: Subject): boolean {
  const { registry, versions } = subject;
  const target = proposal.kind === 'exclude' ? undefined : proposal.target;
  const gives = requirement.version ?? (registry.kind === 'found' ? versions.select(requirement, registry.value) : undefined);
  if (gives === undefined) return target === undefined && registry.kind !== 'found';
  if (gives === target || (finding.rule === 'admits-malicious-release' && gives === finding.version)) return true;
  const isLesserEvil = target !== undefined && vulnerableGroups(subject, target).length > 0;
  return targetsFor(subject, isLesserEvil ? toleranceOf(finding, subject) : blameless, Infinity).isSafe(gives);
}

function titleOf(proposal: Move | Exclusion, dependency: Dependency, requirement: Requirement): string {
  const name = shownName(dependency);
  const why = proposal.why ? ` (${proposal.why})` : '';
  switch (proposal.kind) {
    case 'pin':
      return `Pin ${name} to ${proposal.target}${why}`;
    case 'raise':
      return `Raise ${name} to ${requirement.kind === 'exact' ? proposal.target : quoted(requirement.text, 80)}${why}`;
    case 'exclude':
      return `Exclude ${name} ${listed(proposal.versions)}${why}`;
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

/** The catalog's own line has the same finding, and its fixes. */
function isInCatalog({ origin }: Dependency): boolean {
  return origin.kind === 'registry' && origin.catalog !== undefined;
}

function isHashed({ hashes = [] }: Dependency): boolean {
  return hashes.length > 0;
}

/** A specifier without the line continuations that a requirements file may have in it. */
function oneLine(text: string): string {
  return text.replace(/\\\r?\n/g, '');
}

/** `packageManager` may end in a hash of the old release (`pnpm@9.1.0+sha512.…`), which goes with it. */
function rangeEdit({ origin, group, specifierSpan }: Dependency, newText: string): Edit {
  if (origin.kind !== 'registry' || group === 'packageManager') return { span: specifierSpan, newText };
  const [before, behind] = origin.around ?? ['', ''];
  return { span: origin.rangeSpan, newText: `${before}${newText}${behind}` };
}

function sameEdits(a: Fix, b: Fix): boolean {
  return JSON.stringify(a.edits) === JSON.stringify(b.edits);
}
