// What a policy file has left out of a report, turned down, or kept from being asked about: said in every format, with numbers.

import { inventoryOf } from '../analysis/inventory.js';
import { type FileResult, findingsOf, ignoredIn, type LockedReleases, lockfilesIn } from '../analysis/results.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { DEFAULT_COOLDOWN_DAYS } from '../ecosystems/shared/cooldown.js';
import type { Component } from '../model/component.js';
import type { Finding } from '../model/index.js';
import { DEFAULT_POLICY } from '../policy/config.js';
import type { IgnoreEntry } from '../policy/ignores.js';
import type { NamePattern } from '../policy/names.js';
import { PRIVATE_BY_POLICY } from '../policy/policy.js';
import type { PolicyFile } from '../policy/policyFile.js';
import { isBelowDefault } from '../policy/protectedRules.js';
import { counted } from '../rules/age.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import { allNotices, type InstalledResults, ignoredNotices } from './installed.js';

/** One thing that a policy file does to what is said. */
export interface PolicyEffect {
  readonly kind: 'off' | 'lowered' | 'ignored' | 'allowed' | 'cooldown' | 'recentDays' | 'private';
  /** The rule, the names or the entry that it is about, as the file writes them. */
  readonly about: string;
  /** How many findings it has left out; of a level that is lowered, how many it concerns. */
  readonly findings: number;
  /** Of private names: how many releases nobody was asked about. What that has left out is not known. */
  readonly notChecked?: number;
  readonly level?: string;
  readonly reason?: string;
  readonly expires?: string;
}

/** What a policy file does, in the order of kinds; what does nothing is there with a 0. */
export function policyEffects(file: PolicyFile, results: readonly FileResult[], installed: InstalledResults): readonly PolicyEffect[] {
  const scan: Scan = { results, installed, findings: results.flatMap(findingsOf) };
  return [
    ...levelEffects(file, scan),
    ...file.choices.ignores.all.map(({ entry, key }) => ignoreEffect(entry, key, scan)),
    ...file.choices.allowed.patterns.map(pattern => allowEffect(pattern, scan)),
    ...relaxedEffects(file, scan),
    ...privateEffects(file, scan),
  ];
}

/** What it comes to, behind what it is about and a colon: `off, 1 finding left out`. What comes from outside is still to be neutralised. */
export function effectText({ kind, findings, notChecked = 0, level, reason, expires }: PolicyEffect): string {
  const leftOut = `${counted(findings, 'finding')} left out`;
  if (kind === 'off') return `off, ${leftOut}`;
  if (kind === 'lowered') return `lowered to ${level}, ${counted(findings, 'finding')}`;
  if (kind === 'ignored') return `ignored${expires === undefined ? '' : ` until ${expires}`}, ${leftOut} (${reason})`;
  if (kind === 'allowed') return `allowed, ${leftOut}`;
  if (kind === 'cooldown') return `shorter cooldown, ${leftOut}`;
  if (kind === 'recentDays') return `signals of that time only, ${leftOut}`;
  return `private, ${counted(notChecked, 'release')} that nobody was asked about`;
}

/** Both as one sentence, without a full stop. */
export function effectSentence(effect: PolicyEffect): string {
  return `${effect.about}: ${effectText(effect)}`;
}

interface Scan {
  readonly results: readonly FileResult[];
  readonly installed: InstalledResults;
  readonly findings: readonly Finding[];
}

function levelEffects({ levels }: PolicyFile, scan: Scan): readonly PolicyEffect[] {
  return levels
    .filter(({ rule, level }) => isBelowDefault(rule, level))
    .map(({ rule, level }) =>
      level === 'off'
        ? { kind: 'off', about: rule, findings: silencedBy(rule, scan) }
        : { kind: 'lowered', about: rule, level, findings: loweredOf(rule, scan) },
    );
}

