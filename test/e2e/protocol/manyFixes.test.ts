import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  ApplyWorkspaceEditParams,
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startGate } from '../../support/gate.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { codes, firstOf, hasCode, lookUpsDone, on, PUSH, put, useWorld } from './world.js';

const world = useWorld();

/** No `codeAction/resolve`, no versions. */
const BARE: ClientCapabilities = { workspace: { configuration: true } };
/** A client whose user can look at changes one by one. */
const ANNOTATING: ClientCapabilities = {
  ...PUSH,
  workspace: { ...PUSH.workspace, applyEdit: true, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};

const PACKAGE = `{
  "dependencies": {
    "axios": "^1.14.0",
    "chalk": "5.6.1",
    "minimist": "1.2.5",
    "lodash": "^4.17.20"
  }
}
`;
const FIXED = PACKAGE.replace('^1.14.0', '^1.15.0').replace('5.6.1', '5.6.0').replace('1.2.5', '1.2.6');

async function opened(name: string, text: string, capabilities = PUSH, options = {}) {
  const folder = await world.folder();
  const client = await world.start({ capabilities, folders: [folder], ...options });
  const file = path.join(folder, name);
  client.open(file, text);
  await client.diagnostics(file, found => found.length > 0);
  await lookUpsDone(client);
  return { client, file };
}

const ON_CHALK = on(3, 14, 14);

function actionsAt(
  client: LanguageClient,
  file: string,
  only?: string[],
  range = ON_CHALK,
  diagnostics: Diagnostic[] = [],
): Promise<CodeAction[]> {
  const context = { diagnostics, ...(only && { only }) };
  return client.request('textDocument/codeAction', { textDocument: { uri: uriOf(file) }, range, context });
}

function applied(text: string, edit: WorkspaceEdit | undefined, uri?: string): string {
  const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  const change = changes.find(({ textDocument }) => uri === undefined || textDocument.uri === uri);
  const edits = (change?.edits ?? Object.values(edit?.changes ?? {})[0] ?? []) as TextEdit[];
  return TextDocument.applyEdits(TextDocument.create('file:///a', '', 0, text), edits);
}

async function resolved(client: LanguageClient, action: CodeAction): Promise<CodeAction> {
  return client.request('codeAction/resolve', action);
}

describe('fix all in a file', () => {
  it('is a source action for each kind that includes it, and brings every preferred fix in one versioned edit', async () => {
    const { client, file } = await opened('package.json', PACKAGE);
    for (const only of [['source.fixAll'], ['source.fixAll.depwarden'], ['source']]) {
      const fixAll = (await actionsAt(client, file, only)).filter(({ kind }) => kind === 'source.fixAll.depwarden');
      expect(
        fixAll.map(({ title }) => title),
        only.join(),
      ).toEqual(['Fix all in this file']);
      const { edit } = await resolved(client, firstOf(fixAll));
      expect(applied(PACKAGE, edit)).toBe(FIXED);
      expect(edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf(file), version: 1 } }]);
    }
    expect(await actionsAt(client, file, ['source.fixAll.eslint'])).toEqual([]);
  });

  it('leaves nothing to fix behind', async () => {
    const { client, file } = await opened('package.json', PACKAGE);
    const version = client.change(file, FIXED);
    await client.diagnostics(file, (found, seen) => seen === version && found.length === 0);
    expect(await actionsAt(client, file, ['source.fixAll'])).toEqual([]);
  });

  it('has its edit at once where the client cannot ask later', async () => {
    const { client, file } = await opened('package.json', PACKAGE, BARE);
    const [action] = await actionsAt(client, file, ['source.fixAll']);
    expect(action?.edit?.changes).toBeDefined();
    expect(applied(PACKAGE, action?.edit)).toBe(FIXED);
  });

  it('stands behind the quick fixes where there is more than one to apply', async () => {
    const { client, file } = await opened('package.json', PACKAGE);
    const actions = await actionsAt(client, file);
    expect(actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred ?? false])).toEqual([
      ['Pin chalk to 5.6.0 (last safe release)', 'quickfix', true],
      ['Raise chalk to 5.6.2 (next safe release)', 'quickfix', false],
      ['Fix all in this file', 'quickfix', false],
    ]);
    expect(applied(PACKAGE, (await resolved(client, actions[2] as CodeAction)).edit)).toBe(FIXED);
    const version = client.change(file, PACKAGE.replace('^1.14.0', '1.15.0').replace('1.2.5', '1.2.6'));
    await client.diagnostics(file, (found, seen) => seen === version && codes(found).join() === 'malicious-release');
    expect((await actionsAt(client, file)).map(({ title }) => title)).not.toContain('Fix all in this file');
  });

  it('gets no edit where the document has changed since', async () => {
    const { client, file } = await opened('package.json', PACKAGE);
    const action = firstOf(await actionsAt(client, file, ['source.fixAll']));
    client.change(file, { range: on(0, 0, 0), text: '\n' });
    expect((await resolved(client, action)).edit).toBeUndefined();
  });

  it('asks for the hashes of lines that have some, and leaves those out that get none', async () => {
    const text = 'litellm==1.82.7 --hash=sha256:aaaa\ndjango==4.0.3\n';
    const { client, file } = await opened('requirements.txt', text);
    const action = firstOf(await actionsAt(client, file, ['source.fixAll'], on(0, 0, 0)));
    expect(applied(text, (await resolved(client, action)).edit)).toMatch(
      /^litellm==1\.82\.6 --hash=sha256:\w{64} --hash=sha256:\w{64}\ndjango==4\.0\.4\n$/,
    );
    world.services.pypi.fault('/', { kind: 'status', status: 403 });
    expect(applied(text, (await resolved(client, action)).edit)).toBe(text.replace('4.0.3', '4.0.4'));
  });
});

