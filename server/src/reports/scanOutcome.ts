import type { FileResult } from '../analysis/results.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import type { GitignoreEffect } from '../model/gitignore.js';
import type { Fixed } from './fixed.js';
import type { InstalledResults } from './installed.js';
import type { PolicyReport } from './policy.js';
import type { EffectiveSettings } from './policyEffects.js';

/** Everything that a scan has come to, for whoever writes it down. */
export interface ScanOutcome extends DatabaseUse {
  readonly results: readonly FileResult[];
  /** The folders that were looked at. */
  readonly roots: readonly string[];
  /** Depwarden's own version. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The time that files are to bear, the same. Default: now. */
  readonly writtenAt?: number | undefined;
  /** What was found installed, where that was looked for. */
  readonly installed?: InstalledResults;
  /** The policy files that were used. */
  readonly policies?: readonly PolicyReport[];
  /** The editor's settings; undefined where there is no editor. */
  readonly settings?: EffectiveSettings | undefined;
  /** Trusted where not given. */
  readonly isTrusted?: boolean;
  /** What .gitignore files have left out of the folders. */
  readonly gitignore?: GitignoreEffect;
  /** How many findings the folder's policy would ignore, were it trusted; undefined where it is, or where that was not asked. */
  readonly wouldIgnore?: number | undefined;
  /** What was changed before the results were made. */
  readonly fixed?: Fixed | undefined;
  /** Texts of lockfiles by path, as far as they could be read once more: places in them are told by these. */
  readonly lockTexts?: ReadonlyMap<string, string>;
  /** SHA-256 of a text's UTF-8 bytes, in hexadecimal digits. */
  sha256(text: string): string;
}
