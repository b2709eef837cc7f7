import { describe, expect, it } from 'vitest';
import { isPolicyText, readPolicyFile } from '../../server/src/policy/policyFile.js';
import { problemsNow } from '../../server/src/policy/problemsNow.js';
import * as fc from '../support/fastCheck.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');

/** The problems of a text, each with the text that it stands on. */
function problemsIn(text: string): readonly string[] {
  return readPolicyFile(text).problems.map(({ message, span }) => `${text.slice(span.start, span.end)} | ${message}`);
}

const npm = (name: string) => ({ ecosystem: 'npm' as const, name });
const python = (name: string) => ({ ecosystem: 'PyPI' as const, name });

describe('a policy file', () => {
  it('says all that it can say', () => {
    const { strictness, choices, entries, problems } = readPolicyFile(`\ufeff// for the whole team
      {
        "$schema": "./depwarden.schema.json",
        "rules": { "deprecated-release": "off", "vulnerable-release": "error", },
        "cooldown": { "days": 7 }, /* a week */
        "signals": { "recentDays": 30.5 },
        "ignore": [
          { "rule": "vulnerable-release", "advisory": "GHSA-aaaa-bbbb-cccc", "package": "npm:minimist", "versions": "<1.2.6",
            "reason": "not reachable: dev only", "expires": "2027-01-31", "by": "ann" },
          { "package": "PyPI:acme-*", "reason": "ours" },
        ],
        "deny": ["npm:left-pad", "pypi:Evil_Part"],
        "allow": ["PyPI:acme-*"],
        "privateScopes": ["@acme", "PyPI:corp-*"],
      }`);
    expect(problems).toEqual([]);
    expect(strictness).toEqual({
      rules: { 'deprecated-release': 'off', 'vulnerable-release': 'error' },
      cooldownDays: 7,
      recentDays: 30.5,
    });
    expect(entries.map(({ ignore }) => ignore.entry)).toEqual([
      {
        rule: 'vulnerable-release',
        advisory: 'GHSA-aaaa-bbbb-cccc',
        package: 'npm:minimist',
        versions: '<1.2.6',
        reason: 'not reachable: dev only',
        expires: '2027-01-31',
        by: 'ann',
      },
      { package: 'PyPI:acme-*', reason: 'ours' },
    ]);
    expect([npm('left-pad'), npm('left-pad2'), python('left-pad'), python('evil-part')].map(choices.denied.has)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([python('acme-core'), python('acme'), npm('acme-core')].map(choices.allowed.has)).toEqual([true, false, false]);
    expect([npm('@acme/core'), npm('@acme2/core'), npm('acme'), python('corp-a')].map(choices.privateNames.has)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(choices.privateScopes).toEqual(['@acme']);
  });

  it.each([[''], ['  \n'], ['// nothing yet\n'], ['\ufeff/* nothing */']])('may be empty: %j', text => {
    expect(readPolicyFile(text).problems).toEqual([]);
    expect(isPolicyText(text)).toBe(true);
  });

  it.each([
    ['[1]', ['[1] | A policy file is an object: { … }. Nothing in this one holds.']],
    ['"text"', ['text | A policy file is an object: { … }. Nothing in this one holds.']],
    ['{ "rulez": {} }', ['rulez | There is no key "rulez"; "rules" is probably meant.']],
    [
      '{ "xyzxyz": 1 }',
      ['xyzxyz | There is no key "xyzxyz"; there are $schema, rules, cooldown, signals, ignore, deny, allow and privateScopes.'],
    ],
    [
      '{ "__proto__": 1 }',
      ['__proto__ | There is no key "__proto__"; there are $schema, rules, cooldown, signals, ignore, deny, allow and privateScopes.'],
    ],
    ['{ "deny": [], "deny": ["npm:a"] }', ['deny | "deny" stands here a second time: only the first is used.']],
    ['{ "rules": [] }', ['[] | rules is not used: it must be an object from rule ids to levels.']],
    ['{ "rules": { "yanked-relase": "off" } }', ['yanked-relase | There is no rule "yanked-relase"; "yanked-release" is probably meant.']],
    [
      '{ "rules": { "yanked-release": "loud" } }',
      ['loud | The level of yanked-release is not used: it must be one of error, warning, information, hint, off.'],
    ],
    ['{ "cooldown": 7 }', ['7 | cooldown is not used: it must be an object.']],
    ['{ "cooldown": { "days": "7" } }', ['7 | cooldown.days is not used: it must be a number of days, 0 or more.']],
    ['{ "cooldown": { "days": -1 } }', ['-1 | cooldown.days is not used: it must be a number of days, 0 or more.']],
    ['{ "cooldown": { "days": null } }', ['null | cooldown.days is not used: it must be a number of days, 0 or more.']],
    ['{ "cooldown": { "hours": 7 } }', ['hours | There is no key "hours" in cooldown; there are days.']],
    ['{ "signals": { "recentDays": true } }', ['true | signals.recentDays is not used: it must be a number of days, 0 or more.']],
    ['{ "deny": "npm:a" }', ['npm:a | deny is not used: it must be a list.']],
    ['{ "deny": ["a"] }', ['a | This entry of deny is not used: it must begin with npm: or PyPI:, for example npm:minimist.']],
    ['{ "deny": ["npm:a b"] }', ['npm:a b | This entry of deny is not used: npm: is not followed by a name that npm can hold.']],
    ['{ "allow": [7] }', ['7 | This entry of allow is not used: it must be a text.']],
    [
      '{ "privateScopes": ["@a/b"] }',
      ['@a/b | This entry of privateScopes is not used: it must be a scope such as @acme, or a name such as PyPI:acme-*.'],
    ],
  ])('with a bad part tells of it where it stands: %s', (text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  it('loses a bad part and nothing else', () => {
    const { strictness, choices, problems } = readPolicyFile(
      '{ "rules": { "yanked-release": "loud", "removed-release": "off" }, "cooldown": { "days": "7" }, "deny": [5, "npm:a"], "what": 1 }',
    );
    expect(problems).toHaveLength(4);
    expect(strictness).toEqual({ rules: { 'removed-release': 'off' } });
    expect(choices.denied.has(npm('a'))).toBe(true);
  });

  it.each([
    ['{ "deny": ["npm:a"], "rules": {', ['npm:a']],
    ['{ "deny": ["npm:a", "npm:b', ['npm:a', 'npm:b']],
    ['{ "deny": ["npm:a"] "allow": ', ['npm:a']],
    ['{ deny: ["npm:a"] }', []],
  ])('half typed keeps what can be read: %s', (text, denied) => {
    const { choices, problems } = readPolicyFile(text);
    expect(problems[0]?.message).toMatch(/^This is not JSON: |is not used/);
    expect(['npm:a', 'npm:b'].filter(name => choices.denied.has(npm(name.slice(4))))).toEqual(denied);
  });

  it('is no policy file where its outermost value is no object', () => {
    expect(['{}', '{ "a": ', '[]', 'x', '"a"', '7'].map(isPolicyText)).toEqual([true, true, false, false, false, false]);
  });

  it('never throws, whatever its text and however deep it nests', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"rules"',
      '"ignore"',
      '"reason"',
      ':',
      ',',
      '7',
      'null',
      '//',
      '/*',
      '\n',
      '"',
      '\\',
      '\ufeff',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map(parts => parts.join(' ')),
        ),
        text => {
          const { problems } = readPolicyFile(text);
          for (const { message, span } of problems) {
            expect(message.length).toBeLessThan(160);
            expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
          }
        },
      ),
    );
    expect(readPolicyFile('{"ignore":'.repeat(100_000)).problems.length).toBeGreaterThan(0);
    expect(readPolicyFile(`{${'"a":1,'.repeat(1000)}}`).problems).toHaveLength(100);
    expect(readPolicyFile(`{${' '.repeat(1_000_000)}}`).problems).toMatchObject([{ message: expect.stringContaining('too large') }]);
  });
});

