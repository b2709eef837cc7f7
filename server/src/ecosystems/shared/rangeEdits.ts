/**
 * Changes of the text of a specifier, in one ecosystem's grammar. `range` is the text as it stands in the manifest.
 * Whether the result does what was meant is checked afterwards by reading it again: see fixes/index.ts.
 */
export interface RangeEdits {
  /** Admits `version` and nothing else. */
  pin(range: string, version: string): string;
  /** Admits nothing below `version` any more, and what it admitted above; undefined where the style cannot say so. */
  raise(range: string, version: string): string | undefined;
  /** Admits what it admitted less `versions`; undefined where the style cannot say so. Missing: no range of the ecosystem can. */
  exclude?(range: string, versions: readonly string[]): string | undefined;
}

/** How ranges are written by those who write some anew. */
export interface RangeStyle {
  readonly edits: RangeEdits;
  /** The range that admits one version and no other. */
  exactly(version: string): string;
  /** The range of a version and of what follows it in its major line. */
  majorLine(version: string): string;
  /** What mostly stands before a version. */
  readonly usualOperator: string;
  /** The first version of a major line, as a ceiling is written. */
  firstOf(major: number): string;
}
