import type { PackageFacts } from '../../model/index.js';

/** How one ecosystem orders versions and reads specifiers. Pure and total: nothing throws on odd input. */
export interface VersionScheme {
  isValid(version: string): boolean;
  /** The version in its normal form, as it is written: `v1.0.1` gives `1.0.1` (semver.org; PEP 440, "Normalization"). Undefined where it is none. */
  normal(version: string): string | undefined;
  /** Negative, zero or positive. Invalid versions come before valid ones and among themselves by text. */
  compare(a: string, b: string): number;
  /**
   * As `compare`, for a bound that somebody names: Python's local label (`2.6.0+cpu`) counts only where the bound has one (PEP 440, "Version matching").
   */
  compareToBound(version: string, bound: string): number;
  /** Whether the version is a build of a public release (PEP 440, "Local version identifiers"). Never for npm. */
  isLocalBuild(version: string): boolean;
  isPrerelease(version: string): boolean;
  /** Same major line: the caret rule for npm (`0.1` and `0.2` differ), the epoch and first number for Python (`0.1` and `0.2` differ too). */
  sameMajor(a: string, b: string): boolean;
  /** The specifier that admits one version alone. */
  exactly(version: string): string;
  /** Reads a specifier; what cannot be read is a requirement of kind `invalid` that admits nothing. */
  parse(specifier: string, options?: ParseOptions): Requirement;
  /**
   * The release that the ecosystem's installer would choose today out of those the registry lists, or undefined where none fits.
   * npm (npm-pick-manifest): `latest` where it fits, else the highest that fits, releases that are not deprecated first.
   * pip (PEP 440, PEP 592): the highest that fits; pre-releases only where the specifier names one, where `pre` is set or where nothing else fits;
   * yanked releases only under `==`/`===` that names exactly that version.
   */
  select(requirement: Requirement, facts: PackageFacts): string | undefined;
}

export interface ParseOptions {
  /** What every release has to fit besides, joined by commas: pip's `-c`. npm has no such thing. */
  readonly constraints?: string;
  /** pip's `--pre`: pre-releases are as good as others. */
  readonly pre?: boolean;
}

/** A specifier that was read. */
export interface Requirement {
  readonly kind: 'any' | 'exact' | 'range' | 'tag' | 'invalid';
  /** The text it was read from. */
  readonly text: string;
  /** Kind `exact`: the one version named, as the ecosystem writes it (`=v1.2.3` gives `1.2.3`). */
  readonly version?: string;
  /** Kind `tag`: the npm dist-tag. */
  readonly tag?: string;
  /** Whether pre-releases are admitted like others (pip's `--pre`, or the specifier names one). Always false for npm. */
  readonly pre: boolean;
  /** Whether the text admits `version`, published or not. A tag admits nothing by its text. */
  admits(version: string): boolean;
  /** Whether some bound keeps out all newer major versions. */
  readonly bounded: boolean;
}
