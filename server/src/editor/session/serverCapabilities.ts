import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { EDITING_COMMANDS, SERVER_COMMANDS } from '../../protocol/index.js';
import { CODE_ACTION_KINDS } from './actionKinds.js';
import type { ClientCapabilities } from './clientCapabilities.js';
import type { PositionEncoding } from './encoding.js';

/** What begins a version, or a part of one; none that prose or the other parts of a manifest are full of, such as a space. */
const COMPLETION_TRIGGERS = ['"', "'", '^', '~', '=', '<', '>', '.', '@'];

/** What the server announces to a client. */
export function serverCapabilitiesFor(client: ClientCapabilities, encoding: PositionEncoding): ServerCapabilities {
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS], resolveProvider: true },
    completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
    documentLinkProvider: {},
    definitionProvider: true,
    ...(client.codeLenses && { codeLensProvider: {} }),
    ...(client.inlayHints && { inlayHintProvider: true }),
    executeCommandProvider: {
      commands: SERVER_COMMANDS.filter(command => client.appliesEdits || !EDITING_COMMANDS.includes(command)),
      workDoneProgress: true,
    },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(client.pullDiagnostics && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
  };
}
