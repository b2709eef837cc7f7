import type { ClientCapabilities } from 'vscode-languageserver';
import type { CompletionAbilities } from './features/completion.js';

/** What of LSP the client can do, as far as the server does things differently for it. */
export interface Abilities {
  /** The client asks for diagnostics and can be told to ask again; else they are published. */
  readonly pullDiagnostics: boolean;
  readonly configuration: boolean;
  /** The client tells of changed settings only where it is asked to. */
  readonly registersConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly versionedEdits: boolean;
  /** The client shows which edits want a look before they are applied, and lets its user choose. */
  readonly annotatedEdits: boolean;
  /** Edits can create files. */
  readonly createsFiles: boolean;
  /** The server can ask the client to apply edits. */
  readonly appliesEdits: boolean;
  /** The client can ask for the edit of a code action later. */
  readonly resolvesEdits: boolean;
  readonly markdownHover: boolean;
  readonly workspaceFolders: boolean;
  readonly completion: CompletionAbilities;
  /** The client takes links for definitions, which say what they lead from. */
  readonly definitionLinks: boolean;
  readonly inlayHints: boolean;
  /** The client can be told to ask for inlay hints again. */
  readonly refreshesInlayHints: boolean;
}

export function abilitiesOf({ workspace, textDocument }: ClientCapabilities): Abilities {
  const item = textDocument?.completion?.completionItem;
  const edits = textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    annotatedEdits: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    appliesEdits: workspace?.applyEdit === true,
    resolvesEdits: edits && textDocument?.codeAction?.dataSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    workspaceFolders: workspace?.workspaceFolders === true,
    completion: {
      labelDetails: item?.labelDetailsSupport === true,
      deprecatedTag: item?.tagSupport?.valueSet.includes(DEPRECATED) ?? false,
      preselect: item?.preselectSupport === true,
    },
    definitionLinks: textDocument?.definition?.linkSupport === true,
    inlayHints: textDocument?.inlayHint !== undefined,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
  };
}

/** LSP's `CompletionItemTag.Deprecated`. */
const DEPRECATED = 1;
