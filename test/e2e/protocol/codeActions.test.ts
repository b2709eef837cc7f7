import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeAction, Diagnostic, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startGate } from '../../support/gate.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { digestOf } from '../../support/services/index.js';
import { codes, firstOf, hasCode, isEmpty, lookUpsDone, on, PUSH, says, useWorld } from './world.js';

const world = useWorld();

const BARE: ClientCapabilities = { workspace: { configuration: true } };

async function opened(name: string, text: string, settled: string, capabilities = PUSH, section = {}) {
  const folder = await world.folder();
  const client = await world.start({ capabilities, folders: [folder], section });
  const file = path.join(folder, name);
  client.open(file, text);
  await client.diagnostics(file, says(settled));
  await lookUpsDone(client);
  return { client, file, diagnostics: client.published(file)?.diagnostics ?? [] };
}

async function actionsAt(client: LanguageClient, file: string, diagnostic: Diagnostic, only?: string[]): Promise<CodeAction[]> {
  const context = { diagnostics: [diagnostic], ...(only && { only }) };
  return client.request('textDocument/codeAction', { textDocument: { uri: uriOf(file) }, range: diagnostic.range, context });
}

function editsOf(action: CodeAction): TextEdit[] {
  const [change] = (action.edit?.documentChanges ?? []) as TextDocumentEdit[];
  return (change?.edits ?? Object.values(action.edit?.changes ?? {})[0] ?? []) as TextEdit[];
}

function applied(text: string, action: CodeAction): string {
  return TextDocument.applyEdits(TextDocument.create('file:///a', '', 0, text), editsOf(action));
}

