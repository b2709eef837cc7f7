// What policy files, settings and package managers’ configuration have left out of a report, turned down, or kept from being asked about: said in every
// format, with numbers.
import { inventoryOf } from '../analysis/inventory.js';
import { type FileResult, findingsOf, ignoredIn, type LockedReleases, lockfilesIn } from '../analysis/results.js';
import type { Relaxation } from '../analysis/verdicts.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { DEFAULT_COOLDOWN_DAYS } from '../ecosystems/shared/cooldown.js';
import type { Component } from '../model/component.js';
import type { Finding } from '../model/index.js';
import { DEFAULT_POLICY, type RuleLevel, type Strictness } from '../policy/config.js';
import type { IgnoreEntry } from '../policy/ignores.js';
import type { NameList, NamePattern } from '../policy/names.js';
import { type PartialStrictness, PRIVATE_BY_POLICY, PRIVATE_BY_SETTINGS } from '../policy/policy.js';
import type { PolicyFile } from '../policy/policyFile.js';
import { isBelowDefault } from '../policy/protectedRules.js';
import { counted, lengthInWords } from '../rules/age.js';
import type { RuleId } from '../rules/index.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import { isIn } from '../text/paths.js';
import { allNotices, type InstalledResults, ignoredNotices } from './installed.js';

/** One thing that a policy file, the settings or a package manager's configuration does to what is said. */
export interface PolicyEffect {
  readonly kind: 'off' | 'lowered' | 'ignored' | 'allowed' | 'cooldown' | 'recentDays' | 'private';
  /** The rule, the names or the entry that it is about, as the file writes them. */
  readonly about: string;
  /** Who does it, where that is not a policy file: `the settings`, or the configuration file of a package manager. */
  readonly by?: string;
  /** How many findings it has left out; of a level that is lowered, how many it concerns. */
  readonly findings: number;
  /** Of private names: how many releases nobody was asked about. What that has left out is not known. */
  readonly notChecked?: number;
  readonly level?: string;
  readonly reason?: string;
  readonly expires?: string;
}

/** Who may have turned something down. */
export interface EffectSources {
  /** The policy files that were used. */
  readonly policies?: readonly UsedPolicy[] | undefined;
  /** The editor's settings; undefined where there is no editor. */
  readonly settings?: EffectiveSettings | undefined;
}

export interface UsedPolicy {
  readonly file: PolicyFile;
  /** The folder whose results it holds for; undefined: for all. */
  readonly folder?: string | undefined;
}

/** What settings say of how dependencies are judged. */
export type EffectiveSettings = Strictness & { readonly privateNames: Pick<NameList, 'patterns'> };

/** What everybody does who may: policy files, then settings, then package managers' configuration. */
export function effectsOf(
  { policies = [], settings }: EffectSources,
  results: readonly FileResult[],
  installed: InstalledResults,
): readonly PolicyEffect[] {
  return [...policies.flatMap(policy => policyEffects(policy, results, installed)), ...furtherEffects(settings, results, installed)];
}

/** What a policy file does to the results of its folder, in the order of kinds; what does nothing is there with a 0. */
export function policyEffects(
  { file, folder }: UsedPolicy,
  results: readonly FileResult[],
  installed: InstalledResults,
): readonly PolicyEffect[] {
  const scan = scanOf(
    folder === undefined ? results : results.filter(({ path }) => isIn(path, folder)),
    folder === undefined ? installed : { ...installed, reports: installed.reports.filter(report => isIn(report.folder, folder)) },
  );
  return [
    ...levelEffects(file.levels, scan),
    ...file.choices.ignores.all.map(({ entry, key }) => ignoreEffect(entry, key, scan)),
    ...file.choices.allowed.patterns.map(pattern => allowEffect(pattern, scan)),
    ...relaxedEffects(file.strictness, 'policy', scan),
    ...privateEffects(file.choices.privateNames.patterns, PRIVATE_BY_POLICY, scan),
  ];
}

/** The same of what is no policy file: settings, and cooldowns that package managers have been told to obey. */
export function furtherEffects(
  settings: EffectiveSettings | undefined,
  results: readonly FileResult[],
  installed: InstalledResults,
): readonly PolicyEffect[] {
  const scan = scanOf(results, installed);
  return [...(settings ? settingsEffects(settings, scan) : []), ...inheritedEffects(scan)];
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
  return `${effectSubject(effect)}: ${effectText(effect)}`;
}

/** What it is about, and who does it where that is not a policy file. */
export function effectSubject({ about, by }: PolicyEffect): string {
  return by === undefined ? about : `${about} (${by})`;
}

