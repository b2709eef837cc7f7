import { describe, expect, it } from 'vitest';
import { rawSpan } from '../../../server/src/syntax/json/escapes.js';
import { MAX_JSON_DEPTH, readJson } from '../../../server/src/syntax/json/reader.js';
import { type JsonValue, objectAt, stringAt, valueAt } from '../../../server/src/syntax/json/tree.js';

function shown(value: JsonValue): string {
  const inner = [...value.members.map(member => `${member.key}=${shown(member.value)}`), ...value.items.map(shown)].join(' ');
  return value.kind === 'object' ? `{${inner}}` : value.kind === 'array' ? `[${inner}]` : value.text;
}

const read = (text: string): string => {
  const { root, error } = readJson(text);
  return `${root ? shown(root) : 'nothing'} ${error ? `${error.message} <${text.slice(error.span.start, error.span.end)}>` : ''}`;
};

describe('broken text', () => {
  it.each([
    ['{"a":1 "b":2}', '{a=1 b=2} comma expected <"b">'],
    ['[1 {"a":2}]', '[1 {a=2}] comma expected <{>'],
    ['{"a" 1}', '{a=1} colon expected <1>'],
    ['{"a"?? : 1}', '{a=1} unexpected text <??>'],
    ['{"a": x:y/z {"b":1}}', '{a={b=1}} unexpected text <x>'],
    ['{"a":: {"b":1}}', '{a={b=1}} value expected <:>'],
    ['{"a": "b": 2}', '{b=2} value expected <"b">'],
    ['{"a", "b":2}', '{b=2} colon expected <,>'],
    ['{"a":{"b":1]}', '{a={b=1}} closing brace expected <]>'],
    ['[{"a":1], 2', '[{a=1}] closing brace expected <]>'],
    ['{"a":[{"b":1], "c":2}', '{a=[{b=1}] c=2} closing brace expected <]>'],
    ['{"a":{"b":1], "c":2}}', '{a={b=1 c=2}} closing brace expected <]>'],
    ['[1 {"a" 2}]', '[1 {a=2}] comma expected <{>'],
    ['{"a" "1\n, "b":2}', '{b=2} closing quote expected <"1>'],
    ['{"a":[1}', '{a=[1]} closing bracket expected <}>'],
    ['{"a":[1, "b":2}', '{a=[1 b 2]} unexpected colon <:>'],
    ['{"a":1} }', '{a=1} end of file expected <}>'],
    ['{true: 1, "a": 2}', '{a=2} property name expected <true>'],
    ['{{"a": 1}, "b": 2}', '{b=2} property name expected <{>'],
    ['{"a": ~ 1}', '{a=1} unexpected text <~>'],
    ['? {"a": 1}', '{a=1} unexpected text <?>'],
    [', {"a": 1}', '{a=1} value expected <,>'],
    ['[1,]', '[1] trailing comma <]>'],
    ['{"a": 01}', '{} unexpected text <01>'],
    ['{"a": TRUE}', '{} unexpected text <TRUE>'],
    ['{"a": "1\t2"}', '{a=1\t2} invalid character in a string <"1\t2">'],
    ['{"a": "1\\x2"}', '{a=12} invalid escape <"1\\x2">'],
    ['{"a": "1\\u12"}', '{a=1} invalid unicode escape <"1\\u12">'],
    ['{"a": "1\\\n"b": 2}', '{a=1 b=2} closing quote expected <"1\\>'],
    ['{"a": 1\n  ', '{a=1} closing brace expected <1>'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('JSON with comments', () => {
  const text = '// x\n{ /* y */ "a": [1, /* z */ 2,], // 3\r"b": 4,\n}';

  it('may have comments and trailing commas', () => {
    const { root, error } = readJson(text, { dialect: 'jsonc' });
    expect([root && shown(root), error]).toEqual(['{a=[1 2] b=4}', undefined]);
  });

  it.each([
    ['{} /* x', 'end of comment expected'],
    ['{"a": 1,,}', 'property name expected'],
    ['{"a" 1}', 'colon expected'],
  ])('is no licence for anything else: %s', (broken, message) => {
    expect(readJson(broken, { dialect: 'jsonc' }).error?.message).toBe(message);
  });
});

describe('depth', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it('may be what the limit says', () => expect(readJson(nested(MAX_JSON_DEPTH)).error).toBeUndefined());

  it('is an error beyond it', () =>
    expect(readJson(nested(MAX_JSON_DEPTH + 1)).error).toMatchObject({ span: { start: MAX_JSON_DEPTH, end: MAX_JSON_DEPTH + 1 } }));
});

describe('members', () => {
  it('are passed over where they are ignored, by key and depth', () => {
    const text = '{"x": "1", "a": {"x": "2", "b": {"x": {"c": 3}}}}';
    const { root, error } = readJson(text, { ignores: (key, depth) => key === 'x' && depth !== 2 });
    expect([root && shown(root), error]).toEqual(['{a={x=2 b={}}}', undefined]);
  });

  it('are found by name, the last of several', () => {
    const { root } = readJson('{"a": "1", "a": {"b": "2"}, "c": 3}');
    expect([valueAt(root, 'a')?.kind, stringAt(root, 'a'), stringAt(objectAt(root, 'a'), 'b')?.text]).toEqual(['object', undefined, '2']);
    expect([valueAt(root, 'd'), stringAt(root, 'c'), objectAt(root, 'c'), valueAt(undefined, 'a')]).toEqual(Array(4).fill(undefined));
  });
});

describe('a part of a string', () => {
  it.each([
    ['"abc"', 1, 2, 'b'],
    ['"\\u0061b\\"c"', 0, 1, '\\u0061'],
    ['"\\u0061b\\"c"', 2, 3, '\\"'],
    ['"a\\qb"', 1, 2, '\\qb'],
  ])('%s from %d to %d', (text, from, to, written) => {
    const { root } = readJson(text);
    const span = rawSpan(text, root as JsonValue, from, to);
    expect(text.slice(span.start, span.end)).toBe(written);
  });
});
