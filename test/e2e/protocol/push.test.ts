import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { startGate } from '../../support/gate.js';
import type { LanguageClient } from '../../support/languageClient.js';
import { codes, hasCode, isEmpty, on, PUSH, says, useWorld } from './world.js';

const world = useWorld();
const LITELLM = 'litellm>=1.50,<2\n';

let client: LanguageClient;
let file: string;

async function ready(section = {}): Promise<void> {
  const folder = await world.folder();
  client = await world.start({ capabilities: PUSH, folders: [folder], section });
  file = path.join(folder, 'requirements.txt');
}

describe('published diagnostics', () => {
  beforeEach(() => ready());

  it('mark exactly the specifier, with all a client wants to know', async () => {
    client.open(file, `# tools\n${LITELLM}`);
    const [diagnostic, ...others] = await client.diagnostics(file, says('1.84.0'));
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      range: on(1, 7, 16),
      severity: 2,
      source: 'depwarden',
      code: 'admits-malicious-release',
      codeDescription: { href: 'https://osv.dev/vulnerability/MAL-2026-2144' },
      message: 'litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.84.0.',
      data: { rule: 'admits-malicious-release', package: 'litellm', ecosystem: 'PyPI', version: '1.84.0' },
    });
    expect(diagnostic?.data.advisories).toContain('MAL-2026-2144');
    expect(diagnostic).not.toHaveProperty('relatedInformation');
    expect(client.published(file)?.version).toBe(1);
  });

  it('mark a name where the package is meant, and tag what is deprecated', async () => {
    const manifest = file.replace('requirements.txt', 'package.json');
    client.open(manifest, '{\n  "dependencies": {\n    "no-such-name": "^1.0.0",\n    "left-pad": "1.3.0"\n  }\n}\n');
    const found = await client.diagnostics(manifest, diagnostics => diagnostics.length === 2);
    expect(found).toMatchObject([
      { code: 'unknown-package', severity: 1, range: on(2, 5, 17) },
      { code: 'deprecated-release', severity: 2, range: on(3, 17, 22), tags: [2] },
    ]);
  });

  it('follow several incremental changes in one notification and keep those of other lines', async () => {
    client.open(file, `django==5.2.8\n${LITELLM}requests==2.32.0\n`);
    await client.diagnostics(file, diagnostics => diagnostics.length === 2);
    const before = client.received.length;
    // Two lines come before; then, in the text so changed, the name gets an extra.
    const version = client.change(file, { range: on(0, 0, 0), text: '# one\n# two 🦀\n' }, { range: on(3, 7, 7), text: '[proxy]' });
    await client.diagnostics(file, (_, seen) => seen === version);
    expect(client.published(file)?.diagnostics).toMatchObject([
      { code: 'admits-malicious-release', range: on(3, 14, 23) },
      { code: 'yanked-release', range: on(4, 8, 16) },
    ]);
    for (const { method, params } of client.received.slice(before)) {
      if (method === 'textDocument/publishDiagnostics') expect(codes(params.diagnostics)).toHaveLength(2);
    }
  });

  it('stay on the other lines while one is half typed', async () => {
    client.open(file, LITELLM);
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    const typed = ['r', 're', 'requests', 'requests=', 'requests==', 'requests==2.', 'requests==2.32.0'];
    for (const text of typed) client.change(file, `${LITELLM}${text}`);
    await client.diagnostics(file, hasCode('yanked-release'));
    const publications = client.all('textDocument/publishDiagnostics').map(({ params }) => params.diagnostics);
    expect(publications.filter(diagnostics => !hasCode('admits-malicious-release')(diagnostics))).toEqual([]);
    const npm = file.replace('requirements.txt', 'package.json');
    client.open(npm, '{ "dependencies": { "chalk": "5.6.1" } }');
    await client.diagnostics(npm, hasCode('malicious-release'));
    const halves = ['"', '"a', '"a"', '"a":', '"a": "', '"a": "^'];
    const versions = halves.map(half => client.change(npm, `{ "dependencies": { "chalk": "5.6.1", ${half} } }`));
    await client.diagnostics(npm, (_, seen) => seen === versions.at(-1));
    const shown = client.all('textDocument/publishDiagnostics').filter(({ params }) => params.uri.endsWith('package.json'));
    expect(shown.slice(1).every(({ params }) => hasCode('malicious-release')(params.diagnostics))).toBe(true);
  });

  it('go when the line is made safe, and when the document is closed', async () => {
    client.open(file, LITELLM);
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    client.change(file, 'litellm>=1.83.0,<2\n');
    await client.diagnostics(file, isEmpty);
    client.change(file, LITELLM);
    await client.diagnostics(file, hasCode('admits-malicious-release'));
    client.close(file);
    await client.diagnostics(file, isEmpty);
  });

  it('are sent anew for every version, for clients whose marks move with the text', async () => {
    client.open(file, LITELLM);
    for (let times = 0; times < 3; times++) {
      const version = client.change(file, { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, text: LITELLM });
      expect(await client.diagnostics(file, (_, seen) => seen === version)).toHaveLength(1);
    }
  });

  it('are not sent twice the same', async () => {
    client.open(file, LITELLM);
    await client.diagnostics(file, says('1.84.0'));
    client.notify('workspace/didChangeWatchedFiles', { changes: [] });
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.request('depwarden/report');
    const sent = client.all('textDocument/publishDiagnostics').map(({ params }) => JSON.stringify(params));
    expect(new Set(sent).size).toBe(sent.length);
  });

  it('are none for files that are no manifests of this workspace', async () => {
    const others = ['notes.txt', 'node_modules/a/package.json', '.venv/lib/site-packages/a/requirements.txt', 'package-lock.json'];
    for (const name of others) client.open(path.join(path.dirname(file), name), '{ "dependencies": { "chalk": "5.6.1" } }');
    client.open('untitled:Untitled-1', LITELLM);
    client.open(file, LITELLM);
    await client.diagnostics(file, says('1.84.0'));
    const uris = client.all('textDocument/publishDiagnostics').flatMap(({ params }) => (params.diagnostics.length > 0 ? [params.uri] : []));
    expect(new Set(uris).size).toBe(1);
  });
});

