import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { firstOf, hasCode, isEmpty, on, PULL, PUSH, put, says, useWorld } from './world.js';

const world = useWorld();

const LITELLM = 'litellm>=1.50,<2\n';
const IGNORING =
  '{ "ignore": [{ "rule": "admits-malicious-release", "package": "PyPI:litellm", "versions": "<2", "reason": "locked elsewhere", "expires": "2099-01-31" }] }\n';
const CREATES = {
  ...PUSH,
  workspace: { ...PUSH.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } },
};

/** A client with one folder in which a manifest is open that has one finding. */
async function opened(policy?: string, options = {}) {
  const folder = await world.folder({ 'requirements.txt': LITELLM, ...(policy !== undefined && { '.depwarden.jsonc': policy }) });
  const client = await world.start({ capabilities: PUSH, folders: [folder], ...options });
  const [file, policyFile] = [path.join(folder, 'requirements.txt'), path.join(folder, '.depwarden.jsonc')];
  client.open(file, LITELLM);
  return { client, folder, file, policyFile };
}

function changedOnDisk(client: LanguageClient, file: string): void {
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(file), type: 2 }] });
}

describe('a policy file', () => {
  it('that ignores a finding takes its squiggle away, from the file on disk, and gives it back', async () => {
    const { client, file, policyFile } = await opened(IGNORING);
    await client.diagnostics(file, isEmpty);
    await put(policyFile, '{}');
    changedOnDisk(client, policyFile);
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    await put(policyFile, IGNORING);
    changedOnDisk(client, policyFile);
    await client.diagnostics(file, isEmpty);
    await rm(policyFile);
    changedOnDisk(client, policyFile);
    await client.diagnostics(file, hasCode('admits-malicious-release'));
  });

  it('holds as it is shown, saved or not', async () => {
    const { client, file, policyFile } = await opened('{}');
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    client.open(policyFile, '{}');
    client.change(policyFile, IGNORING);
    await client.diagnostics(file, isEmpty);
    client.change(policyFile, '{ "rules": { "admits-malicious-release": "error" } }');
    await client.diagnostics(file, ([first]) => first?.severity === 1);
    client.change(policyFile, '{ "rules": { "admits-malicious-release": "hint" } }');
    await client.diagnostics(file, ([first]) => first?.severity === 2);
    client.change(policyFile, '{ "rules": { "admits-malicious-release": "error" } }');
    await client.diagnostics(file, ([first]) => first?.severity === 1);
    client.close(policyFile);
    await client.diagnostics(file, ([first]) => first?.severity === 2);
  });

  it('shows what is wrong in it, open or not', async () => {
    const text = '{\n  "rulez": {},\n  "ignore": [{ "package": "npm:a", "reason": "x", "expires": "2020-01-31" }]\n}\n';
    const { client, policyFile } = await opened(text);
    const closed = await client.diagnostics(policyFile, hasCode('policy'));
    expect(closed.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      '2 There is no key "rulez"; "rules" is probably meant.',
      '2 This entry has expired: its last day was 2020-01-31. It ignores nothing any more.',
    ]);
    expect(closed[0]?.range).toEqual(on(1, 3, 8));
    client.open(policyFile, text);
    client.change(policyFile, text.replace('"rulez": {},', ''));
    expect(await client.diagnostics(policyFile, diagnostics => diagnostics.length === 1)).toMatchObject([{ code: 'policy' }]);
    client.close(policyFile);
    await client.diagnostics(policyFile, diagnostics => diagnostics.length === 2);
    await rm(policyFile);
    changedOnDisk(client, policyFile);
    await client.diagnostics(policyFile, isEmpty);
  });

  it('leaves to a client that knows its schema what that says of an open file', async () => {
    const text = '{ "rulez": {}, "deny": ["no-prefix"] }';
    const { client, policyFile } = await opened(text, { initializationOptions: { policySchema: true } });
    await client.diagnostics(policyFile, diagnostics => diagnostics.length === 2);
    client.open(policyFile, text);
    const [only] = await client.diagnostics(policyFile, diagnostics => diagnostics.length === 1);
    expect(only?.message).toContain('This entry of deny is not used');
  });

  it('is shown to a client that asks', async () => {
    const { client, policyFile } = await opened('{ "rulez": {} }', { capabilities: PULL });
    await client.diagnostics(policyFile, hasCode('policy'));
    client.open(policyFile, '{ "rulez": {} }');
    await client.diagnostics(policyFile, isEmpty);
    await expect.poll(() => client.pull(policyFile)).toSatisfy(hasCode('policy'));
  });

  it('below the root holds nothing, and says so', async () => {
    const { client, folder, file } = await opened();
    const below = path.join(folder, 'sub', '.depwarden.jsonc');
    client.open(below, IGNORING);
    await client.diagnostics(below, says('only a policy file at the root of a workspace folder is read'));
    await client.diagnostics(file, hasCode('admits-malicious-release'));
  });

  it('tells of entries that matched nothing once everything was scanned, and not before', async () => {
    const entries =
      '{ "package": "PyPI:litellm", "rule": "admits-malicious-release", "versions": "<2", "reason": "x", "expires": "2099-01-31" }, { "package": "PyPI:gone", "reason": "x" }';
    const { client, policyFile } = await opened(`{ "ignore": [${entries}] }`);
    client.open(policyFile, `{ "ignore": [${entries}] }`);
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    const [only, ...others] = await client.diagnostics(policyFile, hasCode('policy'));
    expect([only?.severity, only?.message, others]).toEqual([3, 'This entry matched nothing in the last scan of everything.', []]);
    client.change(policyFile, `{ "ignore": [${entries.replace('gone', 'other')}] }`);
    await client.diagnostics(policyFile, isEmpty);
  });

  it('keeps private names to itself', async () => {
    const folder = await world.folder({ '.depwarden.jsonc': '{ "privateScopes": ["@acme", "PyPI:acme-*"] }' });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    const [npm, pip] = [path.join(folder, 'package.json'), path.join(folder, 'requirements.txt')];
    client.open(npm, '{ "dependencies": { "@acme/core": "1.0.0", "chalk": "5.6.0" } }');
    client.open(pip, 'acme-core==1.0\nlitellm==1.82.6\n');
    await client.request('depwarden/report');
    await client.diagnostics(pip, diagnostics => diagnostics.every(({ code }) => code !== 'not-checked'));
    const asked = [world.services.npm, world.services.pypi, world.services.osv].flatMap(({ requests }) =>
      requests.map(request => JSON.stringify(request)),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(request => request.includes('acme'))).toEqual([]);
  });

  it('holds for its own folder alone', async () => {
    const [one, two] = [await world.folder({ '.depwarden.jsonc': IGNORING }), await world.folder()];
    const client = await world.start({ capabilities: PUSH, folders: [one, two] });
    const [quiet, loud] = [one, two].map(folder => path.join(folder, 'requirements.txt')) as [string, string];
    client.open(quiet, LITELLM);
    client.open(loud, LITELLM);
    await client.diagnostics(loud, hasCode('admits-malicious-release'));
    await client.diagnostics(quiet, isEmpty);
  });
});

