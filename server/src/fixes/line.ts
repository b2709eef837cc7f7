// How the line of a dependency says which releases it wants, and where.

import { ECOSYSTEMS } from '../ecosystems/index.js';
import { poetryMeaning, poetryRange } from '../ecosystems/python/versions/poetryRangeEdits.js';
import type { RangeEdits } from '../ecosystems/shared/rangeEdits.js';
import type { Dependency, Edit } from '../model/index.js';

/** The text that `rangeEditsOf` changes: line continuations and Poetry's own notation are in it. */
export function writtenRange({ specifier, origin }: Dependency): string {
  if (origin.kind !== 'registry') return specifier;
  return origin.notation === 'poetry' || oneLine(specifier) === origin.range ? specifier : origin.range;
}

/** What a changed text means to the ecosystem's own reader; undefined where Poetry's notation has no such meaning. */
export function meaningOf(text: string, { origin }: Dependency): string | undefined {
  return origin.kind === 'registry' && origin.notation === 'poetry' ? poetryMeaning(text) : oneLine(text);
}

/** Undefined where specifiers of the ecosystem are not edited. */
export function rangeEditsOf({ ecosystem, origin }: Dependency): RangeEdits | undefined {
  return origin.kind === 'registry' && origin.notation === 'poetry' ? poetryRange : ECOSYSTEMS[ecosystem].ranges?.edits;
}

/** Groups that take exact versions only, each with the digest of its release behind it or without: `pnpm@9.1.0+sha512.…`. */
export function isExactOnly(group: string): boolean {
  return group === 'packageManager' || group.endsWith('configDependencies');
}

/** The edit that puts a changed text in its place. A digest of the old release goes with it. */
export function rangeEdit({ origin, group, specifierSpan }: Dependency, newText: string): Edit {
  if (origin.kind !== 'registry' || isExactOnly(group)) return { span: specifierSpan, newText };
  const [before, behind] = origin.around ?? ['', ''];
  return { span: origin.rangeSpan, newText: `${before}${newText}${behind}` };
}

/** The catalog's own line has the same finding, and its fixes. */
export function isInCatalog({ origin }: Dependency): boolean {
  return origin.kind === 'registry' && origin.catalog !== undefined;
}

/** Whether a range on the line decides which release it gets: not where an override does, or where the address of an archive stands. */
export function isDecisive({ origin }: Dependency): boolean {
  return origin.kind === 'registry' && origin.isOverridden !== true && origin.address === undefined;
}

export function isHashed({ hashes = [] }: Dependency): boolean {
  return hashes.length > 0;
}

/** A specifier without the line continuations that a requirements file may have in it. */
export function oneLine(text: string): string {
  return text.replace(/\\\r?\n/g, '');
}
