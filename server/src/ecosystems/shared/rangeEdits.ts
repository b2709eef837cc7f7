/**
 * Changes of the text of a specifier, in one ecosystem's grammar. `range` is the text as it stands in the manifest.
 * Whether the result does what was meant is checked afterwards by reading it again: see fixes/index.ts.
 */
export interface RangeEdits {
  /** Admits `version` and nothing else. */
  pin(range: string, version: string): string;
  /** Admits nothing below `version` any more, and what it admitted above; undefined where the style cannot say so. */
  raise(range: string, version: string): string | undefined;
  /** Admits what it admitted less `versions`; undefined where the ecosystem cannot say so. */
  exclude(range: string, versions: readonly string[]): string | undefined;
}
