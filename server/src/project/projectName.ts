import { packageFields } from '../ecosystems/npm/manifests/packageFields.js';
import { readToml } from '../syntax/toml/reader.js';
import { stringAt, tomlTree } from '../syntax/toml/tree.js';

/** What a manifest calls the project that it belongs to. */
export interface ProjectName {
  readonly name: string;
  readonly version?: string;
}

/** The name that a package.json or pyproject.toml (PEP 621, Poetry) gives its project; undefined where it gives none, and for any other manifest. */
export function projectNameIn(path: string, text: string): ProjectName | undefined {
  if (path.endsWith('package.json')) return named(packageFields(text) ?? {});
  if (!path.endsWith('pyproject.toml')) return undefined;
  const tree = tomlTree(text, readToml(text));
  const of = (...table: readonly string[]): ProjectName | undefined =>
    named({ name: stringAt(tree, ...table, 'name')?.value, version: stringAt(tree, ...table, 'version')?.value });
  return of('project') ?? of('tool', 'poetry');
}

function named({ name, version }: Readonly<Record<string, unknown>>): ProjectName | undefined {
  if (typeof name !== 'string' || name === '') return undefined;
  return { name, ...(typeof version === 'string' && version !== '' && { version }) };
}
