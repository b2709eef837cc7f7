import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCKFILE_GLOBS, MANIFEST_GLOBS } from '../../../server/src/protocol/index.js';
import { PROJECT, uriOf } from '../../support/languageClient.js';
import { hasCode, PULL, PUSH, put, useWorld } from './world.js';

const world = useWorld();
const LITELLM = 'litellm>=1.50,<2\n';

describe('initialize', () => {
  it('tells what the server can do', async () => {
    const { answer } = await world.start();
    expect(answer.serverInfo?.name).toBe('depwarden');
    expect(answer.capabilities).toEqual({
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      codeActionProvider: {
        codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.depwarden', 'source.depwarden.pinAll'],
        resolveProvider: true,
      },
      completionProvider: { triggerCharacters: ['"', "'", '^', '~', '=', '<', '>', '.', '@'] },
      documentLinkProvider: {},
      definitionProvider: true,
      executeCommandProvider: {
        commands: ['depwarden.scanWorkspace', 'depwarden.stopScan', 'depwarden.tryAgain', 'depwarden.checkNow', 'depwarden.updateDatabase'],
        workDoneProgress: true,
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    });
  });

  it('offers to be asked for diagnostics where the client can be told to ask again', async () => {
    const pulling = await world.start({ capabilities: PULL });
    expect(pulling.answer.capabilities.diagnosticProvider).toEqual({ interFileDependencies: true, workspaceDiagnostics: false });
    const pushing = await world.start({ capabilities: { textDocument: { diagnostic: {} } } });
    expect(pushing.answer.capabilities.diagnosticProvider).toBeUndefined();
  });

  it.each([
    [undefined, 'utf-16'],
    [[], 'utf-16'],
    [['utf-8', 'utf-16'], 'utf-16'],
    [['utf-8'], 'utf-8'],
    [['utf-32', 'utf-8'], 'utf-8'],
    [['utf-32'], 'utf-32'],
    [['utf-7'], 'utf-16'],
  ])('agrees with a client that offers %j on %s', async (offered, agreed) => {
    const general = offered === undefined ? {} : { general: { positionEncodings: offered } };
    const { answer } = await world.start({ capabilities: general });
    expect(answer.capabilities.positionEncoding).toBe(agreed);
  });
});

describe('a session', () => {
  it('runs as `depwarden lsp --stdio` too', async () => {
    const folder = await world.folder();
    const client = await world.start({ program: [path.join(PROJECT, 'dist/cli.js'), 'lsp', '--stdio'], folders: [folder] });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, LITELLM);
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    expect(await client.shutdown()).toBe(0);
  });

  it('ends with code 0 after shutdown and exit, also in the middle of look-ups, and says nothing but LSP', async () => {
    world.services.osv.fault('/', { kind: 'hang' });
    const client = await world.start();
    client.open('/nowhere/requirements.txt', LITELLM);
    await client.diagnostics('/nowhere/requirements.txt', hasCode('admits-malicious-release'));
    expect(await client.shutdown()).toBe(0);
    expect(client.stderr()).toBe('');
  });

  it('ends with code 1 after exit without shutdown', async () => {
    const client = await world.start();
    client.notify('exit');
    expect(await client.exited).toBe(1);
  });

  it('ends when the client is gone', async () => {
    const client = await world.start();
    client.connection.end();
    expect(await client.exited).toBe(1);
  });

  it('takes settings in initializationOptions from clients that cannot be asked, and pushed ones after', async () => {
    const folder = await world.folder();
    const client = await world.start({
      capabilities: { workspace: { configuration: false } },
      initializationOptions: { settings: world.section({ rules: { 'admits-malicious-release': 'hint' } }) },
      folders: [folder],
    });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, LITELLM);
    await client.diagnostics(file, ([first]) => first?.severity === 4);
    const pushed = world.section({ rules: { 'admits-malicious-release': 'information' } });
    client.notify('workspace/didChangeConfiguration', { settings: { depwarden: pushed } });
    await client.diagnostics(file, ([first]) => first?.severity === 3);
    expect(client.all('workspace/configuration')).toEqual([]);
  });

  it('registers for changes of settings and of files where the client can', async () => {
    const client = await world.start({ capabilities: PUSH });
    const watching = await client.until('registrations', () =>
      client.registrations().find(({ method }) => method === 'workspace/didChangeWatchedFiles'),
    );
    const patterns = (watching.registerOptions as { watchers: { globPattern: string }[] }).watchers.map(({ globPattern }) => globPattern);
    expect(patterns).toEqual(expect.arrayContaining([...MANIFEST_GLOBS, ...LOCKFILE_GLOBS]));
    await client.until('configuration', () => client.registrations().some(({ method }) => method === 'workspace/didChangeConfiguration'));
    const bare = await world.start();
    bare.open('/nowhere/requirements.txt', LITELLM);
    await bare.diagnostics('/nowhere/requirements.txt', hasCode('admits-malicious-release'));
    expect(bare.registrations()).toEqual([]);
  });

  it('goes on for a client that answers nothing but errors', async () => {
    const client = await world.start({
      capabilities: PULL,
      refuses: ['workspace/configuration', 'client/registerCapability', 'workspace/diagnostic/refresh', 'window/workDoneProgress/create'],
      env: { ...world.services.env, DEPWARDEN_CACHE_DIR: await world.folder() },
    });
    const file = '/nowhere/requirements.txt';
    client.open(file, LITELLM);
    await client.until('a call to ask again', () => client.all('workspace/diagnostic/refresh').length > 0);
    expect(await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' })).toMatchObject({ cancelled: false });
    await expect.poll(() => client.pull(file)).toMatchObject([{ code: 'admits-malicious-release' }]);
  });
});

