import { createScanner } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { withIgnore, withoutIgnore, withPrivateName } from '../../server/src/policy/edit.js';
import type { IgnoreEntry } from '../../server/src/policy/ignores.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { applied } from '../support/cure.js';
import * as fc from '../support/fastCheck.js';

const ENTRY: IgnoreEntry = { advisory: 'GHSA-1', package: 'npm:minimist', reason: 'dev only' };

function withEntry(text: string | undefined, entry = ENTRY): string {
  const edits = withIgnore(text, entry);
  if (typeof edits === 'string') throw new Error(edits);
  return applied(text ?? '', edits);
}

describe('adding an entry', () => {
  it.each([undefined, '', '\n'])('makes a new file of %j', text => {
    expect(
      withEntry(text, { ...ENTRY, expires: '2027-01-31' }),
    ).toBe(`// How Depwarden checks the dependencies of this folder: levels, cooldown, what is ignored, denied, allowed and private.
{
  "ignore": [
    {
      "advisory": "GHSA-1",
      "package": "npm:minimist",
      "reason": "dev only",
      "expires": "2027-01-31"
    }
  ]
}
`);
  });

  const added = (indent: string, unit = '  ') =>
    [
      `${indent}{`,
      `${indent}${unit}"advisory": "GHSA-1",`,
      `${indent}${unit}"package": "npm:minimist",`,
      `${indent}${unit}"reason": "dev only"`,
      `${indent}}`,
    ].join('\n');

  it.each([
    ['an empty object', '{}\n', `{\n  "ignore": [\n${added('    ')}\n  ]\n}\n`],
    [
      'an object with other keys and a comment behind the last',
      '{\n  "deny": ["npm:a"] // never\n}\n',
      `{\n  "deny": ["npm:a"], // never\n  "ignore": [\n${added('    ')}\n  ]\n}\n`,
    ],
    ['an empty list', '{\n  "ignore": []\n}', `{\n  "ignore": [\n${added('    ')}\n  ]\n}`],
    [
      'a list with an entry and a comment behind it',
      '{\n  "ignore": [\n    { "package": "npm:a", "reason": "x" } // why\n    // to be continued\n  ]\n}',
      `{\n  "ignore": [\n    { "package": "npm:a", "reason": "x" }, // why\n    // to be continued\n${added('    ')}\n  ]\n}`,
    ],
    [
      'a list with a trailing comma, on one line',
      '{ "ignore": [{ "package": "npm:a", "reason": "x" },], "deny": [] }',
      `{ "ignore": [{ "package": "npm:a", "reason": "x" },\n${added('  ')}\n], "deny": [] }`,
    ],
    [
      'tabs',
      '{\n\t"ignore": [\n\t\t{ "package": "npm:a", "reason": "x" }\n\t]\n}',
      `{\n\t"ignore": [\n\t\t{ "package": "npm:a", "reason": "x" },\n${added('\t\t', '\t')}\n\t]\n}`,
    ],
  ])('to %s', (_, text, expected) => {
    expect(withEntry(text)).toBe(expected);
  });

  it('keeps CRLF and a BOM', () => {
    const text = withEntry('\ufeff{\r\n  "ignore": [\r\n  ]\r\n}\r\n');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.startsWith('\ufeff{')).toBe(true);
    expect(readPolicyFile(text).entries).toHaveLength(1);
  });

  it.each([
    ['{ "ignore": [', 'The policy file cannot be read whole: correct it first.'],
    ['[]', 'The policy file cannot be read whole: correct it first.'],
    ['{ "ignore": {} }', 'What stands under "ignore" in the policy file is no list: correct it first.'],
  ])('is refused where it would be a guess: %s', (text, reason) => {
    expect(withIgnore(text, ENTRY)).toBe(reason);
  });

  it('changes nothing else: comments, white space, order, other entries', () => {
    const space = fc
      .array(fc.constantFrom(' ', '\n', '\t', '/* a { ] , " */', '// b } [ ,\n'), { maxLength: 3 })
      .map(parts => parts.join(''));
    const item = fc.constantFrom(
      '{ "package": "npm:a", "reason": "a, [b] // {c}" }',
      '{"rule":"yanked-release","reason":"x"}',
      '{}',
      '"odd"',
      '7',
    );
    const comma = fc.constantFrom('', ',');
    const list = fc
      .tuple(fc.array(fc.tuple(space, item, space), { maxLength: 4 }), comma, space)
      .map(([items, last, end]) => `[${items.map(parts => parts.join('')).join(',')}${items.length > 0 ? last : ''}${end}]`);
    const member = (key: string, value: fc.Arbitrary<string>) => fc.tuple(space, value, space).map(([a, b, c]) => `${a}"${key}":${b}${c}`);
    const other = fc.oneof(member('deny', fc.constant('["npm:x"]')), member('cooldown', fc.constant('{ "days": 7 /* } */ }')));
    const file = fc
      .tuple(fc.uniqueArray(other, { selector: text => /"\w+"/.exec(text)?.[0] }), fc.option(member('ignore', list)), comma, space)
      .map(([others, ignore, last, end]) => {
        const members = ignore === null ? others : [...others.slice(0, 1), ignore, ...others.slice(1)];
        return `${end}{${members.join(',')}${members.length > 0 ? last : ''}${end}}${end}`;
      });
    fc.assert(
      fc.property(file, text => {
        const result = withEntry(text);
        expect(isWithin(text, result)).toBe(true);
        const [before, now] = [text, result].map(one => readPolicyFile(one));
        expect(now?.entries.map(({ ignore }) => ignore.entry)).toEqual([
          ...(before?.entries.map(({ ignore }) => ignore.entry) ?? []),
          ENTRY,
        ]);
        expect(now?.problems.map(({ message }) => message)).toEqual(before?.problems.map(({ message }) => message));
        expect(comments(result)).toEqual(comments(text));
      }),
      { numRuns: 500 },
    );
  });
});

