import type { Manifest, Span } from '../../model/index.js';
import { type Catalogs, catalogEntry } from '../../project/catalogs.js';

/** Where what stands at an offset is defined. */
export type Definition =
  /** A catalog's entry; without a path it stands in the manifest itself. `name` and `whole` lie in that file. */
  | { readonly kind: 'entry'; readonly origin: Span; readonly path?: string; readonly name: Span; readonly whole: Span }
  /** A file that `-r` or `-c` names, as written. */
  | { readonly kind: 'file'; readonly origin: Span; readonly target: string };

/**
 * What a reference to a catalog (`catalog:`, `catalog:NAME`), or the file of `-r` and `-c`, refers to; undefined for anything else.
 * @param catalogs those that stand in another file
 */
export function definitionAt(manifest: Manifest, catalogs: Catalogs | undefined, offset: number): Definition | undefined {
  const include = manifest.includes.find(({ span }) => contains(span, offset));
  if (include) return { kind: 'file', origin: include.span, target: include.target };
  const dependency = manifest.dependencies.find(({ specifierSpan }) => contains(specifierSpan, offset));
  const found = dependency && catalogEntry(manifest, catalogs, dependency);
  if (!dependency || !found) return undefined;
  const { entry, path } = found;
  return {
    kind: 'entry',
    origin: dependency.specifierSpan,
    ...(path !== undefined && { path }),
    name: entry.nameSpan,
    whole: { start: entry.nameSpan.start, end: Math.max(entry.nameSpan.end, entry.specifierSpan.end) },
  };
}

function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
