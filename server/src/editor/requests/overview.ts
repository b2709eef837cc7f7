import { setTimeout as after } from 'node:timers/promises';
import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileResult } from '../../analysis/results.js';
import type { Clock } from '../../ports/index.js';
import type { ApplyFixParams, ApplyFixResult, OverviewResult, ReportRow } from '../../protocol.js';
import { type OverviewOptions, type OverviewRow, overviewOf, type Unchecked } from '../../reports/overview.js';
import type { PolicyReport } from '../../reports/policy.js';
import { quoted } from '../../text/sanitize.js';
import type { Abilities } from '../clientCapabilities.js';
import { withSignal } from '../cancellation.js';
import type { ClosedManifests } from '../closedManifests.js';
import { type CodeActionPorts, resolveFix } from './codeActions.js';
import { forClient, type PositionEncoding } from '../encoding.js';
import type { Installed } from '../installed.js';
import type { OpenFindings } from '../openFindings.js';
import type { OpenManifests } from '../openManifests.js';
import type { PolicyFiles } from '../policyFiles.js';
import type { Scans } from '../scans.js';
import { pathOf, uriOf } from '../uris.js';
import type { Workspace } from '../workspace.js';
import type { TheWorld } from '../services.js';

/** What a report view asks for. */
export interface Overviews {
  /** What is known now. Services that have not answered after a moment are not waited for. */
  overview(): Promise<OverviewResult>;
  /** Applies the fix of a row, where the manifest still is one that it is offered for. */
  applyFix(params: ApplyFixParams, token: CancellationToken): Promise<ApplyFixResult>;
}

export interface OverviewsOptions {
  readonly connection: Connection;
  readonly abilities: Pick<Abilities, 'appliesEdits'>;
  readonly documents: TextDocuments<TextDocument>;
  readonly encoding: PositionEncoding;
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly findings: Pick<OpenFindings, 'resultOf'>;
  readonly closed: Pick<ClosedManifests, 'paths'>;
  readonly scans: Scans;
  readonly installed: Pick<Installed, 'results'>;
  readonly policyFiles: Pick<PolicyFiles, 'reports'>;
  fixPorts(): Promise<CodeActionPorts>;
}

export function createOverviews(options: OverviewsOptions): Overviews {
  const { connection, documents, encoding, clock, workspace, theWorld, manifests, findings, closed, scans } = options;

  async function resultsNow(): Promise<{ readonly results: readonly FileResult[]; readonly waiting: number }> {
    const paths = [...new Set([...closed.paths(), ...manifests.uris().map(pathOf)])];
    const found = new Map<string, FileResult>();
    const scanned = scans.scanEach(paths, result => void found.set(result.path, result), new AbortController().signal);
    const isWhole = await isInTime(scanned, PATIENCE);
    const missing = paths.filter(path => !found.has(path));
    const open = missing.flatMap(path => findings.resultOf(documentAt(path)?.uri ?? '') ?? []);
    const results = [...found.values(), ...open].sort((a, b) => (a.path < b.path ? -1 : 1));
    return { results, waiting: isWhole ? 0 : Math.max(1, missing.length) };
  }

  function documentAt(path: string): TextDocument | undefined {
    return documents.all().find(({ uri }) => pathOf(uri) === path);
  }

  function overviewOptions(): OverviewOptions {
    const databaseFrom = theWorld.now()?.databaseInUse(workspace.settingsNow().offline);
    return { roots: workspace.folders(), now: clock(), ...(databaseFrom !== undefined && { databaseFrom }) };
  }

  const uriAt = (path: string): string => documentAt(path)?.uri ?? uriOf(path);

  return {
    overview: async () => {
      const { results, waiting } = await resultsNow();
      const policies = options.policyFiles.reports();
      const overview = overviewOf(results, { ...overviewOptions(), installed: options.installed.results(), policies });
      const ranged = rangesFor([...results, ...policies], encoding);
      return {
        ...overview,
        folders: overview.folders.map(folder => quoted(folder, LONGEST)),
        rows: overview.rows.map(row => rowOf(row, uriAt(row.path), ranged(row))),
        unchecked: overview.unchecked.map(neutralised),
        manifests: overview.manifests.map(({ path, file, ...rest }) => ({ ...rest, uri: uriAt(path), file: quoted(file, LONGEST) })),
        scanned: closed.paths().length > 0,
        waiting,
      };
    },
    applyFix: ({ uri, row: id, title }, token) =>
      withSignal([token], async signal => {
        if (!options.abilities.appliesEdits) return { applied: false, why: NO_EDITS };
        const path = pathOf(uri);
        const result = (await scans.scan([path], signal)).find(one => one.path === path);
        const document = documents.get(uri);
        if (!document || !result || result.text !== document.getText()) return { applied: false, why: CHANGED };
        const row = overviewOf([result], overviewOptions()).rows.find(one => one.id === id);
        if (!row?.range || row.fix?.title !== title) return { applied: false, why: CHANGED };
        const fix = { title, offset: document.offsetAt(row.range.start) };
        const edit = await resolveFix(fix, document, result, await options.fixPorts(), signal);
        if (!edit) return { applied: false, why: CHANGED };
        const { applied } = await connection.workspace.applyEdit({ label: title, edit });
        return applied ? { applied } : { applied, why: CHANGED };
      }),
  };
}

/** How long is waited for what is not remembered. What comes later is there the next time. Milliseconds. */
const PATIENCE = 300;
/** UTF-16 units. */
const LONGEST = 300;
const CHANGED = 'The manifest has changed, and this fix is not offered for what stands there now.';
const NO_EDITS = 'The editor does not apply edits that it is asked for.';

async function isInTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const waited = new AbortController();
  const inTime = work.then(() => true);
  inTime.catch(() => {}); // told of by the race, or too late to tell
  try {
    return await Promise.race([inTime, after(milliseconds, false, { signal: waited.signal })]);
  } finally {
    waited.abort();
  }
}

type Ranged = (row: OverviewRow) => ReportRow['range'];

/** Ranges of rows in the client's encoding. */
function rangesFor(files: readonly Pick<PolicyReport, 'path' | 'text'>[], encoding: PositionEncoding): Ranged {
  if (encoding === 'utf-16') return ({ range }) => range;
  const texts = new Map(files.map(({ path, text }) => [path, TextDocument.create('', '', 0, text)]));
  return ({ path, range }) => {
    const document = texts.get(path);
    return range && document ? forClient(document, range, encoding) : range;
  };
}

function rowOf({ path: _path, ...row }: OverviewRow, uri: string, range: ReportRow['range']): ReportRow {
  const { package: name, version, file } = row;
  const label = name === undefined ? file.replace(/^.*\//, '') : version === undefined ? name : `${name} ${version}`;
  return {
    ...row,
    uri,
    label: quoted(label, LONGEST),
    file: quoted(file, LONGEST),
    ways: row.ways.map(way => way.map(step => quoted(step, LONGEST))),
    ...(range && { range }),
  };
}

function neutralised(unchecked: Unchecked): Unchecked {
  const { file, reason, names } = unchecked;
  return { ...unchecked, file: quoted(file, LONGEST), reason: quoted(reason, LONGEST), names: names.map(name => quoted(name, LONGEST)) };
}
