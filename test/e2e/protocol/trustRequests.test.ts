import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol/node';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import {
  expectPrivateRequests,
  expectPublicRequests,
  PRIVATE_NAMES,
  type PrivateServices,
  privateWorkspace,
  startPrivateServices,
  TOKEN,
} from '../../support/privateNames.js';
import { startExportServer } from '../../support/services/osvExport.js';
import { hasCode, lookUpsDone, PUSH, useWorld } from './world.js';

const world = useWorld();

let ofCompany: PrivateServices;
beforeAll(async () => {
  ofCompany = await startPrivateServices();
});
afterAll(() => ofCompany.close());

/** Does in a document whatever its user could do, on every line. */
async function useEverything(client: LanguageClient, file: string, text: string): Promise<void> {
  const textDocument = { uri: uriOf(file) };
  const diagnostics = client.published(file)?.diagnostics ?? [];
  for (const [line, content] of text.split('\n').entries()) {
    for (const character of [0, Math.floor(content.length / 2), Math.max(0, content.length - 2)]) {
      const position = { line, character };
      await client.request('textDocument/hover', { textDocument, position });
      await client.request('textDocument/completion', { textDocument, position });
    }
    const range = { start: { line, character: 0 }, end: { line, character: content.length } };
    const here = diagnostics.filter(diagnostic => diagnostic.range.start.line === line);
    const actions: readonly CodeAction[] = await client.request('textDocument/codeAction', {
      textDocument,
      range,
      context: { diagnostics: here },
    });
    for (const action of actions) if (action.data !== undefined) await client.request('codeAction/resolve', action);
  }
  await client.request('textDocument/documentLink', { textDocument });
}

describe('a workspace full of private names', () => {
  it('has none of them told to anybody but their own registries, whatever is done in the editor', async () => {
    const files = privateWorkspace(ofCompany, true);
    const folder = await world.folder(files);
    const exported = await startExportServer();
    world.later(() => exported.close());
    for (const ecosystem of ['npm', 'PyPI'] as const) exported.put(ecosystem, []);
    const client = await world.start({
      capabilities: PUSH,
      folders: [folder],
      env: TOKEN,
      section: { privateNames: PRIVATE_NAMES, advisories: { source: 'osv', exportUrl: exported.url } },
      initializationOptions: { installedNotifications: true, ignoreCommand: true, terminalCommands: true },
    });
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    for (const name of ['package.json', 'requirements.txt', 'pnpm-workspace.yaml', 'package-lock.json', 'internal/requirements.txt']) {
      const file = path.join(folder, name);
      const text = await readFile(file, 'utf8');
      client.open(file, text);
      await lookUpsDone(client);
      await useEverything(client, file, text);
    }
    await client.diagnostics(path.join(folder, 'package.json'), hasCode('malicious-release'));
    await client.request('workspace/executeCommand', { command: 'depwarden.fixWorkspace' });
    await client.request('depwarden/response', { package: 'chalk', version: '5.6.1', ecosystem: 'npm' });
    await client.request('workspace/executeCommand', { command: 'depwarden.updateDatabase' });

    expectPublicRequests(world.services);
    expectPrivateRequests(ofCompany);
    expect([...new Set(exported.requests.map(request => request.replace(/ bytes=.*/, '')))].sort()).toEqual([
      'GET /PyPI/all.zip',
      'GET /npm/all.zip',
    ]);
    expect([...client.logs(), client.stderr()].join('\n')).not.toMatch(/t0ken|s1gnature/);
  });
});
