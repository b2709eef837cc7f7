import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import type { InterpretersParams } from '../../../server/src/protocol/index.js';
import { codes, hasCode, PUSH, useWorld } from './world.js';

// The Python interpreter that is selected in the editor, wherever its environment is.

const world = useWorld();
const SITE = 'chosen/lib/python3.11/site-packages';
const FOUND = '.venv/lib/python3.11/site-packages';

let folder: string;
let requirements: string;
let interpreter: string;

beforeEach(async () => {
  const elsewhere = await world.folder({
    'chosen/pyvenv.cfg': 'home = /usr/bin\n',
    'chosen/bin/python': '',
    [`${SITE}/litellm-1.82.8.dist-info/METADATA`]: 'Name: litellm\nVersion: 1.82.8\n',
  });
  folder = await world.folder({
    'requirements.txt': 'litellm>=1.80\n',
    '.venv/pyvenv.cfg': '',
    [`${FOUND}/litellm-1.82.6.dist-info/METADATA`]: 'Name: litellm\nVersion: 1.82.6\n',
  });
  requirements = path.join(folder, 'requirements.txt');
  interpreter = path.join(elsewhere, 'chosen/bin/python');
});

const start = () => world.start({ capabilities: PUSH, folders: [folder] });
const selected = (of: Readonly<Record<string, string>>): InterpretersParams => ({
  interpreters: Object.fromEntries(Object.entries(of).map(([at, chosen]) => [pathToFileURL(at).href, chosen])),
});

it('is looked at as soon as it is selected, and no more once another is', async () => {
  const client = await start();
  client.notify('depwarden/interpreters', selected({ [folder]: interpreter }));
  const [diagnostic] = await client.diagnostics(requirements, hasCode('malicious-installed'));
  expect(diagnostic).toMatchObject({ severity: 1, data: { package: 'litellm', version: '1.82.8' } });
  client.notify('depwarden/interpreters', selected({ [folder]: path.join(folder, '.venv/bin/python') }));
  await client.diagnostics(requirements, diagnostics => !hasCode('malicious-installed')(diagnostics));
});

it('goes before the environment that is found in the folder', async () => {
  const client = await start();
  client.notify('depwarden/interpreters', selected({ [folder]: interpreter }));
  client.open(requirements, 'litellm>=1.80\n');
  await client.diagnostics(requirements, hasCode('malicious-release'));
  client.notify('depwarden/interpreters', selected({}));
  await client.diagnostics(requirements, diagnostics => !hasCode('malicious-release')(diagnostics));
});

it('of another folder says nothing about this one', async () => {
  const other = await world.folder({ 'requirements.txt': 'litellm>=1.80\n' });
  const client = await world.start({ capabilities: PUSH, folders: [folder, other] });
  client.notify('depwarden/interpreters', selected({ [other]: interpreter }));
  await client.diagnostics(path.join(other, 'requirements.txt'), hasCode('malicious-installed'));
  await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
  const shown = [path.join(other, 'requirements.txt'), requirements].map(file => codes(client.published(file)?.diagnostics ?? []));
  expect(shown[0]).toContain('malicious-release');
  expect(shown[1]).not.toContain('malicious-release');
  expect(shown[1]).not.toContain('malicious-installed');
});
