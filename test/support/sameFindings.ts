// A scan and the language server must tell the same findings of every file of a workspace.
import { expect } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { publicFacts } from '../../server/src/analysis/privateMetadata.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { type DiagnosticData, SEVERITY, shownMessage } from '../../server/src/editor/features/diagnostics.js';
import type { Level } from '../../server/src/model/index.js';
import { jsonReport } from '../../server/src/reports/json.js';
import { maliciousInstalled } from '../../server/src/rules/maliciousInstalled.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { openEditor } from './editorSession.js';
import type { Fixture } from './fixture.js';
import { publicRegistries } from './origins.js';
import { engineOf, folderPolicyIn, ROOT } from './world.js';

/** A finding, whoever tells it: what both must agree about. */
export interface Told {
  /** Relative to the workspace's folder. */
  readonly file: string;
  readonly rule: string;
  /** Of a transitive one the first that is told. */
  readonly package: string;
  readonly version: string | undefined;
  /** As LSP numbers it. */
  readonly severity: number;
  readonly range: Diagnostic['range'];
  readonly message: string;
}

/** What of a JSON report is compared (docs/cli.md). */
export interface ReportedFindings {
  readonly findings: readonly (ReportedRelease & {
    readonly manifest: string;
    readonly range: Diagnostic['range'];
    readonly through?: readonly { readonly package: string; readonly version: string }[];
  })[];
  readonly installed: readonly (ReportedRelease & { readonly finding?: number })[];
}

interface ReportedRelease {
  readonly rule: string;
  readonly level: Level;
  readonly package: string | null;
  readonly version: string | null;
  readonly message: string;
}

/** Fails where a scan and a session of the language server differ about a fixture: closed files after the scan command, then all of them open. */
export async function expectSameInEditor(fixture: Fixture): Promise<void> {
  const paths = projectFilesIn(fixture);
  const report = await reportOf(fixture, paths);
  const editor = openEditor(fixture, engineOf(fixture), paths);
  try {
    const closed = await editor.scan();
    expectSameClosed(toldInEditor(closed, ROOT), report);
    const open = await editor.open(paths);
    expectSameOpen(toldInEditor(open, ROOT), report, paths.map(relative));
    for (const path of paths)
      expect(textsOf(open.get(path)), `${path}, open`).toEqual(expect.arrayContaining([...textsOf(closed.get(path))]));
  } finally {
    await editor.close();
  }
}

/** Everything that is shown of a file, what is no finding too. */
function textsOf(diagnostics: readonly Diagnostic[] = []): readonly string[] {
  return diagnostics.map(({ code, severity, message, range }) => JSON.stringify([code, severity, message, range]));
}

/** Of closed files exactly the same is told. What is installed, and asked for by no line, the editor puts on the manifest that is nearest. */
export function expectSameClosed(closed: readonly Told[], report: ReportedFindings): void {
  const scanned = toldInReport(report);
  const { onLines, installed } = split(closed, scanned);
  expect(onLines, 'of closed files').toEqual(scanned);
  expect(installed, 'of what is installed').toEqual(installedIn(report));
}

/**
 * Of open manifests exactly the same is told. An open lockfile tells everything that is wrong in it: also what a scan tells on the manifest's line.
 * @param opened the files that are open; a file that only another one includes is none to judge on its own
 */
export function expectSameOpen(open: readonly Told[], report: ReportedFindings, opened: readonly string[]): void {
  const isOfLockfile = ({ file }: Told): boolean => lockfileFormatOf(file) !== undefined;
  const scanned = toldInReport(report).filter(({ file }) => opened.includes(file));
  const { onLines } = split(open, scanned);
  const inLockfiles = onLines.filter(isOfLockfile);
  expect(
    onLines.filter(one => !isOfLockfile(one)),
    'of open manifests',
  ).toEqual(scanned.filter(one => !isOfLockfile(one)));
  expect(inLockfiles, 'of open lockfiles').toEqual(expect.arrayContaining(scanned.filter(isOfLockfile)));
  const releases = releasesIn(report);
  expect(
    inLockfiles.filter(one => !releases.has(`${one.package} ${one.version}`)),
    'of open lockfiles alone',
  ).toEqual([]);
}