/** What a rule that is off would have said: on lines of manifests, of releases of lockfiles that no such line names, and of what is installed. */
function silencedBy(rule: string, { results, installed }: Scan): number {
  const isOf = (one: { readonly rule: { readonly id: string } }): boolean => one.rule.id === rule;
  const onLines = results.flatMap(({ judged }) =>
    judged.flatMap(({ dependency, subject, off = [] }) =>
      off.filter(isOf).map(({ verdict }) => `${dependency.ecosystem} ${dependency.name} ${verdict.version ?? subject?.effective?.version}`),
    ),
  );
  const said = new Set(onLines);
  const inLocks = new Set(lockfilesIn(results).flatMap(locked => silentIn(locked, isOf)));
  const onDisk = rule === maliciousInstalled.id ? installed.reports.filter(({ isOff }) => isOff) : [];
  return (
    onLines.length +
    [...inLocks].filter(key => !said.has(key)).length +
    onDisk.reduce((sum, { findings, traces }) => sum + findings.length + traces.length, 0)
  );
}

function silentIn(
  { path, lockfile: { ecosystem }, analysis }: LockedReleases,
  isOf: (one: { readonly rule: { readonly id: string } }) => boolean,
): readonly string[] {
  const ofReleases = [...analysis.verdicts.values()].flatMap(({ locked, verdicts }) =>
    (verdicts.off ?? []).some(isOf) ? [`${ecosystem} ${locked.name} ${locked.version}`] : [],
  );
  const ofFile = analysis.shared.filter(({ verdicts }) => (verdicts.off ?? []).some(isOf)).map(({ keys }) => `${path} ${keys.join(' ')}`);
  return [...ofReleases, ...ofFile];
}

function loweredOf(rule: string, { findings, installed }: Scan): number {
  const onDisk = rule === maliciousInstalled.id ? allNotices(installed).length : 0;
  return findings.filter(({ lowered = [] }) => lowered.includes(rule)).length + onDisk;
}

function ignoreEffect(entry: IgnoreEntry, key: string, { results, installed }: Scan): PolicyEffect {
  const inFiles = results.flatMap(ignoredIn).filter(({ ignore }) => ignore.key === key);
  const onDisk = ignoredNotices(installed).filter(({ ignore }) => ignore.key === key);
  const { rule, advisory, package: name, versions, reason, expires } = entry;
  const about = [rule, advisory, name, versions].filter(part => part !== undefined).join(' ');
  return { kind: 'ignored', about, findings: inFiles.length + onDisk.length, reason, ...(expires !== undefined && { expires }) };
}

function allowEffect(pattern: NamePattern, { results }: Scan): PolicyEffect {
  const left = results.flatMap(({ judged }) =>
    judged.flatMap(({ dependency, allowed = [] }) => (pattern.matches(dependency) ? allowed : [])),
  );
  return { kind: 'allowed', about: shown(pattern), findings: left.length };
}

function relaxedEffects({ strictness: { cooldownDays, recentDays } }: PolicyFile, { results }: Scan): readonly PolicyEffect[] {
  const countOf = (key: string): number =>
    results.reduce((sum, { judged }) => sum + judged.flatMap(({ relaxed = [] }) => relaxed.filter(({ by }) => by === key)).length, 0);
  return [
    ...(cooldownDays !== undefined && (cooldownDays < DEFAULT_COOLDOWN_DAYS || countOf('cooldown.days') > 0)
      ? [{ kind: 'cooldown' as const, about: counted(cooldownDays, 'day'), findings: countOf('cooldown.days') }]
      : []),
    ...(recentDays !== undefined && recentDays < DEFAULT_POLICY.recentDays
      ? [{ kind: 'recentDays' as const, about: counted(recentDays, 'day'), findings: countOf('signals.recentDays') }]
      : []),
  ];
}

function privateEffects({ choices: { privateNames } }: PolicyFile, { results, installed }: Scan): readonly PolicyEffect[] {
  if (privateNames.patterns.length === 0) return [];
  const skipped = inventoryOf(results, installed.reports).components.filter(isPrivateByPolicy);
  return privateNames.patterns.map(pattern => ({
    kind: 'private',
    about: shown(pattern),
    findings: 0,
    notChecked: skipped.filter(component => pattern.matches(component)).length,
  }));
}

function isPrivateByPolicy({ occurrences }: Component): boolean {
  return occurrences.some(
    ({ assessment }) => 'reason' in assessment && PRIVATE_BY_POLICY.endsWith(assessment.reason.replace(/^not checked: /, '')),
  );
}

function shown({ ecosystem, name }: NamePattern): string {
  return `${ECOSYSTEMS[ecosystem].prefix}:${name}`;
}
