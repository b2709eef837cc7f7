// Lockfiles in TOML, as they are written by machines: sections that repeat `[[package]]`, each with sections of its own.

import type { Problem, Span } from '../../../model/index.js';
import { readToml, type TomlEntry, type TomlSection, type TomlValue } from '../../../syntax/toml/reader.js';
import type { TomlString } from '../../../syntax/toml/strings.js';
import { newerVersion, readable } from '../../shared/lockfileText.js';

/** One package: what stands under its header, and its own sections (`package.dependencies` under `dependencies`). */
export interface LockTables {
  readonly entries: readonly TomlEntry[];
  readonly sections: readonly { readonly path: string; readonly entries: readonly TomlEntry[] }[];
}

export interface TomlLock {
  readonly packages: readonly LockTables[];
  /** Sections that belong to no package; the first has no header. */
  readonly others: readonly TomlSection[];
  readonly problems: readonly Problem[];
}

/** Reads the text of a lockfile whose packages stand under one of `headers`. Time is linear in the text. */
export function readTomlLock(written: string, headers: readonly string[]): TomlLock {
  const { text, problems } = readable(written);
  const { sections, error } = readToml(text);
  const packages: { entries: readonly TomlEntry[]; sections: { path: string; entries: readonly TomlEntry[] }[] }[] = [];
  const others: TomlSection[] = [];
  for (const section of sections) {
    const [first, ...rest] = section.path;
    if (first === undefined || !headers.includes(first.name)) others.push(section);
    else if (rest.length === 0) packages.push({ entries: section.entries, sections: [] });
    else packages.at(-1)?.sections.push({ path: rest.map(({ name }) => name).join('.'), entries: section.entries });
  }
  const syntax: Problem[] = error ? [{ message: `TOML: ${error.message}.`, span: error.span, level: 'error' }] : [];
  return { packages, others, problems: [...problems, ...syntax] };
}

/** The value of a key; the first where there are several. */
export function entryValue(entries: readonly TomlEntry[], key: string): TomlValue | undefined {
  return entries.find(({ path }) => path.length === 1 && path[0]?.name === key)?.value;
}

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

/** Where an entry is shown: at its version, else at its name. */
export function spanOf(entries: readonly TomlEntry[]): Span {
  return (stringOf(entries, 'version') ?? stringOf(entries, 'name'))?.span ?? entries[0]?.span ?? { start: 0, end: 0 };
}

/** A problem where the first number of a format's version is above the newest that is known. */
export function versionProblem(version: string | undefined, span: Span, newestMajor: number, newest: string): readonly Problem[] {
  const major = Number.parseInt(version ?? '', 10);
  return version !== undefined && major > newestMajor ? [newerVersion(version, newest, span)] : [];
}
