import type { Span } from '../../../model/index.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { joinPath } from './folders.js';

/** A direct dependency of one of the project's folders. */
export interface ImporterDependency {
  readonly group: string;
  /** What it got, in pnpm's words: a version with its peers, a key, `link:` and a path. */
  readonly reference: string;
  /** As in the manifest, or in the override or catalog entry that replaced it. */
  readonly specifier: string;
  readonly nameSpan: Span;
}

/** What one of the project's folders asks for, by name: a name may stand in several groups. */
export type Importer = ReadonlyMap<string, readonly ImporterDependency[]>;

/**
 * The direct dependencies by folder and name. A file without `importers` (one project, up to lockfile version 6) has those of the root at its
 * top level. Version 5 has the specifiers in a list of their own; 5.4-inlineSpecifiers, 6 and newer have both under the name.
 */
export function readImporters(entries: readonly YamlEntry[]): ReadonlyMap<string, Importer> {
  const importers = new Map<string, Importer>();
  const section = entryAt(entries, 'importers');
  if (section) for (const { key, children } of section.children) importers.set(joinPath('', key), dependenciesOf(children));
  else importers.set('', dependenciesOf(entries));
  return importers;
}

/** What the project depends on. pnpm writes a name into one of them only. */
export const PROJECT_GROUPS: readonly string[] = ['dependencies', 'devDependencies', 'optionalDependencies'];
/** What pnpm installs and loads before the project, and the binaries that it switches to. */
export const CONFIG_GROUP = 'configDependencies';
export const PACKAGE_MANAGER_GROUP = 'packageManagerDependencies';
const GROUPS = [...PROJECT_GROUPS, CONFIG_GROUP, PACKAGE_MANAGER_GROUP];

function dependenciesOf(entries: readonly YamlEntry[]): Importer {
  const specifiers = new Map((entryAt(entries, 'specifiers')?.children ?? []).map(({ key, value }) => [key, value?.text ?? '']));
  const dependencies = new Map<string, ImporterDependency[]>();
  for (const group of GROUPS) {
    for (const entry of entryAt(entries, group)?.children ?? []) {
      const reference = scalarAt(entry, 'version') ?? entry.value?.text;
      if (reference === undefined || reference === '') continue;
      const specifier = scalarAt(entry, 'specifier') ?? specifiers.get(entry.key) ?? '';
      const dependency = { group, reference, specifier, nameSpan: entry.keySpan };
      dependencies.set(entry.key, [...(dependencies.get(entry.key) ?? []), dependency]);
    }
  }
  return dependencies;
}
