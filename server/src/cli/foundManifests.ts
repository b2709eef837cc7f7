import type { FileResult } from '../analysis/results.js';
import type { Level } from '../model/index.js';
import { allNotices, type InstalledResults } from '../reports/installed.js';
import { onLines } from '../reports/installedOnLines.js';
import { rangesIn, relativeTo, type TextRange } from '../reports/positions.js';
import { masked } from '../text/sanitize.js';

/** Something that a scan has found, for whoever counts or compares. */
export interface Found {
  readonly rule: string;
  readonly level: Level;
  /** Absolute. */
  readonly path: string;
  /** Missing of what is installed. */
  readonly range?: TextRange;
  readonly message: string;
  /** What it is about, one key for each bad release; the same in every scan that finds it, wherever it stands in its file. */
  readonly keys: readonly string[];
}

/** What decides a key: also in a report that was saved. */
export interface KeyFields {
  readonly rule: string;
  readonly ecosystem: string;
  readonly package: string | null;
  readonly version: string | null;
  /** The manifest, or the environment; relative to the root. */
  readonly place: string;
  /** The transitive dependencies, where it is about these. */
  readonly through?: readonly { readonly package: string; readonly version: string }[] | undefined;
}

/** All findings of a scan: those on dependencies, and what is installed. */
export function foundIn(analyzed: readonly FileResult[], looked: InstalledResults, root: string): readonly Found[] {
  const { results, installed } = onLines(analyzed, looked);
  return [...noticesIn(installed, root), ...results.flatMap(result => findingsIn(result, root))];
}

/** What tells a finding from another one; masked as in a report that was saved. */
export function keysOf(fields: KeyFields): readonly string[] {
  const { rule, ecosystem, package: name, version, place, through } = masked(fields);
  if (!through) return [JSON.stringify([rule, ecosystem, name, version, place])];
  return through.map(below => JSON.stringify([rule, ecosystem, name, place, below.package, below.version]));
}

function findingsIn({ path, text, judged }: FileResult, root: string): readonly Found[] {
  const ranges = rangesIn(text);
  const place = relativeTo(root, path);
  return judged
    .flatMap(({ findings }) => findings)
    .map(({ rule, level, dependency: { ecosystem, name }, version = null, span, message, through }) => ({
      rule,
      level,
      path,
      range: ranges(span),
      message,
      keys: keysOf({
        rule,
        ecosystem,
        package: name,
        version,
        place,
        through: through?.map(one => ({ package: one.name, version: one.version })),
      }),
    }));
}

function noticesIn(installed: InstalledResults, root: string): readonly Found[] {
  return allNotices(installed).map(({ level, ecosystem, name = null, version = null, environment, paths, message }) => ({
    rule: INSTALLED,
    level,
    path: paths[0] ?? environment,
    message,
    keys: keysOf({ rule: INSTALLED, ecosystem, package: name, version, place: relativeTo(root, environment) }),
  }));
}

const INSTALLED = 'malicious-installed';
