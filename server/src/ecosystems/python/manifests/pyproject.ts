import type { Dependency, Include, Manifest, Span } from '../../../model/index.js';
import { readToml } from '../../../syntax/toml/reader.js';
import { outerSpan, spanInString, type TomlString } from '../../../syntax/toml/strings.js';
import { stringAt, type TomlNode, type TomlTable, tablesAt, tomlTree, valuesAt } from '../../../syntax/toml/tree.js';
import { quoted } from '../../../text/sanitize.js';
import { MAX_MANIFEST_LENGTH, tooLong } from '../../shared/manifestLimits.js';
import { normalizeName } from '../names/packageName.js';
import { readPoetryConstraint } from '../versions/poetryConstraint.js';
import { computedIn } from './dynamicDependencies.js';
import { pipOptionsOf, pyprojectIndexes, pyprojectInstallers } from './packageSources.js';
import { addPoetry } from './poetryDependencies.js';
import type { PyprojectReading } from './pyprojectReading.js';
import { withUvLimits } from './uvLimits.js';
import { type UvSources, uvSources, withUvSources } from './uvSources.js';
import { readWritten } from './writtenRequirement.js';

/**
 * Reads a pyproject.toml: `project.dependencies` and `project.optional-dependencies` (PEP 621), `dependency-groups` (PEP 735), `build-system.requires`
 * (PEP 518), and what uv, Poetry and PDM add to them; nothing else is a dependency. Names that `tool.uv.sources` takes from elsewhere are skipped with
 * the place as the reason; `[tool.setuptools.dynamic]` files are includes; what
 * `project.dynamic` leaves to the build is `computed`. Never throws: the first syntax error and what is no requirement are problems.
 */
export function parsePyproject(text: string): Manifest {
  if (text.length > MAX_MANIFEST_LENGTH) return tooLong('pyproject.toml');
  const document = readToml(text);
  const root = tomlTree(text, document);
  const reading: PyprojectReading = { text, dependencies: [], problems: [] };
  const indexes = pyprojectIndexes(text, root);
  if (document.error) reading.problems.push({ message: `TOML: ${document.error.message}.`, span: document.error.span, level: 'error' });
  addStandard(reading, root);
  addTools(reading, root);
  const sources = uvSources(text, root);
  const ownName = normalizeName(stringAt(root, 'project', 'name')?.value ?? stringAt(root, 'tool', 'poetry', 'name')?.value ?? '');
  const resolved = reading.dependencies.map(dependency => withSource(dependency, sources, ownName));
  const enriched = addPoetry(reading, root, withUvLimits(resolved));
  const dependencies = enriched.toSorted((a, b) => a.nameSpan.start - b.nameSpan.start || a.specifierSpan.start - b.specifierSpan.start);
  const pip = pipOptionsOf(indexes, stringAt(root, 'tool', 'uv', 'prerelease')?.value === 'allow');
  const runtime = pythonOf(root);
  const computed = computedIn(root);
  return {
    ecosystem: 'PyPI',
    dependencies,
    problems: reading.problems,
    includes: dynamicIncludes(root),
    ...(pip && { pip }),
    indexes,
    installers: pyprojectInstallers(root),
    ...(runtime !== undefined && { runtime }),
    ...(computed && { computed }),
  };
}

/** `requires-python` (PEP 621), or Poetry's `python` in PEP 440. */
function pythonOf(root: TomlTable): string | undefined {
  const standard = stringAt(root, 'project', 'requires-python')?.value;
  const poetry = ['tool', 'poetry', 'dependencies', 'python'] as const;
  const own = stringAt(root, ...poetry)?.value ?? stringAt(root, ...poetry, 'version')?.value;
  if (standard !== undefined || own === undefined) return standard;
  const reading = readPoetryConstraint(own);
  return reading.kind === 'range' ? reading.specifier : undefined;
}

