import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol/node';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { firstOf, hasCode, PUSH, useWorld } from './world.js';

const world = useWorld();
const LITELLM = 'litellm>=1.50,<2\n';
const COMMAND = { initializationOptions: { ruleCommand: true, ignoreCommand: true } };

/** Once the registry has answered: what is ignored is a version. */
function isKnownToAdmit(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ code, data }) => code === 'admits-malicious-release' && data?.version !== undefined);
}

async function opened(text: string, options = {}) {
  const folder = await world.folder({ 'requirements.txt': text });
  const client = await world.start({ capabilities: PUSH, folders: [folder], ...options });
  const file = path.join(folder, 'requirements.txt');
  client.open(file, text);
  return { client, file };
}

async function titlesOn(client: LanguageClient, file: string, diagnostics: readonly Diagnostic[]): Promise<readonly string[]> {
  const { range } = firstOf([...diagnostics]);
  const actions: readonly CodeAction[] = await client.request('textDocument/codeAction', {
    textDocument: { uri: uriOf(file) },
    range,
    context: { diagnostics },
  });
  return actions.map(({ title }) => title);
}

describe('the page of a rule', () => {
  it('is offered last, behind the fixes and ignoring, to clients that can show it', async () => {
    const { client, file } = await opened(LITELLM, COMMAND);
    const diagnostics = await client.diagnostics(file, isKnownToAdmit);
    const titles = await titlesOn(client, file, diagnostics);
    expect(titles.slice(-2)).toEqual([
      'Ignore litellm: a range that lets in a malicious release…',
      'Explain: a range that lets in a malicious release',
    ]);
    expect(titles.length).toBeGreaterThan(2);
    const other = await opened(LITELLM);
    const same = await other.client.diagnostics(other.file, isKnownToAdmit);
    expect((await titlesOn(other.client, other.file, same)).filter(title => title.startsWith('Explain'))).toEqual([]);
  });

  it('is where the code of a diagnostic leads that has no advisory, on the disk, whatever the code', async () => {
    const { client, file } = await opened('-r gone.txt\nno-such-part-anywhere==1\n');
    const diagnostics = await client.diagnostics(file, hasCode('unknown-package'));
    const pages = Object.fromEntries(diagnostics.map(({ code, codeDescription }) => [String(code), codeDescription?.href ?? '']));
    expect(Object.keys(pages).sort()).toEqual(['manifest', 'unknown-package']);
    for (const [code, href] of Object.entries(pages)) {
      expect(href).toMatch(/^file:\/\//);
      expect(await readFile(fileURLToPath(href), 'utf8')).toContain(`# ${code}\n`);
    }
  });
});