describe('an open lockfile', () => {
  const LOCK = '{ "lockfileVersion": 3, "packages": { "node_modules/chalk": { "version": "5.6.1" } } }';

  it('shows nothing of what the policy ignores, and offers to ignore the rest', async () => {
    const folder = await world.folder();
    const client = await world.start({ capabilities: PUSH, folders: [folder], initializationOptions: { ignoreCommand: true } });
    const [lock, policyFile] = [path.join(folder, 'package-lock.json'), path.join(folder, '.depwarden.jsonc')];
    client.open(lock, LOCK);
    const diagnostics = await client.diagnostics(lock, hasCode('malicious-release'));
    const { range } = firstOf(diagnostics);
    const actions = await client.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(lock) },
      range,
      context: { diagnostics },
    });
    const { command } = firstOf((actions as CodeAction[]).slice(-1));
    const { entry } = firstOf(firstOf(command?.arguments).scopes as readonly { readonly entry: object }[]);
    expect(entry).toEqual({ advisory: 'MAL-2025-46969', package: 'npm:chalk', versions: '5.6.1' });
    await put(policyFile, JSON.stringify({ ignore: [{ ...entry, reason: 'x', expires: '2099-01-31' }] }));
    changedOnDisk(client, policyFile);
    await client.diagnostics(lock, isEmpty);
  });
});