function addStandard(reading: PyprojectReading, root: TomlTable): void {
  addLists(reading, valuesAt(root, 'project', 'dependencies'), 'project.dependencies');
  for (const table of tablesAt(root, 'project', 'optional-dependencies')) addGroups(reading, table, 'project.optional-dependencies');
  addLists(reading, valuesAt(root, 'build-system', 'requires'), 'build-system.requires');
  const groups = tablesAt(root, 'dependency-groups');
  const known = new Set(groups.flatMap(table => table.members.map(({ key }) => normalizeName(key.name))));
  for (const table of groups) addGroups(reading, table, 'dependency-groups', known);
}

const UV_LISTS = ['dev-dependencies', 'constraint-dependencies', 'override-dependencies', 'build-constraint-dependencies'];

function addTools(reading: PyprojectReading, root: TomlTable): void {
  for (const list of UV_LISTS) addLists(reading, valuesAt(root, 'tool', 'uv', list), `tool.uv.${list}`);
  for (const table of tablesAt(root, 'tool', 'pdm', 'dev-dependencies')) addGroups(reading, table, 'tool.pdm.dev-dependencies');
}

function addGroups(reading: PyprojectReading, table: TomlTable, group: string, known?: ReadonlySet<string>): void {
  for (const { key, value } of table.members) addLists(reading, [value], `${group}.${key.name}`, known);
}

/** @param known names of the groups that `include-group` may name; undefined where it means nothing */
function addLists(reading: PyprojectReading, values: readonly TomlNode[], group: string, known?: ReadonlySet<string>): void {
  for (const value of values) {
    if (value.kind !== 'list') {
      report(reading, `${quoted(group)} must be an array of strings.`, value.span);
      continue;
    }
    for (const item of value.items) {
      if (item.value.kind === 'string') addRequirement(reading, item.value, group, item.removalSpan);
      else if (item.value.kind === 'table' && known) checkInclude(reading, item.value, known);
      else report(reading, `A requirement in ${quoted(group)} must be a string.`, item.value.span);
    }
  }
}

function addRequirement(reading: PyprojectReading, string: TomlString, group: string, removalSpan: Span): void {
  if (string.unterminated && string.value === '') return;
  const spanOf = (from: number, to: number): Span => spanInString(string, from, to);
  const { dependency, problem } = readWritten(reading.text, { value: string.value, spanOf, group, removalSpan });
  if (dependency) reading.dependencies.push(dependency);
  if (problem) reading.problems.push(problem.span.start < problem.span.end ? problem : { ...problem, span: outerSpan(string) });
}

/** PEP 735: `{include-group = "name"}`, the only table a group may hold. */
function checkInclude(reading: PyprojectReading, table: TomlTable, known: ReadonlySet<string>): void {
  const included = stringAt(table, 'include-group');
  if (included === undefined) report(reading, 'A table in a dependency group must name an include-group.', table.span);
  else if (!known.has(normalizeName(included.value))) report(reading, 'There is no dependency group of this name.', included.span);
}

function report(reading: PyprojectReading, message: string, span: Span): void {
  reading.problems.push({ message, span, level: 'error' });
}

/** Extras of the project itself are written as requirements of its own name. */
function withSource(dependency: Dependency, sources: ReadonlyMap<string, UvSources>, ownName: string): Dependency {
  if (dependency.origin.kind === 'skipped') return dependency;
  const source = sources.get(dependency.name);
  if (source === undefined && dependency.name === ownName) return { ...dependency, origin: { kind: 'skipped', reason: 'this project' } };
  return source ? withUvSources(dependency, source) : dependency;
}

/** `dependencies = { file = … }` in `[tool.setuptools.dynamic]`: requirements files, relative to the project's folder. */
function dynamicIncludes(root: TomlTable): readonly Include[] {
  const dynamic = tablesAt(root, 'tool', 'setuptools', 'dynamic');
  const own = dynamic.flatMap(table => tablesAt(table, 'dependencies'));
  const extras = dynamic
    .flatMap(table => tablesAt(table, 'optional-dependencies'))
    .flatMap(table => table.members.map(({ value }) => value));
  return [...own, ...extras.filter(node => node.kind === 'table')]
    .flatMap(table => valuesAt(table, 'file'))
    .flatMap(value => (value.kind === 'list' ? value.items.map(item => item.value) : [value]))
    .flatMap(value => (value.kind === 'string' ? [{ kind: 'requirements' as const, target: value.value, span: value.span }] : []));
}
