import type { CancellationToken } from 'vscode-languageserver';
import type { CustomRequests } from '../../protocol/index.js';
import type { Session } from '../session/session.js';

/**
 * Answers one request of the client. It keeps no state of its own: what outlives a request is the session's.
 * `Needs` names what it uses of the session.
 */
export interface RequestHandler<Params, Result, Needs extends keyof Session> {
  /** As LSP or `protocol` names it. */
  readonly method: string;
  /** False where the request has no parameters; any other request has them by name. */
  readonly takesParams?: false;
  handle(session: Pick<Session, Needs>, params: Params, token: CancellationToken): Promise<Result>;
}

/** The same for a request beyond LSP; `protocol` says what it takes and answers. */
export type CustomRequestHandler<Method extends keyof CustomRequests, Needs extends keyof Session> = RequestHandler<
  CustomRequests[Method]['params'],
  CustomRequests[Method]['result'],
  Needs
> & { readonly method: Method };

/** A row of the table of requests: its parameters come from the wire. */
export type AnyRequestHandler = RequestHandler<never, unknown, keyof Session>;
