import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import type { Logger } from '../../ports/index.js';
import type { ClientCapabilities } from './clientCapabilities.js';
import type { OpenManifests } from './openManifests.js';
import type { Schedule } from './schedule.js';
import type { Workspace } from './workspace.js';

/** Has the client ask for inlay hints and code lenses again. */
export interface InlayHintRefresh {
  /** Metadata may have changed: the client is asked to ask again, where hints are on. */
  metadataLearnt(): void;
  /** Settings have changed: hints may have to come or go. */
  settingsChanged(): void;
}

export interface InlayHintRefreshOptions {
  readonly connection: Connection;
  readonly capabilities: Pick<ClientCapabilities, 'refreshesInlayHints' | 'refreshesCodeLenses'>;
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

  function refreshLenses(): void {
    if (!capabilities.refreshesCodeLenses) return;
    schedule.atMostEvery(REFRESH_EVERY, 'code lenses', () => {
      connection.sendRequest(CodeLensRefreshRequest.type).catch(error => logger.warn(`the client does not refresh code lenses: ${error}`));
    });
  }

  return {
    metadataLearnt: () => {
      const settings = manifests.uris().map(workspace.settingsNow);
      if (settings.some(({ inlayHints }) => inlayHints)) refresh();
      if (settings.some(({ codeLens }) => codeLens)) refreshLenses();
    },
    settingsChanged: () => {
      refresh();
      refreshLenses();
    },
  };
}
