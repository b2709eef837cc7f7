import type { Connection } from 'vscode-languageserver';
import type { Logger } from '../../ports/index.js';
import type { ClientCapabilities } from './clientCapabilities.js';
import type { OpenManifests } from './openManifests.js';
import type { Schedule } from './schedule.js';
import type { Workspace } from './workspace.js';

/** Has the client ask for inlay hints again. */
export interface InlayHintRefresh {
  /** Metadata may have changed: the client is asked to ask again, where hints are on. */
  metadataLearnt(): void;
  /** Settings have changed: hints may have to come or go. */
  settingsChanged(): void;
}

export interface InlayHintRefreshOptions {
  readonly connection: Connection;
  readonly capabilities: Pick<ClientCapabilities, 'refreshesInlayHints'>;
  readonly logger: Logger;
  readonly schedule: Schedule;
  readonly workspace: Pick<Workspace, 'settingsNow'>;
  readonly manifests: Pick<OpenManifests, 'uris'>;
}

/** Between two times that the client is asked to ask again, milliseconds. */
const REFRESH_EVERY = 500;

export function createInlayHintRefresh(options: InlayHintRefreshOptions): InlayHintRefresh {
  const { connection, capabilities, logger, schedule, workspace, manifests } = options;

  function refresh(): void {
    if (!capabilities.refreshesInlayHints) return;
    schedule.atMostEvery(REFRESH_EVERY, 'inlay hints', () => {
      connection.languages.inlayHint.refresh().catch(error => logger.warn(`the client does not refresh inlay hints: ${error}`));
    });
  }

  return {
    metadataLearnt: () => {
      if (manifests.uris().some(uri => workspace.settingsNow(uri).inlayHints)) refresh();
    },
    settingsChanged: refresh,
  };
}
