import type { Lockfile } from '../../../model/lockfile.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { keyList, NO_VERSION } from '../../shared/lockfileText.js';
import { splitNameRange } from '../names/packageName.js';
import { registryArchive } from '../names/registryArchive.js';
import { joinPath } from './folders.js';
import { type Draft, freeKey, NO_RELEASE, skipReason, WORKSPACE, withCheckedName } from './sources.js';
import type { Resolution, YarnRoot } from './yarnRoot.js';

/**
 * The entries of a Yarn 2+ lockfile. Each stands under the descriptors (`name@npm:^1`) that it answers; its key is its resolution
 * (`name@npm:1.2.3`). Workspace members are entries too and tell what each of them depends on, but for peers, which the file does not
 * resolve. The root itself is left out of the packages.
 */
export function readBerry(entries: readonly YamlEntry[], root: YarnRoot): Pick<Lockfile, 'packages' | 'locate' | 'locateOther' | 'covers'> {
  const workspaces = new Map<string, YamlEntry>();
  const packages = new Map<string, Draft>();
  const found: { readonly entry: YamlEntry; readonly locator: string; readonly draft: Draft }[] = [];
  const index: Index = { byDescriptor: new Map(), byName: new Map(), root, rootLocator: '' };
  for (const entry of entries) {
    if (entry.key === '__metadata' || entry.children.length === 0) continue;
    const descriptors = entry.key.split(',').map(descriptor => descriptor.trim());
    const locator = scalarAt(entry, 'resolution') ?? descriptors[0] ?? entry.key;
    const folder = folderOf(locator);
    if (folder !== undefined) workspaces.set(folder, entry);
    if (folder === '') index.rootLocator = locator;
    else {
      const key = freeKey(packages, [locator, ...descriptors, `${locator} ${entry.keySpan.start}`]);
      const draft = withCheckedName(draftOf(entry, locator));
      for (const descriptor of descriptors) addDescriptor(index, descriptor, key);
      packages.set(key, draft);
      found.push({ entry, locator, draft });
    }
  }
  for (const { entry, locator, draft } of found) draft.dependencies = dependenciesOf(index, entry, locator);
  return {
    packages,
    covers: member => workspaces.has(member),
    locate: (member, writtenName, specifier) => keyList(locate(index, workspaces.get(member), writtenName, specifier.trim())),
    locateOther: (_member, { group, writtenName, specifier }) =>
      group === 'resolutions' ? keyList(lookUp(index, index.rootLocator, writtenName, rangeBy(index, writtenName, specifier.trim()))) : [],
  };
}

interface Index {
  readonly root: YarnRoot;
  /** What the root's own paths and patches are bound to. */
  rootLocator: string;
  /** Key by descriptor, with and without what is bound to it (`::locator=…`). */
  readonly byDescriptor: Map<string, string>;
  /** Keys by the name in the descriptor, but for patches, which stand beside what they patch. */
  readonly byName: Map<string, Set<string>>;
}

function addDescriptor({ byDescriptor, byName }: Index, descriptor: string, key: string): void {
  byDescriptor.set(descriptor, key);
  const bound = descriptor.indexOf('::');
  if (bound > 0 && !byDescriptor.has(descriptor.slice(0, bound))) byDescriptor.set(descriptor.slice(0, bound), key);
  const { name, range = '' } = splitNameRange(descriptor);
  if (range.startsWith('patch:')) return;
  const keys = byName.get(name);
  if (keys) keys.add(key);
  else byName.set(name, new Set([key]));
}

