import type { Connection } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { countLevels, NOTHING, sum, type Tally } from '../../analysis/counts.js';
import type { Inspect } from '../../analysis/evaluate.js';
import type { AnalyzeLockfile } from '../../analysis/lockfile.js';
import { packagesOf } from '../../analysis/results.js';
import type { Clock, FileSystem, Logger } from '../../ports/index.js';
import { lockedPackages } from '../../project/lockedNames.js';
import { allNotices, countNotices } from '../../reports/installed.js';
import { isAround } from '../../reports/installedOnLines.js';
import type { Subject } from '../../rules/rule.js';
import type { Watched } from '../../scan/watch.js';
import type { ReleaseStates } from '../features/releaseStates.js';
import type { ClientCapabilities, ClientExtensions } from './clientCapabilities.js';
import type { ClosedFiles } from './closedFiles.js';
import type { UpdateDatabase } from './databaseUpdate.js';
import type { DocumentRefresh } from './documentRefresh.js';
import { type DocumentSnapshot, type ManifestSnapshot, snapshotOf } from './documentSnapshot.js';
import type { PositionEncoding } from './encoding.js';
import type { Emit } from './events.js';
import type { Installed } from './installed.js';
import { documentAt } from './openFiles.js';
import type { OpenFindings } from './openFindings.js';
import type { OpenLockfiles } from './openLockfiles.js';
import type { OpenManifests } from './openManifests.js';
import type { PolicyFiles } from './policyFiles.js';
import type { Scans } from './scans.js';
import type { ServiceHolder } from './services.js';
import { pathOf } from './uris.js';
import type { Watching } from './watching.js';
import type { Workspace } from './workspace.js';
import type { WorkspaceScan } from './workspaceScan.js';

/** What the parts of a session hold, as far as request handlers, commands and reactions use it. */
export interface SessionState {
  /** Depwarden's own version. */
  readonly version: string;
  readonly connection: Connection;
  readonly capabilities: ClientCapabilities;
  readonly extensions: ClientExtensions;
  readonly encoding: PositionEncoding;
  readonly clock: Clock;
  readonly logger: Logger;
  /** As far as it may be read now. */
  readonly disk: FileSystem;
  /** Aborted when the session ends. */
  readonly lifetime: AbortSignal;
  readonly emit: Emit;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly services: ServiceHolder;
  readonly manifests: OpenManifests;
  readonly lockfiles: OpenLockfiles;
  readonly inspect: Inspect;
  readonly analyzeLockfile: AnalyzeLockfile;
  readonly findings: OpenFindings;
  readonly scans: Scans;
  readonly closed: ClosedFiles;
  readonly installed: Installed;
  readonly policyFiles: PolicyFiles;
  readonly watching: Watching;
  readonly workspaceScan: WorkspaceScan;
  /** What is being learnt of open documents. */
  readonly refresh: DocumentRefresh;
  /** Updates the offline database. */
  readonly updateDatabase: UpdateDatabase;
  /** The states of a dependency's releases, remembered. */
  releaseStates(subject: Subject): ReleaseStates;
  /** Whether the client's user trusts the workspace, now. */
  isTrusted(): boolean;
  /** Where a rule's documentation can be opened. */
  rulePage(rule: string): string | undefined;
}

/** The state, and what is read off it. */
export interface Session extends SessionState {
  /** The document that the client has open of a file. */
  documentAt(path: string): TextDocument | undefined;
  /** An open document as it is now. */
  documentSnapshot(uri: string): DocumentSnapshot | undefined;
  /** An open manifest as it is now, evaluated; undefined where the document is none or is not open. */
  manifestSnapshot(uri: string): ManifestSnapshot | undefined;
  /** Paths of the manifests that are open or were scanned. */
  knownPaths(): readonly string[];
}

export function createSession(state: SessionState): Session {
  const { documents, encoding, findings, closed, manifests } = state;
  const documentSnapshot = (uri: string): DocumentSnapshot | undefined => snapshotOf(uri, documents, encoding);
  return Object.freeze({
    ...state,
    documentAt: (path: string) => documentAt(path, documents),
    documentSnapshot,
    manifestSnapshot: (uri: string) => {
      const snapshot = documentSnapshot(uri);
      const result = snapshot && findings.resultOf(uri);
      return result && { ...snapshot, result };
    },
    knownPaths: () => [...new Set([...closed.paths(), ...manifests.uris().map(pathOf)])],
  });
}

/** URIs of the open manifests and lockfiles. */
export function openUris({ manifests, lockfiles }: Pick<SessionState, 'manifests' | 'lockfiles'>): readonly string[] {
  return [...manifests.uris(), ...lockfiles.uris()];
}

/** What open and scanned files use: those that are open by URI, others by path. */
export function packagesInUse({
  manifests,
  lockfiles,
  closed,
}: Pick<SessionState, 'manifests' | 'lockfiles' | 'closed'>): ReadonlyMap<string, Watched> {
  const open = openUris({ manifests, lockfiles }).map((uri): readonly [string, Watched] => {
    const read = manifests.read(uri);
    const lockfile = read ? read.around.lock?.lockfile : lockfiles.read(uri);
    return [uri, { direct: packagesOf(read ? [read.manifest] : []), locked: lockedPackages(lockfile ? [lockfile] : []) }];
  });
  return new Map([...open, ...closed.watched()]);
}

/** Counts of everything that is shown: open documents, scanned manifests, what is installed. */
export function tallyOf({
  findings,
  closed,
  installed,
  policyFiles,
}: Pick<SessionState, 'findings' | 'closed' | 'installed' | 'policyFiles'>): Tally {
  const onFiles = sum([...findings.tallies().values(), ...closed.tallies()]);
  const others = allNotices(installed.results()).filter(
    ({ ecosystem, name, version, environment }) =>
      !onFiles.compromised.some(
        one => one.ecosystem === ecosystem && one.name === name && one.version === version && isAround(environment, one.manifest),
      ),
  );
  const remarks = countLevels(policyFiles.reports().flatMap(({ problems }) => problems.map(({ level }) => level)));
  return sum([onFiles, { ...NOTHING, counts: countNotices(others), remarks }]);
}
