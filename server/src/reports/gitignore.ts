// What reports say about .gitignore files: what they keep from a scan, and where they do not count.
import { type FileResult, lockfilesIn } from '../analysis/results.js';
import type { GitignoreEffect } from '../model/gitignore.js';
import { quoted } from '../text/sanitize.js';

/** What was left out of a scan, as it is shown: in every report this much, and how many more there are. */
export interface ShownEffect {
  readonly hidden: ShownNames;
  readonly unread: ShownNames;
}

export interface ShownNames {
  /** The first ones, each with `/` at its end where it is a folder. As they are: to be neutralised by whoever shows them. */
  readonly names: readonly string[];
  readonly more: number;
}

/** @param shown how a path is shown */
export function shownEffect({ hidden, unread }: GitignoreEffect, shown: (path: string) => string): ShownEffect {
  return {
    hidden: shortened(hidden.map(({ path, kind }) => (kind === 'folder' ? `${shown(path)}/` : shown(path)))),
    unread: shortened(unread.map(({ path, reason }) => `${shown(path)}: ${reason}`)),
  };
}

/** Without the files that were read all the same: a lockfile beside its manifest, an included file. */
export function withoutRead({ hidden, unread }: GitignoreEffect, results: readonly FileResult[]): GitignoreEffect {
  const read = new Set([...results.flatMap(({ path, includes }) => [path, ...includes]), ...lockfilesIn(results).map(({ path }) => path)]);
  return { hidden: hidden.filter(({ path }) => !read.has(path)), unread };
}

/** One sentence each, plain text fit to be shown. */
export function gitignoreSentences({ hidden, unread }: ShownEffect): readonly string[] {
  return [
    ...(hidden.names.length > 0 ? [`${HIDDEN}: ${listOf(hidden)}.`] : []),
    ...(unread.names.length > 0 ? [`${UNREAD}: ${listOf(unread)}.`] : []),
  ];
}

export const HIDDEN = 'Left out by .gitignore, not checked';
export const UNREAD = '.gitignore leaves out nothing where it is not known what git tracks';

/** The field `gitignore` of the JSON report: docs/cli.md describes it. */
export function gitignoreJson({ hidden, unread }: GitignoreEffect, shown: (path: string) => string): unknown {
  return {
    hidden: hidden.length,
    paths: hidden.slice(0, NAMES).map(({ path, kind }) => ({ path: shown(path), kind })),
    unread: unread.slice(0, NAMES).map(({ path, reason }) => ({ path: shown(path), reason })),
  };
}

function shortened(names: readonly string[]): ShownNames {
  return { names: names.slice(0, NAMES), more: Math.max(0, names.length - NAMES) };
}

function listOf({ names, more }: ShownNames): string {
  return `${names.map(name => quoted(name, LONGEST)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const NAMES = 20;
/** UTF-16 units of a path. */
const LONGEST = 200;
