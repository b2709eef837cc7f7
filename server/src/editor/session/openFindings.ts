import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Tally, tallyOf } from '../../analysis/counts.js';
import type { Inspect } from '../../analysis/evaluate.js';
import type { AnalyzeLockfile } from '../../analysis/lockfile.js';
import {
  analyzeLockfileAlone,
  effectiveBeside,
  type LockfileInUse,
  type LockfileSetting,
  withoutTold,
} from '../../analysis/lockfileResult.js';
import type { Facts } from '../../analysis/packageMetadata.js';
import type { FileResult } from '../../analysis/results.js';
import type { Logger } from '../../ports/index.js';
import { weakMemo } from '../../project/weakMemo.js';
import { manifestResult } from '../../scan/fileResult.js';
import { messageOf } from '../../text/messageOf.js';
import type { ClientCapabilities } from './clientCapabilities.js';
import type { PositionEncoding } from './encoding.js';
import type { OpenLockfiles } from './openLockfiles.js';
import type { OpenManifests } from './openManifests.js';
import type { Schedule } from './schedule.js';
import type { ServiceHolder } from './services.js';
import { pathOf } from './uris.js';
import type { Workspace } from './workspace.js';

/** What the open documents show, from what is known now. Nothing is asked for here. */
export interface OpenFindings {
  /** A manifest judged; undefined where the document is none or is not open. */
  resultOf(uri: string): FileResult | undefined;
  /** Sends what a document shows, or has the client ask for it, where that is not what was last sent. */
  publish(uri: string): void;
  /** Has a client that asks for diagnostics ask again. */
  askForPull(): void;
  /** What a client that asks gets. */
  answer(uri: string): Diagnostic[];
  /** What a document shows, or would show, now; nothing is sent. */
  shown(uri: string): readonly Diagnostic[];
  tallyOf(uri: string): Tally | undefined;
  /** The documents that were published. */
  uris(): readonly string[];
  /** What the documents come to that were published, by URI. */
  tallies(): ReadonlyMap<string, Tally>;
  /** Forgets a document that was closed. */
  drop(uri: string): void;
}

export interface OpenFindingsOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly capabilities: ClientCapabilities;
  readonly encoding: PositionEncoding;
  readonly logger: Logger;
  readonly schedule: Schedule;
  readonly workspace: Workspace;
  readonly services: ServiceHolder;
  readonly manifests: OpenManifests;
  readonly lockfiles: OpenLockfiles;
  readonly inspect: Inspect;
  readonly analyzeLockfile: AnalyzeLockfile;
  /** The lockfiles that manifests are locked by, as far as these were read. */
  lockfilesInUse(): readonly LockfileInUse[];
  /** Keys of a lockfile's releases whose findings stand on lines of manifests; undefined where it is the lockfile of none. */
  toldElsewhere(lockfile: string): ReadonlySet<string> | undefined;
  /** What a judged manifest shows. */
  diagnosticsOf(result: FileResult, uri: string, document: TextDocument): Diagnostic[];
  /** What is shown may be counted otherwise now. */
  counted(): void;
}

/** While look-ups come in, milliseconds between two publications. */
export const PUBLISH_EVERY = 50;

export function createOpenFindings(options: OpenFindingsOptions): OpenFindings {
  const { connection, documents, capabilities, workspace, services, manifests, lockfiles, inspect, analyzeLockfile } = options;
  /** What was last sent for a document, as text: the same thing is not sent twice. */
  const sent = new Map<string, string>();
  /** What was last shown of a document. */
  const shown = new Map<string, FileResult>();
  const tallyOnce = weakMemo(tallyOf);

  function resultOf(uri: string): FileResult | undefined {
    const read = manifests.read(uri);
    const facts = services.now()?.facts ?? NO_FACTS;
    return read && manifestResult(read, { facts, inspect, analyzeLockfile }, workspace.policyNow(uri));
  }

  /** A lockfile is read after a pause in typing: it may be large, and a program writes it. */
  function lockfileResult(uri: string): FileResult | undefined {
    const lockfile = lockfiles.read(uri);
    const document = documents.get(uri);
    const world = services.now();
    if (!lockfile || !document || !world) return undefined;
    const lock = { path: pathOf(uri), lockfile, member: '' };
    const effective = effectiveBeside({ path: lock.path, ecosystem: lockfile.ecosystem }, options.lockfilesInUse());
    return analyzeLockfileAlone(
      lock,
      document.getText(),
      { ...SHOWS_ALL, effective },
      world.facts,
      { analyzeLockfile },
      workspace.policyNow(uri),
    );
  }

  function diagnosticsNow(uri: string): Diagnostic[] {
    const result = lockfiles.isLockfile(uri) ? lockfileResult(uri) : resultOf(uri);
    const document = documents.get(uri);
    if (!result || !document) return [];
    shown.set(uri, result);
    return options.diagnosticsOf(result, uri, document);
  }

  /** An open lockfile shows all that is in it; what stands on manifests is counted there, whichever of these are known now. */
  function counted(result: FileResult): Tally {
    const told = result.kind === 'lockfile' ? options.toldElsewhere(result.path) : undefined;
    return told ? tallyOf(withoutTold(result, told)) : tallyOnce(result);
  }

  function publish(uri: string): void {
    const document = documents.get(uri);
    if (!document) return;
    const diagnostics = diagnosticsNow(uri);
    // A client's marks move with its text: each version gets its own, even where they are the same as before. Who asks, asks again by itself.
    const text = JSON.stringify(capabilities.pullDiagnostics ? diagnostics : [document.version, diagnostics]);
    if (sent.get(uri) !== text) {
      sent.set(uri, text);
      if (capabilities.pullDiagnostics) askForPull();
      else void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    }
    options.counted();
  }

  function askForPull(): void {
    options.schedule.atMostEvery(PUBLISH_EVERY, 'pull', () => {
      connection.languages.diagnostics.refresh().catch(error => options.logger.warn(`the client does not refresh: ${messageOf(error)}`));
    });
  }

  return {
    resultOf,
    publish,
    askForPull,
    answer: uri => {
      const diagnostics = diagnosticsNow(uri);
      sent.set(uri, JSON.stringify(diagnostics));
      options.counted();
      return diagnostics;
    },
    shown: diagnosticsNow,
    tallyOf: uri => {
      const result = shown.get(uri);
      return result && counted(result);
    },
    uris: () => [...shown.keys()],
    tallies: () => new Map([...shown].map(([uri, result]) => [uri, counted(result)])),
    drop: uri => {
      shown.delete(uri);
      sent.delete(uri);
    },
  };
}

const SHOWS_ALL: LockfileSetting = { told: new Set(), isAlone: true };

const NO_FACTS: Pick<Facts, 'peek' | 'revision'> = {
  revision: () => 0,
  peek: () => NOT_ASKED,
};
const NOT_ASKED = { registry: { kind: 'pending' }, advisories: { kind: 'pending' } } as const;
