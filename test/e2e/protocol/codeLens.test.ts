import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeLens } from 'vscode-languageserver-protocol/node';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { isEmpty, lookUpsDone, on, PUSH, useWorld } from './world.js';

// The head of a manifest: what was found in it, and what can be done. And what is ignored, as the report has it.

const world = useWorld();
const LENSES: ClientCapabilities = {
  ...PUSH,
  textDocument: { ...PUSH.textDocument, codeLens: {} },
  workspace: { ...PUSH.workspace, applyEdit: true, codeLens: { refreshSupport: true } },
};
const TEXT = '{ "dependencies": { "chalk": "5.6.1", "minimist": "1.2.5" } }\n';
const ON = { codeLens: { enabled: true } };

async function opened(text: string, section: object, options: object = {}, files = {}) {
  const folder = await world.folder(files);
  const client = await world.start({ capabilities: LENSES, folders: [folder], section: { ...section }, ...options });
  const file = path.join(folder, 'package.json');
  client.open(file, text);
  await lookUpsDone(client);
  return { client, file };
}

async function lenses(client: LanguageClient, file: string) {
  const found: CodeLens[] = await client.request('textDocument/codeLens', { textDocument: { uri: uriOf(file) } });
  expect(found.every(({ range }) => JSON.stringify(range) === JSON.stringify(on(0, 0, 0)))).toBe(true);
  return found.map(({ command }) => [command?.title, command?.command, command?.arguments]);
}

describe('code lenses', () => {
  it('tell what was found, fix it all, and lead to the report, where they are turned on', async () => {
    const { client, file } = await opened(TEXT, ON, { initializationOptions: { reportCommand: true } });
    expect(await lenses(client, file)).toEqual([
      ['2 errors', 'depwarden.showReport', undefined],
      ['Fix all', 'depwarden.fixFile', [uriOf(file)]],
      ['Report', 'depwarden.showReport', undefined],
    ]);
    expect(client.all('workspace/codeLens/refresh').length).toBeGreaterThan(0);
    expect(await client.request('workspace/executeCommand', { command: 'depwarden.fixFile', arguments: [uriOf(file)] })).toBe(true);
    const { edit, label } = client.all('workspace/applyEdit')[0]?.params ?? {};
    expect([label, JSON.stringify(edit)]).toEqual(['Fix all in this file', expect.stringMatching(/5\.6\.0.*1\.2\.6/)]);
  });

  it('say that nothing was found, and lead nowhere in clients without the report', async () => {
    const { client, file } = await opened('{ "dependencies": { "axios": "1.16.0" } }', ON);
    await client.diagnostics(file, isEmpty);
    expect(await lenses(client, file)).toEqual([['1 dependency checked, nothing found', '', undefined]]);
  });

  it('are off where nothing is said, and not announced to clients that have none', async () => {
    const { client, file } = await opened(TEXT, {});
    expect(await lenses(client, file)).toEqual([]);
    expect(client.all('workspace/codeLens/refresh')).toEqual([]);
    const bare = await opened(TEXT, ON, { capabilities: PUSH });
    expect(bare.client.answer.capabilities.codeLensProvider).toBeUndefined();
  });
});

describe('what is ignored', () => {
  it('is in the overview, with why and until when', async () => {
    const policy = '{ "ignore": [{ "package": "npm:minimist", "reason": "only in tests", "expires": "2099-01-31" }] }';
    const { client, file } = await opened(TEXT, {}, {}, { '.depwarden.jsonc': policy });
    const overview = await client.request('depwarden/overview');
    expect(overview.ignored).toEqual([
      {
        id: expect.any(String),
        label: 'minimist 1.2.5',
        uri: uriOf(file),
        file: 'package.json',
        range: on(0, 51, 56),
        level: 'error',
        rule: 'vulnerable-release',
        ecosystem: 'npm',
        package: 'minimist',
        version: '1.2.5',
        message: expect.stringContaining('GHSA-xvch-5gv4-984h'),
        reason: 'only in tests',
        expires: '2099-01-31',
      },
    ]);
    const other = await opened(TEXT, {});
    expect(await other.client.request('depwarden/overview')).toMatchObject({ ignored: [] });
  });
});
