// Whom a server trusts whose client says nothing of trust.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTrust } from '../../../server/src/cli/trust.js';
import type { LanguageClient } from '../../support/languageClient.js';
import { hasCode, isEmpty, PUSH, useWorld } from './world.js';

const world = useWorld();

const MANIFEST = '{ "dependencies": { "fork": "github:owner/fork" } }';
const FILES = { 'app/package.json': MANIFEST, 'app/.depwarden.jsonc': '{ "rules": { "non-registry-source": "off" } }' };

interface Opened {
  readonly client: LanguageClient;
  readonly manifest: string;
}

/** Opens the folder `app`, whose policy turns the only finding off. @param remembered the folder that the account trusts */
async function opened(remembered: string | undefined, initializationOptions: object): Promise<Opened> {
  const root = await world.folder(FILES);
  const home = path.join(root, 'home');
  await mkdir(home);
  if (remembered !== undefined) expect(await trust(path.join(root, remembered), home)).toBe(0);
  const client = await world.start({ capabilities: PUSH, folders: [path.join(root, 'app')], env: { HOME: home }, initializationOptions });
  const manifest = path.join(root, 'app/package.json');
  client.open(manifest, MANIFEST);
  return { client, manifest };
}

function trust(folder: string, home: string): Promise<number> {
  return runTrust({ paths: [folder], action: 'add' }, { XDG_CONFIG_HOME: path.join(home, '.config') });
}

function messages(client: LanguageClient): readonly string[] {
  return client.all('window/showMessage').map(({ params }) => params.message);
}

describe.runIf(process.platform === 'linux')('a client that says nothing of trust', () => {
  it('is told once what is left out of a folder that nobody trusts, and how to change that', async () => {
    const { client, manifest } = await opened(undefined, { trusted: undefined });
    await client.diagnostics(manifest, hasCode('non-registry-source'));
    await client.request('depwarden/report');
    expect(messages(client)).toEqual([expect.stringMatching(/^Not trusted: .*"depwarden trust".*initializationOptions\.$/)]);
  });

  it.each(['app', '.'])('has a folder trusted that the account remembers: %s', async remembered => {
    const { client, manifest } = await opened(remembered, { trusted: undefined });
    await client.diagnostics(manifest, isEmpty);
    const { text } = await client.request('depwarden/report');
    expect(text).not.toContain('Not trusted');
    expect(messages(client)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('a client that says whom it trusts', () => {
  it('is believed, whatever the account remembers, and gets no message', async () => {
    const { client, manifest } = await opened('app', { trusted: false });
    await client.diagnostics(manifest, hasCode('non-registry-source'));
    expect(messages(client)).toEqual([]);
  });
});
