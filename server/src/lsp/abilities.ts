import type { ClientCapabilities } from 'vscode-languageserver';

/** What of LSP the client can do, as far as the server does things differently for it. */
export interface Abilities {
  /** The client asks for diagnostics and can be told to ask again; else they are published. */
  readonly pullDiagnostics: boolean;
  readonly configuration: boolean;
  readonly watchesFiles: boolean;
  readonly workDoneProgress: boolean;
  readonly versionedEdits: boolean;
  /** The client can ask for the edit of a code action later. */
  readonly resolvesEdits: boolean;
  readonly markdownHover: boolean;
  readonly workspaceFolders: boolean;
}

export function abilitiesOf({ workspace, textDocument, window }: ClientCapabilities): Abilities {
  const edits = textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workDoneProgress: window?.workDoneProgress === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    resolvesEdits: edits && textDocument?.codeAction?.dataSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    workspaceFolders: workspace?.workspaceFolders === true,
  };
}
