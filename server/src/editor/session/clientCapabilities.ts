import type { ClientCapabilities as LspClientCapabilities } from 'vscode-languageserver';
import type { InitializationOptions } from '../../protocol/index.js';
import type { CompletionCapabilities } from '../features/completion.js';

/** What of LSP the client can do, as far as the server does things differently for it. */
export interface ClientCapabilities {
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
  /** The server can ask the client to show a document. */
  readonly showsDocuments: boolean;
  /** The server can ask the client to apply edits. */
  readonly appliesEdits: boolean;
  /** The client can ask for the edit of a code action later. */
  readonly resolvesEdits: boolean;
  /** The client shows code actions that cannot be chosen, with the reason. */
  readonly disabledActions: boolean;
  readonly markdownHover: boolean;
  readonly workspaceFolders: boolean;
  readonly completion: CompletionCapabilities;
  /** The client takes links for definitions, which say what they lead from. */
  readonly definitionLinks: boolean;
  readonly inlayHints: boolean;
  readonly codeLenses: boolean;
  /** The client can be told to ask for code lenses again. */
  readonly refreshesCodeLenses: boolean;
  /** The client can be told to ask for inlay hints again. */
  readonly refreshesInlayHints: boolean;
  /** The server can begin to show progress of its own. */
  readonly showsProgress: boolean;
}

export function clientCapabilitiesOf({ workspace, textDocument, window }: LspClientCapabilities): ClientCapabilities {
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
    showsDocuments: window?.showDocument?.support === true,
    appliesEdits: workspace?.applyEdit === true,
    resolvesEdits: edits && textDocument?.codeAction?.dataSupport === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    workspaceFolders: workspace?.workspaceFolders === true,
    completion: {
      labelDetails: item?.labelDetailsSupport === true,
      deprecatedTag: item?.tagSupport?.valueSet.includes(DEPRECATED) ?? false,
      preselect: item?.preselectSupport === true,
    },
    definitionLinks: textDocument?.definition?.linkSupport === true,
    inlayHints: textDocument?.inlayHint !== undefined,
    codeLenses: textDocument?.codeLens !== undefined,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    showsProgress: window?.workDoneProgress === true,
  };
}

/** What the client can do beyond LSP, as its `InitializationOptions` say. */
export interface ClientExtensions {
  /** It shows `depwarden/status`. */
  readonly status: boolean;
  /** It shows `depwarden/installed`, and has the command that shows a response page. */
  readonly installed: boolean;
  /** It shows `depwarden/alert`. */
  readonly alerts: boolean;
  /** It has the command that asks what of a finding is to be ignored. */
  readonly ignoring: boolean;
  /** It has the command that shows a rule's page. */
  readonly rulePages: boolean;
  /** It knows the JSON schema of policy files. */
  readonly policySchema: boolean;
  /** Its hover shows the messages of diagnostics over the text that they cover, before anything else. */
  readonly problemsInHover: boolean;
  /** It has the commands that copy a command line and put it into a terminal. */
  readonly terminal: boolean;
  /** It has the command that shows the report. */
  readonly report: boolean;
}

export function clientExtensionsOf(options: InitializationOptions): ClientExtensions {
  return {
    status: options.statusNotifications === true,
    installed: options.installedNotifications === true,
    alerts: options.alertNotifications === true,
    ignoring: options.ignoreCommand === true,
    rulePages: options.ruleCommand === true,
    policySchema: options.policySchema === true,
    problemsInHover: options.problemsInHover === true,
    terminal: options.terminalCommands === true,
    report: options.reportCommand === true,
  };
}

/** LSP's `CompletionItemTag.Deprecated`. */
const DEPRECATED = 1;