describe('an entry of ignore', () => {
  it.each([
    ['7', '7 | This ignores nothing: it must be an object.'],
    ['{}', '{ | This ignores nothing: it has to name a rule, an advisory or a package.'],
    ['{ "reason": "x" }', '{ | This ignores nothing: it has to name a rule, an advisory or a package.'],
    ['{ "package": "npm:a" }', '{ | This ignores nothing: it has to give a reason.'],
    ['{ "package": "npm:a", "reason": " " }', '  | reason must not be empty.'],
    ['{ "package": "npm:a", "reason": 7 }', '7 | reason is not used: it must be a text.'],
    ['{ "package": "a", "reason": "x" }', 'a | This package is none: it must begin with npm: or PyPI:, for example npm:minimist.'],
    ['{ "rule": "no-rule-at-all", "reason": "x" }', 'no-rule-at-all | There is no rule "no-rule-at-all".'],
    [
      '{ "pakage": "npm:a", "rule": "yanked-release", "reason": "x" }',
      'pakage | There is no key "pakage" in an entry of ignore; "package" is probably meant.',
    ],
    [
      '{ "rule": "yanked-release", "versions": "<2", "reason": "x" }',
      '{ | This ignores nothing: versions need a package, whose syntax they have.',
    ],
    ['{ "package": "npm:a", "versions": "latest", "reason": "x" }', 'latest | "latest" is no range of versions of npm.'],
    ['{ "package": "PyPI:a", "versions": "^1.0", "reason": "x" }', '^1.0 | "^1.0" is no range of versions of PyPI.'],
    ['{ "package": "npm:a", "expires": "soon", "reason": "x" }', 'soon | expires must be a day that there is, in the form 2027-01-31.'],
    [
      '{ "package": "npm:a", "expires": "2027-02-30", "reason": "x" }',
      '2027-02-30 | expires must be a day that there is, in the form 2027-01-31.',
    ],
  ])('%s ignores nothing, and says why', (entry, problem) => {
    const text = `{ "ignore": [${entry}, { "package": "npm:other", "reason": "good" }] }`;
    expect(problemsIn(text)).toEqual([problem]);
    expect(readPolicyFile(text).entries.map(({ ignore }) => ignore.entry.package)).toEqual(['npm:other']);
  });

  it.each([
    ['2026-05-31', true],
    ['2026-06-01', false],
    ['2026-06-02', false],
  ])('that expires on %s on 2026-06-01: %j', (day, isOver) => {
    const file = readPolicyFile(`{ "ignore": [{ "package": "npm:a", "reason": "x", "expires": "${day}" }] }`);
    const messages = problemsNow(file, () => false, NOW).map(({ level, message }) => `${level} ${message}`);
    expect(messages).toEqual(isOver ? [`warning This entry has expired: its last day was ${day}. It ignores nothing any more.`] : []);
  });

  it('that matched nothing is told of, unless it has expired', () => {
    const file = readPolicyFile(`{ "ignore": [
      { "package": "npm:a", "reason": "x" }, { "package": "npm:b", "reason": "x" }, { "package": "npm:c", "reason": "x", "expires": "2020-01-01" }
    ] }`);
    const problems = problemsNow(file, ({ entry }) => entry.package !== 'npm:b', NOW);
    expect(problems.map(({ level, message }) => `${level} ${message.split(/[:.]/)[0]}`)).toEqual([
      'information This entry matched nothing in the last scan of everything',
      'warning This entry has expired',
    ]);
  });
});