describe('code actions', () => {
  const PACKAGE =
    '{\n  "dependencies": {\n    "axios": "^1.13.0",\n    "chalk": "5.6.1",\n    "minimist": "1.2.5",\n    "nothing-of-this-name": "1"\n  }\n}\n';

  it.each([
    {
      name: 'requirements.txt',
      text: 'litellm[proxy] >=1.50,<2 ; python_version > "3.8"  # why\n',
      settled: '1.84.0',
      titles: [
        'Raise litellm to >=1.83.0,<2 (next safe release)',
        'Exclude litellm 1.82.7 and 1.82.8',
        'Pin litellm to 1.82.6 (last safe release)',
      ],
      preferred: 0,
    },
    {
      name: 'requirements.txt',
      text: 'django==4.0.3\n',
      settled: 'GHSA-2gwj',
      titles: ['Raise django to 4.0.4 (next safe release)'],
      preferred: 0,
    },
    {
      name: 'requirements.txt',
      text: 'no-such-name-1==1.0\n',
      settled: 'no package named',
      titles: ['Remove no-such-name-1'],
      preferred: undefined,
    },
    {
      name: 'package.json',
      text: '{ "dependencies": { "chalk": "5.6.1" } }',
      settled: 'Last safe release: 5.6.0',
      titles: ['Pin chalk to 5.6.0 (last safe release)', 'Raise chalk to 5.6.2 (next safe release)'],
      preferred: 0,
    },
  ])('for $text: $titles', async ({ name, text, settled, titles, preferred }) => {
    const { client, file, diagnostics } = await opened(name, text, settled);
    const diagnostic = firstOf(diagnostics);
    const actions = await actionsAt(client, file, diagnostic);
    expect(actions.map(({ title }) => title)).toEqual(titles);
    expect(actions.flatMap(({ isPreferred }, index) => (isPreferred ? [index] : []))).toEqual(preferred === undefined ? [] : [preferred]);
    expect(actions.every(({ kind }) => kind === 'quickfix')).toBe(true);
    expect(actions.map(action => action.diagnostics)).toEqual(actions.map(() => [diagnostic]));
  });

  it('leave the finding gone, and the rest of the line as it was', async () => {
    const text = 'litellm[proxy] >=1.50,<2 ; python_version > "3.8"  # why\n';
    const { client, file, diagnostics } = await opened('requirements.txt', text, '1.84.0');
    const actions = await actionsAt(client, file, firstOf(diagnostics));
    expect(actions.map(action => applied(text, action))).toEqual([
      'litellm[proxy] >=1.83.0,<2 ; python_version > "3.8"  # why\n',
      'litellm[proxy] >=1.50,<2,!=1.82.7,!=1.82.8 ; python_version > "3.8"  # why\n',
      'litellm[proxy] ==1.82.6 ; python_version > "3.8"  # why\n',
    ]);
    for (const action of actions) {
      client.change(file, text);
      await client.diagnostics(file, hasCode('admits-malicious-release'));
      const version = client.change(file, applied(text, action));
      await client.diagnostics(file, (diagnostics, seen) => seen === version && isEmpty(diagnostics));
    }
  });

  it('make a whole package.json clean, one after the other', async () => {
    const { client, file } = await opened('package.json', PACKAGE, 'nothing-of-this-name');
    let text = PACKAGE;
    let version = 1;
    const gone: string[] = [];
    for (let left = 4; left > 0; left--) {
      const diagnostics = await client.diagnostics(file, (found, seen) => seen === version && found.length === left);
      const actions = await actionsAt(client, file, firstOf(diagnostics));
      text = applied(text, actions.find(({ isPreferred }) => isPreferred) ?? firstOf(actions));
      version = client.change(file, text);
      gone.push(...codes(diagnostics.slice(0, 1)));
    }
    await client.diagnostics(file, (diagnostics, seen) => seen === version && isEmpty(diagnostics));
    expect(gone).toEqual(['admits-malicious-release', 'malicious-release', 'vulnerable-release', 'unknown-package']);
    expect(JSON.parse(text)).toEqual({ dependencies: { axios: '^1.15.0', chalk: '5.6.0', minimist: '1.2.6' } });
  });

  it('say in their data why the release was chosen, where the client keeps data', async () => {
    const text = '{ "dependencies": { "chalk": "5.6.1" } }';
    const { client, file, diagnostics } = await opened('package.json', text, 'Last safe release');
    const [action] = await actionsAt(client, file, firstOf(diagnostics));
    expect(action?.data).toMatchObject({ explanation: expect.stringMatching(/^5\.6\.0: last safe release, .*no known advisories/) });
    expect(await client.request('codeAction/resolve', action)).toEqual(action);
    const bare = await opened('package.json', text, 'Last safe release', BARE);
    const [plain] = await actionsAt(bare.client, bare.file, firstOf(bare.diagnostics));
    expect(plain).not.toHaveProperty('data');
  });

  it('carry the version of the document where the client understands that, else plain changes', async () => {
    const { client, file } = await opened('package.json', '{ "dependencies": { "chalk": "5.6.1" } }', 'Last safe release');
    const version = client.change(file, { range: on(0, 0, 0), text: ' ' });
    const diagnostic = firstOf(await client.diagnostics(file, (_, seen) => seen === version));
    const [action] = await actionsAt(client, file, diagnostic);
    const textDocument = { uri: uriOf(file), version };
    expect(action?.edit).toEqual({ documentChanges: [{ textDocument, edits: [{ range: diagnostic.range, newText: '5.6.0' }] }] });
    const bare = await opened('package.json', '{ "dependencies": { "chalk": "5.6.1" } }', 'Last safe release', BARE);
    const [plain] = await actionsAt(bare.client, bare.file, firstOf(bare.diagnostics));
    expect(plain?.edit).toEqual({ changes: { [uriOf(bare.file)]: [{ range: on(0, 30, 35), newText: '5.6.0' }] } });
  });

  it('are given for the kinds asked for, and where the cursor is on the dependency', async () => {
    const { client, file, diagnostics } = await opened('package.json', '{ "dependencies": { "chalk": "5.6.1" } }', 'Last safe release');
    const count = async (only?: string[]): Promise<number> => (await actionsAt(client, file, firstOf(diagnostics), only)).length;
    expect(await Promise.all([count(), count(['quickfix']), count(['']), count(['refactor', 'quickfix'])])).toEqual([2, 2, 3, 2]);
    expect(await Promise.all([count(['refactor']), count(['source.organizeImports']), count(['quickfix.of.others']), count([])])).toEqual([
      0, 0, 0, 0,
    ]);
    const at = async (character: number): Promise<CodeAction[]> =>
      client.request('textDocument/codeAction', {
        textDocument: { uri: uriOf(file) },
        range: on(0, character, character),
        context: { diagnostics: [] },
      });
    const onName = await at(23);
    expect(onName).toHaveLength(2);
    expect(onName[0]?.diagnostics).toBeUndefined();
    expect(await at(5)).toEqual([]);
  });

  it('leave diagnostics of others alone', async () => {
    const { client, file, diagnostics } = await opened('package.json', '{ "dependencies": { "chalk": "5.6.1" } }', 'Last safe release');
    const foreign = { ...firstOf(diagnostics), source: 'npm' };
    const [action] = await actionsAt(client, file, foreign);
    expect(action?.diagnostics).toBeUndefined();
  });
});