describe('depwarden/status', () => {
  it('is sent only to clients that want it', async () => {
    const folder = await world.folder();
    const file = path.join(folder, 'requirements.txt');
    const plain = await world.start({ folders: [folder] });
    plain.open(file, LITELLM);
    await plain.diagnostics(file, hasCode('admits-malicious-release'));
    await plain.request('depwarden/report');
    expect(plain.all('depwarden/status')).toEqual([]);

    const asking = await world.start({
      folders: [folder],
      section: { cache: { folder: path.join(folder, 'empty-cache') } },
      initializationOptions: { statusNotifications: true },
    });
    asking.open(file, LITELLM);
    const counts = { error: 0, warning: 1, information: 0, hint: 0 };
    const status = await asking.until('idle', () =>
      asking.all('depwarden/status').find(({ params: { state, open } }) => state === 'idle' && open.length > 0),
    );
    expect(status.params).toMatchObject({ state: 'idle', counts, unknown: 0, unknownLocked: 0, reasons: [], maliciousInstalled: 0 });
    expect(status.params.open).toEqual([{ uri: uriOf(file), unknown: 0, unknownLocked: 0 }]);
    expect(asking.all('depwarden/status').map(({ params }) => params)).toContainEqual(
      expect.objectContaining({ state: 'checking', checking: { done: 0, of: 1 } }),
    );
    asking.close(file);
    await asking.until('no counts', () => asking.all('depwarden/status').at(-1)?.params.counts.warning === 0);
  });

  it('tells of services that do not answer, and of offline mode', async () => {
    world.services.osv.fault('/', { kind: 'status', status: 403 });
    const client = await world.start({ initializationOptions: { statusNotifications: true } });
    client.open('/nowhere/requirements.txt', LITELLM);
    const degraded = await client.until('degraded', () => client.all('depwarden/status').find(({ params }) => params.state === 'degraded'));
    expect(degraded.params).toMatchObject({ unknown: 1, reasons: [expect.stringContaining('needs credentials')] });
    const offline = await world.start({ section: { network: { offline: true } }, initializationOptions: { statusNotifications: true } });
    offline.open('/nowhere/requirements.txt', LITELLM);
    await offline.until('offline', () => offline.all('depwarden/status').some(({ params }) => params.state === 'offline'));
  });
});

describe('depwarden/report', () => {
  it('gives what is known of open and of scanned manifests, as the command line writes it', async () => {
    const folder = await world.folder({ 'requirements.txt': LITELLM });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    const open = path.join(folder, 'app', 'package.json');
    await put(open, '{}');
    client.open(open, '{ "dependencies": { "chalk": "5.6.1" } }');
    const { text } = await client.request('depwarden/report');
    const lines = text.split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^requirements\.txt:1:8 {2}warning {2}litellm >=1\.50,<2 admits compromised/));
    expect(lines).toContainEqual(expect.stringMatching(/^app\/package\.json:1:31 {2}error {2}chalk 5\.6\.1 is a compromised release/));
    expect(client.published(path.join(folder, 'requirements.txt'))?.uri).toBe(uriOf(path.join(folder, 'requirements.txt')));
  });
});