describe('a late answer', () => {
  it('for an older version never comes last, and never marks what is no longer there', async () => {
    const gate = await startGate(world.services.pypi.url);
    world.later(() => gate.close());
    await ready({ registries: { pypi: `${gate.url}/simple` } });
    client.open(file, 'requests==2.32.0\ndjango==4.0.3\n');
    await gate.arrival(2);
    const version = client.change(file, '# nothing\n\ndjango==4.0.3\n');
    gate.open();
    await client.diagnostics(file, hasCode('vulnerable-release'));
    await client.request('depwarden/report');
    expect(client.published(file)).toMatchObject({ version, diagnostics: [{ code: 'vulnerable-release', range: on(2, 6, 13) }] });
    const versions = client.all('textDocument/publishDiagnostics').map(({ params }) => params.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    const marked = client.all('textDocument/publishDiagnostics').filter(({ params }) => params.version === version);
    expect(marked.some(({ params }) => hasCode('yanked-release')(params.diagnostics))).toBe(false);
  });

  it('does not bring back what a closed document had', async () => {
    const gate = await startGate(world.services.pypi.url);
    world.later(() => gate.close());
    await ready({ registries: { pypi: `${gate.url}/simple` } });
    client.open(file, 'requests==2.32.0\n');
    await gate.arrival(1);
    client.close(file);
    gate.open();
    const other = file.replace('requirements', 'dev-requirements');
    client.open(other, 'requests==2.32.0\n');
    await client.diagnostics(other, hasCode('yanked-release'));
    expect(client.published(file)?.diagnostics ?? []).toEqual([]);
  });
});
