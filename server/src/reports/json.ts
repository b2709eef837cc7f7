import { addCounts, sum, tallyOf } from '../analysis/counts.js';
import type { InstalledNotice } from '../analysis/installedNotices.js';
import { inventoryNumbers, inventoryOf } from '../analysis/inventory.js';
import { type FileResult, type LockedReleases, lockfilesIn, manifestsIn, unreadPartsOf } from '../analysis/results.js';
import type { StaleLock } from '../analysis/staleLockfile.js';
import { fixesIn } from '../fixes/index.js';
import type { Component } from '../model/component.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import { type GitignoreEffect, NO_GITIGNORE } from '../model/gitignore.js';
import type { Finding, Fix, Status, Through } from '../model/index.js';
import { advisorySourceJson } from './advisorySource.js';
import { type Fixed, fixedJson } from './fixed.js';
import { gitignoreJson, withoutRead } from './gitignore.js';
import { allNotices, countNotices, type InstalledResults, installedJson, installedKey, NOTHING_INSTALLED } from './installed.js';
import { onLines } from './installedOnLines.js';
import { type PolicyReport, policyJson } from './policy.js';
import { type EffectiveSettings, furtherEffects, policyEffects } from './policyEffects.js';
import { rangesIn, relativeTo, type TextRange } from './positions.js';

export interface JsonReportOptions extends DatabaseUse {
  readonly root: string;
  /** Depwarden's own version. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What was found installed, where that was looked for. */
  readonly installed?: InstalledResults;
  /** The policy files that were used. */
  readonly policies?: readonly PolicyReport[];
  /** The editor's; undefined where there is no editor. */
  readonly settings?: EffectiveSettings | undefined;
  /** Trusted where not given. */
  readonly isTrusted?: boolean;
  /** What .gitignore files have left out. */
  readonly gitignore?: GitignoreEffect;
  /** How many findings the folder's policy would ignore, were it trusted; undefined where it is, or where that was not asked. */
  readonly wouldIgnore?: number | undefined;
  /** What was changed before the results were made. */
  readonly fixed?: Fixed;
}

/** The report for programs, version 1 of its format: docs/cli.md describes every field. */
export function jsonReport(analyzed: readonly FileResult[], options: JsonReportOptions): unknown {
  const { root, version, now, policies: [policy, ...otherPolicies] = [], installed: looked = NOTHING_INSTALLED, fixed, settings } = options;
  const { isTrusted = true, wouldIgnore, gitignore = NO_GITIGNORE } = options;
  const { results, installed } = onLines(analyzed, looked);
  const { dependencies, checked, pending, unknown, skipped, counts } = sum(results.map(tallyOf));
  const found = countNotices(allNotices(installed));
  const inventory = inventoryOf(results, installed.reports);
  const findings = results.flatMap(result => result.judged.flatMap(one => one.findings));
  const { policy: policyFile, ignored } = policyJson(results, installed, policy, root);
  return {
    schemaVersion: 1,
    tool: { name: 'depwarden', version },
    root,
    trusted: isTrusted,
    summary: {
      manifests: manifestsIn(results).length,
      dependencies,
      checked,
      unknown: unknown + pending,
      skipped,
      ...addCounts(counts, found),
      ignored: ignored.length,
      ...(wouldIgnore !== undefined && { ignoredIfTrusted: wouldIgnore }),
    },
    manifests: manifestsIn(results).map(result => manifestOf(result, root)),
    findings: results.flatMap(result => {
      const path = relativeTo(root, result.path);
      const ranges = rangesIn(result.text);
      const fixesOf = fixesIn(result.judged, now);
      return result.judged.flatMap(({ findings }) => findings.map(finding => findingJson(finding, fixesOf(finding), root, path, ranges)));
    }),
    ...installedJson(installed, root, notice => indexIn(findings, notice)),
    lockfiles: lockfilesIn(results).map(locked => ({ ...lockfileOf(locked, root), problems: lockfileProblems(locked, results) })),
    inventory: inventoryNumbers(inventory),
    components: inventory.components
      .filter(({ assessment }) => assessment.kind !== 'clean')
      .map(component => componentJson(component, root)),
    advisories: advisorySourceJson(options),
    gitignore: gitignoreJson(withoutRead(gitignore, results), path => relativeTo(root, path)),
    policy: policyFile,
    effects: [
      ...otherPolicies.flatMap(one =>
        policyEffects(one, results, installed).map(effect => ({ ...effect, by: relativeTo(root, one.path) })),
      ),
      ...furtherEffects(settings, results, installed),
    ],
    ignored,
    ...(fixed && { fixed: fixedJson(fixed, root) }),
  };
}

