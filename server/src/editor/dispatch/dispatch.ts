import { type CancellationToken, ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Session } from '../session/session.js';
import type { AnyRequestHandler } from './requestHandler.js';

/** Answers a request by its method. Rejects with a `ResponseError` where nobody handles it, or its parameters are not given by name. */
export type Dispatch = (method: string, params: unknown, token: CancellationToken) => Promise<unknown>;

export function createDispatch(handlers: readonly AnyRequestHandler[], session: Session): Dispatch {
  const byMethod = new Map(handlers.map(handler => [handler.method, handler]));
  return async (method, params, token) => {
    const handler = byMethod.get(method);
    if (!handler) throw new ResponseError(ErrorCodes.MethodNotFound, `Unhandled method ${method}`);
    if (handler.takesParams !== false && !isByName(params)) {
      throw new ResponseError(ErrorCodes.InvalidParams, `Request ${method} takes parameters by name`);
    }
    return handler.handle(session, params as never, token);
  };
}

function isByName(params: unknown): boolean {
  return typeof params === 'object' && params !== null && !Array.isArray(params);
}
