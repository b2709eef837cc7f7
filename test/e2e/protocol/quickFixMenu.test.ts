import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionTriggerKind,
  type Diagnostic,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Gate, startGate } from '../../support/gate.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { firstOf, hasCode, lookUpsDone, on, PUSH, useWorld } from './world.js';

// What a menu of quick fixes holds, and in which order: a client may choose the first by itself.

const world = useWorld();

/** What our own client can do. */
const OURS = {
  initializationOptions: {
    ignoreCommand: true,
    ruleCommand: true,
    reportCommand: true,
    installedNotifications: true,
    terminalCommands: true,
  },
};
const CREATING: ClientCapabilities = {
  ...PUSH,
  workspace: { ...PUSH.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};
const DISABLING: ClientCapabilities = {
  ...PUSH,
  textDocument: { ...PUSH.textDocument, codeAction: { ...PUSH.textDocument?.codeAction, disabledSupport: true } },
};

async function opened(name: string, text: string, files = {}, options: object = OURS) {
  const folder = await world.folder({ [name]: text, ...files });
  const client = await world.start({ capabilities: CREATING, folders: [folder], ...options });
  const file = path.join(folder, name);
  client.open(file, text);
  return { client, file, folder };
}

async function actionsOn(client: LanguageClient, file: string, diagnostics: readonly Diagnostic[]): Promise<CodeAction[]> {
  const { range } = firstOf(diagnostics);
  return client.request('textDocument/codeAction', { textDocument: { uri: uriOf(file) }, range, context: { diagnostics } });
}

function invokedAt(client: LanguageClient, file: string, line: number, character: number): Promise<CodeAction[]> {
  const context = { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked };
  return client.request('textDocument/codeAction', { textDocument: { uri: uriOf(file) }, range: on(line, character, character), context });
}

const titlesOf = (actions: readonly CodeAction[]): readonly string[] => actions.map(({ title }) => title);

/** The text that an action leaves in the file that it changes. */
function written(text: string, action: CodeAction): string {
  const change = action.edit?.documentChanges?.find(one => 'textDocument' in one) as TextDocumentEdit;
  return TextDocument.applyEdits(TextDocument.create('file:///a', '', 0, text), change.edits as TextEdit[]);
}

describe('the menu of quick fixes', () => {
  it('has the preferred fix, other fixes, all of the file, ignoring, and the explanation in words', async () => {
    const { client, file } = await opened('package.json', '{ "dependencies": { "chalk": "5.6.1", "minimist": "1.2.5" } }');
    await lookUpsDone(client);
    const diagnostics = await client.diagnostics(file, hasCode('malicious-release'));
    const chalk = diagnostics.filter(({ code }) => code === 'malicious-release');
    const actions = await actionsOn(client, file, chalk);
    expect(titlesOf(actions)).toEqual([
      'Pin chalk to 5.6.0 (last safe release)',
      'Raise chalk to 5.6.2 (next safe release)',
      'What to do about chalk 5.6.1',
      'Fix all in this file',
      'Ignore chalk: a malicious release…',
      'Explain: a malicious release',
    ]);
    expect(actions.map(({ isPreferred }) => isPreferred ?? false)).toEqual([true, false, false, false, false, false]);
    expect(actions.every(action => action.diagnostics?.length === 1)).toBe(true);
  });

  it('begins with what to do where the release is installed, and prefers no fix; fixing all still does', async () => {
    const site = '.venv/lib/python3.11/site-packages/litellm-1.82.8.dist-info/METADATA';
    const files = { '.venv/pyvenv.cfg': '', [site]: 'Name: litellm\nVersion: 1.82.8\n' };
    const { client, file } = await opened('requirements.txt', 'litellm==1.82.8\n', files);
    await client.diagnostics(file, hasCode('malicious-installed'));
    await lookUpsDone(client);
    const diagnostics = client.published(file)?.diagnostics ?? [];
    const actions = await actionsOn(client, file, diagnostics);
    expect(actions[0]?.title).toBe('What to do about litellm 1.82.8');
    expect(titlesOf(actions)).toContain('Pin litellm to 1.82.6 (last safe release)');
    expect(actions.filter(({ isPreferred }) => isPreferred)).toEqual([]);
    const context = { diagnostics, only: ['source.fixAll'] };
    const all: CodeAction[] = await client.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(file) },
      range: on(0, 0, 0),
      context,
    });
    expect(written('litellm==1.82.8\n', await client.request('codeAction/resolve', firstOf(all)))).toBe('litellm==1.82.6\n');
  });

  it('leads to the report where no safe release is known, before ignoring', async () => {
    const text = '{ "dependencies": { "request": "2.88.2" } }';
    const { client, file } = await opened('package.json', text);
    await lookUpsDone(client);
    const diagnostics = await client.diagnostics(file, hasCode('deprecated-release'));
    const actions = await actionsOn(client, file, diagnostics);
    expect(actions[0]).toMatchObject({
      title: 'No safe release is known: every release is deprecated',
      command: { command: 'depwarden.showReport' },
    });
    expect(titlesOf(actions).slice(1)).toEqual(['Ignore request: a deprecated release…', 'Explain: a deprecated release']);
    const other = await opened('package.json', text, {}, { capabilities: DISABLING });
    await lookUpsDone(other.client);
    const [only, ...more] = await actionsOn(
      other.client,
      other.file,
      await other.client.diagnostics(other.file, hasCode('deprecated-release')),
    );
    expect([only?.disabled?.reason, only?.command, more]).toEqual(['No safe release is known: every release is deprecated', undefined, []]);
    const bare = await opened('package.json', text, {}, { capabilities: PUSH });
    await lookUpsDone(bare.client);
    expect(await actionsOn(bare.client, bare.file, await bare.client.diagnostics(bare.file, hasCode('deprecated-release')))).toEqual([]);
  });

  it('offers to call an unknown name private before it offers to remove it, and does so in a new policy file', async () => {
    const { client, file, folder } = await opened('package.json', '{ "dependencies": { "acme-internal-utils": "1", "@acme/ui": "1" } }');
    await lookUpsDone(client);
    const unknown = (await client.diagnostics(file, hasCode('unknown-package'))).filter(({ code }) => code === 'unknown-package');
    const [utils, ui] = await Promise.all(unknown.map(one => actionsOn(client, file, [one])));
    expect(titlesOf(utils ?? []).slice(0, 2)).toEqual([
      'It is private: add npm:acme-internal-utils to privateScopes',
      'Remove acme-internal-utils',
    ]);
    expect(titlesOf(ui ?? [])[0]).toBe('It is private: add @acme to privateScopes');
    const policy = path.join(folder, '.depwarden.jsonc');
    const text = written('', firstOf(utils));
    expect(utils?.[0]?.edit?.documentChanges?.[0]).toMatchObject({ kind: 'create', uri: uriOf(policy) });
    client.open(policy, text);
    const left = await client.diagnostics(file, found => found.filter(({ code }) => code === 'unknown-package').length === 1);
    expect(left.some(({ message }) => String(message).includes('acme-internal-utils'))).toBe(false);
  });

  it('stays a menu where a selection holds very many of them', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `acme-internal-part-${index}`);
    const { client, file } = await opened('requirements.txt', names.map(name => `${name}==1\n`).join(''));
    await lookUpsDone(client);
    const diagnostics = await client.diagnostics(file, found => found.length === names.length);
    const range = { start: { line: 0, character: 0 }, end: { line: names.length, character: 0 } };
    const params = { textDocument: { uri: uriOf(file) }, range, context: { diagnostics } };
    const titles = titlesOf(await client.request('textDocument/codeAction', params));
    expect(titles.filter(title => title.startsWith('It is private: add'))).toHaveLength(10);
    expect(titles.filter(title => title.startsWith('Remove'))).toHaveLength(25);
  });

  it('never begins with removing or explaining where the client makes no files', async () => {
    const { client, file } = await opened(
      'package.json',
      '{ "dependencies": { "acme-internal-utils": "1" } }',
      {},
      { ...OURS, capabilities: PUSH },
    );
    await lookUpsDone(client);
    const actions = await actionsOn(client, file, await client.diagnostics(file, hasCode('unknown-package')));
    expect(titlesOf(actions).slice(0, 2)).toEqual([
      'No fix is known: a package that the registry does not have',
      'Remove acme-internal-utils',
    ]);
  });

  it('offers to stop ignoring, which takes the entry out and brings the finding back', async () => {
    const entry = '{ "rule": "deprecated-release", "package": "npm:request", "reason": "no other does it" }';
    const policyText = `{\n  "ignore": [\n    ${entry} // for now\n  ]\n}\n`;
    const { client, file, folder } = await opened('package.json', '{ "dependencies": { "request": "2.88.2" } }', {
      '.depwarden.jsonc': policyText,
    });
    await lookUpsDone(client);
    const [stop, ...others] = await invokedAt(client, file, 0, 22);
    expect([stop?.title, others]).toEqual(['Stop ignoring request: a deprecated release', []]);
    const text = written(policyText, stop as CodeAction);
    expect(text).toBe('{\n  "ignore": [\n  ]\n}\n');
    client.open(path.join(folder, '.depwarden.jsonc'), text);
    await client.diagnostics(file, hasCode('deprecated-release'));
  });

  it('has on what could not be checked a way to ask again first', async () => {
    world.services.npm.fault('/', { kind: 'status', status: 503 });
    const { client, file } = await opened('package.json', '{ "dependencies": { "lodash": "4.17.21" } }');
    const diagnostics = await client.diagnostics(file, hasCode('not-checked'));
    const actions = await actionsOn(client, file, diagnostics);
    expect(actions.map(({ title, command }) => [title, command?.command])).toEqual([
      ['Check again', 'depwarden.checkNow'],
      ['Explain: a dependency that could not be checked', 'depwarden.showRule'],
    ]);
  });
});