/** Whether one text is the other with something inserted. */
function isWithin(text: string, longer: string): boolean {
  let at = 0;
  for (const character of longer) if (character === text[at]) at += 1;
  return at === text.length;
}

/** The comments of a text, in order. */
function comments(text: string): readonly string[] {
  const scanner = createScanner(text, false);
  const found: string[] = [];
  for (let kind: number = scanner.scan(); kind !== END; kind = scanner.scan())
    if (COMMENTS.includes(kind)) found.push(text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength()));
  return found;
}

// jsonc-parser's token codes for a line comment, a block comment and the end.
const COMMENTS = [12, 13];
const END = 17;

describe('taking an entry out', () => {
  const FIRST = '{ "package": "npm:a", "reason": "x" }';
  const SECOND = '{ "package": "npm:b", "reason": "y" }';

  function without(text: string, index: number): string {
    const { entries } = readPolicyFile(text);
    return applied(text, withoutIgnore(text, entries[index]?.span ?? { start: 0, end: 0 }));
  }

  it.each([
    [`{ "ignore": [${FIRST}] }`, 0, '{ "ignore": [] }'],
    [`{ "ignore": [${FIRST}, ${SECOND}] }`, 0, `{ "ignore": [ ${SECOND}] }`],
    [`{ "ignore": [${FIRST} /* a, b */, ${SECOND}] }`, 0, `{ "ignore": [ ${SECOND}] }`],
    [`{ "ignore": [${FIRST} /* a, b */, ${SECOND}] }`, 1, `{ "ignore": [${FIRST} /* a, b */ ] }`],
    [`{ "ignore": [${FIRST}, ${SECOND}] }`, 1, `{ "ignore": [${FIRST} ] }`],
    [`{\n  "ignore": [\n    ${FIRST}, // why\n    ${SECOND}\n  ]\n}`, 0, `{\n  "ignore": [\n    ${SECOND}\n  ]\n}`],
    [
      `{\r\n  "ignore": [\r\n    ${FIRST}, // stays\r\n    ${SECOND} // why\r\n  ]\r\n}`,
      1,
      `{\r\n  "ignore": [\r\n    ${FIRST} // stays\r\n  ]\r\n}`,
    ],
    [`{\n  "ignore": [\n    ${FIRST},\n    ${SECOND},\n  ],\n}`, 1, `{\n  "ignore": [\n    ${FIRST},\n  ],\n}`],
  ])('of %s', (text, index, expected) => {
    const left = without(text, index);
    expect(left).toBe(expected);
    expect(readPolicyFile(left).problems).toEqual([]);
    expect(readPolicyFile(left).entries).toHaveLength(readPolicyFile(text).entries.length - 1);
  });

  it('changes nothing where there is no such entry', () => {
    expect(withoutIgnore('{ "ignore": [] }', { start: 3, end: 4 })).toEqual([]);
    expect(withoutIgnore('broken', { start: 0, end: 6 })).toEqual([]);
  });
});

describe('calling a name private', () => {
  it('adds it behind those that are there, or makes the list', () => {
    const text = '{\n  "privateScopes": ["@acme"]\n}';
    const edits = withPrivateName(text, 'PyPI:acme-tools');
    const left = typeof edits === 'string' ? edits : applied(text, edits);
    expect(readPolicyFile(left).choices.privateNames.has({ ecosystem: 'PyPI', name: 'acme-tools' })).toBe(true);
    expect(readPolicyFile(left).choices.privateScopes).toEqual(['@acme']);
    expect(withPrivateName('{ "privateScopes": "@acme" }', '@b')).toMatch(/no list/);
  });
});
