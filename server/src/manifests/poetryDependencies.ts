import type { Dependency, Origin } from '../model.js';
import { type MemberContext, readMember } from './memberRequirement.js';
import { privateReasonOf } from './packageSources.js';
import { normalizeName } from './pep508.js';
import type { PyprojectReading } from './pyproject.js';
import { stringAt, type TomlMember, type TomlTable, tablesAt } from './tomlTree.js';

/**
 * Adds what `[tool.poetry]` declares to the dependencies of the standard tables. An entry without a version for a package that `project` declares only
 * says where that one comes from (https://python-poetry.org/docs/dependency-specification/#projectdependencies-and-toolpoetrydependencies).
 */
export function addPoetry(reading: PyprojectReading, root: TomlTable, standard: readonly Dependency[]): readonly Dependency[] {
  const declared = new Set(standard.filter(({ group }) => group.startsWith('project.')).map(({ name }) => name));
  const origins = new Map<string, Origin>();
  const found: Dependency[] = [];
  for (const { group, table } of poetryTables(root)) {
    const context: MemberContext = {
      text: reading.text,
      group,
      notation: 'poetry',
      privateReason: source => privateReasonOf(reading.indexes, source),
    };
    for (const member of table.members) {
      const name = normalizeName(member.key.name);
      if (name === 'python') continue;
      const { dependencies, problems } = readMember(context, member);
      reading.problems.push(...problems);
      if (!declared.has(name) || hasVersion(member)) found.push(...dependencies);
      else for (const { origin } of dependencies) if (origin.kind === 'skipped') origins.set(name, origin);
    }
  }
  return [...standard.map(dependency => enriched(dependency, origins)), ...found];
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

function enriched(dependency: Dependency, origins: ReadonlyMap<string, Origin>): Dependency {
  const origin = dependency.group.startsWith('project.') ? origins.get(dependency.name) : undefined;
  return dependency.origin.kind === 'skipped' || origin === undefined ? dependency : { ...dependency, origin };
}