describe('the registry of a private package', () => {
  const ABLE: ClientCapabilities = {
    ...CREATING,
    workspace: { ...CREATING.workspace, applyEdit: true },
    window: { showDocument: { support: true } },
  };

  it.each([
    ['package.json', '{ "dependencies": { "@acme/ui": "1" } }', '.npmrc', '# @acme:registry=https://registry.example.com/\n'],
    ['requirements.txt', 'acme-internal-utils==1\n', 'requirements.txt', '# --index-url https://pypi.example.com/simple/\n'],
  ])('of %s is named in a file that is shown, with an example to complete', async (name, text, target, example) => {
    const { client, file, folder } = await opened(name, text, {}, { ...OURS, capabilities: ABLE });
    await lookUpsDone(client);
    const actions = await actionsOn(client, file, await client.diagnostics(file, hasCode('unknown-package')));
    const action = actions.find(({ title }) => title === `It is private: name its registry in ${target}`);
    expect(await client.request('workspace/executeCommand', action?.command)).toBe(true);
    const { edit } = client.all('workspace/applyEdit')[0]?.params ?? {};
    const before = target === name ? text : '';
    expect(written(before, { title: '', edit })).toBe(`${before}${example}`);
    expect(client.all('window/showDocument')[0]?.params).toMatchObject({ uri: uriOf(path.join(folder, target)), takeFocus: true });
  });

  it('is asked for by nonsense in vain', async () => {
    const { client } = await opened('package.json', '{}', {}, { capabilities: ABLE });
    for (const args of [[], [7], [{ uri: 'file:///a' }], [{ uri: 'x', ecosystem: 'Maven', package: 'a' }]])
      expect(await client.request('workspace/executeCommand', { command: 'depwarden.configureRegistry', arguments: args })).toBe(false);
    expect(client.all('workspace/applyEdit')).toEqual([]);
  });
});

