import type { LockfileFormat } from '../../../model/lockfile.js';
import type { TomlEntry, TomlValue } from '../../../syntax/toml/reader.js';
import { entryValue, sectionOf, stringOf, stringsOf, tablesOf } from '../../../syntax/toml/sections.js';
import { normalizeName } from '../names/packageName.js';
import { addressesOf, indexReason, type PythonEntry, type PythonNeed, pythonPackages, singleProjectLock } from './packages.js';
import { type LockTables, readTomlLock, spanOf, versionProblem } from './tomlLock.js';

/** poetry.lock, lock-version 1 and 2 (https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock). It holds one project. */
export const poetryLock: LockfileFormat = {
  id: 'poetry.lock',
  ecosystem: 'PyPI',
  parse(text) {
    const { packages, others, problems } = readTomlLock(text, ['package']);
    const metadata = sectionOf(others, 'metadata');
    const version = stringOf(metadata, 'lock-version');
    const files = hashesByName(sectionOf(others, 'metadata.files'));
    const entries = packages.flatMap(tables => readPackage(text, tables, files));
    const newer = version ? versionProblem(version.value, version.span, 2, '2.1') : [];
    return { ...singleProjectLock(pythonPackages(entries), [...problems, ...newer]), namesIndexes: true };
  },
};

function readPackage(
  text: string,
  { entries, sections }: LockTables,
  files: ReadonlyMap<string, readonly string[]>,
): readonly PythonEntry[] {
  const written = stringOf(entries, 'name');
  if (written === undefined) return [];
  const name = normalizeName(written.value);
  const named = (path: string) => sections.filter(section => section.path === path).flatMap(section => section.entries);
  const source = named('source');
  const type = stringOf(source, 'type')?.value;
  const url = stringOf(source, 'url')?.value;
  const hashes = hashesOf(tablesOf(entries, 'files'));
  const skipped = skippedReason(type, url, stringOf(source, 'reference')?.value);
  return [
    {
      name,
      version: stringOf(entries, 'version')?.value ?? '',
      span: spanOf(entries),
      needs: named('dependencies').flatMap(entry => needsOf(text, entry)),
      skipped,
      resolved: url,
      ...(type === 'legacy' && addressesOf([url ?? ''], [])),
      // what has no source comes from PyPI: Poetry names every other one
      isPublic: skipped === undefined,
      integrity: hashes.length > 0 ? hashes : files.get(name),
    },
  ];
}

const REASONS: Readonly<Record<string, string>> = { git: 'git source', url: 'URL source', file: 'local file', directory: 'local path' };

/** `legacy` is an index besides PyPI; `reference` is its name in the manifest. */
function skippedReason(type: string | undefined, url: string | undefined, reference: string | undefined): string | undefined {
  if (type === undefined) return undefined;
  if (type !== 'legacy') return REASONS[type] ?? 'other source';
  const reason = indexReason(url ?? '');
  return reason === undefined || reference === undefined ? reason : `private index ${reference}`;
}

/** `name = "constraint"`, a table with a version, or a list of them. */
function needsOf(text: string, { path, value }: TomlEntry): readonly PythonNeed[] {
  const name = normalizeName(path[0]?.name ?? '');
  const parts: readonly TomlValue[] = value.kind === 'array' ? value.items.map(item => item.value) : [value];
  return parts.flatMap((part): PythonNeed[] => {
    if (part.kind === 'string') return [{ name, specifier: part.value }];
    if (part.kind !== 'inline') return [];
    const extras = stringsOf(part.entries, 'extras').length > 0;
    const optional = isTrue(text, part.entries, 'optional');
    return [{ name, specifier: stringOf(part.entries, 'version')?.value, optional, extras }];
  });
}

function isTrue(text: string, entries: readonly TomlEntry[], key: string): boolean {
  const value = entryValue(entries, key);
  return value !== undefined && text.slice(value.span.start, value.span.end) === 'true';
}

function hashesOf(tables: readonly (readonly TomlEntry[])[]): readonly string[] {
  return tables.flatMap(table => stringOf(table, 'hash')?.value ?? []);
}

/** lock-version 1 lists the files of all packages in one section. */
function hashesByName(entries: readonly TomlEntry[]): ReadonlyMap<string, readonly string[]> {
  return new Map(entries.map(entry => [normalizeName(entry.path[0]?.name ?? ''), hashesOf(tablesOf([entry], entry.path[0]?.name ?? ''))]));
}
