import type { EnvironmentReport } from '../analysis/environmentCheck.js';
import { type FileResult, findingsOf, ignoredIn } from '../analysis/results.js';
import { isKnownWhole, usedIgnores } from '../analysis/usedIgnores.js';
import type { Finding } from '../model/index.js';
import { refusalOn } from '../policy/folderPolicy.js';
import { type Ignore, type IgnoreEntry, namesGroup } from '../policy/ignores.js';
import type { PolicyFile, PolicyProblem } from '../policy/policyFile.js';
import { problemsNow } from '../policy/problemsNow.js';
import type { RuleId } from '../rules/index.js';
import { type InstalledResults, ignoredNotices } from './installed.js';
import { policyEffects } from './policyEffects.js';
import { rangesIn, relativeTo } from './positions.js';

/** The policy file that was used. */
export interface PolicyReport {
  readonly path: string;
  /** What the spans lie in. */
  readonly text: string;
  readonly problems: readonly PolicyProblem[];
  /** What of it counts. */
  readonly file: PolicyFile;
  /** The folder that it holds for; undefined: for everything that was looked at. */
  readonly folder?: string;
}

/**
 * What is wrong with a policy file after a scan.
 * @param isEverything all of the folder was scanned: an entry that ignored nothing has nothing to ignore
 * @param now milliseconds since 1970
 */
export function problemsAfter(
  file: PolicyFile,
  results: readonly FileResult[],
  reports: readonly EnvironmentReport[],
  isEverything: boolean,
  now: number,
): readonly PolicyProblem[] {
  const isWhole =
    isEverything && isKnownWhole(results) && reports.every(({ unknown, unreadable }) => unknown.length + unreadable.length === 0);
  const used = usedIgnores(results, reports);
  const refused = refusedEntries(file, results);
  const isUnused = ({ key }: Ignore): boolean => isWhole && !used.has(key) && !refused.has(key);
  return [...problemsNow(file, isUnused, now), ...refused.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Entries that name what some finding of a protected rule is about, and do not give what they would have to: by their keys, why. */
function refusedEntries({ entries }: PolicyFile, results: readonly FileResult[]): ReadonlyMap<string, PolicyProblem> {
  const refused = new Map<string, PolicyProblem>();
  for (const finding of results.flatMap(findingsOf)) {
    for (const placed of entries) {
      const problem = isAbout(placed.ignore, finding) ? refusalOn(finding.rule as RuleId, placed) : undefined;
      if (problem && !refused.has(placed.ignore.key)) refused.set(placed.ignore.key, problem);
    }
  }
  return refused;
}

function isAbout(ignore: Ignore, { dependency, through, version, advisories }: Finding): boolean {
  const [release = { name: dependency.name, version }] = through ?? [];
  const isNamed = ignore.coversName({ ecosystem: dependency.ecosystem, name: release.name }) && ignore.coversVersion(release.version);
  return isNamed && (ignore.entry.advisory === undefined || advisories.some(group => namesGroup(ignore, group)));
}

/** `FILE:LINE:COLUMN` of a problem, counted from 1. */
export function placeOf({ span }: PolicyProblem, { path, text }: PolicyReport, root: string | undefined): string {
  const { start } = rangesIn(text)(span);
  return `${relativeTo(root, path)}:${start.line + 1}:${start.character + 1}`;
}

/** The fields `policy` and `ignored` of the JSON report: docs/cli.md describes them. */
export function policyJson(
  results: readonly FileResult[],
  installed: InstalledResults,
  report: PolicyReport | undefined,
  root: string,
): { readonly policy: unknown; readonly ignored: readonly unknown[] } {
  return {
    policy: report ? policyOf(report, results, installed, root) : null,
    ignored: [...results.flatMap(result => ignoredOf(result, root)), ...installedIgnored(installed, root)],
  };
}

function policyOf(
  { path, text, problems, file, folder }: PolicyReport,
  results: readonly FileResult[],
  installed: InstalledResults,
  root: string,
): unknown {
  const ranges = rangesIn(text);
  return {
    path: relativeTo(root, path),
    problems: problems.map(({ level, message, span }) => ({ level, message, range: ranges(span) })),
    effects: policyEffects({ file, folder }, results, installed),
  };
}

function ignoredOf(result: FileResult, root: string): readonly unknown[] {
  const ranges = rangesIn(result.text);
  return ignoredIn(result).map(({ finding, ignore }) => ({
    rule: finding.rule,
    level: finding.level,
    package: finding.through?.[0]?.name ?? finding.dependency.name,
    ecosystem: finding.dependency.ecosystem,
    version: finding.version ?? null,
    manifest: relativeTo(root, result.path),
    range: ranges(finding.span),
    message: finding.message,
    advisories: finding.advisories.flatMap(({ ids }) => ids),
    ...whyOf(ignore.entry),
  }));
}

function installedIgnored(installed: InstalledResults, root: string): readonly unknown[] {
  return ignoredNotices(installed).map(({ notice, ignore }) => ({
    rule: 'malicious-installed',
    level: notice.level,
    package: notice.name ?? null,
    ecosystem: notice.ecosystem,
    version: notice.version ?? null,
    environment: relativeTo(root, notice.environment),
    message: notice.message,
    advisories: notice.advisories.flatMap(({ ids }) => ids),
    ...whyOf(ignore.entry),
  }));
}

function whyOf({ reason, expires }: IgnoreEntry): { readonly reason: string; readonly expires: string | null } {
  return { reason, expires: expires ?? null };
}
