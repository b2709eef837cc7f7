import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { uriOf } from '../../support/languageClient.js';
import { codes, hasCode, isEmpty, PULL, PUSH, put, type Section, says, useWorld } from './world.js';

const world = useWorld();

const LITELLM = 'litellm>=1.50,<2\n';
const CHANGED = { settings: null };

describe('a change of settings', () => {
  it('of a level is shown at once: other severity, off, on again', async () => {
    const folder = await world.folder();
    let rules = {};
    const client = await world.start({ capabilities: PUSH, folders: [folder], settings: () => world.section({ rules }) });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, `${LITELLM}requests==2.32.0\n`);
    await client.diagnostics(file, diagnostics => diagnostics.length === 2);
    for (const [level, severity] of [
      ['hint', 4],
      ['error', 1],
      ['information', 3],
    ] as const) {
      rules = { 'admits-malicious-release': level };
      client.notify('workspace/didChangeConfiguration', CHANGED);
      await client.diagnostics(file, ([first]) => first?.severity === severity);
    }
    rules = { 'admits-malicious-release': 'off' };
    client.notify('workspace/didChangeConfiguration', CHANGED);
    expect(codes(await client.diagnostics(file, diagnostics => diagnostics.length === 1))).toEqual(['yanked-release']);
    rules = {};
    client.notify('workspace/didChangeConfiguration', CHANGED);
    await client.diagnostics(file, ([first, second]) => first?.severity === 2 && second !== undefined);
  });

  it('makes a client that asks for diagnostics ask again', async () => {
    const folder = await world.folder();
    let rules = {};
    const client = await world.start({ capabilities: PULL, folders: [folder], settings: () => world.section({ rules }) });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, LITELLM);
    await expect.poll(() => client.pull(file)).toSatisfy(says('1.84.0'));
    const before = client.all('workspace/diagnostic/refresh').length;
    rules = { 'admits-malicious-release': 'off' };
    client.notify('workspace/didChangeConfiguration', CHANGED);
    await client.until('a call to ask again', () => client.all('workspace/diagnostic/refresh').length > before);
    expect(await client.pull(file)).toEqual([]);
  });

  it('is shown on closed files that a scan has found, too', async () => {
    const folder = await world.folder({ 'requirements.txt': LITELLM });
    let rules = {};
    const client = await world.start({ capabilities: PUSH, folders: [folder], settings: () => world.section({ rules }) });
    const file = path.join(folder, 'requirements.txt');
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    expect(codes(client.published(file)?.diagnostics ?? [])).toEqual(['admits-malicious-release']);
    rules = { 'admits-malicious-release': 'off' };
    client.notify('workspace/didChangeConfiguration', CHANGED);
    await client.diagnostics(file, isEmpty);
  });

  it('to offline and back: nothing is asked, what is not known says so, then all is checked', async () => {
    const folder = await world.folder();
    let offline = true;
    const client = await world.start({ capabilities: PUSH, folders: [folder], settings: () => world.section({ network: { offline } }) });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, `${LITELLM}requests==2.32.0\n`);
    const found = await client.diagnostics(file, hasCode('not-checked'));
    expect(codes(found)).toEqual(['admits-malicious-release', 'not-checked']);
    expect(found[1]).toMatchObject({ severity: 3, message: '2 dependencies could not be checked: offline, and nothing in the cache.' });
    expect(world.services.requestCount()).toBe(0);
    offline = false;
    client.notify('workspace/didChangeConfiguration', CHANGED);
    await client.diagnostics(file, diagnostics => String(codes(diagnostics)) === 'admits-malicious-release,yanked-release');
  });

  it('of an endpoint is followed', async () => {
    const folder = await world.folder();
    let registries: Section = { pypi: 'http://127.0.0.1:1/simple' };
    const client = await world.start({ capabilities: PUSH, folders: [folder], settings: () => world.section({ registries }) });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, 'requests==2.32.0\n');
    await client.diagnostics(file, says('cannot reach PyPI (127.0.0.1:1)'));
    registries = {};
    client.notify('workspace/didChangeConfiguration', CHANGED);
    expect(codes(await client.diagnostics(file, hasCode('yanked-release')))).toEqual(['yanked-release']);
  });

  it('with a bad value costs that key, and says so in the log', async () => {
    const client = await world.start({
      capabilities: PUSH,
      section: {
        network: { offline: 'perhaps' },
        rules: { 'admits-malicious-release': 'loud', 'no-rule': 'off', 'yanked-release': 'hint' },
      },
    });
    client.open('/nowhere/requirements.txt', `${LITELLM}requests==2.32.0\n`);
    const found = await client.diagnostics('/nowhere/requirements.txt', hasCode('yanked-release'));
    expect(found.map(({ severity }) => severity)).toEqual([2, 4]);
    const logs = client.logs().join('\n');
    for (const part of ['network.offline', 'the level of admits-malicious-release', 'there is no rule "no-rule"'])
      expect(logs).toContain(part);
  });
});

