import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, Hover, MarkupContent } from 'vscode-languageserver-protocol/node';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { firstOf, on, PUSH, says, useWorld } from './world.js';

const world = useWorld();

const PLAIN: ClientCapabilities = { ...PUSH, textDocument: { hover: { contentFormat: ['plaintext'] } } };

async function opened(capabilities: ClientCapabilities, text: string, settled: string) {
  const folder = await world.folder();
  const client = await world.start({ capabilities, folders: [folder] });
  const file = path.join(folder, 'requirements.txt');
  client.open(file, text);
  await client.diagnostics(file, says(settled));
  return { client, file };
}

async function hover(client: LanguageClient, file: string, line: number, character: number): Promise<Hover | null> {
  return client.request('textDocument/hover', { textDocument: { uri: uriOf(file) }, position: { line, character } });
}

function contentsOf(hover: Hover | null): MarkupContent {
  return hover?.contents as MarkupContent;
}

describe('hover', () => {
  it('says in a few lines of Markdown what the line gives and why that is bad', async () => {
    const { client, file } = await opened(PUSH, 'litellm>=1.50,<2\nrequests==2.31.0\n', 'GHSA-9wx4-h78v-vm56');
    await client.diagnostics(file, says('1.84.0'));
    const name = await hover(client, file, 0, 3);
    expect(name?.range).toEqual(on(0, 0, 7));
    expect(contentsOf(name)).toMatchObject({
      kind: 'markdown',
      value: expect.stringMatching(/^\*\*litellm \\>\\=1\\\.50,\\<2 admits compromised 1\\\.82\\\.7/),
    });
    expect(contentsOf(name).value).toContain('[MAL\\-2026\\-2144](https://osv.dev/vulnerability/MAL-2026-2144)');
    const specifier = await hover(client, file, 1, 10);
    expect(specifier?.range).toEqual(on(1, 8, 16));
    expect(contentsOf(specifier).value.split('\n').length).toBeLessThan(9);
  });

  it('comes without markup to clients that want plain text', async () => {
    const { client, file } = await opened(PLAIN, 'litellm>=1.50,<2\n', '1.84.0');
    const { kind, value } = contentsOf(await hover(client, file, 0, 3));
    expect(kind).toBe('plaintext');
    expect(value).toContain(
      'litellm 1.84.0 (resolved today): released 2026-05-09, no provenance; the newest\nPyPI: https://pypi.org/project/litellm/',
    );
    expect(value).toContain('MAL-2026-2144 (malicious) 1.82.7, 1.82.8: ');
    expect(value).not.toMatch(/[*\\[\]]/);
  });

  it('is nothing where there is no dependency', async () => {
    const { client, file } = await opened(PUSH, '# litellm\nlitellm>=1.50,<2  # why\n', '1.84.0');
    for (const [line, character] of [
      [0, 3],
      [1, 20],
      [2, 0],
      [99, 99],
    ] as const)
      expect(await hover(client, file, line, character)).toBeNull();
    expect(await hover(client, '/nowhere/requirements.txt', 0, 0)).toBeNull();
  });

  it('shows hostile text of an advisory, and does nothing else', async () => {
    const hostile =
      '[x](command:foo) ![y](https://evil.example/p.png) <img src=x onerror=alert(1)> **b** `c`\n\n# h $(gear) &lt; \u202e\\[z](command:z)';
    world.services.osv.records.set('GHSA-host-ile0-0000', {
      id: 'GHSA-host-ile0-0000',
      modified: '2026-01-01T00:00:00Z',
      summary: hostile,
      references: [{ type: 'ADVISORY', url: 'command:evil' }],
      affected: [{ package: { ecosystem: 'PyPI', name: 'django' }, versions: ['5.2.8'] }],
    });
    world.later(() => world.services.osv.records.delete('GHSA-host-ile0-0000'));
    const { client, file } = await opened(PUSH, 'django==5.2.8\n', 'GHSA-host-ile0-0000');
    const shown = await hover(client, file, 0, 8);
    const { kind, value } = contentsOf(shown);
    expect(kind).toBe('markdown');
    expect(JSON.stringify(shown)).not.toContain('isTrusted');
    expect(value).toContain('x\\]\\(command\\:foo\\)');
    // Whatever could start a link, a picture, HTML, code, emphasis or an icon has its backslash.
    const text = value.slice(value.indexOf(') ', value.indexOf('[GHSA')) + 2).split('\n')[0] ?? '';
    const bare = text.replace(/\\[\s\S]/g, '');
    expect(bare.slice(bare.indexOf(')') + 1)).not.toMatch(/[[\]()<>!*_`#$&\u202e]/);
    expect([...value.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, url]) => url)).toEqual([
      'https://osv.dev/vulnerability/GHSA-host-ile0-0000',
      'https://pypi.org/project/django/',
    ]);
    const plain = await opened(PLAIN, 'django==5.2.8\n', 'GHSA-host-ile0-0000');
    expect(contentsOf(await hover(plain.client, plain.file, 0, 8)).value).toContain(
      '[x](command:foo) ![y](https://evil.example/p.png) <img src=x',
    );
    const diagnostic = firstOf(plain.client.published(plain.file)?.diagnostics);
    expect(diagnostic.code).toBe('vulnerable-release');
    expect(diagnostic.codeDescription?.href).toMatch(/^https:/);
  });
});
