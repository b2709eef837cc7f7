import type { Span } from '../../model/index.js';
import { pieces } from './scalar.js';
import { endOfLine, isBlank, nextLine, SINGLE, skipBlanks } from './scan.js';
import type { YamlNode } from './tree.js';

/** What to delete to drop a node: its lines, or in brackets its text with one comma. An entry behind a dash leaves the dash. */
export function removalSpanOf(text: string, node: YamlNode): Span {
  const end = endOfNode(node);
  if (node.commas) return inBrackets(text, node, end);
  let { start } = node;
  while (isBlank(text.charCodeAt(start - 1))) start -= 1;
  const isAlone = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\uFEFF';
  return isAlone ? { start, end: nextLine(text, end) } : { start: node.start, end: endOfLine(text, end) };
}

/**
 * Offsets in the file of a part of a key or scalar, which is given in UTF-16 units of the decoded text.
 * @param span of the whole, without quotes
 */
export function rawSpan(text: string, span: Span, decoded: string, from: number, to: number): Span {
  if (span.end - span.start === decoded.length) return { start: span.start + from, end: span.start + to };
  const raw = text.slice(span.start, span.end);
  const style = text.charCodeAt(span.start - 1) === SINGLE ? 'single' : 'double';
  return { start: span.start + rawOffset(raw, style, from), end: span.start + rawOffset(raw, style, to) };
}

function endOfNode({ end, children, items }: YamlNode): number {
  const lasts = [children.at(-1), items.at(-1)].filter(last => last !== undefined);
  return Math.max(end, ...lasts.map(endOfNode));
}

function inBrackets(text: string, { start, commas }: YamlNode, end: number): Span {
  const { before, after } = commas ?? {};
  if (after !== undefined) return { start, end: skipBlanks(text, after + 1) };
  return before !== undefined && text.slice(before + 1, start).trim() === '' ? { start: before, end } : { start, end };
}

function rawOffset(raw: string, style: 'single' | 'double', units: number): number {
  let [offset, seen] = [0, 0];
  for (const { value, length } of pieces(raw, style)) {
    if (seen >= units) break;
    seen += value.length;
    offset += length;
  }
  return offset;
}
