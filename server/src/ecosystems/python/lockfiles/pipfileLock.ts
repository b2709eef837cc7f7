import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { type JsonMember, type JsonObject, type JsonString, readJson } from '../../../syntax/json/tree.js';
import { newerVersion, readable } from '../../shared/lockfileText.js';
import { normalizeName } from '../names/packageName.js';
import { admittedKeys, indexReason, type PythonEntry, type PythonPackages, pythonPackages, singleProjectLock } from './packages.js';

/** Pipfile.lock, pipfile-spec 6 (https://pipenv.pypa.io/en/latest/pipfile.html). It says nothing of what needs what. */
export const pipfileLock: LockfileFormat = {
  id: 'Pipfile.lock',
  ecosystem: 'PyPI',
  parse(written) {
    const { text, problems } = readable(written);
    const { root, error } = readJson(text);
    const members = root?.kind === 'object' ? root.members : [];
    const meta = objectOf(members.find(({ key }) => key.value === '_meta'));
    const indexes = indexesOf(text, meta);
    const categories = members.filter(({ key }) => key.value !== '_meta');
    const entries = categories.flatMap(category =>
      objectOf(category).flatMap(member => readPackage(text, member, category.key.value, indexes)),
    );
    const known = pythonPackages(unique(entries));
    const syntax: Problem[] = error ? [{ message: `JSON: ${error.message}.`, span: error.span, level: 'error' }] : [];
    return {
      ...singleProjectLock(known, [...problems, ...syntax, ...newerProblem(text, meta)]),
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

type Members = readonly JsonMember[];

function objectOf(member: JsonMember | undefined): Members {
  return member?.value.kind === 'object' ? member.value.members : [];
}

function stringOf(members: Members, key: string): JsonString | undefined {
  const value = members.find(member => member.key.value === key)?.value;
  return value?.kind === 'string' ? value : undefined;
}

function readPackage(
  text: string,
  { key, value }: JsonMember,
  category: string,
  indexes: ReadonlyMap<string, string>,
): readonly PythonEntry[] {
  if (value.kind !== 'object') return [];
  const { members } = value as JsonObject;
  const version = stringOf(members, 'version');
  const [place, reason] = PLACES.find(([kind]) => stringOf(members, kind) !== undefined) ?? [];
  const index = stringOf(members, 'index')?.value;
  const hashes = members.find(member => member.key.value === 'hashes')?.value.span;
  return [
    {
      name: normalizeName(key.value.replace(/\[.*$/, '')),
      version: version?.value.replace(/^===?\s*/, '') ?? '',
      span: version?.span ?? key.span,
      needs: [],
      skipped: reason ?? (index === undefined ? undefined : privateReason(index, indexes)),
      isPublic: place === undefined && isPublicIndex(index, indexes),
      resolved: place === undefined ? index && indexes.get(index) : stringOf(members, place)?.value,
      integrity: hashes ? stringsIn(text.slice(hashes.start, hashes.end)) : [],
      categories: [category],
    },
  ];
}

const PLACES: readonly (readonly [key: string, reason: string])[] = [
  ['git', 'git source'],
  ['hg', 'hg source'],
  ['svn', 'svn source'],
  ['bzr', 'bzr source'],
  ['url', 'URL source'],
  ['path', 'local path'],
  ['file', 'local file'],
];

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

/** `_meta.sources` by name. The tree keeps no arrays: their text is read by itself. */
function indexesOf(text: string, meta: Members): ReadonlyMap<string, string> {
  const span = meta.find(({ key }) => key.value === 'sources')?.value.span;
  const objects = span ? (text.slice(span.start, span.end).match(/\{[^{}]*\}/g) ?? []) : [];
  return new Map(
    objects.flatMap((object): [string, string][] => {
      const { root } = readJson(object);
      const [name, url] = root?.kind === 'object' ? [stringOf(root.members, 'name'), stringOf(root.members, 'url')] : [];
      return name && url ? [[name.value, url.value]] : [];
    }),
  );
}

function stringsIn(array: string): readonly string[] {
  return [...array.matchAll(/"([^"\\]+)"/g)].flatMap(match => match[1] ?? []);
}

/** A release that is locked in two categories is one, of both. */
function unique(entries: readonly PythonEntry[]): readonly PythonEntry[] {
  const joined = new Map<string, PythonEntry>();
  for (const entry of entries) {
    const { name, version, skipped, resolved, categories = [] } = entry;
    const key = `${name}\0${version}\0${skipped === undefined ? '' : resolved}`;
    const known = joined.get(key);
    joined.set(key, known ? { ...known, categories: [...(known.categories ?? []), ...categories] } : entry);
  }
  return [...joined.values()];
}

function newerProblem(text: string, meta: Members): readonly Problem[] {
  const span = meta.find(({ key }) => key.value === 'pipfile-spec')?.value.span;
  const version = span && text.slice(span.start, span.end);
  return span && version !== undefined && Number.parseInt(version, 10) > 6 ? [newerVersion(version, '6', span)] : [];
}
