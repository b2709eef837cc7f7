import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CompletionItem, CompletionList, TextEdit } from 'vscode-languageserver-protocol/node';
import { startGate } from '../../support/gate.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { hasCode, on, PUSH, says, useWorld } from './world.js';

const world = useWorld();

const ABLE: ClientCapabilities = {
  ...PUSH,
  textDocument: {
    ...PUSH.textDocument,
    completion: { completionItem: { labelDetailsSupport: true, preselectSupport: true, tagSupport: { valueSet: [1] } } },
  },
};

async function started(options: { readonly section?: object; readonly capabilities?: ClientCapabilities } = {}) {
  const folder = await world.folder();
  const client = await world.start({ capabilities: options.capabilities ?? ABLE, folders: [folder], section: { ...options.section } });
  return { client, folder, file: path.join(folder, 'requirements.txt') };
}

/** What is offered at a place, whole: asked for again, as an editor does, where the server did not wait for the services. */
async function listAt(client: LanguageClient, file: string, line: number, character: number): Promise<CompletionList | null> {
  for (;;) {
    const list = await firstListAt(client, file, line, character);
    if (!list?.isIncomplete || list.items.length > 0) return list;
  }
}

/** The first answer, whole or not. */
function firstListAt(client: LanguageClient, file: string, line: number, character: number): Promise<CompletionList | null> {
  return client.request('textDocument/completion', { textDocument: { uri: uriOf(file) }, position: { line, character } });
}

function labels(list: CompletionList | null): readonly string[] | undefined {
  return list?.items.map(({ label }) => label);
}

function item(list: CompletionList | null, label: string): CompletionItem | undefined {
  return list?.items.find(one => one.label === label);
}

describe('completion', () => {
  it('is announced with the characters that begin a version', async () => {
    const { client } = await started();
    expect(client.answer.capabilities.completionProvider?.triggerCharacters).toEqual(['"', "'", '^', '~', '=', '<', '>', '.', '@']);
  });

  it('lists versions with their age and state', async () => {
    const { client, file } = await started();
    client.open(file, '# tools\nrequests==\n');
    const list = await listAt(client, file, 1, 10);
    expect(labels(list)).toEqual(['2.32.3', '2.32.1', '2.32.0', '2.31.0']);
    expect(list?.isIncomplete).toBe(false);
    expect(list?.items[0]).toMatchObject({ preselect: true, kind: 12, textEdit: { range: on(1, 10, 10), newText: '2.32.3' } });
    expect(list?.items[0]?.labelDetails?.description).toMatch(/^(latest · )?\d+ (months|years) old$/);
    expect(item(list, '2.32.1')?.detail).toMatch(/ · yanked$/);
    expect(item(list, '2.31.0')?.detail).toMatch(/ · vulnerable \(medium\)$/);
    expect(world.services.pypi.requests.map(({ path: asked }) => asked)).toEqual(['/simple/requests/']);
    expect(world.services.npm.requests).toEqual([]);
  });

  it('has no malicious releases in it, though the registry lists one', async () => {
    const { pypi } = world.services;
    const before = pypi.projects.get('litellm');
    pypi.projects.set('litellm', { releases: { ...before?.releases, '1.82.7': { date: '2026-03-24' } } });
    world.later(() => before && pypi.projects.set('litellm', before));
    const { client, file } = await started();
    client.open(file, 'litellm>=1.50,<=\n');
    const versions = labels(await listAt(client, file, 0, 16));
    expect(versions).toContain('1.82.6');
    expect(versions).not.toContain('1.82.7');
  });

  it('tags deprecated releases for clients that strike them out, and for no others', async () => {
    const text = '{ "dependencies": { "left-pad": "^" } }';
    const able = await started();
    const manifest = path.join(able.folder, 'package.json');
    able.client.open(manifest, text);
    expect((await listAt(able.client, manifest, 0, 34))?.items).toMatchObject([
      { label: '1.3.0', tags: [1], detail: expect.stringMatching(/deprecated/) },
    ]);
    const plain = await started({ capabilities: PUSH });
    plain.client.open(manifest, text);
    const [item] = (await listAt(plain.client, manifest, 0, 34))?.items ?? [];
    expect(Object.keys(item ?? {}).sort()).toEqual(['detail', 'documentation', 'filterText', 'kind', 'label', 'sortText', 'textEdit']);
  });

  it('edits in the encoding of the client', async () => {
    const { client, folder } = await started({ capabilities: { ...ABLE, general: { positionEncodings: ['utf-8'] } } });
    const manifest = path.join(folder, 'package.json');
    client.open(manifest, '{ "é🦀": 0, "dependencies": { "lodash": "~4.17.20" } }');
    const list = await listAt(client, manifest, 0, 50);
    expect((list?.items[0]?.textEdit as TextEdit | undefined)?.range).toEqual(on(0, 45, 52));
  });

  it('is nothing where no version stands', async () => {
    const { client, file, folder } = await started();
    client.open(file, '# litellm==\nlitellm==1.83.0  # 1.\n');
    const notes = path.join(folder, 'notes.txt');
    client.open(notes, 'litellm==');
    for (const [where, line, character] of [
      [file, 0, 11],
      [file, 1, 20],
      [file, 99, 99],
      [notes, 0, 9],
    ] as const)
      expect(await listAt(client, where, line, character)).toBeNull();
  });

  it('has names where one is written: popular ones, and public ones that are in use; it asks nobody about them', async () => {
    const { client, file } = await started();
    client.open(file, 'litellm==1.83.0\n');
    await client.diagnostics(file, found => found.length === 0);
    await client.request('depwarden/report');
    const requests = world.services.requestCount();
    client.change(file, 'litellm==1.83.0\nlitell\n');
    expect((await firstListAt(client, file, 1, 6))?.items[0]).toMatchObject({
      label: 'litellm',
      detail: 'used in this workspace',
      textEdit: { range: on(1, 0, 6), newText: 'litellm' },
    });
    client.change(file, 'reques\n');
    expect(labels(await firstListAt(client, file, 0, 6))).toContain('requests');
    expect(world.services.requestCount()).toBe(requests);
  });

  it('asks nobody about names that are private', async () => {
    const { client, file } = await started();
    client.open(file, '--index-url http://127.0.0.1:1/simple\nlitellm==\n');
    expect((await listAt(client, file, 1, 9))?.items).toEqual([]);
    expect(world.services.requestCount()).toBe(0);
  });

  it.each([
    [
      'package-lock.json',
      JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { workspaces: ['packages/*'] },
          'node_modules/sibling': { resolved: 'packages/sibling', link: true },
          'packages/a': { dependencies: { sibling: '^1.0.0' } },
          'packages/sibling': { version: '1.0.0' },
        },
      }),
    ],
    [
      'yarn.lock',
      [
        '__metadata:\n  version: 8\n',
        '"a@workspace:packages/a":\n  version: 0.0.0-use.local\n  resolution: "a@workspace:packages/a"\n  dependencies:\n    sibling: "npm:^1.0.0"\n',
        '"sibling@npm:^1.0.0, sibling@workspace:packages/sibling":\n  version: 0.0.0-use.local\n  resolution: "sibling@workspace:packages/sibling"\n',
      ].join('\n'),
    ],
  ])('asks nobody about siblings that %s knows, right after the document was opened', async (lock, content) => {
    const text = '{ "name": "a", "dependencies": { "sibling": "^1.0.0" } }';
    const folder = await world.folder({ [lock]: content, 'packages/a/package.json': text });
    const client = await world.start({ capabilities: ABLE, folders: [folder] });
    const file = path.join(folder, 'packages/a/package.json');
    client.open(file, text);
    expect(await listAt(client, file, 0, 51)).toBeNull();
    expect(world.services.npm.requests).toEqual([]);
  });

  it('of a slow service is incomplete, does not wait for it, and is whole when the answer has come', async () => {
    const gate = await startGate(world.services.pypi.url);
    world.later(() => gate.close());
    const { client, file } = await started({ section: { registries: { pypi: `${gate.url}/simple` } } });
    client.open(file, 'requests==\n');
    expect(await firstListAt(client, file, 0, 10)).toEqual({ isIncomplete: true, items: [] });
    gate.open();
    await client.until('the whole list', () => client.published(file) && gate.arrived() > 0);
    const list = await listAt(client, file, 0, 10);
    expect(labels(list)).toContain('2.32.3');
    expect(gate.arrived()).toBe(1);
  });

  it('offline is made from what is known', async () => {
    const { client, file } = await started({ section: { network: { offline: true } } });
    client.open(file, 'requests==\n');
    expect(await listAt(client, file, 0, 10)).toEqual({ isIncomplete: false, items: [] });
    expect(world.services.requestCount()).toBe(0);
  });
});

