import { describe, expect, it } from 'vitest';
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import type { EnvironmentReport } from '../../server/src/analysis/environmentCheck.js';
import { withoutIgnoredReleases } from '../../server/src/analysis/ignoredInstalled.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';

const LITELLM = { ecosystem: 'PyPI', name: 'litellm' } as const;
const REPORT: EnvironmentReport = {
  folder: '/project',
  releases: [],
  environments: ['/project/.venv'],
  findings: [
    {
      ...LITELLM,
      version: '1.82.8',
      environment: '/project/.venv',
      paths: ['/project/.venv/litellm'],
      everyRelease: false,
      advisories: groupAdvisories(incidentsOf(LITELLM)),
      traces: [],
    },
  ],
  traces: [
    {
      environment: '/project/.venv',
      trace: {
        kind: 'known',
        path: '/project/.venv/litellm_init.pth',
        file: 'litellm_init.pth',
        known: { file: 'litellm_init.pth', package: LITELLM, ids: [] },
      },
    } as unknown as EnvironmentReport['traces'][number],
  ],
  unreadable: [],
  unknown: [],
  counts: { npm: 0, PyPI: 1, skipped: 0 },
};

describe('what was found installed', () => {
  it.each([
    ['{ "package": "PyPI:litellm", "reason": "x" }', 1, 1],
    ['{ "rule": "malicious-release", "package": "PyPI:litellm", "reason": "x" }', 1, 1],
    ['{ "rule": "malicious-installed", "package": "PyPI:litellm", "reason": "x" }', 0, 0],
    ['{ "rule": "malicious-installed", "reason": "x" }', 0, 0],
    ['{ "rule": "malicious-installed", "package": "PyPI:other", "reason": "x" }', 1, 1],
    ['{ "rule": "malicious-installed", "package": "PyPI:litellm", "versions": "==1.82.8", "reason": "x" }', 0, 1],
    ['{ "rule": "malicious-installed", "package": "PyPI:litellm", "versions": "<1", "reason": "x" }', 1, 1],
    ['{ "advisory": "MAL-2026-2144", "reason": "x" }', 0, 1],
    ['{ "advisory": "MAL-2026-2144", "reason": "x", "expires": "2020-01-01" }', 1, 1],
  ])('is ignored by %s: %i releases and %i traces left', (entry, findings, traces) => {
    const policy = policyOf(DEFAULT_POLICY, readPolicyFile(`{ "ignore": [${entry}] }`));
    const left = withoutIgnoredReleases(REPORT, policy, Date.parse('2026-06-01T00:00:00Z'));
    expect([left.findings.length, left.traces.length]).toEqual([findings, traces]);
    expect(left.ignored).toHaveLength(2 - findings - traces);
  });

  it('is marked where the rule is off', () => {
    const rules = { 'malicious-installed': 'off' } as const;
    expect(withoutIgnoredReleases(REPORT, { ...DEFAULT_POLICY, rules }, 0)).toEqual({ ...REPORT, isOff: true });
  });

  it('is left as it is without a policy', () => {
    expect(withoutIgnoredReleases(REPORT, DEFAULT_POLICY, 0)).toBe(REPORT);
  });
});
