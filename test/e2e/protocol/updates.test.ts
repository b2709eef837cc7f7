import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionTriggerKind,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { lookUpsDone, on, PUSH, useWorld } from './world.js';

// Newer releases for lines that nothing is wrong with: only for who asks.

const world = useWorld();
const ANNOTATING: ClientCapabilities = {
  ...PUSH,
  workspace: { ...PUSH.workspace, applyEdit: true, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};
const TEXT = '{ "dependencies": { "axios": "1.15.0", "chalk": "5.6.1", "minimist": "1.2.6" } }\n';

async function opened(options: object = {}) {
  const folder = await world.folder({ 'package.json': TEXT });
  const client = await world.start({ capabilities: ANNOTATING, folders: [folder], ...options });
  const file = path.join(folder, 'package.json');
  client.open(file, TEXT);
  await lookUpsDone(client);
  return { client, file };
}

function actionsAt(client: LanguageClient, file: string, character: number, context: object): Promise<CodeAction[]> {
  const params = { textDocument: { uri: uriOf(file) }, range: on(0, character, character), context: { diagnostics: [], ...context } };
  return client.request('textDocument/codeAction', params);
}

function applied(changes: readonly TextDocumentEdit[]): string {
  const document = TextDocument.create('file:///a', '', 0, TEXT);
  return TextDocument.applyEdits(
    document,
    changes.flatMap(({ edits }) => edits as TextEdit[]),
  );
}

describe('updates', () => {
  it('are rewriting actions on a healthy line, for who asks for them or for whatever there is', async () => {
    const { client, file } = await opened();
    const character = TEXT.indexOf('1.15.0');
    for (const context of [{ only: ['refactor'] }, { only: ['refactor.rewrite'] }, { triggerKind: CodeActionTriggerKind.Invoked }]) {
      const [action, ...others] = await actionsAt(client, file, character, context);
      expect(action).toMatchObject({ title: 'Update axios to 1.16.0 (newest minor)', kind: 'refactor.rewrite' });
      expect(others.filter(({ kind }) => kind !== 'refactor.rewrite')).toEqual([]);
      expect(action).not.toHaveProperty('isPreferred');
      expect(applied(action?.edit?.documentChanges as TextDocumentEdit[])).toBe(TEXT.replace('1.15.0', '1.16.0'));
    }
    for (const context of [{}, { triggerKind: CodeActionTriggerKind.Automatic }, { only: ['quickfix'] }, { only: ['source'] }]) {
      expect((await actionsAt(client, file, character, context)).filter(({ title }) => title.startsWith('Update'))).toEqual([]);
    }
    const bad = await actionsAt(client, file, TEXT.indexOf('5.6.1'), { only: ['refactor'] });
    expect(bad).toEqual([]);
  });

  it('of a whole file keep the major line, are told first, and wait in a preview', async () => {
    const { client, file } = await opened({ chooses: 'Preview' });
    const command = { command: 'depwarden.updateMinors', arguments: [uriOf(file)] };
    expect(await client.request('workspace/executeCommand', command)).toMatchObject({ changes: 2, uris: [uriOf(file)], applied: true });
    expect(client.all('window/showMessageRequest')[0]?.params.message).toBe(
      'Depwarden: 2 updates in package.json, each within its major line.',
    );
    const { edit } = client.all('workspace/applyEdit')[0]?.params ?? {};
    expect(applied(edit.documentChanges)).toBe(TEXT.replace('1.15.0', '1.16.0').replace('1.2.6', '1.2.8'));
    expect(
      Object.values(edit.changeAnnotations).every(annotation => (annotation as { needsConfirmation: boolean }).needsConfirmation),
    ).toBe(true);
  });

  it('of a file that is not open, or of nonsense, are none', async () => {
    const { client } = await opened({ chooses: 'Apply' });
    for (const args of [[], [7], ['file:///nowhere/package.json'], undefined]) {
      const answer = await client.request('workspace/executeCommand', {
        command: 'depwarden.updateMinors',
        ...(args && { arguments: args }),
      });
      expect(answer).toMatchObject({ changes: 0, applied: false });
    }
    expect(client.all('workspace/applyEdit')).toEqual([]);
  });
});
