import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type { LanguageClient } from '../../support/languageClient.js';
import { type ExportServer, startExportServer } from '../../support/services/osvExport.js';
import { hasCode, PUSH, useWorld } from './world.js';

const world = useWorld();
let server: ExportServer;
let cache: string;
beforeEach(async () => {
  server = await startExportServer();
  world.later(() => server.close());
  server.put('npm', [
    {
      id: 'MAL-2026-1',
      modified: '2026-03-24T12:00:00Z',
      affected: [{ package: { ecosystem: 'npm', name: 'evil' }, versions: ['1.0.0'] }],
    },
  ]);
  server.put('PyPI', []);
  cache = path.join(await world.folder(), 'cache');
});

const current = (): string => path.join(cache, 'advisories', 'current');

function start(): Promise<LanguageClient> {
  return world.start({ capabilities: PUSH, section: { advisories: { exportUrl: server.url }, cache: { folder: cache } } });
}

function update(client: LanguageClient, workDoneToken?: string, token = new CancellationTokenSource().token) {
  return client.request(
    'workspace/executeCommand',
    { command: 'depwarden.updateDatabase', ...(workDoneToken && { workDoneToken }) },
    token,
  );
}

describe('depwarden.updateDatabase', () => {
  it('puts the database where the settings say, and tells what is in it', async () => {
    const client = await start();
    expect(await update(client, 'mine')).toEqual({ records: 1, megabytes: expect.any(Number), cancelled: false });
    expect(existsSync(current())).toBe(true);
    const [begin, ...rest] = client.progress('mine');
    expect(begin).toMatchObject({ kind: 'begin', title: 'Depwarden: offline advisory database', cancellable: true });
    expect(rest.some(one => 'message' in one && one.message?.startsWith('downloading npm'))).toBe(true);
    expect(rest.at(-1)).toEqual({ kind: 'end' });
  });

  it('fails with one sentence', async () => {
    server.faults.set('/npm/all.zip', [{ kind: 'html' }]);
    await expect(update(await start())).rejects.toThrow(/\/npm\/all\.zip is a page of HTML/);
  });

  it('is cancelled without waiting for the service (the bench db-delta has the figure), and the server answers meanwhile', async () => {
    const client = await start();
    server.faults.set('/npm/all.zip', [{ kind: 'stall', after: 10 }]);
    const asked = server.asked('/npm/all.zip');
    const source = new CancellationTokenSource();
    const running = update(client, undefined, source.token);
    await asked;
    const file = path.join(await world.folder(), 'package.json');
    client.open(file, '{ "dependencies": { "chalk": "5.6.1" } }');
    await client.diagnostics(file, hasCode('malicious-release'));
    source.cancel();
    expect(await running).toMatchObject({ cancelled: true });
    expect(existsSync(current())).toBe(false);
    expect(await update(client)).toMatchObject({ records: 1, cancelled: false });
  });
});
