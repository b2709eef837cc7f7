import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { ignoresOn, isAllowed, isDenied, policyOf } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { untrustedPolicyFile } from '../../server/src/policy/untrusted.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const chalk = { ecosystem: 'npm', name: 'chalk' } as const;
const NOT_OBEYED = 'This workspace is not trusted: of its policy only deny and privateScopes count.';

describe('the policy file of a workspace that is not trusted', () => {
  it('can only make Depwarden say more, or ask less', () => {
    const file = untrustedPolicyFile(
      readPolicyFile(`{
        "rules": { "malicious-release": "off", "unpinned": "error" },
        "cooldown": { "days": 0 },
        "signals": { "recentDays": 0 },
        "ignore": [{ "rule": "malicious-release", "package": "npm:chalk", "reason": "ours" }],
        "allow": ["npm:*"],
        "deny": ["npm:chalk"],
        "privateScopes": ["@acme"]
      }`),
    );
    const policy = policyOf(DEFAULT_POLICY, file);
    expect(policy).toMatchObject(DEFAULT_POLICY);
    expect([isAllowed(policy, chalk), isDenied(policy, chalk)]).toEqual([false, true]);
    expect(ignoresOn(policy, chalk, NOW)).toEqual([]);
    expect(policy.privateNames?.reasonFor({ ecosystem: 'npm', name: '@acme/x' })).toEqual({
      reason: 'not checked: private by .depwarden.jsonc',
      secrecy: { kind: 'untrusted' },
    });
    expect(file.problems.map(({ message }) => message)).toEqual([NOT_OBEYED]);
  });

  it.each([
    ['{ "rules": { "unpinned": "error" } }', [NOT_OBEYED]],
    ['{ "cooldown": { "days": 7 } }', [NOT_OBEYED]],
    ['{ "ignore": [{ "package": "npm:chalk", "reason": "ours" }] }', [NOT_OBEYED]],
    ['{ "allow": ["npm:chalk"] }', [NOT_OBEYED]],
    ['{ "deny": ["npm:chalk"], "privateScopes": ["@acme"] }', []],
    ['', []],
  ])('says so where that leaves something out: %s', (text, messages) => {
    expect(untrustedPolicyFile(readPolicyFile(text)).problems.map(({ message }) => message)).toEqual(messages);
  });

  it('keeps its own problems', () => {
    expect(untrustedPolicyFile(readPolicyFile('{ "xyz": 1, "allow": ["npm:a"] }')).problems).toHaveLength(2);
  });
});