function manifestOf(result: FileResult, root: string): unknown {
  const ranges = rangesIn(result.text);
  return {
    path: relativeTo(root, result.path),
    ecosystem: result.ecosystem,
    dependencies: result.judged.map(({ dependency, status, subject }) => ({
      name: dependency.name,
      ecosystem: dependency.ecosystem,
      group: dependency.group,
      specifier: dependency.specifier,
      nameRange: ranges(dependency.nameSpan),
      specifierRange: ranges(dependency.specifierSpan),
      effective: subject?.effective ?? null,
      ...statusOf(status),
      ...('unanswered' in status && status.unanswered && { unanswered: status.unanswered }),
    })),
    problems: result.problems.map(({ message, span }) => ({ message, range: ranges(span) })),
    partly: result.unread === true || unreadPartsOf(result).length > 0,
    lockfile: result.locked ? lockfileOf(result.locked, root) : null,
  };
}

function lockfileOf({ path, releases, unknown, partly, stale }: LockedReleases, root: string): object {
  return {
    path: relativeTo(root, path),
    releases,
    unknown: [...unknown.values()].reduce((sum, count) => sum + count, 0),
    partly: partly === true,
    stale: stale ? staleOf(stale) : null,
  };
}

/** What is wrong with a lockfile that belongs to no manifest; with another one's the manifest says so. */
function lockfileProblems({ path }: LockedReleases, results: readonly FileResult[]): readonly unknown[] {
  return results
    .filter(result => result.kind === 'lockfile' && result.path === path)
    .flatMap(({ text, problems }) => problems.map(({ message, span }) => ({ message, range: rangesIn(text)(span) })));
}

function staleOf({ outdated, command }: StaleLock): unknown {
  return { dependencies: outdated.map(({ dependency }) => dependency.name), command: command?.command ?? null };
}

/** The finding that says of a line what is installed. */
function indexIn(findings: readonly Finding[], notice: InstalledNotice): number | undefined {
  const index = findings.findIndex(
    ({ environment, dependency: { ecosystem, name }, version }) =>
      environment !== undefined && installedKey({ ecosystem, name, version, environment }) === installedKey(notice),
  );
  return index < 0 ? undefined : index;
}

function componentJson({ ecosystem, name, version, assessment, unanswered, occurrences }: Component, root: string): unknown {
  return {
    package: name,
    ecosystem,
    version: version ?? null,
    assessment: assessment.kind,
    reason: 'reason' in assessment ? assessment.reason : null,
    unanswered,
    occurrences: occurrences.map(one => ({ kind: one.kind, path: relativeTo(root, one.path), assessment: one.assessment.kind })),
  };
}

/** A report is final: what has not come back by now is not known. */
function statusOf(status: Status): { readonly status: string; readonly reason: string | null } {
  if (status.kind === 'pending') return { status: 'unknown', reason: 'no answer yet' };
  return { status: status.kind, reason: 'reason' in status ? status.reason : null };
}

export function findingJson(
  finding: Finding,
  fixes: readonly Fix[],
  root: string,
  path: string,
  ranges: (span: Finding['span']) => TextRange,
): unknown {
  const { dependency } = finding;
  return {
    rule: finding.rule,
    ...(finding.alsoRule !== undefined && { alsoRule: finding.alsoRule }),
    level: finding.level,
    package: dependency.name,
    ecosystem: dependency.ecosystem,
    version: finding.version ?? null,
    manifest: path,
    range: ranges(finding.span),
    message: finding.message,
    advisories: finding.advisories.flatMap(group => group.ids),
    ...(finding.through && { through: finding.through.map(throughOf) }),
    fixes: fixes
      .filter(fix => !fix.needsDigests)
      .map(fix => ({
        title: fix.title,
        preferred: fix.preferred,
        target: fix.target ?? null,
        explanation: fix.explanation ?? null,
        edits: fix.edits.map(({ span, newText, file }) =>
          file ? { path: relativeTo(root, file.path), range: rangesIn(file.text)(span), newText } : { path, range: ranges(span), newText },
        ),
      })),
  };
}

function throughOf({ name, version, path, advisories, fact }: Through): unknown {
  return { package: name, version, path, advisories: advisories.flatMap(group => group.ids), ...(fact !== undefined && { fact }) };
}