/** A resolution is `name@protocol:reference`, maybe with `virtual:HASH#` in front of the protocol. */
function referenceOf(key: string): string {
  return (splitNameRange(key).range ?? '').replace(/^virtual:[^#]*#/, '');
}

/** Folder of a workspace member, `''` for the root; undefined for any other resolution. */
function folderOf(key: string): string | undefined {
  const reference = referenceOf(key);
  return reference.startsWith('workspace:') ? joinPath('', reference.slice('workspace:'.length)) : undefined;
}

/** The checksum is left out: it is of Yarn's own archive, not of the registry's. */
function draftOf(entry: YamlEntry, key: string): Draft {
  const { name } = splitNameRange(key);
  const archive = registryArchive(referenceOf(key));
  const version = entryAt(entry.children, 'version')?.value;
  const reference = referenceOf(key);
  const isRelease = reference.startsWith('npm:');
  const skipped = version?.text ? (archive ? undefined : sourceReason(reference)) : NO_VERSION;
  const start = entry.keySpan.start + Math.max(0, entry.key.indexOf(name));
  return {
    name: archive?.name ?? name,
    version: version?.text ?? '',
    span: version?.text ? version.span : { start, end: Math.min(start + name.length, entry.keySpan.end) },
    dependencies: [],
    ...(skipped !== undefined && { skipped }),
    ...(!isRelease || reference.includes('::') ? { resolved: reference } : {}),
  };
}

const BUILTIN_PATCH = /#(?:~|optional!)*builtin</;

/** Yarn patches a few releases by itself, to make them work without node_modules; these are still what the registry has. */
function sourceReason(reference: string): string | undefined {
  if (reference.startsWith('npm:') || BUILTIN_PATCH.test(reference)) return undefined;
  return reference.startsWith('workspace:') ? WORKSPACE : (skipReason(reference) ?? NO_RELEASE);
}

function dependenciesOf(index: Index, entry: YamlEntry, key: string): string[] {
  const keys = new Set<string>();
  for (const { key: name, value } of entryAt(entry.children, 'dependencies')?.children ?? []) {
    const found = resolve(index, key, name, value?.text ?? '') ?? onlyOne(index, name);
    if (found !== undefined) keys.add(found);
  }
  const patched = index.byDescriptor.get(patchedBy(key) ?? '');
  if (patched !== undefined && patched !== key) keys.add(patched);
  return [...keys];
}

/** Of `a@patch:a@npm%3A1.0.0#path` what is patched: `a@npm:1.0.0`. */
function patchedBy(key: string): string | undefined {
  const source = /^patch:([^#]+)#/.exec(referenceOf(key))?.[1];
  if (source === undefined) return undefined;
  try {
    return decodeURIComponent(source);
  } catch {
    return undefined;
  }
}

/**
 * The entry that a dependency leads to: of what the root's resolutions or catalogs put in its place, else of what it asks for.
 * @param from the locator of the package that asks
 */
function resolve(index: Index, from: string, name: string, range: string): string | undefined {
  const resolution = index.root.resolutions.find(one => isMeant(one, from, name, range));
  const replaced = resolution && lookUp(index, index.rootLocator, name, rangeBy(index, name, resolution.value));
  return replaced ?? lookUp(index, from, name, rangeBy(index, name, range)) ?? lookUp(index, from, name, range);
}

/** Whether an entry of `resolutions` holds for a request; one with a range holds for exactly that range. */
function isMeant({ parent, target, isPath }: Resolution, from: string, name: string, range: string): boolean {
  if (isPath || target.name !== name || (target.range !== undefined && withProtocol(target.range) !== withProtocol(range))) return false;
  if (parent === undefined) return true;
  return splitNameRange(from).name === parent.name && (parent.range === undefined || withProtocol(parent.range) === referenceOf(from));
}

/** What a range means that may refer to a catalog. */
function rangeBy({ root: { catalogs } }: Index, name: string, range: string): string {
  if (!range.startsWith(CATALOG)) return range;
  return catalogs.get(range.slice(CATALOG.length).trim() || 'default')?.get(name) ?? range;
}

const CATALOG = 'catalog:';

/** A path is bound to the package that names it. */
function lookUp({ byDescriptor }: Index, from: string, name: string, range: string): string | undefined {
  const descriptor = `${name}@${range}`;
  const bound = range.includes(':') ? byDescriptor.get(`${descriptor}::locator=${encoded(from)}`) : undefined;
  return bound ?? byDescriptor.get(descriptor) ?? byDescriptor.get(`${name}@${withProtocol(range)}`);
}

/** A range without protocol has `npm:` (Yarn 2 and 3 leave it out). */
function withProtocol(range: string): string {
  return /^[a-z+]+:/i.test(range) ? range : `npm:${range}`;
}

function encoded(locator: string): string {
  try {
    return encodeURIComponent(locator);
  } catch {
    return locator;
  }
}

/** Where `resolutions` or a catalog replace a range, the lockfile keeps the old range; with one package of the name it is clear which it is. */
function onlyOne({ byName }: Index, name: string): string | undefined {
  const keys = byName.get(name);
  return keys?.size === 1 ? [...keys][0] : undefined;
}

function locate(index: Index, workspace: YamlEntry | undefined, name: string, specifier: string): string | undefined {
  if (workspace === undefined) return undefined;
  const from = scalarAt(workspace, 'resolution') ?? '';
  const found = resolve(index, from, name, specifier);
  if (found !== undefined) return found;
  const recorded = entryAt(entryAt(workspace.children, 'dependencies')?.children, name)?.value?.text;
  const isSame = recorded !== undefined && (recorded === specifier || recorded === `npm:${specifier}` || recorded.startsWith('catalog:'));
  return isSame ? onlyOne(index, name) : undefined;
}
