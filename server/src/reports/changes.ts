// What one look says that the look before it did not: for whoever watches, and wants to hear of changes alone.

import { sum, tallyOf } from '../analysis/counts.js';
import { type FileResult, manifestsIn } from '../analysis/results.js';
import type { Ecosystem, Level } from '../model/index.js';
import { jsonReportText, marked } from '../text/sanitize.js';
import { allNotices, type InstalledResults } from './installed.js';
import { rangesIn, relativeTo } from './positions.js';
import type { Style } from './text.js';

/** What a look has come to, as far as it is compared with the next one. Plain JSON: it is kept between two runs. */
export interface Snapshot {
  readonly findings: readonly SeenFinding[];
  readonly unknown: readonly SeenUnknown[];
  readonly manifests: number;
  readonly dependencies: number;
}

export interface SeenFinding {
  readonly rule: string;
  readonly level: Level;
  readonly package: string | null;
  readonly ecosystem: Ecosystem;
  readonly version: string | null;
  /** The manifest, or the environment that holds what is installed; relative to the root. */
  readonly path: string;
  /** From 1; of what is installed 0. */
  readonly line: number;
  readonly message: string;
  readonly advisories: readonly string[];
}

/** A dependency that could not be checked. */
export interface SeenUnknown {
  readonly package: string;
  readonly ecosystem: Ecosystem;
  readonly path: string;
  readonly reason: string;
}

export interface Changes {
  /** Findings that were not there, or that now rest on more advisories. */
  readonly appeared: readonly SeenFinding[];
  readonly gone: readonly SeenFinding[];
  /** Dependencies that can no longer be checked. */
  readonly unchecked: readonly SeenUnknown[];
  /** Dependencies that can be checked again. */
  readonly checked: readonly SeenUnknown[];
}

export function snapshotOf(results: readonly FileResult[], installed: InstalledResults, root: string): Snapshot {
  const { dependencies } = sum(results.map(tallyOf));
  return {
    findings: [...results.flatMap(result => findingsIn(result, root)), ...noticesIn(installed, root)],
    unknown: results.flatMap(result => unknownIn(result, root)),
    manifests: manifestsIn(results).length,
    dependencies,
  };
}

/**
 * What has changed. A finding on a dependency that cannot be checked now is not gone: nobody knows.
 * @returns what is to be compared with next: the later look, with the findings that nobody knows of
 */
export function compare(before: Snapshot, after: Snapshot): { readonly changes: Changes; readonly seen: Snapshot } {
  const unchecked = new Set(after.unknown.map(placeOf));
  const present = new Set(after.findings.map(identityOf));
  const missing = before.findings.filter(finding => !present.has(identityOf(finding)));
  const open = missing.filter(finding => unchecked.has(placeOf(finding)));
  const known = new Map(before.findings.map(finding => [identityOf(finding), finding]));
  const wasUnchecked = new Set(before.unknown.map(placeOf));
  const changes: Changes = {
    appeared: after.findings.filter(finding => isMore(finding, known.get(identityOf(finding)))),
    gone: missing.filter(finding => !open.includes(finding)),
    unchecked: after.unknown.filter(one => !wasUnchecked.has(placeOf(one))),
    checked: before.unknown.filter(one => !unchecked.has(placeOf(one))),
  };
  return { changes, seen: { ...after, findings: [...after.findings, ...open] } };
}

export function isEmpty({ appeared, gone, unchecked, checked }: Changes): boolean {
  return appeared.length + gone.length + unchecked.length + checked.length === 0;
}

/** One line a change, with what it is in front: `+` a new finding, `-` one that is gone, `?` no longer checked, `=` checked again. */
export function changesText({ appeared, gone, unchecked, checked }: Changes, paint: (style: Style, text: string) => string): string {
  const lines = [
    ...appeared.map(one => `+ ${where(one)}  ${paint(one.level, one.level)}  ${marked(one.message)} ${paint('dim', `[${one.rule}]`)}`),
    ...gone.map(one => `- ${where(one)}  ${paint('dim', `gone: ${marked(one.message)} [${one.rule}]`)}`),
    ...unchecked.map(one => `? ${marked(one.path)}  ${marked(one.package)} is no longer checked: ${marked(one.reason)}`),
    ...checked.map(one => `= ${marked(one.path)}  ${marked(one.package)} is checked again`),
  ];
  return lines.map(line => `${line}\n`).join('');
}

/**
 * The same for programs, as one line of JSON: docs/watching.md describes it.
 * @param now milliseconds since 1970
 */
export function changesJson(changes: Changes, root: string, version: string, now: number): string {
  const time = new Date(now).toISOString();
  return jsonReportText({ schemaVersion: 1, tool: { name: 'depwarden', version }, root, time, ...changes }, 0);
}

/** Whether a value is a snapshot that this version wrote. */
export function isSnapshot(value: unknown): value is Snapshot {
  const { findings, unknown, manifests, dependencies } = (value ?? {}) as Partial<Record<keyof Snapshot, unknown>>;
  return Array.isArray(findings) && Array.isArray(unknown) && typeof manifests === 'number' && typeof dependencies === 'number';
}

function findingsIn(result: FileResult, root: string): readonly SeenFinding[] {
  const path = relativeTo(root, result.path);
  const ranges = rangesIn(result.text);
  return result.judged
    .flatMap(({ findings }) => findings)
    .map(({ rule, level, dependency, version = null, span, message, advisories }) => ({
      rule,
      level,
      package: dependency.name,
      ecosystem: dependency.ecosystem,
      version,
      path,
      line: ranges(span).start.line + 1,
      message,
      advisories: advisories.flatMap(({ ids }) => ids),
    }));
}

function noticesIn(installed: InstalledResults, root: string): readonly SeenFinding[] {
  return allNotices(installed).map(({ level, name = null, ecosystem, version = null, environment, message, advisories }) => ({
    rule: 'malicious-installed',
    level,
    package: name,
    ecosystem,
    version,
    path: relativeTo(root, environment),
    line: 0,
    message,
    advisories: advisories.flatMap(({ ids }) => ids),
  }));
}

function unknownIn({ path, judged }: FileResult, root: string): readonly SeenUnknown[] {
  return judged.flatMap(({ dependency: { name, ecosystem }, status }) =>
    status.kind === 'unknown' ? [{ package: name, ecosystem, path: relativeTo(root, path), reason: status.reason }] : [],
  );
}

function isMore(finding: SeenFinding, before: SeenFinding | undefined): boolean {
  return before === undefined || finding.advisories.some(id => !before.advisories.includes(id));
}

function identityOf(finding: SeenFinding): string {
  return JSON.stringify([finding.rule, finding.version, placeOf(finding)]);
}

function placeOf({ ecosystem, package: name, path }: Pick<SeenFinding, 'ecosystem' | 'package' | 'path'>): string {
  return JSON.stringify([ecosystem, name, path]);
}

function where({ path, line }: SeenFinding): string {
  return line === 0 ? marked(path) : `${marked(path)}:${line}`;
}
