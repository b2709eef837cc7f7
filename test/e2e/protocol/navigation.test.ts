import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, DocumentLink, InlayHint } from 'vscode-languageserver-protocol/node';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { isEmpty, lookUpsDone, on, PUSH, useWorld } from './world.js';

const world = useWorld();

const LINKING: ClientCapabilities = { ...PUSH, textDocument: { ...PUSH.textDocument, definition: { linkSupport: true } } };
const HINTING: ClientCapabilities = {
  ...PUSH,
  textDocument: { ...PUSH.textDocument, inlayHint: {} },
  workspace: { ...PUSH.workspace, inlayHint: { refreshSupport: true } },
};

const at = (file: string, line: number, character: number) => ({ textDocument: { uri: uriOf(file) }, position: { line, character } });

async function opened(file: string, text: string, files: Record<string, string> = {}, capabilities = LINKING, section = {}) {
  const folder = await world.folder(files);
  const client = await world.start({ capabilities, folders: [folder], section });
  const where = path.join(folder, file);
  client.open(where, text);
  await client.until('the first publication', () => client.published(where));
  await lookUpsDone(client);
  return { client, folder, file: where };
}

describe('document links', () => {
  const LINKED = { links: { enabled: true } };
  const linksIn = (client: LanguageClient, file: string): Promise<DocumentLink[]> =>
    client.request('textDocument/documentLink', { textDocument: { uri: uriOf(file) } });

  it('lead from names to the pages of packages where that is wanted', async () => {
    const text = '{ "dependencies": { "axios": "^1.16.0", "no-such-name": "1.0.0", "lib": "workspace:*" } }';
    const { client, file } = await opened('package.json', text, {}, LINKING, LINKED);
    expect(await linksIn(client, file)).toEqual([
      { range: on(0, 21, 26), target: 'https://www.npmjs.com/package/axios', tooltip: 'Open axios on npm' },
    ]);
  });

  it('are none by default: an editor underlines each', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `"axios-${index}": "npm:axios@^1.16.0"`);
    const { client, file } = await opened('package.json', `{ "dependencies": { ${names.join(', ')} } }`);
    expect(await linksIn(client, file)).toEqual([]);
  });

  it('are none in other files', async () => {
    const { client, folder } = await opened('requirements.txt', 'litellm==1.84.0\n', {}, LINKING, LINKED);
    const notes = path.join(folder, 'notes.txt');
    client.open(notes, 'litellm==1.84.0\n');
    expect(await linksIn(client, notes)).toEqual([]);
  });
});

describe('go to definition', () => {
  const MEMBER = '{\n  "dependencies": { "axios": "catalog:" }\n}\n';
  const CATALOG = '# é🦀\ncatalog:\n  axios: 1.16.0\n';

  it('leads from a reference to the line of the catalog, on disk and as it is shown', async () => {
    const { client, file, folder } = await opened('packages/a/package.json', MEMBER, {
      'pnpm-workspace.yaml': CATALOG,
      'packages/a/package.json': MEMBER,
    });
    const catalogs = path.join(folder, 'pnpm-workspace.yaml');
    const link = {
      originSelectionRange: on(1, 30, 38),
      targetUri: uriOf(catalogs),
      targetRange: on(2, 2, 15),
      targetSelectionRange: on(2, 2, 7),
    };
    expect(await client.request('textDocument/definition', at(file, 1, 33))).toEqual([link]);
    client.open(catalogs, `# more\n${CATALOG}`);
    const moved = { ...link, targetRange: on(3, 2, 15), targetSelectionRange: on(3, 2, 7) };
    expect(await client.request('textDocument/definition', at(file, 1, 33))).toEqual([moved]);
    expect(await client.request('textDocument/definition', at(file, 1, 24))).toBeNull();
  });

  it('leads to included files that are there, as a location for clients without links', async () => {
    const text = '-r base.txt\n-c none.txt\n-r https://example.example/r.txt\n';
    const { client, file, folder } = await opened('requirements.txt', text, { 'base.txt': 'litellm==1.84.0\n' }, PUSH);
    const base = { uri: uriOf(path.join(folder, 'base.txt')), range: on(0, 0, 0) };
    expect(await client.request('textDocument/definition', at(file, 0, 5))).toEqual(base);
    expect(await client.request('textDocument/definition', at(file, 1, 5))).toBeNull();
    expect(await client.request('textDocument/definition', at(file, 2, 12))).toBeNull();
  });
});

describe('inlay hints', () => {
  const TEXT = 'litellm==1.80.0\nrequests==2.32.3\n';
  const hints = (client: LanguageClient, file: string, lines = 2): Promise<InlayHint[]> =>
    client.request('textDocument/inlayHint', {
      textDocument: { uri: uriOf(file) },
      range: { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } },
    });

  it('tell the newest safe release, and ask nothing of the network', async () => {
    const { client, file } = await opened('requirements.txt', TEXT, {}, HINTING, { inlayHints: { enabled: true } });
    expect(client.answer.capabilities.inlayHintProvider).toBe(true);
    await client.until('word that there is more to show', () => client.all('workspace/inlayHint/refresh').length > 0);
    world.services.forget();
    const shown = (await hints(client, file)).map(({ label, position }) => [position.line, position.character, label]);
    expect(shown).toEqual([
      [0, 15, '→ 1.84.0'],
      [1, 16, '✓'],
    ]);
    expect(await hints(client, file, 1)).toHaveLength(1);
    expect(world.services.requestCount()).toBe(0);
  });

  it('are off where nothing is said', async () => {
    const { client, file } = await opened('requirements.txt', TEXT, {}, HINTING);
    expect(await hints(client, file)).toEqual([]);
    expect(client.all('workspace/inlayHint/refresh')).toEqual([]);
  });

  it('are not announced to clients that have none', async () => {
    const { client, file } = await opened('requirements.txt', 'litellm==1.84.0\n');
    expect(client.answer.capabilities.inlayHintProvider).toBeUndefined();
    await client.diagnostics(file, isEmpty);
  });
});