describe('a menu that is opened while its package is looked up', () => {
  const TEXT = '{ "dependencies": { "minimist": "1.2.5" } }';

  async function slow() {
    const gate: Gate = await startGate(world.services.npm.url);
    world.later(() => gate.close());
    const folder = await world.folder({ 'package.json': TEXT });
    const client = await world.start({ capabilities: PUSH, folders: [folder], section: { registries: { npm: gate.url } }, ...OURS });
    const file = path.join(folder, 'package.json');
    client.open(file, TEXT);
    await gate.arrival(1);
    return { gate, client, file };
  }

  it('waits for it where the user has asked, and has what is shown by then', async () => {
    const { gate, client, file } = await slow();
    const answer = invokedAt(client, file, 0, 34);
    gate.open();
    expect(titlesOf(await answer)).toEqual([
      'Raise minimist to 1.2.6 (next safe release)',
      'Ignore minimist: a release with known vulnerabilities…',
      'Explain: a release with known vulnerabilities',
    ]);
  });

  it('answers with what is known where it takes too long, and at once where nobody has asked', async () => {
    const { client, file } = await slow();
    const context = { diagnostics: [], triggerKind: CodeActionTriggerKind.Automatic };
    const byItself = { textDocument: { uri: uriOf(file) }, range: on(0, 34, 34), context };
    const lookedUp = 'No safe release is known: its releases are still being looked up';
    await client.diagnostics(file, hasCode('vulnerable-release'));
    expect(titlesOf(await client.request('textDocument/codeAction', byItself))[0]).toBe(lookedUp);
    expect(titlesOf(await invokedAt(client, file, 0, 34))[0]).toBe(lookedUp);
  });
});
