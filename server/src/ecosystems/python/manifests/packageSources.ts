// Where a project says that its packages come from, if not from the public index.
import type { PackageIndex, PipOptions, PythonInstaller } from '../../../model/index.js';
import { stringAt, type TomlNode, type TomlTable, tablesAt, valuesAt } from '../../../syntax/toml/tree.js';

/** The indexes that a pyproject.toml names for any tool. */
export function pyprojectIndexes(text: string, root: TomlTable): readonly PackageIndex[] {
  return [
    ...tablesAt(root, 'tool', 'uv').flatMap(uv => uvIndexes(text, uv)),
    ...tablesAt(root, 'tool', 'poetry').flatMap(poetryIndexes),
    ...tablesAt(root, 'tool', 'pdm').flatMap(pdm => pdmIndexes(text, pdm)),
  ];
}

/** The tools that a pyproject.toml has a table for. */
export function pyprojectInstallers(root: TomlTable): readonly PythonInstaller[] {
  return (['uv', 'poetry', 'pdm'] as const).filter(tool => tablesAt(root, 'tool', tool).length > 0);
}

/**
 * `[[tool.uv.index]]` (https://docs.astral.sh/uv/concepts/indexes/) and uv's older `index-url` and `extra-index-url`.
 * @param uv the table `[tool.uv]`, or the whole of a uv.toml
 */
export function uvIndexes(text: string, uv: TomlTable): readonly PackageIndex[] {
  const isFirst = stringAt(uv, 'index-strategy')?.value !== 'unsafe-best-match';
  const listed = tablesAt(uv, 'index').map(table => ({
    ...index('uv', table, isTrue(text, table, 'default'), isTrue(text, table, 'explicit')),
    ...(isFirst && { isFirst }),
    ...(stringAt(table, 'authenticate')?.value === 'never' && { isAnonymous: true as const }),
  }));
  return [...listed, ...olderUvIndexes(uv, isFirst)];
}

function olderUvIndexes(uv: TomlTable, isFirst: boolean): readonly PackageIndex[] {
  const unnamed = { installer: 'uv', name: '', isExplicit: false, ...(isFirst && { isFirst }) } as const;
  const urls = valuesAt(uv, 'extra-index-url').flatMap(value => (value.kind === 'list' ? value.items.map(item => item.value) : [value]));
  const extra = urls.flatMap(value => (value.kind === 'string' ? [{ ...unnamed, url: value.value, isDefault: false }] : []));
  const url = stringAt(uv, 'index-url')?.value;
  return [...extra, ...(url === undefined ? [] : [{ ...unnamed, url, isDefault: true }])];
}

/** `[[tool.poetry.source]]`: a primary one takes the place of PyPI. (https://python-poetry.org/docs/repositories/#package-sources) */
function poetryIndexes(poetry: TomlTable): readonly PackageIndex[] {
  const sources = tablesAt(poetry, 'source').map(table => {
    const priority = stringAt(table, 'priority')?.value ?? 'primary';
    return index('poetry', table, priority === 'primary' || priority === 'default', priority === 'explicit');
  });
  const keepsPyPi = sources.some(source => source.isDefault && source.name.toLowerCase() === 'pypi');
  return sources.map(source => ({ ...source, isDefault: source.isDefault && !keepsPyPi }));
}

/** `[[tool.pdm.source]]`: one named `pypi` takes the place of PyPI. (https://pdm-project.org/latest/usage/config/) */
function pdmIndexes(text: string, pdm: TomlTable): readonly PackageIndex[] {
  return tablesAt(pdm, 'source').map(table =>
    index('pdm', table, stringAt(table, 'name')?.value === 'pypi', false, isUnverified(text, table)),
  );
}

/** `[[source]]` of a Pipfile: the first is the default. */
export function pipfileIndexes(text: string, pipfile: TomlTable): readonly PackageIndex[] {
  return tablesAt(pipfile, 'source').map((table, at) => index('pipenv', table, at === 0, true, isUnverified(text, table)));
}

/** What a project's indexes are in pip's words; undefined where it names none and allows no pre-releases. */
export function pipOptionsOf(indexes: readonly PackageIndex[], pre: boolean): PipOptions | undefined {
  if (indexes.length === 0 && !pre) return undefined;
  const indexUrl = indexes.find(({ isDefault, url }) => isDefault && url !== '')?.url;
  const extraIndexUrls = indexes.filter(({ isDefault, isExplicit, url }) => !isDefault && !isExplicit && url !== '').map(({ url }) => url);
  return {
    ...(indexUrl !== undefined && { indexUrl }),
    extraIndexUrls,
    findLinks: [],
    trustedHosts: [],
    noIndex: false,
    pre,
  };
}

function index(
  installer: PythonInstaller,
  table: TomlTable,
  isDefault: boolean,
  isExplicit: boolean,
  more: Pick<PackageIndex, 'isUnverified'> = {},
): PackageIndex {
  const [name, url] = [stringAt(table, 'name')?.value ?? '', stringAt(table, 'url')?.value ?? ''];
  return { installer, name, url, isDefault, isExplicit, ...more };
}

function isUnverified(text: string, table: TomlTable): Pick<PackageIndex, 'isUnverified'> {
  return valuesAt(table, 'verify_ssl').some(value => isWord(text, value, 'false')) ? { isUnverified: true } : {};
}

/** Whether a key of a table says `true`. */
export function isTrue(text: string, table: TomlTable, key: string): boolean {
  return valuesAt(table, key).some(value => isWord(text, value, 'true'));
}

function isWord(text: string, { kind, span }: TomlNode, word: string): boolean {
  return kind === 'other' && text.slice(span.start, span.end) === word;
}
