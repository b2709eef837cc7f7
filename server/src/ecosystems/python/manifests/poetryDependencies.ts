import type { Dependency } from '../../../model/index.js';
import { stringAt, type TomlMember, type TomlTable, tablesAt } from '../../../syntax/toml/tree.js';
import { normalizeName } from '../names/packageName.js';
import { type MemberContext, readMember } from './memberRequirement.js';
import type { PyprojectReading } from './pyprojectReading.js';

/**
 * Adds what `[tool.poetry]` declares to the dependencies of the standard tables. An entry without a version for a package that `project` declares only
 * says where that one comes from (https://python-poetry.org/docs/dependency-specification/#projectdependencies-and-toolpoetrydependencies).
 */
export function addPoetry(reading: PyprojectReading, root: TomlTable, standard: readonly Dependency[]): readonly Dependency[] {
  const declared = new Set(standard.filter(({ group }) => group.startsWith('project.')).map(({ name }) => name));
  const places = new Map<string, Place>();
  const found: Dependency[] = [];
  for (const { group, table } of poetryTables(root)) {
    const context: MemberContext = { text: reading.text, group, notation: 'poetry' };
    for (const member of table.members) {
      const name = normalizeName(member.key.name);
      if (name === 'python') continue;
      const { dependencies, problems } = readMember(context, member);
      reading.problems.push(...problems);
      if (!declared.has(name) || hasVersion(member)) found.push(...dependencies);
      else for (const dependency of dependencies) if (hasPlace(dependency)) places.set(name, dependency);
    }
  }
  return [...standard.map(dependency => enriched(dependency, places)), ...found];
}

interface PoetryTable {
  readonly group: string;
  readonly table: TomlTable;
}

function poetryTables(root: TomlTable): readonly PoetryTable[] {
  const named = (group: string, tables: readonly TomlTable[]) => tables.map(table => ({ group, table }));
  const groups = tablesAt(root, 'tool', 'poetry', 'group').flatMap(group => group.members);
  return [
    ...named('tool.poetry.dependencies', tablesAt(root, 'tool', 'poetry', 'dependencies')),
    ...named('tool.poetry.dev-dependencies', tablesAt(root, 'tool', 'poetry', 'dev-dependencies')),
    ...groups.flatMap(({ key, value }) =>
      value.kind === 'table' ? named(`tool.poetry.group.${key.name}.dependencies`, tablesAt(value, 'dependencies')) : [],
    ),
  ];
}

function hasVersion({ value }: TomlMember): boolean {
  if (value.kind === 'list') return value.items.some(item => item.value.kind === 'table' && stringAt(item.value, 'version') !== undefined);
  return value.kind !== 'table' || stringAt(value, 'version') !== undefined;
}

/** Where an entry says that a package comes from. */
type Place = Pick<Dependency, 'origin' | 'index'>;

function hasPlace({ origin, index }: Place): boolean {
  return origin.kind === 'skipped' || index !== undefined;
}

function enriched(dependency: Dependency, places: ReadonlyMap<string, Place>): Dependency {
  const place = dependency.group.startsWith('project.') ? places.get(dependency.name) : undefined;
  if (dependency.origin.kind === 'skipped' || place === undefined) return dependency;
  if (place.origin.kind === 'skipped') return { ...dependency, origin: place.origin };
  return place.index === undefined ? dependency : { ...dependency, index: place.index };
}
