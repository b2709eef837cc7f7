// What stands in sections and inline tables, without a tree of the whole: for the many packages of a lockfile.
import type { TomlEntry, TomlSection, TomlValue } from './reader.js';
import type { TomlString } from './strings.js';

/** The value of a key; the first where there are several. */
export function entryValue(entries: readonly TomlEntry[], key: string): TomlValue | undefined {
  return entries.find(({ path }) => path.length === 1 && path[0]?.name === key)?.value;
}

/** The string of that key. */
export function stringOf(entries: readonly TomlEntry[], key: string): TomlString | undefined {
  const value = entryValue(entries, key);
  return value?.kind === 'string' ? value : undefined;
}

/** The entries of the inline tables in the array of that key. */
export function tablesOf(entries: readonly TomlEntry[], key: string): readonly (readonly TomlEntry[])[] {
  const value = entryValue(entries, key);
  return value?.kind === 'array' ? value.items.flatMap(item => (item.value.kind === 'inline' ? [item.value.entries] : [])) : [];
}

/** The strings in the array of that key. */
export function stringsOf(entries: readonly TomlEntry[], key: string): readonly string[] {
  const value = entryValue(entries, key);
  return value?.kind === 'array' ? value.items.flatMap(item => (item.value.kind === 'string' ? [item.value.value] : [])) : [];
}

/** The entries of an inline table. */
export function tableOf(entries: readonly TomlEntry[], key: string): readonly TomlEntry[] {
  const value = entryValue(entries, key);
  return value?.kind === 'inline' ? value.entries : [];
}

/** The entries of all sections of that path, joined by dots; `''` is the part without a header. */
export function sectionOf(others: readonly TomlSection[], path: string): readonly TomlEntry[] {
  return others.filter(section => section.path.map(({ name }) => name).join('.') === path).flatMap(({ entries }) => entries);
}
