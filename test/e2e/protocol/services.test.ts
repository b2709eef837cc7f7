import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes, hasCode, isEmpty, PUSH, useWorld } from './world.js';

const world = useWorld();

const TEXT = 'litellm==1.82.7\nrequests==2.32.0\ndjango==5.2.8\n';

async function opened(section = {}) {
  const folder = await world.folder();
  const client = await world.start({ capabilities: PUSH, folders: [folder], section });
  const file = path.join(folder, 'requirements.txt');
  client.open(file, TEXT);
  return { client, file };
}

describe('services that do not answer', () => {
  it('refused: names both services, and nothing is called clean', async () => {
    const { client, file } = await opened({
      advisories: { osvUrl: 'http://127.0.0.1:1' },
      registries: { pypi: 'http://localhost:1/simple' },
    });
    const found = await client.diagnostics(file, hasCode('not-checked'));
    expect(codes(found)).toEqual(['malicious-release', 'not-checked']);
    expect(found[1]?.message).toContain('cannot reach OSV (127.0.0.1:1)');
    expect(found[1]?.message).toContain('cannot reach PyPI (localhost:1)');
    const { text } = await client.request('depwarden/report');
    expect(text).toContain('could not be checked');
    expect(text).not.toMatch(/nothing found(?! in what could be checked)/i);
  });

  it('one of two: what the other tells is there, and the gap is named', async () => {
    world.services.osv.fault('/', { kind: 'status', status: 403 });
    const { client, file } = await opened();
    const found = await client.diagnostics(
      file,
      diagnostics => hasCode('not-checked')(diagnostics) && hasCode('yanked-release')(diagnostics),
    );
    expect(codes(found)).toEqual(['malicious-release', 'yanked-release', 'not-checked']);
    expect(found[2]?.message).toContain(`needs credentials for OSV (${world.services.osv.host})`);
  });

  it('and then do: a server started later checks all', async () => {
    world.services.osv.fault('/', { kind: 'status', status: 403 });
    const before = await opened();
    await before.client.diagnostics(before.file, hasCode('not-checked'));
    await before.client.shutdown();
    world.services.osv.heal();
    const { client, file } = await opened();
    expect(codes(await client.diagnostics(file, hasCode('yanked-release')))).toContain('malicious-release');
    await client.request('depwarden/report');
    expect(hasCode('not-checked')(client.published(file)?.diagnostics ?? [])).toBe(false);
  });

  it('go away after they have answered: the cache speaks, and is not called unchecked within its life', async () => {
    const before = await opened();
    await before.client.diagnostics(before.file, hasCode('yanked-release'));
    await before.client.request('depwarden/report');
    await before.client.shutdown();
    for (const service of [world.services.osv, world.services.pypi]) service.fault('/', { kind: 'reset' });
    world.services.forget();
    const { client, file } = await opened();
    expect(codes(await client.diagnostics(file, hasCode('yanked-release')))).toEqual(['malicious-release', 'yanked-release']);
    expect(world.services.requestCount()).toBe(0);
    client.close(file);
    await client.diagnostics(file, isEmpty);
  });
});