describe('pinning all in a file', () => {
  it('is a source action that says how many are left out', async () => {
    const { client, file } = await opened('package.json', PACKAGE);
    const [action, ...others] = await actionsAt(client, file, ['source.depwarden.pinAll']);
    expect(others).toEqual([]);
    expect(action?.title).toBe('Pin all dependencies in this file to their effective versions');
    expect(applied(PACKAGE, action?.edit)).toBe(PACKAGE.replace('^1.14.0', '1.16.0').replace('^4.17.20', '4.17.21'));
    const text = PACKAGE.replace('"lodash"', '"no-such-package-at-all": "^1.0.0",\n    "lodash"');
    const version = client.change(file, text);
    await client.diagnostics(file, (found, seen) => seen === version && hasCode('unknown-package')(found));
    expect((await actionsAt(client, file, ['source'])).map(({ title }) => title)).toEqual([
      'Fix all in this file',
      'Pin all dependencies in this file to their effective versions (1 left out: unsafe or unknown)',
    ]);
  });
});

describe('a lockfile that is behind', () => {
  const LOCK = JSON.stringify({
    lockfileVersion: 3,
    packages: { '': { dependencies: { lodash: '4.17.21' } }, 'node_modules/lodash': { version: '4.17.21' } },
  });
  const MANIFEST = '{ "dependencies": { "lodash": "4.17.20" } }\n';
  const COMMAND = 'npm install --package-lock-only --ignore-scripts';

  async function behind(initializationOptions: object) {
    const folder = await world.folder({ 'package.json': MANIFEST, 'package-lock.json': LOCK });
    const client = await world.start({ capabilities: PUSH, folders: [folder], initializationOptions });
    const file = path.join(folder, 'package.json');
    client.open(file, MANIFEST);
    const diagnostics = await client.diagnostics(file, hasCode('stale-lockfile'));
    return { client, file, folder, diagnostics };
  }

  it('is one information, with the command to copy or to put into a terminal, for clients that can', async () => {
    const { client, file, folder, diagnostics } = await behind({ terminalCommands: true });
    const diagnostic = firstOf(diagnostics.filter(({ code }) => code === 'stale-lockfile'));
    expect(diagnostic).toMatchObject({ severity: 3, range: on(0, 31, 38) });
    expect(diagnostic.message).toContain(COMMAND);
    const actions = await actionsAt(client, file, undefined, diagnostic.range, [diagnostic]);
    expect(actions.map(({ title, command, edit }) => [title, command?.command, command?.arguments, edit])).toEqual([
      [`Copy "${COMMAND}"`, 'depwarden.copyCommand', [{ command: COMMAND, folder }], undefined],
      [`Put "${COMMAND}" into a terminal`, 'depwarden.typeCommand', [{ command: COMMAND, folder }], undefined],
    ]);
    expect(actions.map(action => action.diagnostics)).toEqual([[diagnostic], [diagnostic]]);
    expect(await actionsAt(client, file, ['source'], diagnostic.range, [diagnostic])).not.toContainEqual(
      expect.objectContaining({ kind: 'quickfix' }),
    );
  });

  it('has no commands for others, and is gone once it is up to date', async () => {
    const { client, file, folder, diagnostics } = await behind({});
    expect(await actionsAt(client, file, undefined, firstOf(diagnostics).range, diagnostics)).toEqual([]);
    await put(path.join(folder, 'package-lock.json'), LOCK.replaceAll('4.17.21', '4.17.20'));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path.join(folder, 'package-lock.json')), type: 2 }] });
    await client.diagnostics(file, found => !hasCode('stale-lockfile')(found));
  });
});

