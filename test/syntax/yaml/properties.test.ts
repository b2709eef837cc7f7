import { expect, it } from 'vitest';
import { readYaml } from '../../../server/src/syntax/yaml/reader.js';
import { rawSpan, removalSpanOf } from '../../../server/src/syntax/yaml/spans.js';
import type { YamlNode } from '../../../server/src/syntax/yaml/tree.js';
import * as fc from '../../support/fastCheck.js';

type Value = string | readonly Value[] | { readonly [key: string]: Value };

const TEXT = fc.oneof(
  fc.constantFrom(
    'a',
    '1.0.0',
    '^1 || 2',
    'x y',
    "it's",
    '"q"',
    'a: b',
    '# c',
    'a#b',
    '- a',
    '',
    '*',
    '@s/n',
    '\\n',
    'é\u{1F600}',
    'null',
    '{a}',
    '>=1',
  ),
  fc.string({ maxLength: 6 }),
);
const { value: VALUE } = fc.letrec<{ value: Value; list: readonly Value[]; mapping: Record<string, Value> }>(tie => ({
  value: fc.oneof({ maxDepth: 4 }, TEXT, tie('list'), tie('mapping')),
  list: fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
  mapping: fc.dictionary(TEXT.filter(isKey), tie('value'), { minKeys: 1, maxKeys: 3 }),
}));
const MAPPING = fc.dictionary(TEXT.filter(isKey), VALUE, { minKeys: 1, maxKeys: 4 });

function isKey(key: string): boolean {
  return key !== '' && key !== '__proto__' && key !== '<<';
}

/** Draws one of several ways to write something. */
type Draw = (count: number) => number;

const PLAIN = /^[A-Za-z0-9^@](?:[\w.@/ ^|#]*[\w.@/])?$/;

/** In quotes where plain text would mean something else, and at times without need. */
function written(text: string, draw: Draw): string {
  const way = draw(4);
  if (way === 0 && PLAIN.test(text) && !/ #/.test(text)) return text;
  const isOneLine = !/[^\x20-\x7E\xA0-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(text);
  return way < 3 && isOneLine ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

function flow(value: Value, draw: Draw): string {
  if (typeof value === 'string') return written(value, draw);
  if (Array.isArray(value)) return `[${value.map(item => flow(item, draw)).join(', ')}${draw(3) === 0 ? ',' : ''}]`;
  const entries = Object.entries(value).map(([key, one]) => `${written(key, draw)}: ${flow(one, draw)}`);
  return draw(2) === 0 ? `{${entries.join(', ')}}` : `{ ${entries.join(' , ')} }`;
}

/** What stands behind a colon or dash, its line break included. */
function behind(value: Value, indent: number, draw: Draw, isItem: boolean): string {
  const comment = draw(5) === 0 ? ' # c' : '';
  if (typeof value === 'string' || draw(4) === 0) return ` ${flow(value, draw)}${comment}\n`;
  const step = Array.isArray(value) && !isItem ? draw(3) : 1 + draw(3);
  return `${comment}\n${draw(5) === 0 ? '\n  # between\n' : ''}${block(value, indent + step, draw)}`;
}

function block(value: Exclude<Value, string>, indent: number, draw: Draw): string {
  const space = ' '.repeat(indent);
  if (Array.isArray(value)) return value.map(item => `${space}-${behind(item, indent, draw, true)}`).join('');
  return Object.entries(value)
    .map(([key, one]) => `${space}${written(key, draw)}:${behind(one, indent, draw, false)}`)
    .join('');
}

function plain({ value, children, items }: YamlNode): Value {
  if (children.length > 0) return Object.fromEntries(children.map(entry => [entry.key, plain(entry)]));
  return items.length > 0 ? items.map(plain) : (value?.text ?? '');
}

const DRAWN = fc.tuple(MAPPING, fc.infiniteStream(fc.nat(59))).map(([value, stream]) => {
  const draw: Draw = count => (stream.next().value as number) % count;
  return { value, text: block(value, 0, draw) };
});

it('reads what is written, however it is written', () => {
  fc.assert(
    fc.property(DRAWN, fc.boolean(), ({ value, text }, isWindows) => {
      const { documents, problems } = readYaml(isWindows ? text.replaceAll('\n', '\r\n') : text);
      expect(problems).toEqual([]);
      expect(documents.map(plain)).toEqual([value]);
    }),
    { seed: 20261130, numRuns: 1000 },
  );
});

it('removes one entry and nothing else, and keeps the others when a line is typed between them', () => {
  fc.assert(
    fc.property(DRAWN, ({ value, text }) => {
      const entries = readYaml(text).documents[0]?.children ?? [];
      for (const entry of entries) {
        const { start, end } = removalSpanOf(text, entry);
        const { [entry.key]: _, ...rest } = value;
        const after = readYaml(text.slice(0, start) + text.slice(end));
        expect(after.problems).toEqual([]);
        expect(Object.fromEntries((after.documents[0]?.children ?? []).map(one => [one.key, plain(one)]))).toEqual(rest);
        const typed = readYaml(`${text.slice(0, start)}typed\n${text.slice(start)}`);
        expect(typed.problems).toHaveLength(1);
        expect(typed.documents.map(plain)).toEqual([value]);
      }
    }),
    { seed: 20261130, numRuns: 300 },
  );
});

it('finds the characters of a scalar in the text', () => {
  fc.assert(
    fc.property(TEXT, fc.infiniteStream(fc.nat(59)), (text, stream) => {
      const source = `a: ${written(text, count => (stream.next().value as number) % count)}\n`;
      const value = readYaml(source).documents[0]?.children[0]?.value;
      const whole = value && rawSpan(source, value.span, value.text, 0, value.text.length);
      expect([value?.text, whole]).toEqual([text, value?.span]);
    }),
    { seed: 20261130 },
  );
});
