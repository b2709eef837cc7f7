import { admittedBad } from '../advisories/matching.js';
import type { Dependency, Edit, Finding, Fix } from '../model.js';
import type { Subject } from '../rules/rule.js';
import { listed } from '../rules/words.js';
import { npmRange } from './npmRange.js';
import { type Proposal, proposalsFor } from './proposals.js';
import { pythonRange } from './pythonRange.js';
import type { RangeEdits } from './rangeEdits.js';
import { targetsFor } from './targets.js';

/**
 * The changes of the manifest's text that make a finding go away, the best first. Each was read again after it was made up: one that
 * would leave the bad release admitted, or give a release that is not safe, is not offered.
 * @param subject what the finding was made from
 * @param now milliseconds since 1970
 */
export function fixesFor(finding: Finding, subject: Subject, now: number): readonly Fix[] {
  const fixes = proposalsFor(finding, subject, now).flatMap(proposal => fixOf(proposal, finding, subject, now));
  return fixes.filter((fix, index) => fixes.findIndex(other => sameEdits(other, fix)) === index);
}

function fixOf(proposal: Proposal, finding: Finding, subject: Subject, now: number): readonly Fix[] {
  const { dependency } = finding;
  if (proposal.kind === 'remove') {
    return [{ title: `Remove ${dependency.writtenName}`, preferred: false, edits: [{ span: dependency.removalSpan, newText: '' }] }];
  }
  if (dependency.origin.kind === 'skipped') return [];
  const { range } = dependency.origin;
  const hashed = (dependency.hashes?.length ?? 0) > 0;
  const text = newRange(proposal, range, subject, hashed);
  if (text === undefined || text === range || !isCured(text, proposal, finding, subject, now)) return [];
  return [
    {
      title: titleOf(proposal, dependency, text),
      preferred: proposal.preferred,
      edits: [rangeEdit(dependency, text)],
      ...(proposal.kind !== 'exclude' && { target: proposal.target }),
      ...(hashed && { needsDigests: true }),
    },
  ];
}

function newRange(proposal: Exclude<Proposal, { kind: 'remove' }>, range: string, subject: Subject, hashed: boolean): string | undefined {
  const edits: RangeEdits = subject.ecosystem === 'npm' ? npmRange : pythonRange;
  if (proposal.kind === 'exclude') return hashed ? undefined : edits.exclude(range, proposal.versions);
  if (proposal.kind === 'pin' || hashed) return edits.pin(range, proposal.target);
  return edits.raise(range, proposal.target);
}

/** Reads the new range as the old one was read: what it gives must be safe, and nothing malicious may be left inside. */
function isCured(text: string, proposal: Proposal, finding: Finding, subject: Subject, now: number): boolean {
  const requirement = subject.versions.parse(text, { pre: subject.requirement.pre });
  if (proposal.kind === 'pin' || proposal.kind === 'raise') {
    if (!requirement.admits(proposal.target)) return false;
    const gives =
      requirement.version ?? (subject.registry.kind === 'found' ? subject.versions.select(requirement, subject.registry.value) : undefined);
    const instead = finding.rule === 'malicious-release' || finding.rule === 'removed-release' ? undefined : finding.version;
    if (gives === undefined || !isSafeChoice(gives, proposal.target, subject, instead, now)) return false;
  }
  const malicious = subject.advisories.filter(group => group.kind === 'malicious').flatMap(group => group.members);
  return malicious.every(advisory => admittedBad(advisory, subject, requirement, finding.bad, subject.versions).length === 0);
}

/** What an installer chooses above the target may still be in its cooldown: that is not this fix's doing. */
function isSafeChoice(gives: string, target: string, subject: Subject, instead: string | undefined, now: number): boolean {
  const afterCooldown = Number.MAX_SAFE_INTEGER;
  return gives === target ? targetsFor(subject, instead, now).isSafe(gives) : targetsFor(subject, instead, afterCooldown).isSafe(gives);
}

function titleOf(proposal: Exclude<Proposal, { kind: 'remove' }>, dependency: Dependency, text: string): string {
  const name = dependency.writtenName;
  switch (proposal.kind) {
    case 'pin':
      return `Pin ${name} to ${proposal.target} (${proposal.why})`;
    case 'raise':
      return `Raise ${name} to ${/^[\d.]+$/.test(text) ? proposal.target : text.trim()} (${proposal.why})`;
    case 'exclude':
      return `Exclude ${name} ${listed(proposal.versions)}`;
  }
}

/** `packageManager` may end in a hash of the old release (`pnpm@9.1.0+sha512.…`), which goes with it. */
function rangeEdit({ origin, group, specifierSpan }: Dependency, newText: string): Edit {
  const span = origin.kind === 'registry' && group !== 'packageManager' ? origin.rangeSpan : specifierSpan;
  return { span, newText };
}

function sameEdits(a: Fix, b: Fix): boolean {
  return JSON.stringify(a.edits) === JSON.stringify(b.edits);
}
