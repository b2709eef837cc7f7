import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { policySchema } from '../../scripts/docs/policySchema.mjs';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';
import * as fc from '../support/fastCheck.js';

const ajv = new Ajv({ strict: false, formats: { date: true } });
const validate = ajv.compile(policySchema(RULE_DESCRIPTIONS));

/** Whether the reader finds fault with what the schema can know. */
function isFaultless(policy: unknown): boolean {
  return readPolicyFile(JSON.stringify(policy)).problems.every(({ bySchema }) => !bySchema);
}

describe('the JSON schema of policy files', () => {
  it('says the same as the reader', () => {
    const odd = fc.oneof(fc.constantFrom('', ' ', 'x', 7, -1, null, true), fc.constant([]), fc.constant({}));
    const or = <T>(good: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 6, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });
    const level = or(fc.constantFrom('error', 'off', 'loud'));
    const entry = fc.record(
      {
        rule: or(fc.constantFrom(...RULE_DESCRIPTIONS.map(({ id }) => id), 'no-rule')),
        advisory: or(fc.constant('GHSA-1')),
        package: or(fc.constant('npm:a')),
        versions: or(fc.constant('<2')),
        reason: or(fc.constant('why')),
        expires: or(fc.constantFrom('2027-01-31', '31.1.2027')),
        pakage: fc.constant('npm:a'),
      },
      { requiredKeys: ['reason'] },
    );
    const policy = fc.record(
      {
        $schema: fc.constant('x'),
        rules: or(fc.dictionary(fc.constantFrom('yanked-release', 'no-rule'), level)),
        cooldown: or(fc.record({ days: or(fc.constantFrom(0, 7, 2.5)), hours: fc.constant(1) }, { requiredKeys: [] })),
        signals: or(fc.record({ recentDays: or(fc.constant(7)) }, { requiredKeys: [] })),
        ignore: or(fc.array(or(entry), { maxLength: 3 })),
        deny: or(fc.array(or(fc.constant('npm:a')))),
        allow: or(fc.array(or(fc.constant('npm:a')))),
        privateScopes: or(fc.array(or(fc.constant('@acme')))),
        what: fc.constant(1),
      },
      { requiredKeys: [] },
    );
    const seen = { good: 0, bad: 0 };
    fc.assert(
      fc.property(or(policy), value => {
        const valid = validate(value);
        seen[valid ? 'good' : 'bad']++;
        expect(isFaultless(value)).toBe(valid);
      }),
      { numRuns: 2000 },
    );
    fc.expectSeen(Math.min(seen.good, seen.bad), 50);
  });
});
