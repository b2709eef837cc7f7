import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LEVELS, type Level } from '../model/index.js';
import { relativeTo } from '../reports/positions.js';
import { type Found, keysOf } from './foundManifests.js';
import { complain } from './process.js';

/** Findings of an earlier scan: the keys of each level. */
export type Known = ReadonlyMap<Level, ReadonlySet<string>>;

/**
 * Reads the findings of a report that `--format json` has written.
 * @returns a message fit to be shown, where the file cannot be read or is no such report
 */
export async function readKnown(file: string): Promise<Known | string> {
  try {
    return knownIn(JSON.parse(await readFile(path.resolve(file), 'utf8')), file);
  } catch (error) {
    return `${file}: ${error instanceof SyntaxError ? 'it is no JSON' : unreadable(error)}`;
  }
}

/**
 * What of the findings was not there before. One that was, but at a level that did not fail, is new.
 * @param failing findings at levels that fail
 * @param levels these levels
 */
export function newIn(failing: readonly Found[], known: Known, levels: readonly Level[]): readonly Found[] {
  const before = new Set(levels.flatMap(level => [...(known.get(level) ?? [])]));
  return failing.filter(({ keys }) => keys.some(key => !before.has(key)));
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return UNREADABLE[code] ?? 'it cannot be read';
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission to read it',
};

/** Says on standard error what is new; the report has everything. */
export function tellNew(fresh: readonly Found[], all: number, file: string, root: string): void {
  for (const { path: place, range, message, rule } of fresh.slice(0, MOST_TOLD)) {
    const line = range ? `:${range.start.line + 1}` : '';
    complain(`new: ${relativeTo(root, place)}${line}: ${message} [${rule}]`);
  }
  if (fresh.length > MOST_TOLD) complain(`new: ${fresh.length - MOST_TOLD} more`);
  complain(`${fresh.length === 0 ? 'nothing' : fresh.length} new since ${file}; ${all - fresh.length} in it already`);
}

const MOST_TOLD = 50;

function knownIn(report: unknown, file: string): Known | string {
  const version = v.safeParse(v.object({ schemaVersion: v.number() }), report);
  if (version.success && version.output.schemaVersion !== 1)
    return `${file}: it is a report of version ${version.output.schemaVersion}, and this program reads version 1`;
  const read = v.safeParse(REPORT, report);
  if (!read.success) return `${file}: it is no report of depwarden scan --format json`;
  const { findings, installed } = read.output;
  const entries = [
    ...findings.map(({ manifest: place, ...finding }) => ({ ...finding, place })),
    ...installed.map(({ environment: place, ...notice }) => ({ ...notice, place })),
  ];
  return new Map(LEVELS.map(level => [level, new Set(entries.filter(entry => entry.level === level).flatMap(keysOf))]));
}

const ABOUT = {
  rule: v.string(),
  level: v.picklist(LEVELS),
  ecosystem: v.string(),
  package: v.nullable(v.string()),
  version: v.nullable(v.string()),
};

/** What is compared of a report; docs/cli.md describes all of it. */
const REPORT = v.object({
  schemaVersion: v.literal(1),
  tool: v.object({ name: v.literal('depwarden') }),
  findings: v.array(
    v.object({
      ...ABOUT,
      manifest: v.string(),
      through: v.optional(v.array(v.object({ package: v.string(), version: v.string() }))),
    }),
  ),
  installed: v.array(v.object({ ...ABOUT, environment: v.string() })),
});
