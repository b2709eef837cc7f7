import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { folderPolicyFile } from '../../server/src/policy/folderPolicy.js';
import { coversRule } from '../../server/src/policy/ignores.js';
import { policyOf } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { isProtected, missingFor } from '../../server/src/policy/protectedRules.js';
import { RULE_DESCRIPTIONS, type RuleId } from '../../server/src/rules/index.js';

function fileOf(policy: unknown) {
  return folderPolicyFile(readPolicyFile(JSON.stringify(policy)));
}

const PROTECTED = RULE_DESCRIPTIONS.filter(({ category, id, defaultLevel }) => {
  return (category === 'malware' || category === 'integrity' || id === 'unknown-package') && defaultLevel !== 'off';
}).map(({ id }) => id);

describe('levels in the policy file of the scanned folder', () => {
  it.each(PROTECTED)('neither turn %s off nor lower it, and say so on the level', rule => {
    for (const level of ['off', 'hint'] as const) {
      const file = fileOf({ rules: { [rule]: level } });
      expect(policyOf(DEFAULT_POLICY, file).rules).toEqual({});
      expect(file.problems).toMatchObject([
        { level: 'warning', message: expect.stringContaining(`${rule} cannot be ${level === 'off' ? 'turned off' : 'lowered'}`) },
      ]);
      expect(file.problems[0]?.span.start).toBe(JSON.stringify({ rules: { [rule]: level } }).indexOf(`"${level}"`) + 1);
    }
  });

  it('choose all others, and raise those', () => {
    const rules = { 'vulnerable-release': 'off', 'young-release': 'hint', 'admits-malicious-release': 'error' } as const;
    const file = fileOf({ rules });
    expect(policyOf(DEFAULT_POLICY, file).rules).toEqual(rules);
    expect(file.problems).toEqual([]);
  });

  it('do not lower what the user has raised', () => {
    const user = { ...DEFAULT_POLICY, rules: { 'admits-malicious-release': 'error', 'yanked-release': 'error' } } as const;
    const file = fileOf({ rules: { 'admits-malicious-release': 'warning', 'yanked-release': 'hint' } });
    expect(policyOf(user, file).rules).toEqual({ 'admits-malicious-release': 'error', 'yanked-release': 'hint' });
  });

  it('of a file that the user names count as they are', () => {
    const file = readPolicyFile('{ "rules": { "malicious-release": "off" } }');
    expect(policyOf(DEFAULT_POLICY, file).rules).toEqual({ 'malicious-release': 'off' });
  });
});

describe('an entry in the policy file of the scanned folder', () => {
  const WHOLE = { package: 'npm:left', versions: '1.2.3', reason: 'looked through', expires: '2099-01-31' };

  it.each<[RuleId, Record<string, string>, string]>([
    ['malicious-release', { package: 'npm:left', reason: 'x' }, '"versions" (not all of them) and "expires"'],
    ['malicious-release', { package: 'npm:left', versions: '*', reason: 'x', expires: '2099-01-31' }, '"versions" (not all of them)'],
    [
      'malicious-package',
      { reason: 'x', versions: '>=0', package: 'npm:*', expires: '2099-01-31' },
      '"package" and "versions" (not all of them)',
    ],
    ['integrity-mismatch', { package: 'npm:left', versions: '1.2.3', reason: 'x' }, '"expires"'],
    ['unknown-package', { package: 'npm:left', reason: 'x' }, '"expires"'],
  ])('on %s that leaves out something ignores nothing, and says what: %j', (rule, entry, missing) => {
    const file = fileOf({ ignore: [{ rule, ...entry }] });
    expect(file.entries).toEqual([]);
    expect(file.choices.ignores.all).toEqual([]);
    expect(file.problems.map(({ message }) => message)).toEqual([`This ignores nothing: an entry on ${rule} needs ${missing} as well.`]);
  });

  it.each<[RuleId, Record<string, string>]>([
    ['malicious-release', WHOLE],
    ['integrity-mismatch', WHOLE],
    ['unknown-package', { package: 'npm:left', reason: 'ours', expires: '2099-01-31' }],
    ['vulnerable-release', { package: 'npm:left', reason: 'not reachable' }],
  ])('on %s that gives all ignores: %j', (rule, entry) => {
    const [placed] = fileOf({ ignore: [{ rule, ...entry }] }).entries;
    expect(placed && coversRule(placed.ignore, rule)).toBe(true);
  });

  it('on a malicious-package advisory needs all as well', () => {
    expect(fileOf({ ignore: [{ advisory: 'MAL-2026-1', reason: 'x' }] }).entries).toEqual([]);
    expect(fileOf({ ignore: [{ advisory: 'MAL-2026-1', ...WHOLE }] }).entries).toHaveLength(1);
  });

  it('on a package, or on an advisory by another name, says nothing of protected rules unless it gives all', () => {
    for (const partial of [{ package: 'npm:left' }, { advisory: 'GHSA-aaaa-bbbb-cccc' }]) {
      const [placed] = fileOf({ ignore: [{ ...partial, reason: 'x' }] }).entries;
      const covered = PROTECTED.filter(rule => placed && coversRule(placed.ignore, rule));
      expect(covered).toEqual([]);
      expect(placed && coversRule(placed.ignore, 'yanked-release')).toBe(true);
    }
  });

  it('of a file that the user names ignores as it is written', () => {
    const { entries } = readPolicyFile('{ "ignore": [{ "rule": "malicious-release", "reason": "x" }] }');
    expect(entries.map(({ ignore }) => coversRule(ignore, 'malicious-release'))).toEqual([true]);
  });
});

it('the rules that are protected are those on malware and integrity, and unknown-package', () => {
  expect(['malicious-release', 'quarantined-package', 'removed-release', 'unknown-package'].every(id => isProtected(id as RuleId))).toBe(
    true,
  );
  expect(['vulnerable-release', 'denied-package', 'young-release'].some(id => isProtected(id as RuleId))).toBe(false);
});

it.each([
  ['5.6.1', true],
  ['==1.2.3', true],
  ['1.x', true],
  ['^1.2 || ~=2.0', true],
  ['>=1.2 <2', true],
  ['>=1.2,<2', true],
  ['*', false],
  ['<2', true],
  ['>=0.0.0-0', false],
  ['>=1', false],
  ['5.6.1 || *', false],
  ['!=0', false],
])('versions %s of a protected rule are enough: %s', (versions, isEnough) => {
  const entry = { package: 'npm:left-pad', versions, expires: '2030-01-01' };
  expect(missingFor('malicious-release', entry)).toEqual(isEnough ? [] : ['versions']);
});

it('a pattern is no package that a protected rule could be ignored for', () => {
  const entry = { package: 'npm:*e*', versions: '1.0.0', expires: '2030-01-01' };
  expect(missingFor('malicious-release', entry)).toEqual(['package']);
});

it('a policy file that is no object may call any name private', () => {
  expect(readPolicyFile('[{ "privateScopes": ["npm:acme-*"] }]').choices.unread).toBeDefined();
});
