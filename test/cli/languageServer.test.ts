import { describe, expect, it } from 'vitest';
import { startClient } from '../support/languageClient.js';
import { PROGRAM, useCommandLine } from './support.js';

const cli = useCommandLine();

describe('depwarden lsp --stdio', () => {
  it('is the language server', async () => {
    const client = await startClient({ program: [PROGRAM, 'lsp', '--stdio'], env: cli.env, folders: [cli.workspace] });
    expect(client.answer.serverInfo?.name).toBe('depwarden');
    expect(client.answer.capabilities).toMatchObject({ hoverProvider: true, codeActionProvider: { resolveProvider: true } });
    expect(await client.shutdown()).toBe(0);
    client.connection.dispose();
  });
});