describe('fix all in the workspace', () => {
  const FILES = {
    'package.json': PACKAGE,
    'api/requirements.txt': '\ufefflitellm>=1.50,<2\r\n',
    'old/package.json': '{ "dependencies": { "express": "4.21.2" } }\n',
    'clean/package.json': '{ "dependencies": { "lodash": "4.17.21" } }\n',
  };

  const run = (client: LanguageClient) => client.request('workspace/executeCommand', { command: 'depwarden.fixWorkspace' });
  const asked = (client: LanguageClient): ApplyWorkspaceEditParams | undefined => client.all('workspace/applyEdit')[0]?.params;

  const MAJOR = 'GHSA-expr-ess4-0000';

  /** A vulnerability that only another major line has put right. */
  function addMajorFix(): void {
    world.services.osv.records.set(MAJOR, {
      id: MAJOR,
      modified: '2026-01-01T00:00:00Z',
      summary: 'Made up for this test',
      database_specific: { severity: 'HIGH' },
      affected: [
        { package: { ecosystem: 'npm', name: 'express' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '5.0.0' }] }] },
      ],
    });
    world.later(() => world.services.osv.records.delete(MAJOR));
  }

  it('is offered to clients that apply edits only', async () => {
    const able = await world.start({ capabilities: ANNOTATING });
    expect(able.answer.capabilities.executeCommandProvider?.commands).toContain('depwarden.fixWorkspace');
    const unable = await world.start({ capabilities: BARE });
    expect(unable.answer.capabilities.executeCommandProvider?.commands).not.toContain('depwarden.fixWorkspace');
  });

  const messages = (client: LanguageClient) => client.all('window/showMessageRequest').map(({ params }) => params);

  it('tells what it comes to, and changes open and closed manifests by one edit in which every change waits to be confirmed', async () => {
    addMajorFix();
    const folder = await world.folder(FILES);
    const client = await world.start({ capabilities: ANNOTATING, folders: [folder], chooses: 'Preview' });
    const open = path.join(folder, 'package.json');
    client.open(open, `\n${PACKAGE}`);
    const uris = ['api/requirements.txt', 'old/package.json', 'package.json'].map(name => uriOf(path.join(folder, name)));
    const { uris: changed, ...summary } = await run(client);
    expect(summary).toEqual({ changes: 5, files: 3, toConfirm: 1, stays: 1, refused: [], applied: true, cancelled: false });
    expect(changed.toSorted()).toEqual(uris);
    expect(messages(client)).toEqual([
      {
        type: 3,
        message: 'Depwarden: 5 changes in 3 files (1 to another major line: only by a preview); 1 finding stays: express.',
        actions: [{ title: 'Preview' }, { title: 'Apply' }],
      },
    ]);
    const edit = asked(client)?.edit;
    const changes = edit?.documentChanges as TextDocumentEdit[];
    expect(
      changes.map(({ textDocument }) => [path.relative(folder, new URL(textDocument.uri).pathname), textDocument.version]).sort(),
    ).toEqual([
      ['api/requirements.txt', null],
      ['old/package.json', null],
      ['package.json', 1],
    ]);
    expect(applied(`\n${PACKAGE}`, edit, uriOf(open))).toBe(`\n${FIXED}`);
    const api = uriOf(path.join(folder, 'api/requirements.txt'));
    expect(applied('litellm>=1.50,<2\r\n', edit, api), 'a client opens it without the mark').toBe('litellm>=1.83.0,<2\r\n');
    const edits = changes.flatMap(one => one.edits) as { readonly annotationId?: string }[];
    const annotations = edits.map(({ annotationId = '' }) => edit?.changeAnnotations?.[annotationId]);
    expect(annotations).toHaveLength(5);
    expect(annotations.every(annotation => annotation?.needsConfirmation)).toBe(true);
    expect(edit?.changeAnnotations).toMatchObject({
      'Raise express to 5.1.0 (next safe release)': { description: 'Another major line' },
      'Pin chalk to 5.6.0 (last safe release)': {},
    });
    expect(await readFile(path.join(folder, 'old/package.json'), 'utf8')).toBe(FILES['old/package.json']);
  });

  it('makes at once only what keeps the major line where its user says so', async () => {
    addMajorFix();
    const folder = await world.folder(FILES);
    const client = await world.start({ capabilities: ANNOTATING, folders: [folder], chooses: 'Apply' });
    expect(await run(client)).toMatchObject({ changes: 4, files: 2, toConfirm: 0, stays: 1, applied: true });
    expect(asked(client)?.edit.changeAnnotations).toBeUndefined();
    expect(JSON.stringify(asked(client)?.edit)).not.toContain('express');
  });

  it('changes nothing where its user chooses nothing, or cannot be asked', async () => {
    const folder = await world.folder(FILES);
    for (const options of [{}, { refuses: ['window/showMessageRequest'], chooses: 'Apply' }]) {
      const client = await world.start({ capabilities: ANNOTATING, folders: [folder], ...options });
      expect(await run(client)).toMatchObject({ changes: 4, applied: false, uris: [], cancelled: false });
      expect(messages(client)).toHaveLength(1);
      expect(asked(client)).toBeUndefined();
    }
  });

  it('leaves out what wants to be confirmed where the client shows no changes', async () => {
    addMajorFix();
    const folder = await world.folder(FILES);
    const client = await world.start({
      capabilities: { ...PUSH, workspace: { ...PUSH.workspace, applyEdit: true } },
      folders: [folder],
      chooses: 'Apply',
    });
    expect(await run(client)).toMatchObject({ changes: 4, files: 2, toConfirm: 0 });
    expect(messages(client)).toMatchObject([{ actions: [{ title: 'Apply' }] }]);
    expect(asked(client)?.edit.changeAnnotations).toBeUndefined();
    expect(JSON.stringify(asked(client)?.edit)).not.toContain('express');
    expect(JSON.stringify(asked(client)?.edit)).not.toContain('annotationId');
  });

  it('says which lockfile will be behind, and how to bring it up to date', async () => {
    const lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/chalk': { version: '5.6.1' } } };
    const manifest = '{ "dependencies": { "chalk": "5.6.1" } }\n';
    const folder = await world.folder({ 'package.json': manifest, 'package-lock.json': JSON.stringify(lock) });
    const client = await world.start({ capabilities: ANNOTATING, folders: [folder] });
    await run(client);
    expect(messages(client)[0]?.message).toContain('the lockfile will be behind: run npm install --package-lock-only --ignore-scripts');
  });

  it('asks for nothing where there is nothing to fix', async () => {
    const folder = await world.folder({ 'package.json': FILES['clean/package.json'] });
    const client = await world.start({ capabilities: ANNOTATING, folders: [folder], chooses: 'Apply' });
    expect(await run(client)).toMatchObject({ changes: 0, files: 0, uris: [], applied: false, cancelled: false });
    expect(messages(client)).toEqual([]);
    expect(asked(client)).toBeUndefined();
  });

  it('names a manifest that changes meanwhile and leaves it alone, and goes on with the others', async () => {
    const gate = await startGate(world.services.pypi.url);
    world.later(() => gate.close());
    const hashed = 'litellm==1.82.7 --hash=sha256:aaaa\n';
    const folder = await world.folder({ 'package.json': PACKAGE, 'requirements.txt': hashed });
    const section = { registries: { pypi: `${gate.url}/simple` } };
    const client = await world.start({ capabilities: ANNOTATING, folders: [folder], section, chooses: 'Preview' });
    const answer = run(client);
    await gate.arrival(1);
    gate.open();
    gate.shut();
    await gate.arrival(2);
    await writeFile(path.join(folder, 'requirements.txt'), `# new\n${hashed}`);
    gate.open();
    expect(await answer).toMatchObject({ changes: 3, files: 1, refused: [path.join(folder, 'requirements.txt')] });
    expect(JSON.stringify(asked(client)?.edit)).not.toContain('requirements.txt');
  });

  it('can be cancelled', async () => {
    const gate = await startGate(world.services.npm.url);
    world.later(() => gate.close());
    const folder = await world.folder({ 'package.json': PACKAGE });
    const client = await world.start({ capabilities: ANNOTATING, folders: [folder], section: { registries: { npm: gate.url } } });
    const answer = run(client);
    await gate.arrival(1);
    const { token } = client.all('window/workDoneProgress/create').at(-1)?.params ?? {};
    client.notify('window/workDoneProgress/cancel', { token });
    expect(await answer).toMatchObject({ cancelled: true, applied: false });
    expect(asked(client)).toBeUndefined();
  });
});
