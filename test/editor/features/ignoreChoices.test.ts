import { describe, expect, it } from 'vitest';
import { ignoreChoicesOf } from '../../../server/src/editor/features/ignoreChoices.js';
import { readPolicyFile } from '../../../server/src/policy/policyFile.js';

const HOLED = {
  rule: 'vulnerable-release',
  package: 'minimist',
  ecosystem: 'npm',
  version: '1.2.5',
  advisories: ['GHSA-1', 'CVE-1', 'GHSA-2'],
  leads: ['GHSA-1', 'GHSA-2'],
};

describe('what can be ignored of a finding', () => {
  it('goes from one advisory to everything about the package', () => {
    expect(ignoreChoicesOf(HOLED)).toEqual({
      title: 'Ignore minimist: a release with known vulnerabilities…',
      malicious: false,
      needsExpiry: false,
      scopes: [
        { label: 'GHSA-1, for minimist', entry: { advisory: 'GHSA-1', package: 'npm:minimist' } },
        { label: 'GHSA-2, for minimist', entry: { advisory: 'GHSA-2', package: 'npm:minimist' } },
        {
          label: 'vulnerable-release, for minimist 1.2.5',
          entry: { rule: 'vulnerable-release', package: 'npm:minimist', versions: '1.2.5' },
        },
        { label: 'vulnerable-release, for every version of minimist', entry: { rule: 'vulnerable-release', package: 'npm:minimist' } },
        { label: 'Everything about minimist but malware', entry: { package: 'npm:minimist' } },
      ],
    });
  });

  it('names the rule or the advisory where it is about malware', () => {
    const choices = ignoreChoicesOf({ ...HOLED, rule: 'malicious-release', advisories: ['MAL-1'], leads: ['MAL-1'] });
    expect(choices?.malicious).toBe(true);
    expect(choices?.scopes.every(({ entry }) => entry.rule ?? entry.advisory)).toBe(true);
  });

  it.each(['malicious-release', 'integrity-mismatch'])('of a protected rule names package and versions, and has to end: %s', rule => {
    const choices = ignoreChoicesOf({ ...HOLED, rule, advisories: ['MAL-1'], leads: ['MAL-1'] });
    const target = { package: 'npm:minimist', versions: '1.2.5' };
    expect(choices?.needsExpiry).toBe(true);
    expect(choices?.scopes.map(({ entry }) => entry)).toEqual([
      { advisory: 'MAL-1', ...target },
      { rule, ...target },
    ]);
  });

  it('is nothing of a protected rule where no version is known', () => {
    const { version: _, ...nowhere } = HOLED;
    expect(ignoreChoicesOf({ ...nowhere, rule: 'malicious-release', leads: [] })).toBeUndefined();
    expect(ignoreChoicesOf({ ...nowhere, rule: 'unknown-package', leads: [] })?.needsExpiry).toBe(true);
  });

  it('names each hint of several that were put together', () => {
    const { leads, ...young } = { ...HOLED, rule: 'young-release', advisories: [], signals: ['young-release', 'young-package'] };
    const rules = ignoreChoicesOf({ ...young, leads: [] })?.scopes.map(({ entry }) => entry.rule);
    expect(rules).toEqual(['young-release', 'young-package', 'young-release', 'young-package', undefined]);
  });

  it('is an entry that the policy file takes, for every scope', () => {
    for (const data of [HOLED, { ...HOLED, ecosystem: 'PyPI', version: '1.2.post1' }, { ...HOLED, package: '@acme/core' }]) {
      const entries = ignoreChoicesOf(data)?.scopes.map(({ entry }) => ({ ...entry, reason: 'why' })) ?? [];
      expect(readPolicyFile(JSON.stringify({ ignore: entries })).problems).toEqual([]);
    }
  });

  it.each([
    { ...HOLED, rule: 'not-checked' },
    { ...HOLED, package: '' },
    { ...HOLED, ecosystem: 'Maven' },
  ])('is nothing of %o', data => {
    expect(ignoreChoicesOf(data)).toBeUndefined();
  });
});
