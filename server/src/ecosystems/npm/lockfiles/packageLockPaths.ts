import type { LockedPackage, Lockfile } from '../../../model/lockfile.js';
import { type JsonMember, type JsonValue, objectAt, stringAt, valueAt } from '../../../syntax/json/tree.js';
import { keyList, NO_VERSION } from '../../shared/lockfileText.js';
import { folderAround, joinPath, nameOfFolder } from './folders.js';
import {
  createOverriddenKeys,
  type Draft,
  hashesOf,
  LOCAL,
  mayLeadTo,
  resolvedReason,
  skipReason,
  TARBALL,
  WORKSPACE,
  withCheckedName,
} from './sources.js';

/**
 * The `packages` of a lockfile of version 2 or 3: by path, each with its dependencies as its manifest has them. Where a name leads is found
 * as Node and npm do, in the node_modules of the package itself and then of each folder around it. A link stands for its target.
 */
export function readPackagesByPath(packages: JsonValue): Pick<Lockfile, 'packages' | 'locate' | 'locateOther' | 'covers'> {
  const tree = treeOf(packages);
  for (const [path, entry] of tree.entries) resolveDependencies(tree, path, entry);
  const found = new Map<string, LockedPackage>();
  for (const [path, { draft }] of tree.entries) if (path !== '') found.set(path, draft);
  return {
    packages: found,
    covers: member => (member === '' ? true : isManifestFolder(tree, member)),
    locate: (member, writtenName, specifier) => keyList(locate(tree, member, writtenName, specifier)),
    locateOther: createOverriddenKeys(found),
  };
}

interface Entry {
  readonly value: JsonValue;
  readonly draft: Draft;
}

interface Tree {
  /** All but the links whose target is known. The root has the path `''`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** By name, then by the folder that has it in its node_modules: the path, of a link that of its target. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const MAY_NAME_URL = /[:/]/;

/** npm resolves peers, optional ones too, like any other dependency; devDependencies stand only where they are installed. */
const EDGE_GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'];

function treeOf(packages: JsonValue): Tree {
  const entries = new Map<string, Entry>();
  const links = new Map<string, string>();
  const hasWorkspaces = valueAt(objectAt(packages, ''), 'workspaces') !== undefined;
  for (const member of packages.members) {
    if (member.value.kind !== 'object') continue;
    const target = valueAt(member.value, 'link')?.text === 'true' ? stringAt(member.value, 'resolved') : undefined;
    if (target) links.set(member.key, joinPath('', target.text));
    const outside = isInstalled(member.key) ? undefined : hasWorkspaces && !member.key.startsWith('..') ? WORKSPACE : LOCAL;
    entries.set(member.key, { value: member.value, draft: withCheckedName(draftOf(member, target ? LOCAL : outside)) });
  }
  const places = new Map<string, Map<string, string>>();
  for (const path of [...entries.keys()]) {
    const target = links.get(path);
    const isKnown = target !== undefined && entries.has(target);
    if (isKnown) entries.delete(path);
    if (isInstalled(path)) addPlace(places, path, isKnown ? target : path);
  }
  return { entries, places };
}

function addPlace(places: Map<string, Map<string, string>>, path: string, key: string): void {
  const name = nameOfFolder(path);
  const folder = folderAround(path) ?? '';
  const known = places.get(name);
  if (known) known.set(folder, key);
  else places.set(name, new Map([[folder, key]]));
}

/** Whether a path lies directly in a node_modules folder. What lies deeper, without one of its own around it, is a folder that a link leads to. */
function isInstalled(path: string): boolean {
  const around = path.slice(0, path.length - nameOfFolder(path).length);
  return around === 'node_modules/' || around.endsWith('/node_modules/');
}

function draftOf({ key: path, keyStart, keyEnd, value }: JsonMember, known: string | undefined): Draft {
  const name = stringAt(value, 'name')?.text ?? nameOfFolder(path);
  const version = nonEmpty(stringAt(value, 'version'));
  const resolved = stringAt(value, 'resolved');
  const integrity = stringAt(value, 'integrity');
  const skipped = known ?? (version ? resolvedReason(resolved?.text) : NO_VERSION);
  const nameLength = Math.min(nameOfFolder(path).length, keyEnd - keyStart);
  const draft: Draft = {
    name,
    version: version?.text ?? '',
    span: version ? { start: version.start, end: version.end } : { start: keyEnd - nameLength, end: keyEnd },
    dependencies: [],
  };
  if (skipped !== undefined) draft.skipped = skipped;
  if (resolved) draft.resolved = resolved.text;
  if (integrity) draft.integrity = hashesOf(integrity.text);
  return draft;
}

function nonEmpty(value: JsonValue | undefined): JsonValue | undefined {
  return value?.text === '' ? undefined : value;
}

/** What a specifier tells of where its target comes from. Heeded only where the target's own URL leaves it open, so that no package can hide another. */
function heed(specifier: string, target: Draft | undefined): void {
  if (target?.skipped === WORKSPACE && specifier.startsWith('file:')) target.skipped = LOCAL;
  if (target?.resolved === undefined || target.skipped !== undefined || skipReason(target.resolved) !== TARBALL) return;
  const reason = skipReason(specifier);
  if (reason !== undefined) target.skipped = reason;
}

function resolveDependencies(tree: Tree, path: string, { value, draft }: Entry): void {
  const keys: string[] = [];
  for (const group of EDGE_GROUPS) {
    for (const { key: name, value: specifier } of objectAt(value, group)?.members ?? []) {
      const key = resolve(tree, path, name);
      if (key === undefined) continue;
      if (key !== '') keys.push(key);
      if (MAY_NAME_URL.test(specifier.text)) heed(specifier.text, tree.entries.get(key)?.draft);
    }
  }
  draft.dependencies = keys.length < 2 ? keys : [...new Set(keys)];
}

function resolve({ places }: Tree, from: string, name: string): string | undefined {
  const folders = places.get(name);
  if (folders === undefined) return undefined;
  for (let folder: string | undefined = from; folder !== undefined; folder = folderAround(folder)) {
    const key = folders.get(folder);
    if (key !== undefined) return key;
    if (folders.size === 1 && folders.has('') && !from.startsWith('..')) return folders.get('');
  }
  return undefined;
}

/** Whether a path is a folder with a manifest of the project's own. */
function isManifestFolder({ entries }: Tree, path: string): boolean {
  return entries.has(path) && !isInstalled(path);
}

function locate(tree: Tree, member: string, name: string, specifier: string): string | undefined {
  if (member !== '' && !isManifestFolder(tree, member)) return undefined;
  const key = resolve(tree, member, name);
  const found = key === undefined ? undefined : tree.entries.get(key)?.draft;
  if (!found || key === '') return undefined;
  const manifest = tree.entries.get(member)?.value;
  const isRecorded = EDGE_GROUPS.some(group => stringAt(objectAt(manifest, group), name)?.text === specifier);
  return isRecorded || mayLeadTo(specifier, found) ? key : undefined;
}
