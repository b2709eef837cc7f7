import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import type { TomlEntry } from '../../../syntax/toml/reader.js';
import { entryValue, sectionOf, stringOf, stringsOf, tableOf, tablesOf } from '../../../syntax/toml/sections.js';
import { withoutTrailing } from '../../../text/trailing.js';
import { cutOff } from '../../shared/cutOff.js';
import { normalizeName } from '../names/packageName.js';
import {
  addressesOf,
  admittedKeys,
  admittedOf,
  indexReason,
  keysInOrder,
  type LockedFile,
  type PythonEntry,
  type PythonNeed,
  type PythonPackages,
  pythonPackages,
} from './packages.js';
import { type LockTables, readTomlLock, spanOf, versionProblem } from './tomlLock.js';

/** uv.lock, version 1 (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile). It may hold a workspace of several projects. */
export const uvLock: LockfileFormat = {
  id: 'uv.lock',
  ecosystem: 'PyPI',
  parse(text) {
    const { packages, others, problems } = readTomlLock(text, ['package', 'distribution']);
    const members = new Set(stringsOf(sectionOf(others, 'manifest'), 'members').map(normalizeName));
    const entries = packages.flatMap(tables => readPackage(text, tables, members));
    return lockfile(pythonPackages(entries), [
      ...problems,
      ...(problems.length === 0 ? missingEnd(entries) : []),
      ...newerProblem(text, sectionOf(others, '')),
    ]);
  },
};

/** uv has an entry for each dependency, workspace members among them. */
function missingEnd(entries: readonly PythonEntry[]): readonly Problem[] {
  const last = entries.at(-1);
  return cutOff({
    last: last?.name ?? '',
    lastSpan: last?.span ?? { start: 0, end: 0 },
    needed: entries.flatMap(({ needs }) => needs.map(({ name }) => name)),
    names: () => entries.map(({ name }) => name),
  });
}

function lockfile(known: PythonPackages, problems: Lockfile['problems']): Lockfile {
  const members = new Map<string, string>();
  for (const [key, { skipped, resolved }] of known.packages) {
    if (skipped === WORKSPACE && resolved !== undefined) members.set(folderOf(resolved), key);
  }
  return {
    ecosystem: 'PyPI',
    namesIndexes: true,
    packages: known.packages,
    covers: member => folderOf(member) === '' || members.has(folderOf(member)),
    locate: (member, writtenName, specifier) => locate(known, members.get(folderOf(member)), normalizeName(writtenName), specifier),
    problems,
  };
}

/**
 * What the project itself depends on, by the file: where the specifier admits none of it, an override has replaced the specifier.
 * Else, as for a constraint, the packages of that name that the specifier admits.
 */
function locate({ packages, byName }: PythonPackages, project: string | undefined, name: string, specifier: string): readonly string[] {
  const candidates = byName.get(name) ?? [];
  const direct = new Set(project === undefined ? [] : packages.get(project)?.dependencies);
  const own = candidates.filter(([key]) => direct.has(key));
  if (own.length === 0) return keysInOrder(admittedOf(candidates, specifier));
  const admitted = admittedKeys(own, specifier);
  return admitted.length > 0 ? admitted : keysInOrder(own);
}

const WORKSPACE = 'workspace package';

function readPackage(text: string, { entries, sections }: LockTables, members: ReadonlySet<string>): readonly PythonEntry[] {
  const written = stringOf(entries, 'name');
  if (written === undefined) return [];
  const name = normalizeName(written.value);
  const groups = sections
    .filter(({ path }) => path === 'optional-dependencies' || path === 'dev-dependencies')
    .flatMap(section => section.entries);
  const needs = [...tablesOf(entries, 'dependencies'), ...groups.flatMap(entry => tablesOf([entry], entry.path[0]?.name ?? ''))].flatMap(
    table => needOf(text, table),
  );
  const { skipped, resolved, isPublic, index } = sourceOf(entries, members.size === 0 || members.has(name));
  const artefacts = [tableOf(entries, 'sdist'), ...tablesOf(entries, 'wheels')];
  return [
    {
      name,
      version: stringOf(entries, 'version')?.value ?? '',
      span: spanOf(entries),
      needs,
      skipped,
      resolved,
      ...(isPublic && { isPublic }),
      integrity: artefacts.flatMap(table => stringOf(table, 'hash')?.value ?? []),
      ...(index !== undefined && addressesOf([index], artefacts.map(fileOf))),
      source: sourceText(text, entries),
    },
  ];
}

/** A dependency names version and source where the name alone would not tell. */
function needOf(text: string, table: readonly TomlEntry[]): readonly PythonNeed[] {
  const name = stringOf(table, 'name');
  return name ? [{ name: normalizeName(name.value), version: stringOf(table, 'version')?.value, source: sourceText(text, table) }] : [];
}

/** uv writes one source the same way everywhere. */
function sourceText(text: string, entries: readonly TomlEntry[]): string | undefined {
  const span = entryValue(entries, 'source')?.span;
  return span && text.slice(span.start, span.end);
}

interface Source {
  readonly skipped?: string | undefined;
  readonly resolved?: string | undefined;
  readonly isPublic?: boolean;
  readonly index?: string;
}

function fileOf(table: readonly TomlEntry[]): LockedFile {
  return { url: stringOf(table, 'url')?.value, hash: stringOf(table, 'hash')?.value };
}

const PLACES: readonly (readonly [key: string, reason: string])[] = [
  ['git', 'git source'],
  ['url', 'URL source'],
  ['path', 'local file'],
  ['directory', 'local path'],
];

/** Before uv 0.3 a source was a string: `registry+https://…`. */
function sourceOf(entries: readonly TomlEntry[], isMember: boolean): Source {
  const legacy = stringOf(entries, 'source')?.value;
  const plus = legacy?.indexOf('+') ?? -1;
  const table = tableOf(entries, 'source');
  const at = (key: string): string | undefined =>
    legacy === undefined ? stringOf(table, key)?.value : legacy.slice(0, Math.max(plus, 0)) === key ? legacy.slice(plus + 1) : undefined;
  const registry = at('registry');
  const reason = registry === undefined ? undefined : indexReason(registry);
  if (registry !== undefined) return { skipped: reason, resolved: registry, isPublic: reason === undefined, index: registry };
  for (const [key, skipped] of PLACES) if (at(key) !== undefined) return { skipped, resolved: at(key) };
  const folder = at('editable') ?? at('virtual');
  if (folder !== undefined) return { skipped: isMember ? WORKSPACE : 'local path', resolved: folder };
  return table.length > 0 || legacy !== undefined ? { skipped: 'other source' } : {};
}

/** A folder without `./` before and `/` behind; the lockfile's own is empty. */
function folderOf(path: string): string {
  return withoutTrailing(path.replace(/^(?:\.\/)+/, ''), '/').replace(/^\.$/, '');
}

function newerProblem(text: string, root: readonly TomlEntry[]): Lockfile['problems'] {
  const span = entryValue(root, 'version')?.span;
  return span ? versionProblem(text.slice(span.start, span.end), span, 1, '1') : [];
}
