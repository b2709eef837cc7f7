import type { Span } from '../../../model/index.js';
import { entryAt, scalarAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { joinPath } from './folders.js';

/** A direct dependency of one of the project's folders. */
export interface ImporterDependency {
  /** What it got, in pnpm's words: a version with its peers, a key, `link:` and a path. */
  readonly reference: string;
  /** As in the manifest, or in the override or catalog entry that replaced it. */
  readonly specifier: string;
  readonly nameSpan: Span;
}

/**
 * The direct dependencies by folder and name. A file without `importers` (one project, up to lockfile version 6) has those of the root at its
 * top level. Version 5 has the specifiers in a list of their own; 5.4-inlineSpecifiers, 6 and newer have both under the name.
 */
export function readImporters(entries: readonly YamlEntry[]): ReadonlyMap<string, ReadonlyMap<string, ImporterDependency>> {
  const importers = new Map<string, ReadonlyMap<string, ImporterDependency>>();
  const section = entryAt(entries, 'importers');
  if (section) for (const { key, children } of section.children) importers.set(joinPath('', key), dependenciesOf(children));
  else importers.set('', dependenciesOf(entries));
  return importers;
}

/** pnpm writes a name into one of the first three only; the others are what pnpm itself needs. The first that has a name counts. */
const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies', 'configDependencies', 'packageManagerDependencies'];

function dependenciesOf(entries: readonly YamlEntry[]): ReadonlyMap<string, ImporterDependency> {
  const specifiers = new Map((entryAt(entries, 'specifiers')?.children ?? []).map(({ key, value }) => [key, value?.text ?? '']));
  const dependencies = new Map<string, ImporterDependency>();
  for (const group of GROUPS) {
    for (const entry of entryAt(entries, group)?.children ?? []) {
      const reference = scalarAt(entry, 'version') ?? entry.value?.text;
      if (reference === undefined || reference === '' || dependencies.has(entry.key)) continue;
      const specifier = scalarAt(entry, 'specifier') ?? specifiers.get(entry.key) ?? '';
      dependencies.set(entry.key, { reference, specifier, nameSpan: entry.keySpan });
    }
  }
  return dependencies;
}
