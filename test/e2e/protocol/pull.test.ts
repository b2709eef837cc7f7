import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startGate } from '../../support/gate.js';
import { uriOf } from '../../support/languageClient.js';
import { on, PULL, says, useWorld } from './world.js';

const world = useWorld();

describe('diagnostics that are asked for', () => {
  it('are there before the services have answered, and the client is told to ask again', async () => {
    const gate = await startGate(world.services.pypi.url);
    world.later(() => gate.close());
    const folder = await world.folder();
    const client = await world.start({
      capabilities: PULL,
      folders: [folder],
      section: { registries: { pypi: `${gate.url}/simple` } },
    });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, 'litellm>=1.50,<2\nrequests==2.32.0\n');
    // The built-in list knows the first line by its text alone.
    expect(await client.pull(file)).toMatchObject([{ code: 'admits-malicious-release', range: on(0, 7, 16) }]);
    await gate.arrival(2);
    const before = client.all('workspace/diagnostic/refresh').length;
    gate.open();
    await client.until('a call to ask again', () => client.all('workspace/diagnostic/refresh').length > before);
    await expect
      .poll(() => client.pull(file))
      .toMatchObject([{ code: 'admits-malicious-release' }, { code: 'yanked-release', range: on(1, 8, 16) }]);
    expect(client.all('textDocument/publishDiagnostics')).toEqual([]);
  });

  it('follow the text at once, and a settled document gives no call to ask again', async () => {
    const folder = await world.folder();
    const client = await world.start({ capabilities: PULL, folders: [folder], initializationOptions: { statusNotifications: true } });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, 'litellm>=1.50,<2\n');
    await expect.poll(() => client.pull(file)).toSatisfy(says('1.84.0'));
    await client.until('idle', () => client.all('depwarden/status').at(-1)?.params.state === 'idle');
    client.change(file, { range: on(0, 0, 0), text: '\n' });
    expect(await client.pull(file)).toMatchObject([{ range: on(1, 7, 16) }]);
    client.change(file, 'litellm>=1.83.0,<2\n');
    expect(await client.pull(file)).toEqual([]);
    client.close(file);
    expect(await client.pull(file)).toEqual([]);
  });

  it('are none for a document that is not open, is no manifest, or has a strange name', async () => {
    const client = await world.start({ capabilities: PULL });
    client.open('/nowhere/notes.txt', 'litellm>=1.50\n');
    for (const file of ['/nowhere/requirements.txt', '/nowhere/notes.txt', 'untitled:Untitled-1', 'git:/a/package.json?x=%']) {
      expect(await client.pull(file)).toEqual([]);
    }
  });

  it('take the place of what a scan has published for the closed file', async () => {
    const folder = await world.folder({ 'requirements.txt': 'litellm>=1.50,<2\n' });
    const client = await world.start({ capabilities: PULL, folders: [folder] });
    const file = path.join(folder, 'requirements.txt');
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    expect(client.published(file)?.diagnostics).toHaveLength(1);
    client.open(file, 'litellm>=1.50,<2\n');
    expect(await client.pull(file)).toHaveLength(1);
    expect(client.published(file)).toEqual({ uri: uriOf(file), diagnostics: [] });
    client.close(file);
    await client.diagnostics(file, diagnostics => diagnostics.length === 1);
  });
});
