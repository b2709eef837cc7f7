import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileResult } from '../../analysis/results.js';
import { type IgnoredReportRow, OVERVIEW_REQUEST, type ReportRow } from '../../protocol/index.js';
import { type IgnoredRow, type OverviewRow, overviewOf, type Unchecked } from '../../reports/overview.js';
import type { PolicyReport } from '../../reports/policy.js';
import { quoted } from '../../text/sanitize.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';
import { atMost } from '../session/atMost.js';
import { forClient, type PositionEncoding } from '../session/encoding.js';
import { overviewOptions } from '../session/overviewOptions.js';
import type { Session } from '../session/session.js';
import { uriOf } from '../session/uris.js';

/** What is known now. Services that have not answered after a moment are not waited for. */
export const overview: CustomRequestHandler<
  typeof OVERVIEW_REQUEST,
  | 'clock'
  | 'documentAt'
  | 'encoding'
  | 'findings'
  | 'installed'
  | 'knownPaths'
  | 'policyFiles'
  | 'scans'
  | 'services'
  | 'workspace'
  | 'workspaceScan'
> = {
  method: OVERVIEW_REQUEST,
  takesParams: false,
  handle: async session => {
    const { documentAt, encoding } = session;
    const scan = session.workspaceScan.coverage();
    const { results, waiting } = await resultsNow(session);
    const policies = session.policyFiles.reports();
    const known = overviewOf(results, { ...overviewOptions(session), installed: session.installed.results(), policies });
    const ranged = rangesFor([...results, ...policies], encoding);
    const uriAt = (path: string): string => documentAt(path)?.uri ?? uriOf(path);
    const { ignored, ...others } = known;
    return {
      ...others,
      folders: known.folders.map(folder => quoted(folder, LONGEST)),
      rows: known.rows.map(row => rowOf(row, uriAt(row.path), ranged(row))),
      ignored: known.ignored.map(row => ignoredOf(row, uriAt(row.path), ranged(row))),
      unchecked: known.unchecked.map(neutralised),
      ...(known.policy && {
        policy: known.policy.map(({ about, effect }) => ({ about: quoted(about, LONGEST), effect: quoted(effect, LONGEST) })),
      }),
      manifests: known.manifests.map(({ path, file, ...rest }) => ({ ...rest, uri: uriAt(path), file: quoted(file, LONGEST) })),
      scanned: scan.state !== 'none',
      scan,
      waiting,
    };
  },
};

async function resultsNow({
  knownPaths,
  scans,
  findings,
  documentAt,
}: Pick<Session, 'knownPaths' | 'scans' | 'findings' | 'documentAt'>): Promise<{
  readonly results: readonly FileResult[];
  readonly waiting: number;
}> {
  const paths = knownPaths();
  const found = new Map<string, FileResult>();
  const scanned = scans.scanEach(paths, result => void found.set(result.path, result), new AbortController().signal);
  const isWhole = await atMost(PATIENCE, scanned);
  const missing = paths.filter(path => !found.has(path));
  const open = missing.flatMap(path => findings.resultOf(documentAt(path)?.uri ?? '') ?? []);
  const results = [...found.values(), ...open].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { results, waiting: isWhole ? 0 : Math.max(1, missing.length) };
}

/** How long is waited for what is not remembered. What comes later is there the next time. Milliseconds. */
const PATIENCE = 300;
/** UTF-16 units. */
const LONGEST = 300;

type Ranged = (row: Pick<OverviewRow, 'path' | 'range'>) => ReportRow['range'];

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
  const { file, advisories, fix } = row;
  return {
    ...row,
    uri,
    label: quoted(row.title ?? labelOf(row), LONGEST),
    file: quoted(file, LONGEST),
    ways: row.ways.map(way => way.map(step => quoted(step, LONGEST))),
    advisories: advisories.map(({ title, ...rest }) => ({ ...rest, ...(title !== undefined && { title: quoted(title, LONGEST) }) })),
    ...(fix && { fix: { ...fix, ...(fix.file !== undefined && { file: quoted(fix.file, LONGEST) }) } }),
    ...(range && { range }),
  };
}

function ignoredOf({ path: _path, ...row }: IgnoredRow, uri: string, range: ReportRow['range']): IgnoredReportRow {
  const { file, reason, expires } = row;
  return {
    ...row,
    uri,
    label: quoted(labelOf(row), LONGEST),
    file: quoted(file, LONGEST),
    reason: quoted(reason, LONGEST),
    ...(expires !== undefined && { expires: quoted(expires, LONGEST) }),
    ...(range && { range }),
  };
}

function labelOf({ package: name, version, file }: Pick<OverviewRow, 'package' | 'version' | 'file'>): string {
  if (name === undefined) return file.replace(/^.*\//, '');
  return version === undefined ? name : `${name} ${version}`;
}

function neutralised(unchecked: Unchecked): Unchecked {
  const { file, reason, names } = unchecked;
  return { ...unchecked, file: quoted(file, LONGEST), reason: quoted(reason, LONGEST), names: names.map(name => quoted(name, LONGEST)) };
}
