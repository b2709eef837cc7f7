import { describe, expect, it } from 'vitest';
import { CancellationToken, ErrorCodes } from 'vscode-languageserver';
import { createDispatch } from '../../../server/src/editor/dispatch/dispatch.js';
import type { AnyRequestHandler } from '../../../server/src/editor/dispatch/requestHandler.js';
import type { Session } from '../../../server/src/editor/session/session.js';

const SESSION = { version: '1.2.3' } as Session;
const echo: AnyRequestHandler = {
  method: 'test/echo',
  handle: async ({ version }, params: unknown, token) => ({ version, params, token }),
};
const bare: AnyRequestHandler = { method: 'test/bare', takesParams: false, handle: async () => 'bare' };
const request = createDispatch([echo, bare], SESSION);

describe('dispatch of requests', () => {
  it('hands the session, the parameters and the token to the handler of the method', async () => {
    const params = { a: 1 };
    const answer = await request('test/echo', params, CancellationToken.Cancelled);
    expect(answer).toEqual({ version: '1.2.3', params, token: CancellationToken.Cancelled });
  });

  it('answers a method that nobody handles as JSON-RPC has it', async () => {
    await expect(request('test/other', {}, CancellationToken.None)).rejects.toMatchObject({ code: ErrorCodes.MethodNotFound });
  });

  it.each([[undefined], [null], [[{ a: 1 }]], ['a'], [7]])('refuses %j as parameters', async params => {
    await expect(request('test/echo', params, CancellationToken.None)).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
  });

  it.each([[undefined], [null], [{}]])('takes %j where a request has no parameters', async params => {
    expect(await request('test/bare', params, CancellationToken.None)).toBe('bare');
  });
});
