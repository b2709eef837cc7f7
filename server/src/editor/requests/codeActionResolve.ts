import { type CodeAction, CodeActionResolveRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { withSignal } from '../session/cancellation.js';
import { type FixNeeds, fixActionContext, resolveCodeAction, uriOfAction } from '../session/fixActions.js';

export const codeActionResolve: RequestHandler<CodeAction, CodeAction, FixNeeds | 'manifestSnapshot'> = {
  method: CodeActionResolveRequest.method,
  handle: (session, action, token) =>
    withSignal([token], async signal => {
      const uri = uriOfAction(action);
      if (uri === undefined) return action;
      const context = await fixActionContext(session);
      return resolveCodeAction(action, session.manifestSnapshot(uri), context, signal);
    }),
};
