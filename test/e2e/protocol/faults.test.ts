import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type CompletionList, MessageType } from 'vscode-languageserver-protocol/node';
import { startGate } from '../../support/gate.js';
import { type LanguageClient, PROJECT, uriOf } from '../../support/languageClient.js';
import { PATIENCE } from '../../support/limits.mjs';
import type { Fault } from '../../support/services/index.js';
import { codes, hasCode, PUSH, says, useWorld } from './world.js';

const world = useWorld();

const TEXT = 'litellm==1.82.7\nrequests==2.32.0\ndjango==5.2.8\n';

function breakAll(fault: Fault): void {
  for (const service of [world.services.osv, world.services.pypi, world.services.npm]) service.fault('/', fault);
}

function heal(): void {
  for (const service of [world.services.osv, world.services.pypi, world.services.npm]) service.heal();
}

async function opened(options: Parameters<typeof world.start>[0] = {}) {
  const folder = await world.folder();
  const client = await world.start({ capabilities: PUSH, folders: [folder], ...options });
  const file = path.join(folder, 'requirements.txt');
  client.open(file, TEXT);
  return { client, file };
}

function at(file: string, line: number, character: number) {
  return { textDocument: { uri: uriOf(file) }, position: { line, character } };
}

/** What would pop up, and what went to the log: for the curious, one line a request. */
function noise(client: LanguageClient): { readonly shown: number; readonly warned: number; readonly perRequest: number } {
  const logged = client.all('window/logMessage').map(({ params }) => params.type as MessageType);
  return {
    shown: client.all('window/showMessage').length + client.all('window/showMessageRequest').length,
    warned: logged.filter(type => type <= MessageType.Info).length,
    perRequest: Math.ceil(logged.length / Math.max(1, world.services.requestCount())),
  };
}

/** The server, with something of test/support loaded before it. */
function serverWith(preload: string): readonly string[] {
  return ['--require', path.join(PROJECT, `test/support/${preload}.cjs`), path.join(PROJECT, 'dist/server.js'), '--stdio'];
}

it('what only requests need is loaded with the first one', async () => {
  const program = serverWith('lateLibraries');
  const offline = await opened({ program, section: { network: { offline: true } } });
  await offline.client.diagnostics(offline.file, says('offline'));
  expect(offline.client.stderr()).toBe('');
  const online = await opened({ program });
  await online.client.diagnostics(online.file, hasCode('yanked-release'));
  expect(online.client.stderr()).toContain('undici');
});

describe('while every service is silent', () => {
  it('the editor is answered before any of them is given up', async () => {
    breakAll({ kind: 'hang' });
    const { client, file } = await opened();
    expect(codes(await client.diagnostics(file, diagnostics => diagnostics.length > 0))).toEqual(['malicious-release']);
    await vi.waitUntil(() => world.services.requestCount() > 0, { timeout: PATIENCE });

    const hover = await client.request('textDocument/hover', at(file, 0, 3));
    expect(hover?.contents.value).toContain('MAL');
    const actions = await client.request('textDocument/codeAction', {
      ...at(file, 0, 3),
      range: { start: at(file, 0, 3).position, end: at(file, 0, 3).position },
      context: { diagnostics: [] },
    });
    expect(Array.isArray(actions)).toBe(true);
    const version = client.change(file, `${TEXT}# typed\nlitellm==1.82.8\n`);
    const typed = await client.diagnostics(file, (_, published) => published === version);
    expect(codes(typed)).toEqual(['malicious-release', 'malicious-release']);
    const completed: CompletionList | null = await client.request('textDocument/completion', at(file, 2, 8));
    expect(completed?.items ?? []).toEqual([]);

    expect(client.received.filter(({ params }) => JSON.stringify(params ?? '').includes('did not answer'))).toEqual([]);
    expect(noise(client)).toMatchObject({ shown: 0, warned: 0 });
  });

  it('and then answers, what it says is shown without an edit', async () => {
    const [pypi, osv] = [await startGate(world.services.pypi.url), await startGate(world.services.osv.url)];
    world.later(() => Promise.all([pypi.close(), osv.close()]));
    const { client, file } = await opened({ section: { registries: { pypi: `${pypi.url}/simple` }, advisories: { osvUrl: osv.url } } });
    await client.diagnostics(file, hasCode('malicious-release'));
    await pypi.arrival(1);
    expect(codes(client.published(file)?.diagnostics ?? [])).toEqual(['malicious-release']);
    pypi.open();
    osv.open();
    expect(codes(await client.diagnostics(file, hasCode('yanked-release')))).not.toContain('not-checked');
  });
});

describe('a fault that passes', () => {
  it.each<[string, Fault, string]>([
    ['500', { kind: 'status', status: 500 }, 'answers HTTP 500'],
    ['429 for a long time', { kind: 'status', status: 429, headers: { 'retry-after': '40' } }, 'it asks to try again in 40 s'],
    ['a body that drips', { kind: 'slow-body', everyMs: 50 }, 'did not answer within'],
    ['missing credentials', { kind: 'status', status: 401 }, 'needs credentials for OSV (127.0.0.1:'],
  ])('%s: one information says why, few requests are made, and it goes away without an edit', async (_title, fault, reason) => {
    breakAll(fault);
    const { client, file } = await opened({ program: serverWith('fastClock') });
    const found = await client.diagnostics(file, says('3 dependencies could not be checked'));
    expect(codes(found)).toEqual(['malicious-release', 'not-checked']);
    expect(found[1]?.message).toContain(reason);
    expect(world.services.requestCount()).toBeLessThanOrEqual(4 * 3);
    expect(noise(client)).toEqual({ shown: 0, warned: 0, perRequest: 1 });
    heal();
    const after = await client.diagnostics(file, diagnostics => !hasCode('not-checked')(diagnostics));
    expect(codes(after)).toContain('yanked-release');
    expect(noise(client)).toEqual({ shown: 0, warned: 0, perRequest: 1 });
  });
});