describe('ignoring', () => {
  const options = { initializationOptions: { ignoreCommand: true }, capabilities: CREATES };

  async function actionsOn(client: LanguageClient, file: string): Promise<readonly CodeAction[]> {
    const diagnostics = await client.diagnostics(file, says('Today it gives 1.84.0'));
    const { range } = firstOf(diagnostics);
    return client.request('textDocument/codeAction', { textDocument: { uri: uriOf(file) }, range, context: { diagnostics } });
  }

  it('is offered last, never preferred, and only to clients that can ask for a reason', async () => {
    const { client, file } = await opened(undefined, options);
    const actions = await actionsOn(client, file);
    const last = actions.at(-1);
    expect(last).toMatchObject({
      title: 'Ignore litellm: a range that lets in a malicious release…',
      kind: 'quickfix',
      command: { command: 'depwarden.ignore' },
    });
    expect(last?.isPreferred).toBeUndefined();
    expect(last?.command?.arguments).toMatchObject([
      {
        uri: uriOf(file),
        malicious: true,
        needsExpiry: true,
        scopes: [
          { label: 'MAL-2026-2144, for litellm', entry: { advisory: 'MAL-2026-2144', package: 'PyPI:litellm', versions: '==1.84.0' } },
          { entry: { rule: 'admits-malicious-release', package: 'PyPI:litellm', versions: '==1.84.0' } },
        ],
      },
    ]);
    const other = await opened();
    expect((await actionsOn(other.client, other.file)).filter(({ title }) => title.startsWith('Ignore'))).toEqual([]);
  });

  it('answers the edit that creates the file; its text, not yet saved, holds', async () => {
    const { client, file, policyFile } = await opened(undefined, options);
    const { command } = firstOf((await actionsOn(client, file)).slice(-1));
    const { entry } = firstOf(firstOf(command?.arguments).scopes as readonly { readonly entry: object }[]);
    const { uri, edit } = await ignore(client, file, { ...entry, reason: 'locked elsewhere', expires: '2099-01-31' });
    expect(uri).toBe(uriOf(policyFile));
    const [creation, change] = edit.documentChanges ?? [];
    expect(creation).toMatchObject({ kind: 'create', uri, options: { ignoreIfExists: false } });
    const { newText: text } = firstOf((change as TextDocumentEdit).edits) as TextEdit;
    expect(text).toMatch(/^\/\/ .*\n\{\n {2}"ignore": \[/);
    client.open(policyFile, text);
    await client.diagnostics(file, isEmpty);
    client.change(policyFile, text.replace('2099', '2009'));
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    await client.diagnostics(policyFile, says('has expired'));
  });

  it('edits the file that is open, in its version', async () => {
    const { client, file, policyFile } = await opened('{}', options);
    client.open(policyFile, '{ /* ours */ }');
    const version = client.change(policyFile, '{ /* ours */\n}');
    const { edit } = await ignore(client, file, { rule: 'yanked-release', reason: 'x' });
    expect(edit.documentChanges).toMatchObject([
      { textDocument: { uri: uriOf(policyFile), version }, edits: [{ range: { start: { line: 0, character: 12 } } }] },
    ]);
  });

  it.each([
    ['{ "ignore": [', { rule: 'yanked-release', reason: 'x' }, 'The policy file cannot be read whole'],
    ['{}', { rule: 'yanked-release', reason: '  ' }, 'reason must not be empty.'],
    ['{}', { reason: 'x' }, 'it has to name a rule, an advisory or a package'],
  ])('is refused, with the reason, where it would be a guess or ignore nothing: %s %o', async (policy, entry, message) => {
    const { client, file } = await opened(policy, options);
    await expect(ignore(client, file, entry)).rejects.toThrow(message);
  });

  function ignore(client: LanguageClient, file: string, entry: unknown): Promise<{ uri: string; edit: WorkspaceEdit }> {
    return client.request('depwarden/ignore', { uri: uriOf(file), entry });
  }
});
