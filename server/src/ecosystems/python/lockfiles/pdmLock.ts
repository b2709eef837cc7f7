import type { LockfileFormat } from '../../../model/lockfile.js';
import { sectionOf, stringOf, stringsOf, tablesOf } from '../../../syntax/toml/sections.js';
import { readRequirement } from '../manifests/pep508.js';
import { normalizeName } from '../names/packageName.js';
import { PLACE_KEYS } from '../names/placeKeys.js';
import { addressesOf, type PythonEntry, type PythonNeed, pythonPackages, singleProjectLock, withHashes } from './packages.js';
import { type LockTables, readTomlLock, spanOf, versionProblem } from './tomlLock.js';

/** pdm.lock, lock_version 4 and before (https://pdm-project.org/latest/usage/lockfile/). It holds one project. */
export const pdmLock: LockfileFormat = {
  id: 'pdm.lock',
  ecosystem: 'PyPI',
  parse(text) {
    const { packages, others, problems } = readTomlLock(text, ['package']);
    const version = stringOf(sectionOf(others, 'metadata'), 'lock_version');
    const files = hashesByRelease(sectionOf(others, 'metadata.files'));
    const entries = withExtras(packages.flatMap(tables => readPackage(tables, files)));
    const newer = version ? versionProblem(version.value, version.span, 4, '4.5') : [];
    return singleProjectLock(pythonPackages(entries), [...problems, ...newer]);
  },
};

function readPackage({ entries }: LockTables, older: ReadonlyMap<string, readonly string[]>): readonly PythonEntry[] {
  const written = stringOf(entries, 'name');
  if (written === undefined) return [];
  const version = stringOf(entries, 'version')?.value ?? '';
  const [place, skipped] = PLACE_KEYS.find(([key]) => stringOf(entries, key) !== undefined) ?? [];
  const files = tablesOf(entries, 'files').map(table => ({ url: stringOf(table, 'url')?.value, hash: stringOf(table, 'hash')?.value }));
  const hashes = files.flatMap(({ hash = [] }) => hash);
  const needs = stringsOf(entries, 'dependencies').flatMap(needOf);
  return [
    {
      name: normalizeName(written.value),
      version,
      span: spanOf(entries),
      needs,
      skipped,
      resolved: place && stringOf(entries, place)?.value,
      ...(place === undefined && addressesOf([], files)),
      integrity: hashes.length > 0 ? hashes : older.get(`${written.value} ${version}`),
    },
  ];
}

function needOf(requirement: string): readonly PythonNeed[] {
  const { name, isPackage, specifier, skipped } = readRequirement(requirement.trim());
  if (name === undefined || !isPackage) return [];
  const text = requirement.trim();
  const range = skipped === undefined ? text.slice(specifier.start, specifier.end) : undefined;
  return [{ name: normalizeName(text.slice(name.start, name.end)), specifier: range }];
}

/** A package with extras stands there once more, with what the extras add and itself as a dependency: they are one release. */
function withExtras(entries: readonly PythonEntry[]): readonly PythonEntry[] {
  const joined = new Map<string, PythonEntry>();
  for (const entry of entries) {
    const key = `${entry.name}\0${entry.version}\0${entry.resolved ?? ''}`;
    const known = joined.get(key);
    joined.set(key, known ? { ...withHashes(known, entry), needs: [...known.needs, ...entry.needs] } : entry);
  }
  return [...joined.values()];
}

/** Before lock_version 4.3 all files stand in one section, under `"name version"`. */
function hashesByRelease(entries: Parameters<typeof tablesOf>[0]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    entries.map(entry => {
      const key = entry.path[0]?.name ?? '';
      return [key, tablesOf([entry], key).flatMap(table => stringOf(table, 'hash')?.value ?? [])];
    }),
  );
}
