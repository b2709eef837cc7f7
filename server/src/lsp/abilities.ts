import type { ClientCapabilities } from 'vscode-languageserver';

/** What of LSP the client can do, as far as the server does things differently for it. */
export interface Abilities {
  /** The client asks for diagnostics and can be told to ask again; else they are published. */
  readonly pullDiagnostics: boolean;
  readonly configuration: boolean;
  /** The client tells of changed settings only where it is asked to. */
  readonly registersConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly versionedEdits: boolean;
  /** The client can ask for the edit of a code action later. */
  readonly resolvesEdits: boolean;
  readonly markdownHover: boolean;
  readonly workspaceFolders: boolean;
}

export function abilitiesOf({ workspace, textDocument }: ClientCapabilities): Abilities {
  const edits = textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    resolvesEdits: edits && textDocument?.codeAction?.dataSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    workspaceFolders: workspace?.workspaceFolders === true,
  };
}
