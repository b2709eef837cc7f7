import type { Span } from '../../model/index.js';
import type { TomlArray, TomlDocument, TomlEntry, TomlInlineTable, TomlOther, TomlSection, TomlValue } from './reader.js';
import { behindBlankLines, entryRemoval, itemRemovals, linesOf, tableRemovals } from './removal.js';
import type { TomlKey } from './scan.js';
import type { TomlString } from './strings.js';

/** A value with everything that headers, dotted keys and inline tables say of it put together. */
export type TomlNode = TomlString | TomlOther | TomlList | TomlTable;

export interface TomlList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly TomlListItem[];
}

export interface TomlListItem {
  readonly value: TomlNode;
  readonly removalSpan: Span;
}

export interface TomlTable {
  readonly kind: 'table';
  /** In the order of the text. A key that is given twice is there twice; tables of one name are one. */
  readonly members: readonly TomlMember[];
  /** An inline table, from brace to brace; else the header or the key that made it. */
  readonly span: Span;
  readonly isInline: boolean;
}

export interface TomlMember {
  readonly key: TomlKey;
  readonly value: TomlNode;
  /** What to delete to remove key and value: their lines, or in an inline table the entry and its comma. */
  readonly removalSpan: Span;
}

/** The document as one table. Time is linear in the text. */
export function tomlTree(text: string, { sections }: TomlDocument): TomlTable {
  const builder: Builder = { text, tables: new Map() };
  const root = emptyTable({ start: 0, end: 0 });
  for (const section of sections) {
    const table = openSection(builder, root, section);
    for (const entry of section.entries) addEntry(builder, table, entry, linesOf(text, entry.span));
  }
  return root;
}

/** The values that stand at a path of keys, in the order of the text. */
export function valuesAt(table: TomlTable, ...path: readonly string[]): readonly TomlNode[] {
  let found: readonly TomlNode[] = [table];
  for (const name of path) found = found.flatMap(node => (node.kind === 'table' ? valuesOf(node, name) : []));
  return found;
}

/** The tables at a path of keys; the elements of an array of tables are tables too. */
export function tablesAt(table: TomlTable, ...path: readonly string[]): readonly TomlTable[] {
  return valuesAt(table, ...path)
    .flatMap(node => (node.kind === 'list' ? node.items.map(({ value }) => value) : [node]))
    .filter(node => node.kind === 'table');
}

/** The string at a path of keys. */
export function stringAt(table: TomlTable, ...path: readonly string[]): TomlString | undefined {
  return valuesAt(table, ...path).find(node => node.kind === 'string');
}

function valuesOf(table: TomlTable, name: string): readonly TomlNode[] {
  return table.members.filter(({ key }) => key.name === name).map(({ value }) => value);
}

interface Builder {
  readonly text: string;
  /** The members of a table that headers and dotted keys may add to. */
  readonly tables: Map<TomlTable, Map<string, Growing>>;
}

type Growing = { -readonly [K in keyof TomlMember]: TomlMember[K] } & { value: GrowingTable | GrowingList };
type GrowingTable = TomlTable & { readonly members: TomlMember[] };
type GrowingList = TomlList & { readonly items: TomlListItem[] };

function emptyTable(span: Span): GrowingTable {
  return { kind: 'table', members: [], span, isInline: false };
}

function openSection(builder: Builder, root: GrowingTable, section: TomlSection): GrowingTable {
  const last = section.path.at(-1);
  if (last === undefined) return root;
  const parent = descend(builder, root, section.path.slice(0, -1), section.header);
  const removalSpan = sectionSpan(builder.text, section);
  if (!section.isElement) return child(builder, parent, last, section.header, removalSpan);
  const table = emptyTable(section.header);
  listOf(builder, parent, last, section.header, removalSpan).items.push({ value: table, removalSpan });
  return table;
}

/** From the header to the last entry, and the blank lines behind it. */
function sectionSpan(text: string, { header, entries }: TomlSection): Span {
  const { start, end } = linesOf(text, { start: header.start, end: entries.at(-1)?.span.end ?? header.end });
  return { start, end: behindBlankLines(text, end) };
}

function descend(builder: Builder, from: GrowingTable, path: readonly TomlKey[], span: Span): GrowingTable {
  const lines = linesOf(builder.text, span);
  let table = from;
  for (const key of path) table = child(builder, table, key, span, lines);
  return table;
}

/** The table of that name, of an array of tables the last one; made where there is none. */
function child(builder: Builder, parent: GrowingTable, key: TomlKey, span: Span, removalSpan: Span): GrowingTable {
  const known = growingOf(builder, parent).get(key.name);
  if (known?.value.kind === 'table') {
    if (known.removalSpan.end === removalSpan.start) known.removalSpan = { start: known.removalSpan.start, end: removalSpan.end };
    return known.value;
  }
  const last = known?.value.items.at(-1)?.value;
  if (last?.kind === 'table') return last as GrowingTable;
  const table = emptyTable(span);
  grow(builder, parent, { key, value: table, removalSpan });
  return table;
}

function listOf(builder: Builder, parent: GrowingTable, key: TomlKey, span: Span, removalSpan: Span): GrowingList {
  const known = growingOf(builder, parent).get(key.name)?.value;
  if (known?.kind === 'list') return known;
  const list: GrowingList = { kind: 'list', span, items: [] };
  grow(builder, parent, { key, value: list, removalSpan });
  return list;
}

function growingOf({ tables }: Builder, table: TomlTable): Map<string, Growing> {
  const known = tables.get(table) ?? new Map<string, Growing>();
  tables.set(table, known);
  return known;
}

function grow(builder: Builder, parent: GrowingTable, member: Growing): void {
  growingOf(builder, parent).set(member.key.name, member);
  parent.members.push(member);
}

function addEntry(builder: Builder, table: GrowingTable, { path, value, span }: TomlEntry, removalSpan: Span): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let parent = table;
  for (const key of path.slice(0, -1)) parent = child(builder, parent, key, span, removalSpan);
  parent.members.push({ key: last, value: nodeOf(builder, value), removalSpan });
}

function nodeOf(builder: Builder, value: TomlValue): TomlNode {
  if (value.kind === 'array') return listNode(builder, value);
  return value.kind === 'inline' ? inlineNode(builder, value) : value;
}

function listNode(builder: Builder, array: TomlArray): TomlList {
  const removals = itemRemovals(builder.text, array);
  const items = array.items.map(({ value }, index) => ({
    value: nodeOf(builder, value),
    removalSpan: removals[index] ?? array.span,
  }));
  return { kind: 'list', span: array.span, items };
}

function inlineNode(builder: Builder, inline: TomlInlineTable): TomlTable {
  const table: GrowingTable = { kind: 'table', members: [], span: inline.span, isInline: true };
  const removals = tableRemovals(builder.text, inline);
  for (const [index, entry] of inline.entries.entries()) addEntry(builder, table, entry, removals[index] ?? entryRemoval(entry));
  return table;
}
