import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileResult } from '../../analysis/results.js';
import type { InterpretersParams } from '../../protocol/index.js';
import type { ScannedFile } from './closedFiles.js';

/** What can happen to a session, with what is told of it. `reactions.ts` says who reacts. */
export interface SessionEvents {
  // from the client
  documentOpened: [uri: string];
  documentChanged: [uri: string];
  documentClosed: [uri: string];
  /** With what the client sent along, for clients that cannot be asked. */
  configurationChanged: [pushed: unknown];
  /** Files changed on disk. */
  filesChanged: [uris: readonly string[]];
  foldersChanged: [];
  /** The workspace is trusted from now on, or no longer. */
  trustChanged: [];
  interpretersSelected: [params: InterpretersParams];
  powerSaveChanged: [on: boolean];
  // from inside
  /** A folder was searched for manifests and lockfiles. */
  projectFilesFound: [];
  /** What manifests say of a lockfile that is open may have changed. */
  lockfileUsedOtherwise: [lockfile: string];
  /** A scan of the workspace has begun, ended, or come further. */
  scanAdvanced: [];
  /** What services did not answer is to be asked for again. */
  retryDue: [];
  /** A policy file was read for the first time. */
  policyLoaded: [];
  /** A policy file says otherwise now. */
  policyChanged: [];
  /** A baseline says otherwise now. */
  baselineChanged: [];
  /** Other services have taken the place of the last: endpoints, or trust, have changed. */
  servicesReplaced: [];
  /** The services were asked again about what is in use; something else is known now of what these files use. */
  metadataLearnt: [files: readonly string[]];
  /** There is another offline database than before. */
  databaseUpdated: [];
  /** What was found installed is to be shown otherwise on these documents. */
  installedChanged: [uris: readonly string[]];
  /** A manifest or lockfile was evaluated, with the document of that text. */
  fileEvaluated: [result: FileResult, document: TextDocument];
  /** Everything there is to know of an open document is known, or cannot be learnt. */
  documentLearnt: [uri: string];
  /** An open document shows what is known of it now. */
  documentPublished: [];
  /** A manifest that is not open was evaluated. */
  closedFileEvaluated: [result: FileResult];
  /** A manifest that is not open is known no longer. */
  closedFileForgotten: [path: string];
  /** A scan of manifests that are not open has ended. */
  closedFilesScanned: [];
  /** Every manifest of the workspace was scanned. */
  workspaceScanned: [manifests: readonly ScannedFile[]];
}

export type Emit = <E extends keyof SessionEvents>(event: E, ...data: SessionEvents[E]) => void;

/** Who reacts to each event, at once and in order. */
export type Reactions = { readonly [E in keyof SessionEvents]: (...data: SessionEvents[E]) => void };

/** Events before `connect` are an error of the composition. */
export function createEmitter(): { readonly emit: Emit; connect(reactions: Reactions): void } {
  let reactions: Reactions | undefined;
  return {
    emit: (event, ...data) => {
      if (!reactions) throw new Error(`${event} before anybody can react`);
      reactions[event](...data);
    },
    connect: connected => {
      reactions = connected;
    },
  };
}
