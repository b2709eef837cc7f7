import { quoted } from '../text/sanitize.js';

/** Formats that a comparison of two commits is written in. */
const FORMATS: ReadonlySet<string> = new Set(['text', 'json', 'markdown']);

/**
 * What is wrong with `--since` beside other options; undefined where nothing is, or it is not given. git takes a word that begins with `-` for an option.
 */
export function wrongSince(revision: string | undefined, format: string, fix: boolean): string | undefined {
  if (revision === undefined) return undefined;
  if (!/^[^-\p{Cc}\s][^\p{Cc}]*$/u.test(revision)) return `--since takes a branch, tag or commit, not "${quoted(revision)}"`;
  if (!FORMATS.has(format)) return `--since takes --format ${[...FORMATS].join(', ')}, not ${format}`;
  return fix ? '--since looks at commits, and takes no --fix' : undefined;
}
