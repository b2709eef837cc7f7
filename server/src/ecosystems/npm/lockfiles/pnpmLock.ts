import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { readYaml } from '../../../syntax/yaml/reader.js';
import { entryAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { quoted } from '../../../text/sanitize.js';
import { cutOff } from '../../shared/cutOff.js';
import { newerVersion, readable } from '../../shared/lockfileText.js';
import { pnpmOverrideKey } from '../manifests/overrideKeys.js';
import { DEV_ENGINES, PACKAGE_MANAGER } from '../manifests/packageManagers.js';
import { joinPath } from './folders.js';
import {
  CONFIG_GROUP,
  type Importer,
  type ImporterDependency,
  PACKAGE_MANAGER_GROUP,
  PROJECT_GROUPS,
  readImporters,
} from './pnpmImporters.js';
import { type KeyForm, keyOfReference, readKey, withoutPeers } from './pnpmKeys.js';
import { NEEDS, readPnpmPackages } from './pnpmPackages.js';
import { createOverriddenKeys, type Draft, LOCAL, mayLeadTo, nothingRead, WORKSPACE } from './sources.js';

/**
 * pnpm's pnpm-lock.yaml, `lockfileVersion` 5.0 to 9 (pnpm 3 and newer). Keys are pnpm's own, with the peers that a package was resolved
 * with: `/a/1.0.0_b@2.0.0` (5), `/a@1.0.0(b@2.0.0)` (6), `a@1.0.0(b@2.0.0)` (9). A workspace member that another one links to has the key
 * `link:FOLDER`. pnpm 11 and newer put a document in front that holds what pnpm itself needs.
 */
export const pnpmLock: LockfileFormat = { id: 'pnpm-lock.yaml', ecosystem: 'npm', parse };

const NEWEST_VERSION = 9;

function parse(original: string): Lockfile {
  const { text, problems: unread } = readable(original);
  if (text === '' && unread.length > 0) return nothingRead(unread);
  const { documents: nodes, problems } = readYaml(text);
  const documents = nodes.map(({ children }) => children);
  const readings = documents.map(readDocument);
  const packages = new Map<string, Draft>();
  for (const reading of readings) for (const [key, draft] of reading.packages) packages.set(key, draft);
  return {
    ecosystem: 'npm',
    ...(documents.length > 1 && { writer: 'pnpm-11' as const }),
    packages,
    covers: member => readings.some(({ importers }) => importers.has(member)),
    locate: (member, writtenName, specifier) =>
      locate(readings, packages, member, { name: writtenName, specifier, groups: PROJECT_GROUPS }),
    locateOther: locateOthers(readings, packages),
    problems: [
      ...unread,
      ...[...problems, ...readings.flatMap((reading, index) => missingEnd(reading, documents[index] ?? []))].slice(0, 1),
      ...documents.flatMap(versionProblem),
    ],
  };
}

interface Document {
  readonly form: KeyForm;
  readonly packages: ReadonlyMap<string, Draft>;
  /** By folder, `''` for the root: the direct dependencies by name. */
  readonly importers: ReadonlyMap<string, Importer>;
  /** Names that overrides replace; importers then have the override's specifier. */
  readonly overridden: ReadonlySet<string>;
}

function readDocument(entries: readonly YamlEntry[]): Document {
  const form = formOf(entries);
  const packages = readPnpmPackages(entries, form);
  const importers = readImporters(entries);
  const overridden = new Set<string>();
  for (const { key } of entryAt(entries, 'overrides')?.children ?? []) {
    const { start, end } = pnpmOverrideKey(key);
    overridden.add(key.slice(start, end));
  }
  const document = { form, packages, importers, overridden };
  addLinked(document);
  return document;
}

/** The form of keys; where the version cannot be read, as the sections tell. */
function formOf(entries: readonly YamlEntry[]): KeyForm {
  const version = Number.parseFloat(entryAt(entries, 'lockfileVersion')?.value?.text ?? '');
  if (Number.isNaN(version)) return entryAt(entries, 'snapshots') ? 9 : entryAt(entries, 'specifiers') ? 5 : 6;
  return version >= 7 ? 9 : version >= 6 ? 6 : 5;
}

function versionProblem(entries: readonly YamlEntry[]): readonly Problem[] {
  const version = entryAt(entries, 'lockfileVersion')?.value;
  return version && Number.parseFloat(version.text) >= NEWEST_VERSION + 1
    ? [newerVersion(version.text, `${NEWEST_VERSION}`, version.span)]
    : [];
}

function missingEnd({ form, importers }: Document, entries: readonly YamlEntry[]): readonly Problem[] {
  const releases = entryAt(entries, 'packages')?.children ?? [];
  const snapshots = entryAt(entries, 'snapshots')?.children ?? [];
  const installed = new Set(snapshots.map(({ key }) => withoutPeers(key)));
  const lost = form === 9 ? releases.find(({ key }) => !installed.has(key)) : undefined;
  if (lost) return [lostSnapshot(lost)];
  const last = releases.at(-1);
  return cutOff({
    last: last ? readKey(form, last.key).name : '',
    lastSpan: last?.keySpan ?? { start: 0, end: 0 },
    needed: releasesNeeded(form, importers, releases),
    names: () => releases.map(({ key }) => readKey(form, key).name),
  });
}

/** From version 9 `snapshots` stand at the end, with one or more for each release. */
function lostSnapshot({ key, keySpan }: YamlEntry): Problem {
  const message = `The lockfile ends before the snapshot of ${quoted(key, 60)}: it was cut off`;
  return { level: 'error', message, span: keySpan };
}

/** The names of releases that importers and packages lead to; links and files are none. */
function* releasesNeeded(form: KeyForm, importers: Document['importers'], releases: readonly YamlEntry[]): Iterable<string> {
  for (const importer of importers.values()) for (const [name, { reference }] of each(importer)) yield* nameOf(form, name, reference);
  for (const { children } of releases) {
    for (const group of NEEDS)
      for (const { key, value } of entryAt(children, group)?.children ?? []) if (value) yield* nameOf(form, key, value.text);
  }
}

/** Of a reference that is a version the name itself; of others what the key says. */
function nameOf(form: KeyForm, name: string, reference: string): readonly string[] {
  if (/^\d/.test(reference)) return [name];
  const key = readKey(form, keyOfReference(form, name, reference));
  return key.isRelease ? [key.name] : [];
}

/** Adds the folders that importers link to, each with what it depends on itself. */
function addLinked({ form, packages, importers }: Document): void {
  const drafts = packages as Map<string, Draft>;
  for (const [folder, dependencies] of importers) {
    for (const [name, { reference, nameSpan }] of each(dependencies)) {
      const key = linkKey(folder, reference);
      if (key === undefined || drafts.has(key)) continue;
      const target = key.slice(LINK.length);
      const skipped = importers.has(target) ? WORKSPACE : LOCAL;
      drafts.set(key, { name, version: '', span: nameSpan, dependencies: [], skipped });
    }
  }
  for (const [folder, dependencies] of importers) {
    const linked = drafts.get(`${LINK}${folder}`);
    if (linked) linked.dependencies = keysOf(form, drafts, folder, dependencies);
  }
}

function keysOf(form: KeyForm, drafts: ReadonlyMap<string, Draft>, folder: string, dependencies: Importer): string[] {
  const keys = new Set<string>();
  for (const [name, { reference }] of each(dependencies)) {
    const key = linkKey(folder, reference) ?? keyOfReference(form, name, reference);
    if (drafts.has(key)) keys.add(key);
  }
  return [...keys];
}

const LINK = 'link:';

/** The key of a linked folder, which is written relative to the importer's; the root itself is no package. */
function linkKey(folder: string, reference: string): string | undefined {
  return reference.startsWith(LINK) ? `${LINK}${joinPath(folder, reference.slice(LINK.length))}` : undefined;
}

function each(importer: Importer): readonly (readonly [name: string, dependency: ImporterDependency])[] {
  return [...importer].flatMap(([name, dependencies]) => dependencies.map(dependency => [name, dependency] as const));
}

/** A line of a manifest, and the groups of importers that it may stand in. */
interface Wanted {
  readonly name: string;
  readonly specifier: string;
  readonly groups: readonly string[];
}

/** What a line got by any of the documents: first where the lockfile was made for the same specifier. */
function locate(
  documents: readonly Document[],
  packages: ReadonlyMap<string, Draft>,
  member: string,
  { name, specifier, groups }: Wanted,
): readonly string[] {
  const found: { readonly key: string; readonly isSame: boolean }[] = [];
  for (const { form, importers, overridden } of documents) {
    for (const dependency of importers.get(member)?.get(name) ?? []) {
      const key = linkKey(member, dependency.reference) ?? keyOfReference(form, name, dependency.reference);
      const locked = packages.get(key);
      const isSame = dependency.specifier === specifier;
      const isMeant = groups.includes(dependency.group) && locked !== undefined;
      if (isMeant && (isSame || overridden.has(name) || mayLeadTo(specifier, locked))) found.push({ key, isSame });
    }
  }
  return [...new Set(found.toSorted((a, b) => Number(b.isSame) - Number(a.isSame)).map(({ key }) => key))];
}

/** What pnpm itself needs stands in the document in front, overrides in none: what they led to is told by the packages. */
function locateOthers(documents: readonly Document[], packages: ReadonlyMap<string, Draft>): NonNullable<Lockfile['locateOther']> {
  const overridden = createOverriddenKeys(packages);
  return (member, line) => {
    const { group, writtenName: name, origin } = line;
    const specifier = origin.kind === 'registry' ? origin.range : line.specifier;
    const of = (importerGroup: string) => locate(documents, packages, member, { name, specifier, groups: [importerGroup] });
    if (group === 'configDependencies' || group === 'pnpm.configDependencies') return of(CONFIG_GROUP);
    if (group === PACKAGE_MANAGER || group === DEV_ENGINES) return of(PACKAGE_MANAGER_GROUP);
    return overridden(member, line);
  };
}
