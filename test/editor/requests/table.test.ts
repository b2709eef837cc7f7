// The table of requests against what the protocol names and what the server announces.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ServerCapabilities } from 'vscode-languageserver';
import { COMMAND_HANDLERS } from '../../../server/src/editor/commands/index.js';
import { REQUEST_HANDLERS } from '../../../server/src/editor/requests/index.js';
import { clientCapabilitiesOf } from '../../../server/src/editor/session/clientCapabilities.js';
import { serverCapabilitiesFor } from '../../../server/src/editor/session/serverCapabilities.js';
import * as protocol from '../../../server/src/protocol/index.js';

const EDITOR = new URL('../../../server/src/editor/', import.meta.url);
const METHODS = REQUEST_HANDLERS.map(({ method }) => method);
const COMMANDS = COMMAND_HANDLERS.map(({ command }) => command);
const CUSTOM = Object.entries(protocol).flatMap(([name, value]) => (name.endsWith('_REQUEST') ? [String(value)] : []));

/** As LSP has them: the request that a client may send because of a capability. */
const REQUEST_OF: Readonly<Record<string, string>> = {
  hoverProvider: 'textDocument/hover',
  signatureHelpProvider: 'textDocument/signatureHelp',
  declarationProvider: 'textDocument/declaration',
  definitionProvider: 'textDocument/definition',
  typeDefinitionProvider: 'textDocument/typeDefinition',
  implementationProvider: 'textDocument/implementation',
  referencesProvider: 'textDocument/references',
  documentHighlightProvider: 'textDocument/documentHighlight',
  documentSymbolProvider: 'textDocument/documentSymbol',
  workspaceSymbolProvider: 'workspace/symbol',
  codeActionProvider: 'textDocument/codeAction',
  'codeActionProvider.resolveProvider': 'codeAction/resolve',
  codeLensProvider: 'textDocument/codeLens',
  'codeLensProvider.resolveProvider': 'codeLens/resolve',
  completionProvider: 'textDocument/completion',
  'completionProvider.resolveProvider': 'completionItem/resolve',
  documentLinkProvider: 'textDocument/documentLink',
  'documentLinkProvider.resolveProvider': 'documentLink/resolve',
  colorProvider: 'textDocument/documentColor',
  documentFormattingProvider: 'textDocument/formatting',
  documentRangeFormattingProvider: 'textDocument/rangeFormatting',
  renameProvider: 'textDocument/rename',
  foldingRangeProvider: 'textDocument/foldingRange',
  selectionRangeProvider: 'textDocument/selectionRange',
  inlayHintProvider: 'textDocument/inlayHint',
  'inlayHintProvider.resolveProvider': 'inlayHint/resolve',
  executeCommandProvider: 'workspace/executeCommand',
  diagnosticProvider: 'textDocument/diagnostic',
};

const CAPABLE = serverCapabilitiesFor(
  clientCapabilitiesOf({
    workspace: { applyEdit: true, diagnostics: { refreshSupport: true } },
    textDocument: { inlayHint: {}, diagnostic: {}, codeLens: {} },
  }),
  'utf-16',
);
const BARE = serverCapabilitiesFor(clientCapabilitiesOf({}), 'utf-16');

describe('the table of requests', () => {
  it('has one handler for each request that the protocol adds to LSP', () => {
    expect(CUSTOM).not.toHaveLength(0);
    expect(METHODS.filter(method => method.startsWith('depwarden/')).sort()).toEqual([...CUSTOM].sort());
  });

  it('has one handler for each capability that is announced, and announces each', () => {
    expect(METHODS.filter(method => !method.startsWith('depwarden/')).sort()).toEqual(announcedBy(CAPABLE).sort());
  });

  it('has a handler for what is announced to a client that can do nothing, without hints and pulled diagnostics', () => {
    const announced = announcedBy(BARE);
    expect(METHODS).toEqual(expect.arrayContaining(announced));
    expect(announced).not.toContain('textDocument/inlayHint');
    expect(announced).not.toContain('textDocument/diagnostic');
  });

  it.each(['requests', 'commands'])('has a row for every file in %s', async folder => {
    const files = readdirSync(new URL(folder, EDITOR)).filter(file => file !== 'index.ts');
    const modules = await Promise.all(files.map(file => import(new URL(`${folder}/${file}`, EDITOR).href)));
    const rows: readonly unknown[] = folder === 'requests' ? REQUEST_HANDLERS : COMMAND_HANDLERS;
    expect(modules.flatMap(module => Object.values(module))).toHaveLength(files.length);
    for (const [index, module] of modules.entries())
      expect([files[index], rows]).toEqual([files[index], expect.arrayContaining(Object.values(module))]);
    expect(rows).toHaveLength(files.length);
  });
});

describe('the table of commands', () => {
  it('has one handler for each command of the server', () => {
    expect([...COMMANDS].sort()).toEqual([...protocol.SERVER_COMMANDS].sort());
  });

  it('is announced whole to a client that applies edits, to others without what needs that', () => {
    expect(CAPABLE.executeCommandProvider?.commands.toSorted()).toEqual([...COMMANDS].sort());
    expect(BARE.executeCommandProvider?.commands.toSorted()).toEqual(
      COMMANDS.filter(command => !protocol.EDITING_COMMANDS.includes(command)).sort(),
    );
  });
});

/** The methods of the requests that a client may send; a capability that is not in the list above has none, and fails the test. */
function announcedBy(capabilities: ServerCapabilities): string[] {
  const { positionEncoding: _encoding, textDocumentSync: _sync, workspace: _workspace, ...providers } = capabilities;
  return Object.entries(providers).flatMap(([name, value]) => {
    const resolves = (value as { readonly resolveProvider?: boolean }).resolveProvider === true;
    const method = (key: string): string => REQUEST_OF[key] ?? `nothing known of ${key}`;
    return [method(name), ...(resolves ? [method(`${name}.resolveProvider`)] : [])];
  });
}
