import type { FileResult } from '../../analysis/results.js';
import { fixesIn } from '../../fixes/index.js';
import { dateOf } from '../../rules/age.js';
import { jsonReportText } from '../../text/sanitize.js';
import { advisorySourceJson } from '../advisorySource.js';
import { findingJson } from '../json.js';
import { rangesIn, relativeTo } from '../positions.js';
import type { NewDependency } from './dependencies.js';
import type { PlacedFinding } from './findings.js';
import { countLevels, type FileChanges, type SinceReport } from './report.js';

/** The report for programs, version 1 of its format: docs/cli.md describes every field. */
export function sinceJson(report: SinceReport): string {
  const { root, version, isTrusted, compared, findings, ignored, gone, unknown, partly, problems, submodules, now } = report;
  const { revision, commit, base, head, isMergeBase, config, files } = compared;
  const at = (path: string): string => relativeTo(root, path);
  const fixes = new Map<FileResult, ReturnType<typeof fixesIn>>();
  const fixesOf = (result: FileResult): ReturnType<typeof fixesIn> => {
    const known = fixes.get(result) ?? fixesIn(result.judged, now);
    fixes.set(result, known);
    return known;
  };
  return `${jsonReportText({
    schemaVersion: 1,
    tool: { name: 'depwarden', version },
    root,
    trusted: isTrusted,
    since: { revision, commit, base, head, mergeBase: isMergeBase, policy: config ?? commit },
    summary: {
      files,
      ...countLevels(findings),
      gone,
      ignored: ignored.length,
      unknown: unknown.length,
      dependencies: report.dependencies.length,
    },
    findings: findings.map(one => placedJson(one, root, fixesOf(one.result))),
    dependencies: report.dependencies.map(one => dependencyJson(one, root)),
    lockfiles: {
      hosts: report.hosts.map(({ path, before, after, releases }) => ({ path: at(path), before, after: after ?? null, releases })),
      digests: report.digests.map(({ path, name, version: locked, before, after }) => ({
        path: at(path),
        package: name,
        version: locked,
        before,
        after,
      })),
    },
    policy: report.policy.flatMap(one => changesJson(one, root)),
    baseline: report.baseline.flatMap(one => changesJson(one, root)),
    unknown: unknown.map(({ name, ecosystem, version: own, assessment, unanswered, occurrences }) => ({
      package: name,
      ecosystem,
      version: own ?? null,
      reason: 'reason' in assessment ? assessment.reason : null,
      unanswered,
      paths: [...new Set(occurrences.map(({ path }) => at(path)))],
    })),
    partly: partly.map(({ path }) => at(path)),
    problems: problems.map(({ result: { path, text }, problem: { level, message, span } }) => ({
      path: at(path),
      level,
      message,
      range: rangesIn(text)(span),
    })),
    submodules: submodules.map(({ path, before, after }) => ({ path: at(path), before: before ?? null, after: after ?? null })),
    advisories: advisorySourceJson(report),
  })}\n`;
}

function placedJson({ result, finding }: PlacedFinding, root: string, fixesOf: ReturnType<typeof fixesIn>): unknown {
  return findingJson(finding, fixesOf(finding), root, relativeTo(root, result.path), rangesIn(result.text));
}

function dependencyJson({ name, ecosystem, version, isDirect, paths, source, release, createdAt }: NewDependency, root: string): unknown {
  return {
    package: name,
    ecosystem,
    version: version ?? null,
    direct: isDirect,
    paths: paths.map(path => relativeTo(root, path)),
    source: source ?? null,
    publishedAt: isoOf(release?.publishedAt),
    publisher: release?.publisher ?? null,
    installScripts: release?.installScripts ?? null,
    firstPublishedAt: isoOf(createdAt),
  };
}

function isoOf(instant: number | undefined): string | null {
  return instant === undefined ? null : dateOf(instant);
}

function changesJson({ path, changes }: FileChanges, root: string): readonly unknown[] {
  return changes.map(({ key, before, after }) => ({ path: relativeTo(root, path), key, before: before ?? null, after: after ?? null }));
}
