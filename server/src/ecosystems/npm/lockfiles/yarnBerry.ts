import type { Lockfile } from '../../../model/lockfile.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { keyList } from '../../shared/lockfileText.js';
import { splitNameRange } from '../names.js';
import { joinPath } from './folders.js';
import { type Draft, NO_RELEASE, NO_VERSION, skipReason, WORKSPACE, withCheckedName } from './sources.js';

/**
 * The entries of a Yarn 2+ lockfile. Each stands under the descriptors (`name@npm:^1`) that it answers; its key is its resolution
 * (`name@npm:1.2.3`). Workspace members are entries too and tell what each of them depends on, but for peers, which the file does not
 * resolve. The root itself is left out of the packages.
 */
export function readBerry(entries: readonly YamlEntry[]): Pick<Lockfile, 'packages' | 'locate' | 'covers'> {
  const index: Index = { byDescriptor: new Map(), byName: new Map() };
  const workspaces = new Map<string, YamlEntry>();
  const drafts: { readonly entry: YamlEntry; readonly key: string; readonly draft: Draft }[] = [];
  for (const entry of entries) {
    if (entry.key === '__metadata' || entry.children.length === 0) continue;
    const descriptors = entry.key.split(',').map(descriptor => descriptor.trim());
    const key = scalarAt(entry, 'resolution') ?? descriptors[0] ?? entry.key;
    const folder = folderOf(key);
    if (folder !== undefined) workspaces.set(folder, entry);
    if (folder !== '') {
      for (const descriptor of descriptors) addDescriptor(index, descriptor, key);
      drafts.push({ entry, key, draft: withCheckedName(draftOf(entry, key)) });
    }
  }
  for (const { entry, key, draft } of drafts) draft.dependencies = dependenciesOf(index, entry, key);
  return {
    packages: new Map(drafts.map(({ key, draft }) => [key, draft])),
    covers: member => workspaces.has(member),
    locate: (member, writtenName, specifier) => keyList(locate(index, workspaces.get(member), writtenName, specifier.trim())),
  };
}

interface Index {
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
  const version = entryAt(entry.children, 'version')?.value;
  const reference = referenceOf(key);
  const isRelease = reference.startsWith('npm:');
  const skipped = version?.text ? sourceReason(reference) : NO_VERSION;
  const start = entry.keySpan.start + Math.max(0, entry.key.indexOf(name));
  return {
    name,
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

/** A range without protocol has `npm:` (Yarn 2 and 3 leave it out); a path is bound to the package that names it. */
function resolve({ byDescriptor }: Index, from: string, name: string, range: string): string | undefined {
  const descriptor = `${name}@${range}`;
  const bound = range.includes(':') ? byDescriptor.get(`${descriptor}::locator=${encoded(from)}`) : undefined;
  return bound ?? byDescriptor.get(descriptor) ?? byDescriptor.get(`${name}@npm:${range}`);
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