interface ChosenLevel {
  readonly rule: RuleId;
  readonly level: RuleLevel;
}

interface Scan {
  readonly results: readonly FileResult[];
  readonly installed: InstalledResults;
  readonly findings: readonly Finding[];
}

function scanOf(results: readonly FileResult[], installed: InstalledResults): Scan {
  return { results, installed, findings: results.flatMap(findingsOf) };
}

function settingsEffects(settings: EffectiveSettings, scan: Scan): readonly PolicyEffect[] {
  const levels = Object.entries(settings.rules).map(([rule, level]) => ({ rule: rule as RuleId, level }));
  return [
    ...levelEffects(levels, scan),
    ...relaxedEffects(settings, 'settings', scan),
    ...privateEffects(settings.privateNames.patterns, PRIVATE_BY_SETTINGS, scan),
  ].map(effect => ({ ...effect, by: 'the settings' }));
}

/** Cooldowns of package managers' configuration that are laxer than the default, where that has left out anything. */
function inheritedEffects({ results }: Scan): readonly PolicyEffect[] {
  const effects = new Map<string, PolicyEffect>();
  for (const { subject, relaxed = [] } of results.flatMap(({ judged }) => judged)) {
    const left = relaxed.filter(({ by }) => by === 'cooldown by package manager').length;
    if (!subject || left === 0) continue;
    const { age = 0, source } = subject.cooldown;
    const about = age === 0 ? 'no cooldown' : lengthInWords(age);
    const known = effects.get(`${source} ${about}`) ?? { kind: 'cooldown', about, by: source, findings: 0 };
    effects.set(`${source} ${about}`, { ...known, findings: known.findings + left });
  }
  return [...effects.values()];
}

function levelEffects(levels: readonly ChosenLevel[], scan: Scan): readonly PolicyEffect[] {
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
  const onLines = results.flatMap(({ judged }) =>
    judged.flatMap(({ dependency, subject, allowed = [] }) =>
      pattern.matches(dependency)
        ? allowed.map(({ rule, verdict }) => `${rule.id} ${dependency.name} ${verdict.version ?? subject?.effective?.version}`)
        : [],
    ),
  );
  const said = new Set(onLines);
  const inLocks = lockfilesIn(results).flatMap(({ lockfile: { ecosystem }, analysis }) =>
    [...analysis.verdicts.values()].flatMap(({ locked: { name, version }, verdicts: { allowed = [] } }) =>
      pattern.matches({ ecosystem, name }) ? allowed.map(({ rule }) => `${rule.id} ${name} ${version}`) : [],
    ),
  );
  const further = new Set(inLocks.filter(key => !said.has(key)));
  return { kind: 'allowed', about: shown(pattern), findings: onLines.length + further.size };
}

function relaxedEffects(
  { cooldownDays, recentDays }: Pick<PartialStrictness, 'cooldownDays' | 'recentDays'>,
  source: 'policy' | 'settings',
  { results }: Scan,
): readonly PolicyEffect[] {
  const countOf = (relaxation: Relaxation): number =>
    results.reduce(
      (sum, { judged }) => sum + judged.flatMap(({ relaxed = [] }) => relaxed.filter(({ by }) => by === relaxation)).length,
      0,
    );
  const [hasty, old] = [countOf(`cooldown by ${source}`), countOf(`recentDays by ${source}`)];
  return [
    ...(cooldownDays !== undefined && (cooldownDays < DEFAULT_COOLDOWN_DAYS || hasty > 0)
      ? [{ kind: 'cooldown' as const, about: counted(cooldownDays, 'day'), findings: hasty }]
      : []),
    ...(recentDays !== undefined && recentDays < DEFAULT_POLICY.recentDays
      ? [{ kind: 'recentDays' as const, about: counted(recentDays, 'day'), findings: old }]
      : []),
  ];
}

function privateEffects(patterns: readonly NamePattern[], word: string, { results, installed }: Scan): readonly PolicyEffect[] {
  if (patterns.length === 0) return [];
  const skipped = inventoryOf(results, installed.reports).components.filter(component => isPrivateBy(word, component));
  return patterns.map(pattern => ({
    kind: 'private',
    about: shown(pattern),
    findings: 0,
    notChecked: skipped.filter(component => pattern.matches(component)).length,
  }));
}

function isPrivateBy(word: string, { occurrences }: Component): boolean {
  return occurrences.some(({ assessment }) => 'reason' in assessment && word.endsWith(assessment.reason.replace(/^not checked: /, '')));
}

function shown({ ecosystem, name }: NamePattern): string {
  return `${ECOSYSTEMS[ecosystem].prefix}:${name}`;
}
