import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { readJson } from '../../../syntax/json/reader.js';
import { type JsonMember, type JsonValue, keyOf, objectAt, spanOf, stringAt, valueAt } from '../../../syntax/json/tree.js';
import { newerVersion, readable } from '../../shared/lockfileText.js';
import { normalizeName } from '../names/packageName.js';
import { PLACE_KEYS } from '../names/placeKeys.js';
import {
  addressesOf,
  admittedKeys,
  indexReason,
  type PythonEntry,
  type PythonPackages,
  pythonPackages,
  singleProjectLock,
  withHashes,
} from './packages.js';

/** Pipfile.lock, pipfile-spec 6 (https://pipenv.pypa.io/en/latest/pipfile.html). It says nothing of what needs what. */
export const pipfileLock: LockfileFormat = {
  id: 'Pipfile.lock',
  ecosystem: 'PyPI',
  parse(written) {
    const { text, problems } = readable(written);
    const { root, error } = readJson(text);
    const meta = objectAt(root, '_meta');
    const indexes = indexesOf(meta);
    const categories = (root?.members ?? []).filter(({ key }) => key !== '_meta');
    const entries = categories.flatMap(category => category.value.members.flatMap(member => readPackage(member, category.key, indexes)));
    const known = pythonPackages(unique(entries));
    const syntax: Problem[] = error ? [{ message: `JSON: ${error.message}.`, span: error.span, level: 'error' }] : [];
    return {
      ...singleProjectLock(known, [...problems, ...syntax, ...newerProblem(meta)]),
      locate: locateIn(known),
      namesIndexes: true,
    };
  },
};

/** What is locked in the category of a line of the Pipfile (https://pipenv.pypa.io/en/latest/pipfile.html#package-categories). */
function locateIn({ byName }: PythonPackages): Lockfile['locate'] {
  return (_member, writtenName, specifier, group) => {
    const category = group === undefined ? undefined : (CATEGORIES.get(group) ?? group);
    const candidates = byName.get(normalizeName(writtenName)) ?? [];
    return admittedKeys(
      candidates.filter(([, { categories }]) => category === undefined || categories?.includes(category)),
      specifier,
    );
  };
}

/** Tables of a Pipfile that the lockfile calls otherwise; a category has one name in both. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['packages', 'default'],
  ['dev-packages', 'develop'],
]);

function readPackage(member: JsonMember, category: string, indexes: ReadonlyMap<string, string>): readonly PythonEntry[] {
  const { key, value } = member;
  if (value.kind !== 'object') return [];
  const version = stringAt(value, 'version');
  const [place, reason] = PLACE_KEYS.find(([kind]) => stringAt(value, kind) !== undefined) ?? [];
  const index = stringAt(value, 'index')?.text;
  return [
    {
      name: normalizeName(key.replace(/\[.*$/, '')),
      version: version?.text.replace(/^===?\s*/, '') ?? '',
      span: spanOf(version ?? keyOf(member)),
      needs: [],
      skipped: reason ?? (index === undefined ? undefined : privateReason(index, indexes)),
      isPublic: place === undefined && isPublicIndex(index, indexes),
      resolved: place === undefined ? index && indexes.get(index) : stringAt(value, place)?.text,
      integrity: stringsOf(valueAt(value, 'hashes')),
      ...(place === undefined && addressesOf(index === undefined ? [...indexes.values()] : [indexes.get(index) ?? ''], [])),
      categories: [category],
    },
  ];
}

function privateReason(index: string, indexes: ReadonlyMap<string, string>): string | undefined {
  const url = indexes.get(index);
  const isPublic = url === undefined ? index === 'pypi' : indexReason(url) === undefined;
  return isPublic ? undefined : `private index ${index}`;
}

/** A package that names no index may come from any of them. */
function isPublicIndex(index: string | undefined, indexes: ReadonlyMap<string, string>): boolean {
  if (index !== undefined) return privateReason(index, indexes) === undefined;
  return indexes.size > 0 && [...indexes.values()].every(url => indexReason(url) === undefined);
}

/** `_meta.sources` by name. */
function indexesOf(meta: JsonValue | undefined): ReadonlyMap<string, string> {
  return new Map(
    (valueAt(meta, 'sources')?.items ?? []).flatMap((source): [string, string][] => {
      const [name, url] = [stringAt(source, 'name'), stringAt(source, 'url')];
      return name && url ? [[name.text, url.text]] : [];
    }),
  );
}

function stringsOf(list: JsonValue | undefined): readonly string[] {
  return (list?.items ?? []).flatMap(item => (item.kind === 'string' ? item.text : []));
}

/** A release that is locked in two categories is one, of both. */
function unique(entries: readonly PythonEntry[]): readonly PythonEntry[] {
  const joined = new Map<string, PythonEntry>();
  for (const entry of entries) {
    const { name, version, skipped, resolved, categories = [] } = entry;
    const key = `${name}\0${version}\0${skipped === undefined ? '' : resolved}`;
    const known = joined.get(key);
    joined.set(key, known ? { ...withHashes(known, entry), categories: [...(known.categories ?? []), ...categories] } : entry);
  }
  return [...joined.values()];
}

function newerProblem(meta: JsonValue | undefined): readonly Problem[] {
  const version = valueAt(meta, 'pipfile-spec');
  return version && Number.parseInt(version.text, 10) > 6 ? [newerVersion(version.text, '6', spanOf(version))] : [];
}
