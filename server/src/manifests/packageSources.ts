// Where a project says that its packages come from, if not from the public index.
import type { PipOptions } from '../model.js';
import { stringAt, type TomlTable, tablesAt, valuesAt } from './tomlTree.js';

/** An index that a project names. */
export interface PackageIndex {
  readonly name: string;
  readonly url: string;
  /** It stands in the place of PyPI. */
  readonly isDefault: boolean;
  /** It is asked for nothing but the packages that name it. */
  readonly isExplicit: boolean;
  /** It is asked before PyPI, and what it has is taken from it (uv). */
  readonly isFirst?: true;
}

/** `[[tool.uv.index]]` (https://docs.astral.sh/uv/concepts/indexes/) and uv's older `index-url` and `extra-index-url`. */
export function uvIndexes(text: string, uv: TomlTable): readonly PackageIndex[] {
  const isFirst = stringAt(uv, 'index-strategy')?.value !== 'unsafe-best-match';
  const listed = tablesAt(uv, 'index').map(table => ({
    ...index(table, isTrue(text, table, 'default'), isTrue(text, table, 'explicit')),
    ...(isFirst && { isFirst }),
  }));
  const url = stringAt(uv, 'index-url')?.value;
  return [...listed, ...(url === undefined ? [] : [{ name: '', url, isDefault: true, isExplicit: false }])];
}

/** `[[tool.poetry.source]]`: a primary one takes the place of PyPI. (https://python-poetry.org/docs/repositories/#package-sources) */
export function poetryIndexes(poetry: TomlTable): readonly PackageIndex[] {
  const sources = tablesAt(poetry, 'source').map(table => {
    const priority = stringAt(table, 'priority')?.value ?? 'primary';
    return index(table, priority === 'primary' || priority === 'default', priority === 'explicit');
  });
  const keepsPyPi = sources.some(source => source.isDefault && source.name.toLowerCase() === 'pypi');
  return sources.map(source => ({ ...source, isDefault: source.isDefault && !keepsPyPi }));
}

/** `[[tool.pdm.source]]`: one named `pypi` takes the place of PyPI. (https://pdm-project.org/latest/usage/config/) */
export function pdmIndexes(pdm: TomlTable): readonly PackageIndex[] {
  return tablesAt(pdm, 'source').map(table => index(table, stringAt(table, 'name')?.value === 'pypi', false));
}

/** `[[source]]` of a Pipfile: the first is the default. */
export function pipfileIndexes(pipfile: TomlTable): readonly PackageIndex[] {
  return tablesAt(pipfile, 'source').map((table, at) => index(table, at === 0, true));
}

/** What a project's indexes are in pip's words; undefined where it names none and allows no pre-releases. */
export function pipOptionsOf(indexes: readonly PackageIndex[], pre: boolean): PipOptions | undefined {
  if (indexes.length === 0 && !pre) return undefined;
  const indexUrl = indexes.find(({ isDefault, url }) => isDefault && url !== '')?.url;
  const extraIndexUrls = indexes.filter(({ isDefault, isExplicit }) => !isDefault && !isExplicit).map(({ url }) => url);
  const asksExtraFirst = indexes.some(({ isDefault, isFirst }) => isFirst && !isDefault);
  return {
    ...(indexUrl !== undefined && { indexUrl }),
    extraIndexUrls,
    ...(asksExtraFirst && { asksExtraFirst }),
    findLinks: [],
    trustedHosts: [],
    noIndex: false,
    pre,
  };
}

/** Why the packages of the index of that name are not judged; undefined where it is PyPI. */
export function privateReasonOf(indexes: readonly PackageIndex[], name: string): string | undefined {
  const url = indexes.find(known => known.name === name)?.url;
  const isPublic = url === undefined || url === '' ? name.toLowerCase() === 'pypi' : PYPI.test(url);
  return isPublic ? undefined : `private index ${shown(name)}`;
}

const PYPI = /^https?:\/\/(?:[^/@]*@)?(?:pypi\.org|pypi\.python\.org)(?:[:/]|$)/i;

function index(table: TomlTable, isDefault: boolean, isExplicit: boolean): PackageIndex {
  return { name: stringAt(table, 'name')?.value ?? '', url: stringAt(table, 'url')?.value ?? '', isDefault, isExplicit };
}

/** Whether a key of a table says `true`. */
export function isTrue(text: string, table: TomlTable, key: string): boolean {
  return valuesAt(table, key).some(({ kind, span }) => kind === 'other' && text.slice(span.start, span.end) === 'true');
}

function shown(name: string): string {
  const text = name.replace(/[\s\p{C}]+/gu, ' ').trim();
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
