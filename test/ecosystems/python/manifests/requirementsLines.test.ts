import { describe, expect, it } from 'vitest';
import { parseRequirements } from '../../../../server/src/ecosystems/python/manifests/requirements.js';

const namesOf = (text: string): string[] => parseRequirements(text).dependencies.map(({ name }) => name);
const removed = (text: string): string[] =>
  parseRequirements(text).dependencies.map(({ removalSpan: { start, end } }) => text.slice(0, start) + text.slice(end));

describe('lines', () => {
  const LINES: readonly (readonly [text: string, names: readonly string[]])[] = [
    ['', []],
    ['\uFEFF', []],
    ['\uFEFFa', ['a']],
    ['\n \t\n# a\n  # b\n', []],
    ['a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    ['a\vb\fc\x1cd\x1de\x1ef\x85g\u2028h\u2029i', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']],
    ['a # x\u2028b==1', ['a', 'b']],
    ['a # comment \\\nb', ['a']],
    ['# comment \\\nb', ['b']],
    ['a \\\n# comment \\\nb', ['a', 'b']],
    ['a\\\n  # comment\nb', ['a', 'b']],
    ['lite\\\nllm', ['litellm']],
    ['lite\\\r\nllm', ['litellm']],
    ['lite\\\rllm', ['litellm']],
    ['lite\\\\\\\nllm', ['litellm']],
    ['\\\n\\\na', ['a']],
    ['a\\', ['a']],
    ['a\\\n', ['a']],
    ['a \\\n\nb', ['a', 'b']],
  ];

  it.each(LINES)('%j', (text, names) => {
    expect(namesOf(text)).toEqual(names);
    expect(parseRequirements(text).problems).toEqual([]);
  });

  const REMOVALS: readonly (readonly [text: string, rest: readonly string[]])[] = [
    ['a', ['']],
    ['a\nb', ['b', 'a\n']],
    ['\uFEFFa # x\r\nb\r\n', ['\uFEFFb\r\n', '\uFEFFa # x\r\n']],
    ['# top\n  a==1 \\\n  --hash=sha256:0 # x\n\nb', ['# top\n\nb', '# top\n  a==1 \\\n  --hash=sha256:0 # x\n\n']],
    ['a \\\n# note\nb', ['b', 'a \\\n# note\n']],
  ];

  it.each(REMOVALS)('removes whole lines: %j', (text, rest) => {
    expect(removed(text)).toEqual(rest);
  });

  it('ends a span before a continuation, not behind it', () => {
    const [foo] = parseRequirements('foo\\\n==1\\\n;m').dependencies;
    expect([foo?.nameSpan, foo?.specifierSpan, foo?.marker]).toEqual([{ start: 0, end: 3 }, { start: 5, end: 8 }, 'm']);
  });

  it('keeps raw spans across continuations and joins the range', () => {
    const text = 'x\nlite\\\nllm[a]>=1.50, \\\r\n  <2 ; m \\\n n';
    const [, dependency] = parseRequirements(text).dependencies;
    expect(dependency).toEqual({
      ecosystem: 'PyPI',
      name: 'litellm',
      writtenName: 'lite\\\nllm',
      group: 'requirements',
      specifier: '>=1.50, \\\r\n  <2',
      nameSpan: { start: 2, end: 11 },
      specifierSpan: { start: 14, end: 29 },
      removalSpan: { start: 2, end: text.length },
      origin: { kind: 'registry', range: '>=1.50,   <2', rangeSpan: { start: 14, end: 29 } },
      marker: 'm  n',
    });
  });
});