/** Messages are read in their order: who has answered a later one has read those before. */
async function hasReadChange(client: LanguageClient, file: string): Promise<void> {
  await client.request('textDocument/documentLink', { textDocument: { uri: uriOf(file) } });
}

describe('a line with hashes', () => {
  const LINE = 'litellm==1.82.7 \\\n    --hash=sha256:aaaa \\\n    --hash=sha256:bbbb  # locked\ndjango==5.2.8\n';
  const [FIRST = '', SECOND = ''] = ['litellm-1.82.6-py3-none-any.whl', 'litellm-1.82.6.tar.gz'].map(digestOf).sort();
  const HASHED = ['litellm==1.82.6 \\', `    --hash=sha256:${FIRST} \\`, `    --hash=sha256:${SECOND}  # locked`, 'django==5.2.8\n'].join(
    '\n',
  );

  async function pinAction(client: LanguageClient, file: string): Promise<CodeAction> {
    const actions = await actionsAt(client, file, firstOf(client.published(file)?.diagnostics));
    return firstOf(actions.filter(({ title }) => title === 'Pin litellm to 1.82.6 (last safe release)'));
  }

  it('gets the hashes of the new release on codeAction/resolve', async () => {
    const { client, file } = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6');
    const action = await pinAction(client, file);
    expect(action.edit).toBeUndefined();
    const resolved: CodeAction = await client.request('codeAction/resolve', action);
    expect(applied(LINE, resolved)).toBe(HASHED);
    const version = client.change(file, HASHED);
    await client.diagnostics(file, (diagnostics, seen) => seen === version && isEmpty(diagnostics));
  });

  it('gets them at once where the client cannot ask later', async () => {
    const { client, file } = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6', BARE);
    expect(applied(LINE, await pinAction(client, file))).toBe(HASHED);
  });

  it('gets no edit where the document has changed since, even while the index was asked', async () => {
    const { client, file } = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6');
    const action = await pinAction(client, file);
    client.change(file, { range: on(0, 0, 0), text: '# new\n' });
    expect((await client.request('codeAction/resolve', action)).edit).toBeUndefined();

    const gate = await startGate(world.services.pypi.url, true);
    world.later(() => gate.close());
    const slow = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6', PUSH, { registries: { pypi: `${gate.url}/simple` } });
    const pending = await pinAction(slow.client, slow.file);
    gate.shut();
    const before = gate.arrived();
    const answer = slow.client.request('codeAction/resolve', pending);
    await gate.arrival(before + 1);
    slow.client.change(slow.file, { range: on(0, 0, 0), text: '# new\n' });
    await hasReadChange(slow.client, slow.file);
    gate.open();
    expect((await answer).edit).toBeUndefined();
  });

  it('is offered no fix whose hashes came after the document had changed', async () => {
    const gate = await startGate(world.services.pypi.url, true);
    world.later(() => gate.close());
    const { client, file, diagnostics } = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6', BARE, {
      registries: { pypi: `${gate.url}/simple` },
    });
    gate.shut();
    const before = gate.arrived();
    const answer = actionsAt(client, file, firstOf(diagnostics));
    await gate.arrival(before + 1);
    client.change(file, { range: on(0, 0, 0), text: '# new\n' });
    await hasReadChange(client, file);
    gate.open();
    expect(await answer).toEqual([]);
  });

  it('gets no edit where the index gives no hashes', async () => {
    const { client, file } = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6');
    const action = await pinAction(client, file);
    world.services.pypi.fault('/', { kind: 'status', status: 403 });
    expect((await client.request('codeAction/resolve', action)).edit).toBeUndefined();
  });

  it('answers resolve of an action that is not its own, or of nonsense, with the same action', async () => {
    const { client } = await opened('requirements.txt', LINE, 'Last safe release: 1.82.6');
    for (const data of [undefined, null, 'x', 7, {}, { uri: 5 }, { uri: 'file:///a', version: 1, offset: -1, title: 'x' }]) {
      const action = { title: 'Anything', ...(data !== undefined && { data }) };
      expect(await client.request('codeAction/resolve', action)).toEqual(action);
    }
  });
});
