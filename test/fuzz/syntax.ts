// The readers of the languages that manifests, lockfiles and settings are written in.

import type { Span } from '../../server/src/model/index.js';
import { rawSpan } from '../../server/src/syntax/json/escapes.js';
import { readJson } from '../../server/src/syntax/json/reader.js';
import { removalSpanOf as jsonRemovalSpanOf } from '../../server/src/syntax/json/spans.js';
import { type JsonDocument, type JsonText, keyOf } from '../../server/src/syntax/json/tree.js';
import { readSyml } from '../../server/src/syntax/syml/reader.js';
import { readToml } from '../../server/src/syntax/toml/reader.js';
import { type TomlNode, tomlTree } from '../../server/src/syntax/toml/tree.js';
import { readYaml } from '../../server/src/syntax/yaml/reader.js';
import { removalSpanOf } from '../../server/src/syntax/yaml/spans.js';
import type { YamlEntry, YamlNode, YamlText } from '../../server/src/syntax/yaml/tree.js';
import { insist, insistInside, insistOnProblems } from './invariants.js';

export function checkYaml(text: string): void {
  const yaml = readYaml(text);
  insistOnTree(text, yaml);
  insistNothingLost(text, yaml);
}

export function checkSyml(text: string): void {
  insistOnTree(text, readSyml(text));
}

export function checkToml(text: string): void {
  const document = readToml(text);
  if (document.error) insistInside(text, document.error.span, 'an error');
  insistOnToml(text, tomlTree(text, document));
}

function insistOnToml(text: string, node: TomlNode): void {
  insistInside(text, node.span, 'a value');
  if (node.kind === 'list')
    for (const { value, removalSpan } of node.items) {
      insistInside(text, removalSpan, 'what is removed of a list');
      insistOnToml(text, value);
    }
  if (node.kind === 'table')
    for (const { key, value, removalSpan } of node.members) {
      insistInside(text, key.span, 'a key');
      insistInside(text, removalSpan, 'what is removed of a table');
      insistOnToml(text, value);
    }
}

/** Every node in the order of the text. */
function nodesOf({ documents }: YamlText): readonly (YamlNode | YamlEntry)[] {
  const within = (node: YamlNode): readonly (YamlNode | YamlEntry)[] => [node, ...[...node.children, ...node.items].flatMap(within)];
  return documents.flatMap(({ children, items }) => [...children, ...items].flatMap(within));
}

function insistOnTree(text: string, yaml: YamlText): void {
  insistOnProblems(text, yaml.problems);
  for (const node of nodesOf(yaml)) {
    insistInside(text, node, 'a node');
    insistInside(text, removalSpanOf(text, node), 'what is removed');
    if (node.value) insistInside(text, node.value.span, 'a value');
    if ('key' in node) insistInside(text, node.keySpan, 'a key');
    if (node.value?.style === 'plain' && !/\s/.test(node.value.text))
      insist(text.startsWith(node.value.text, node.value.span.start), 'a plain value is at its span');
  }
}

const NOTHING = /^\s*(?:#[^\n]*)?$|^(?:---|\.\.\.)(?:\s|$)|^%/;
const SIGNS_ONLY = /^[ \t\r?:]*(?:[&!][^ \t\r,[\]{}]*[ \t\r]*)*(?:#[^\n]*)?$/;

/** Every line with anything in it belongs to a node or to a problem. */
function insistNothingLost(text: string, yaml: YamlText): void {
  if (yaml.problems.some(({ message }) => message.includes('nested deeper'))) return;
  const spans: readonly Span[] = [
    ...nodesOf(yaml),
    ...yaml.documents.map(({ end }) => ({ start: end - 2, end })),
    ...nodesOf(yaml).flatMap(({ value }) => value?.span ?? []),
    ...yaml.problems.map(({ span }) => span),
  ];
  const covered = coveredBefore(text.length, spans);
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (const line of text.slice(start).split('\n')) {
    const [from, to] = [start, start + line.length];
    start = to + 1;
    if (NOTHING.test(line) || SIGNS_ONLY.test(line)) continue;
    insist((covered[to] ?? 0) > (covered[from] ?? 0), `the line ${JSON.stringify(line)} is read or told`);
  }
}

/** For each offset how many before it lie in a span, in time linear in the length and the number of spans. An empty span covers the offset it is at. */
function coveredBefore(length: number, spans: readonly Span[]): Int32Array {
  const opened = new Int32Array(length + 2);
  for (const { start, end } of spans) {
    const from = Math.max(0, start);
    const behind = Math.max(end, from + 1);
    opened[from] = (opened[from] ?? 0) + 1;
    opened[behind] = (opened[behind] ?? 0) - 1;
  }
  const before = new Int32Array(length + 1);
  let open = 0;
  for (let offset = 0; offset < length; offset++) {
    open += opened[offset] ?? 0;
    before[offset + 1] = (before[offset] ?? 0) + (open > 0 ? 1 : 0);
  }
  return before;
}

export function checkJson(text: string): void {
  const json = readJson(text);
  insistOnJson(text, json);
  insistOnJson(text, readJson(text, { dialect: 'jsonc' }));
  const isTooDeep = json.error?.message.startsWith('nested deeper') === true;
  insist(isTooDeep || (json.error === undefined) === isJson(text), 'an error is told of what is no JSON, and of nothing else');
}

function insistOnJson(text: string, { root, error }: JsonDocument): void {
  if (error) insistInside(text, error.span, 'an error');
  const open = root ? [root] : [];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    insistInside(text, value, 'a value');
    if (value.kind === 'string') insistOnText(text, value);
    for (const member of value.members) {
      insistOnText(text, keyOf(member));
      insistInside(text, jsonRemovalSpanOf(text, value, member), 'what is removed of an object');
    }
    open.push(...value.items, ...value.members.map(member => member.value));
  }
}

function insistOnText(text: string, part: JsonText): void {
  insistInside(text, part, 'a text');
  insistInside(text, rawSpan(text, part, 0, part.text.length), 'what is written of a text');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
