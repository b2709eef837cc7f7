import { createScanner } from 'jsonc-parser';
import type { Edit, Span } from '../model/index.js';
import { readJson } from '../syntax/json/reader.js';
import type { JsonValue } from '../syntax/json/tree.js';
import type { IgnoreEntry } from './ignores.js';

/** What a new policy file begins with. */
const HEADING = '// How Depwarden checks the dependencies of this folder: levels, cooldown, what is ignored, denied, allowed and private.';
const UNIT = '  ';

/**
 * The edits that add an entry to `ignore`. They only insert: comments, formatting and everything else stay as they are.
 * @param text of the policy file; undefined where there is none, which makes a new one
 * @returns a sentence where the file cannot be edited without a guess
 */
export function withIgnore(text: string | undefined, entry: IgnoreEntry): readonly Edit[] | string {
  return withItem(text, 'ignore', orderly(entry));
}

/** The same for `privateScopes`. @param name a scope or a name with its ecosystem's prefix: `@acme`, `npm:acme-tools` */
export function withPrivateName(text: string | undefined, name: string): readonly Edit[] | string {
  return withItem(text, 'privateScopes', name);
}

/**
 * The edits that take an entry out of `ignore`, with its comma and the comment behind it on its line; none where the text has no such entry.
 * @param entry its span in the text
 */
export function withoutIgnore(text: string, entry: Span): readonly Edit[] {
  const { root } = readJson(text, { dialect: 'jsonc' });
  const items = root?.members.find(({ key }) => key === 'ignore')?.value.items ?? [];
  const index = items.findIndex(({ start, end }) => start === entry.start && end === entry.end);
  if (index < 0) return [];
  const line = text.lastIndexOf('\n', entry.start - 1) + 1;
  const hasOwnLine = text.slice(line, entry.start).trim() === '';
  const comma = commaBehind(text, entry.end);
  const end = comma === undefined ? entry.end : comma + 1;
  const [rest = ''] = (hasOwnLine && /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?[ \t]*\r?\n/.exec(text.slice(end))) || [];
  const removal: Edit = { span: { start: rest === '' ? entry.start : line, end: end + rest.length }, newText: '' };
  const before = comma === undefined ? items[index - 1] : undefined;
  const lone = before && commaBehind(text, before.end);
  return lone === undefined ? [removal] : [{ span: { start: lone, end: lone + 1 }, newText: '' }, removal];
}

/** Where the comma is that follows a value, comments aside. */
function commaBehind(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  const next: number = scanner.scan();
  return next === COMMA ? scanner.getTokenOffset() : undefined;
}

function withItem(text: string | undefined, key: 'ignore' | 'privateScopes', item: unknown): readonly Edit[] | string {
  if (text === undefined || text.trim() === '') {
    const at = text?.length ?? 0;
    const newText = `${HEADING}\n${JSON.stringify({ [key]: [item] }, undefined, UNIT)}\n`;
    return [{ span: { start: 0, end: at }, newText }];
  }
  const { root, error } = readJson(text, { dialect: 'jsonc' });
  if (root?.kind !== 'object' || error) return 'The policy file cannot be read whole: correct it first.';
  const list = root.members.find(member => member.key === key)?.value;
  if (list && list.kind !== 'array') return `What stands under "${key}" in the policy file is no list: correct it first.`;
  const unit = unitOf(text);
  if (list) return appended(text, list, list.items.at(-1), JSON.stringify(item, undefined, unit));
  return appended(text, root, root.members.at(-1)?.value, `"${key}": ${JSON.stringify([item], undefined, unit)}`);
}

/** Insertions that put something behind the last child of an object or array, on lines of its own and behind what comments follow. */
function appended(text: string, parent: JsonValue, last: JsonValue | undefined, value: string): readonly Edit[] {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const closing = parent.end - 1;
  const from = last ? endOf(last) : parent.start + 1;
  const { comma, end } = trailing(text, from, closing);
  const outer = indentAt(text, parent.start);
  const inner = last && startsLine(text, startOf(text, last)) ? indentAt(text, startOf(text, last)) : outer + unitOf(text);
  const block = value.replaceAll('\n', `${lineBreak}${inner}`);
  const behind = text.slice(end, closing).includes('\n') ? '' : lineBreak + outer;
  const newText = `${lineBreak}${inner}${block}${behind}`;
  if (!last || comma) return [insertion(end, newText)];
  return end === from ? [insertion(end, `,${newText}`)] : [insertion(from, ','), insertion(end, newText)];
}

/** What stands between a last child and the closing sign: whether a comma does, and where the last of it ends, comments included. */
function trailing(text: string, from: number, closing: number): { readonly comma: boolean; readonly end: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let [comma, end] = [false, from];
  for (let kind: number = scanner.scan(); kind !== END && scanner.getTokenOffset() < closing; kind = scanner.scan()) {
    if (kind === WHITE_SPACE || kind === LINE_BREAK) continue;
    comma ||= kind === COMMA;
    end = scanner.getTokenOffset() + scanner.getTokenLength();
  }
  return { comma, end };
}

// jsonc-parser declares its token codes as const enums, which modules compiled one by one cannot name.
const COMMA = 5;
const LINE_BREAK = 14;
const WHITE_SPACE = 15;
const END = 17;

function insertion(at: number, newText: string): Edit {
  return { span: { start: at, end: at }, newText };
}

/** Of a string the span is without its quotes. */
function endOf({ kind, end }: JsonValue): number {
  return kind === 'string' ? end + 1 : end;
}

/** Where the line's first child begins: of a member its key, which stands before the value. */
function startOf(text: string, { start }: JsonValue): number {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return line + (/^[ \t]*/.exec(text.slice(line, start))?.[0].length ?? 0);
}

function startsLine(text: string, at: number): boolean {
  return text.slice(0, at).includes('\n');
}

/** What one level of indentation is in a text. */
function unitOf(text: string): string {
  const [first = UNIT] = /^[ \t]+(?=\S)/m.exec(text) ?? [];
  return first.startsWith('\t') ? '\t' : first.slice(0, 8);
}

/** The white space at the beginning of the line of an offset. */
function indentAt(text: string, at: number): string {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, at))?.[0] ?? '';
}

/** The keys in the order in which they are read best, empty ones left out. */
function orderly({ rule, advisory, package: name, versions, reason, expires, by }: IgnoreEntry): Partial<IgnoreEntry> {
  const ordered = { rule, advisory, package: name, versions, reason, expires, by };
  return Object.fromEntries(Object.entries(ordered).filter(([, value]) => value !== undefined));
}
