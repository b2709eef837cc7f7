import { describe, expect, it } from 'vitest';
import { entryChanges } from '../../server/src/policy/entryChanges.js';

describe('changes of a policy file or baseline', () => {
  it('are the entries that came, went or say something else', () => {
    const before =
      '{ "cooldownDays": 7, "rules": { "a": "off", "b": "hint" }, "deny": ["npm:x", "npm:y"], "ignore": [{ "package": "npm:p" }] }';
    const after =
      '{ /* x */ "deny": ["npm:y", "npm:z"], "rules": { "b": "error", "a": "off" }, "cooldownDays": 0, "ignore": [{ "package": "npm:p" },] }';
    expect(entryChanges(before, after)).toEqual([
      { key: 'deny', after: '"npm:z"' },
      { key: 'rules.b', before: '"hint"', after: '"error"' },
      { key: 'cooldownDays', before: '7', after: '0' },
      { key: 'deny', before: '"npm:x"' },
    ]);
  });

  it('are all entries of a file that came or went, and none of one that stayed', () => {
    expect(entryChanges(undefined, '{"a": {"b": [1, {"c": null}]}}')).toEqual([{ key: 'a.b', after: '[1, {"c": null}]' }]);
    expect(entryChanges('{"a": true}', undefined)).toEqual([{ key: 'a', before: 'true' }]);
    expect(entryChanges('{"a": 1}', '{ "a": 1, }')).toEqual([]);
    expect(entryChanges(undefined, undefined)).toEqual([]);
  });

  it('tell a broken file as a whole, beside what is readable of it', () => {
    expect(entryChanges('{"a": 1}', '{"a": 2, "b"')).toEqual([
      { key: '(the whole file)', after: '{"a": 2, "b"' },
      { key: 'a', before: '1', after: '2' },
    ]);
    expect(entryChanges('{}', '[1]')).toEqual([{ key: '(the whole file)', after: '[1]' }]);
  });

  it('end where entries nest very deep', () => {
    const deep = `{"ignore": ${'['.repeat(900)}${']'.repeat(900)}}`;
    expect(entryChanges('{}', deep)).toEqual([{ key: 'ignore', after: expect.stringMatching(/^\[+…\]+$/) }]);
    expect(entryChanges('{}', '['.repeat(100_000))).toHaveLength(1);
  });
});