describe('the guard', () => {
  it('marks what arrives, by the cache, while the typing goes on and the services are silent', async () => {
    const gates = await Promise.all([startGate(world.services.pypi.url, true), startGate(world.services.osv.url, true)]);
    for (const gate of gates) world.later(() => gate.close());
    const [pypi, osv] = gates;
    const section = { registries: { pypi: `${pypi?.url}/simple` }, advisories: { osvUrl: osv?.url } };
    const first = await started({ section });
    first.client.open(first.file, 'requests==2.32.0\n');
    await first.client.diagnostics(first.file, hasCode('yanked-release'));
    await first.client.shutdown();
    for (const gate of gates) gate.shut();
    const { client, file } = await started({ section });
    client.open(file, 'litellm==1.82.7\n');
    await client.diagnostics(file, hasCode('malicious-release'));
    const pasted = client.change(file, 'litellm==1.82.7\nrequests==2.32.0\n');
    // Each stroke begins the pause anew after which services are asked: it never comes.
    for (let stroke = pasted; !says('yanked')(client.published(file)?.diagnostics ?? []) && stroke < pasted + 300; stroke++) {
      const version = client.change(file, `litellm==1.82.7\nrequests==2.32.0\n# ${stroke}`);
      await client.diagnostics(file, (_, seen) => seen === version);
    }
    expect(client.published(file)?.diagnostics.map(({ code }) => code)).toEqual(['malicious-release', 'yanked-release']);
  });

  it('marks what the built-in list knows with the very next publication', async () => {
    const gates = await Promise.all([startGate(world.services.pypi.url), startGate(world.services.osv.url)]);
    for (const gate of gates) world.later(() => gate.close());
    const [pypi, osv] = gates;
    const { client, file } = await started({ section: { registries: { pypi: `${pypi?.url}/simple` }, advisories: { osvUrl: osv?.url } } });
    client.open(file, '# empty\n');
    await client.until('the first publication', () => client.published(file));
    const version = client.change(file, '# empty\nlitellm==1.82.7\n');
    const seen = await client.until('its publication', () =>
      client.all('textDocument/publishDiagnostics').find(({ params }) => params.version === version),
    );
    expect(seen.params.diagnostics).toMatchObject([{ code: 'malicious-release', range: on(1, 7, 15) }]);
  });
});