/** In the order of files and places. */
function toldInReport({ findings }: ReportedFindings): readonly Told[] {
  const told = findings.map(({ manifest, rule, level, version, range, message, through, package: name }) => ({
    file: manifest,
    rule,
    package: through?.[0]?.package ?? name ?? '',
    version: version ?? undefined,
    severity: SEVERITY[level],
    range,
    message: shownMessage(message),
  }));
  return inOrder(told);
}

/** Every release that a scan tells of, wherever. */
function releasesIn({ findings }: ReportedFindings): ReadonlySet<string> {
  return new Set(findings.flatMap(one => [one, ...(one.through ?? [])].map(({ package: name, version }) => `${name} ${version}`)));
}

/** What is told on lines as a scan does, and what is said of installed releases only because they are there. */
function split(
  told: readonly Told[],
  scanned: readonly Told[],
): { readonly onLines: readonly Told[]; readonly installed: readonly string[] } {
  const known = new Set(scanned.map(one => JSON.stringify(one)));
  const isAlone = (one: Told): boolean => one.rule === maliciousInstalled.id && !known.has(JSON.stringify(one));
  return { onLines: told.filter(one => !isAlone(one)), installed: told.filter(isAlone).map(lineOf).sort() };
}

function installedIn({ installed }: ReportedFindings): readonly string[] {
  const alone = installed.filter(({ finding }) => finding === undefined);
  return alone.map(({ level, message, ...one }) => lineOf({ ...one, severity: SEVERITY[level], message: shownMessage(message) })).sort();
}

function lineOf(one: {
  readonly package: string | null;
  readonly version?: string | null | undefined;
  readonly severity: number;
  readonly message: string;
}): string {
  return JSON.stringify([one.package ?? '', one.version ?? null, one.severity, one.message]);
}

/** @param shown diagnostics by absolute path; those that are no findings (problems, what is not checked) are left out */
export function toldInEditor(shown: ReadonlyMap<string, readonly Diagnostic[]>, root: string): readonly Told[] {
  const told = [...shown].flatMap(([path, diagnostics]) =>
    diagnostics.flatMap(({ range, severity = 0, message, data }) => {
      const { rule, package: name, version } = (data ?? {}) as Partial<DiagnosticData>;
      if (rule === undefined || name === undefined) return [];
      return [{ file: path.slice(root.length + 1), rule, package: name, version, severity, range, message: String(message) }];
    }),
  );
  return inOrder(told);
}

function inOrder(told: readonly Told[]): readonly Told[] {
  const keyOf = ({ file, range, ...one }: Told): string =>
    JSON.stringify([file, range.start, one.rule, one.package, one.version, one.message]);
  return told.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** What `depwarden scan --format json` says. */
async function reportOf(fixture: Fixture, paths: readonly string[]): Promise<ReportedFindings> {
  const policy = folderPolicyIn(fixture);
  const engine = engineOf(fixture);
  const facts = publicFacts(engine.facts, publicRegistries({}), id => policy.privateNames?.reasonFor(id));
  const options = { offline: false, policyOf: () => policy };
  const results = await scanFiles(paths, { ...engine, facts }, options, new AbortController().signal);
  const installed = { reports: [], levels: () => policy.rules };
  return jsonReport(results, {
    root: ROOT,
    version: '1.0.0',
    now: fixture.now,
    installed,
  }) as ReportedFindings;
}

/** What a search for manifests and lockfiles finds in the fixture. */
function projectFilesIn({ files }: Fixture): readonly string[] {
  const isFound = (path: string): boolean => (formatOf(path) ?? lockfileFormatOf(path)) !== undefined;
  return files.flatMap(({ path }) => (isFound(path) && !/(^|\/)(node_modules|site-packages)\//.test(path) ? [`${ROOT}/${path}`] : []));
}

function relative(path: string): string {
  return path.slice(ROOT.length + 1);
}
