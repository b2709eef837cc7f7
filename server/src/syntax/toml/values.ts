import { readToml } from './reader.js';
import { stringAt, type TomlNode, type TomlTable, tomlTree, valuesAt } from './tree.js';

/** A TOML file and its text: numbers are read from there. */
export interface TomlText {
  readonly text: string;
  readonly root: TomlTable;
  /** Part of it is no TOML, and is not in the tree. */
  readonly isPartial: boolean;
}

export function tomlOf(text: string): TomlText {
  const document = readToml(text);
  return { text, root: tomlTree(text, document), isPartial: document.error !== undefined };
}

/** The value at a path of keys as it is written; of a string its text. Undefined where there is none, empty for a list or table. */
export function writtenAt({ text, root }: TomlText, ...path: readonly string[]): string | undefined {
  const value = valueAt(root, ...path);
  return value && textOf(text, value);
}

/** The strings of a list at a path of keys, or a string that holds them with commas between. */
export function stringsAt({ root }: TomlText, ...path: readonly string[]): readonly string[] {
  const value = valueAt(root, ...path);
  const joined = stringAt(root, ...path)?.value;
  const items = value?.kind === 'list' ? value.items.flatMap(item => (item.value.kind === 'string' ? [item.value.value] : [])) : [];
  return [...items, ...(joined?.split(',') ?? [])].flatMap(item => item.trim() || []);
}

/** The keys of all tables at a path, with what stands there as it is written. */
export function membersAt(
  { text, root }: TomlText,
  ...path: readonly string[]
): readonly (readonly [key: string, value: TomlNode, written: string])[] {
  return valuesAt(root, ...path).flatMap(node =>
    node.kind === 'table' ? node.members.map(({ key, value }) => [key.name, value, textOf(text, value)] as const) : [],
  );
}

function valueAt(root: TomlTable, ...path: readonly string[]): TomlNode | undefined {
  return valuesAt(root, ...path)[0];
}

function textOf(text: string, value: TomlNode): string {
  if (value.kind === 'string') return value.value;
  return value.kind === 'other' ? text.slice(value.span.start, value.span.end) : '';
}