describe('several roots', () => {
  it('have levels of their own', async () => {
    const [one, two] = [await world.folder({ 'requirements.txt': LITELLM }), await world.folder({ 'requirements.txt': LITELLM })];
    const levels = new Map([
      [uriOf(one), 'hint'],
      [uriOf(two), 'error'],
    ]);
    const settings = (scope: string | undefined): Section =>
      world.section({ rules: { 'admits-malicious-release': levels.get(scope ?? '') ?? 'warning' } });
    const client = await world.start({ capabilities: PUSH, folders: [one, two], settings });
    const files = [one, two].map(folder => path.join(folder, 'requirements.txt'));
    const severities = () => files.map(file => client.published(file)?.diagnostics[0]?.severity);
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    expect(severities()).toEqual([4, 1]);
    for (const file of files) client.open(file, LITELLM);
    await client.until('both open', () =>
      files.every(file => client.published(file)?.version === 1 && client.published(file)?.diagnostics.length === 1),
    );
    expect(severities()).toEqual([4, 1]);
    const outside = path.join(path.dirname(one), 'requirements.txt');
    client.open(outside, LITELLM);
    await client.diagnostics(outside, ([first]) => first?.severity === 2);
  });

  it('may be added and removed: settings follow, and closed files of a removed one lose their diagnostics', async () => {
    const one = await world.folder({ 'requirements.txt': LITELLM });
    // The folder that goes has a name that begins like the one that stays.
    const two = `${one}-b`;
    await put(path.join(two, 'requirements.txt'), LITELLM);
    await put(path.join(two, 'package.json'), '{ "dependencies": { "chalk": "5.6.1" } }');
    const settings = (scope: string | undefined): Section =>
      world.section({ rules: { 'admits-malicious-release': scope === uriOf(two) ? 'hint' : 'warning' } });
    const client = await world.start({ capabilities: PUSH, folders: [one], settings });
    const open = path.join(two, 'requirements.txt');
    client.open(open, LITELLM);
    await client.diagnostics(open, ([first]) => first?.severity === 2);
    const change = (added: string[], removed: string[]) =>
      client.notify('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map(folder => ({ uri: uriOf(folder), name: '' })),
          removed: removed.map(folder => ({ uri: uriOf(folder), name: '' })),
        },
      });
    change([two], []);
    await client.diagnostics(open, ([first]) => first?.severity === 4);
    expect(await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' })).toMatchObject({ manifests: 3 });
    const closed = path.join(two, 'package.json');
    expect(client.published(closed)?.diagnostics).toHaveLength(1);
    change([], [two]);
    await client.diagnostics(closed, isEmpty);
    await client.diagnostics(open, ([first]) => first?.severity === 2);
    expect(codes(client.published(path.join(one, 'requirements.txt'))?.diagnostics ?? [])).toEqual(['admits-malicious-release']);
  });
});
