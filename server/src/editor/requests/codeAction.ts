import { type CodeAction, CodeActionKind, type CodeActionParams, CodeActionRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { ignoreActions } from '../features/ignoreActions.js';
import { responseActions } from '../features/responseActions.js';
import { ruleActions } from '../features/ruleActions.js';
import { terminalActions } from '../features/terminalActions.js';
import { asksFor } from '../session/actionKinds.js';
import { withSignal } from '../session/cancellation.js';
import type { ManifestSnapshot } from '../session/documentSnapshot.js';
import { codeActionsAt, type FixNeeds, fixActionContext } from '../session/fixActions.js';
import type { Session } from '../session/session.js';
import { pathOf } from '../session/uris.js';

export const codeAction: RequestHandler<CodeActionParams, CodeAction[], FixNeeds | 'manifestSnapshot' | 'extensions' | 'rulePage'> = {
  method: CodeActionRequest.method,
  handle: (session, params, token) =>
    withSignal([token], async signal => {
      const context = await fixActionContext(session);
      const manifest = session.manifestSnapshot(params.textDocument.uri);
      const fixes = manifest ? await codeActionsAt(params, manifest, context, signal) : [];
      return asksFor(params, CodeActionKind.QuickFix) ? [...fixes, ...commandActions(params, manifest, session)] : fixes;
    }),
};

/** Behind the fixes: what runs a command of the client, where it has that command. */
function commandActions(
  { context: { diagnostics }, range, textDocument: { uri } }: CodeActionParams,
  manifest: ManifestSnapshot | undefined,
  { extensions, rulePage }: Pick<Session, 'extensions' | 'rulePage'>,
): CodeAction[] {
  return [
    ...(extensions.installed ? responseActions(diagnostics) : []),
    ...(extensions.terminal && manifest ? terminalActions(manifest.result, manifest.spanOf(range), diagnostics) : []),
    ...(extensions.rulePages ? ruleActions(diagnostics, rulePage) : []),
    ...(extensions.ignoring ? ignoreActions(uri, pathOf(uri), diagnostics) : []),
  ];
}
