import type { YamlEntry, YamlMapping } from './mapping.js';
import { readYamlScalar } from './scalar.js';

/** An entry at the top of a YAML file by its key. */
export function entryOf({ entries }: YamlMapping, key: string): YamlEntry | undefined {
  return entries.find(entry => entry.key.text === key);
}

/** The text of a scalar; undefined where there is none, or it is null. Of a block or an alias the sign stands for all. */
export function scalarIn(entry: YamlEntry | undefined): string | undefined {
  const value = entry?.value;
  return value === undefined || (value.style === 'plain' && /^(?:~|null|)$/i.test(value.text)) ? undefined : value.text;
}

/** The scalars of a list at the top of a YAML file, in brackets or one a line; of a lone scalar that one. */
export function scalarsIn(text: string, entry: YamlEntry | undefined): readonly string[] {
  if (!entry) return [];
  const single = scalarIn(entry);
  if (single !== undefined) return [single];
  const start = entry.valueStart + (/^[ \t]*/.exec(text.slice(entry.valueStart))?.[0].length ?? 0);
  return text[start] === '[' ? flowItems(text, start + 1) : blockItems(text, entry.valueStart);
}

/** Up to the bracket, or to the end where it is missing. */
function flowItems(text: string, start: number): readonly string[] {
  const items: string[] = [];
  for (let at = behindSpace(text, start); at < text.length && text[at] !== ']'; at = behindSpace(text, at)) {
    const { scalar, end } = readYamlScalar(text, at, lineEnd(text, at), offset => text[offset] === ',' || text[offset] === ']');
    if (scalar.text !== '') items.push(scalar.text);
    at = Math.max(end, at + 1);
  }
  return items;
}

/** Behind white space, commas and comments. */
function behindSpace(text: string, start: number): number {
  const space = /(?:[\s,]|#[^\n]*)*/y;
  space.lastIndex = start;
  return start + (space.exec(text)?.[0].length ?? 0);
}

/** The lines that begin with a dash, from the next line to the first one that does not. */
function blockItems(text: string, start: number): readonly string[] {
  const items: string[] = [];
  for (let at = lineEnd(text, start) + 1; at < text.length; at = lineEnd(text, at) + 1) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end).trimEnd();
    if (/^\s*(?:#|$)/.test(line)) continue;
    const dash = /^\s*-\s+/.exec(line)?.[0].length;
    if (dash === undefined) break;
    items.push(readYamlScalar(text, at + dash, at + line.length).scalar.text);
  }
  return items;
}

function lineEnd(text: string, from: number): number {
  const lineBreak = text.indexOf('\n', from);
  return lineBreak < 0 ? text.length : lineBreak;
}
