import type { Trace } from '../ecosystems/python/installed/indicators.js';
import type { PackageId } from '../model/index.js';
import { coversRule, type Ignore, namesGroup } from '../policy/ignores.js';
import { ignoresOn, type Policy } from '../policy/policy.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import type { EnvironmentReport, InstalledFinding } from './environmentCheck.js';

/**
 * Takes out of what was found installed what the policy ignores: releases, and what a release left behind. Marks it where the rule is off.
 * @param now milliseconds since 1970
 */
export function withoutIgnoredReleases(report: EnvironmentReport, policy: Policy, now: number): EnvironmentReport {
  const isOff = policy.rules[maliciousInstalled.id] === 'off';
  const judged = isOff ? { ...report, isOff } : report;
  if (!policy.choices) return judged;
  const ignoresFor = (id: PackageId): readonly Ignore[] =>
    ignoresOn(policy, id, now).filter(ignore => coversRule(ignore, maliciousInstalled.id));
  const findings = report.findings.map(finding => ({ finding, ignore: ignoresFor(finding).find(one => silences(one, finding)) }));
  const traces = report.traces.map(lone => ({ lone, ignore: ofSomeRelease(ignoresFor(packageOf(lone.trace))) }));
  return {
    ...judged,
    findings: findings.filter(({ ignore }) => !ignore).map(({ finding }) => finding),
    traces: traces.filter(({ ignore }) => !ignore).map(({ lone }) => lone),
    ignored: [
      ...findings.flatMap(({ finding, ignore }) => (ignore ? [{ ignore, findings: [finding], traces: [] }] : [])),
      ...traces.flatMap(({ lone, ignore }) => (ignore ? [{ ignore, findings: [], traces: [lone] }] : [])),
    ],
  };
}

function silences(ignore: Ignore, { version, advisories }: InstalledFinding): boolean {
  return ignore.coversVersion(version) && (ignore.entry.advisory === undefined || advisories.some(group => namesGroup(ignore, group)));
}

/** Whose trace it is: of a file that is merely suspicious the package that brought it, where one did. */
function packageOf(trace: Trace): PackageId {
  return trace.kind === 'known' ? trace.known.package : { ecosystem: 'PyPI', name: trace.owner ?? '' };
}

/** A trace is of some release, nobody knows which. */
function ofSomeRelease(ignores: readonly Ignore[]): Ignore | undefined {
  return ignores.find(({ entry }) => entry.advisory === undefined && entry.versions === undefined);
}
