import type { Connection } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { inlayHintsIn } from '../features/inlayHints.js';
import type { ReleaseStates } from '../features/releaseStates.js';
import type { Logger } from '../../ports/index.js';
import type { Subject } from '../../rules/rule.js';
import type { Abilities } from '../clientCapabilities.js';
import { type PositionEncoding, toRange, toSpan } from '../encoding.js';
import type { OpenFindings } from '../openFindings.js';
import type { OpenManifests } from '../openManifests.js';
import type { Schedule } from '../schedule.js';
import type { Session } from '../session.js';
import type { Workspace } from '../workspace.js';

export interface InlayHintsOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Pick<Abilities, 'refreshesInlayHints'>;
  readonly encoding: PositionEncoding;
  readonly logger: Logger;
  readonly schedule: Schedule;
  readonly workspace: Pick<Workspace, 'settingsOf' | 'settingsNow'>;
  readonly manifests: Pick<OpenManifests, 'uris'>;
  readonly findings: Pick<OpenFindings, 'resultOf'>;
  statesOf(subject: Subject): ReleaseStates;
}

export interface InlayHints extends Pick<Session, 'inlayHints'> {
  /** What is known may have changed: the client is asked to ask again, where hints are on. */
  learnt(): void;
  /** Settings have changed: hints may have to come or go. */
  switched(): void;
}

/** Between two times that the client is asked to ask again, milliseconds. */
const REFRESH_EVERY = 500;

export function createInlayHints(options: InlayHintsOptions): InlayHints {
  const { connection, documents, abilities, encoding, logger, schedule, workspace, manifests, findings } = options;

  function refresh(): void {
    if (!abilities.refreshesInlayHints) return;
    schedule.atMostEvery(REFRESH_EVERY, 'inlay hints', () => {
      connection.languages.inlayHint.refresh().catch(error => logger.warn(`the client does not refresh inlay hints: ${error}`));
    });
  }

  return {
    inlayHints: async ({ textDocument: { uri }, range }) => {
      const { inlayHints } = await workspace.settingsOf(uri);
      const document = documents.get(uri);
      const result = inlayHints ? findings.resultOf(uri) : undefined;
      if (!document || !result) return [];
      const toPosition = (offset: number) => toRange(document, { start: offset, end: offset }, encoding).start;
      return inlayHintsIn(result.judged, document.getText(), toSpan(document, range, encoding), options.statesOf, toPosition);
    },
    learnt: () => {
      if (manifests.uris().some(uri => workspace.settingsNow(uri).inlayHints)) refresh();
    },
    switched: refresh,
  };
}
