import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startClient } from '../../support/languageClient.js';
import { type Fault, startServices } from '../../support/services/index.js';
import { codes, PUSH, says } from './world.js';

const TEXT = 'litellm==1.82.7\nrequests==2.32.0\ndjango==5.2.8\n';

describe('where every service fails, the built-in list speaks and one diagnostic says why the rest is not checked', () => {
  const FAULTS: readonly (readonly [string, Fault, string])[] = [
    ['reset', { kind: 'reset' }, 'broke off the connection'],
    ['500', { kind: 'status', status: 500 }, 'answers HTTP 500'],
    ['401', { kind: 'status', status: 401 }, 'needs credentials for OSV (127.0.0.1:'],
    ['HTML', { kind: 'html', undeclared: true }, 'HTML instead of JSON'],
    ['half a body', { kind: 'cut' }, 'invalid JSON'],
    ['hang', { kind: 'hang' }, 'did not answer within'],
  ];

  // Each with services of its own, so that they can wait side by side.
  it.concurrent.each(FAULTS)('%s', async (_, fault, reason) => {
    const services = await startServices({ encoding: 'none' });
    for (const service of [services.osv, services.pypi]) service.fault('/', fault);
    const section = { advisories: { osvUrl: services.osv.url }, registries: { pypi: services.pypi.indexUrl } };
    const cache = await mkdtemp(path.join(tmpdir(), 'depwarden-protocol-'));
    const client = await startClient({ capabilities: PUSH, settings: () => ({ ...section, cache: { folder: cache } }) });
    try {
      client.open('/nowhere/requirements.txt', TEXT);
      // The built-in list needs no service: it speaks before anything has failed.
      const first = await client.diagnostics('/nowhere/requirements.txt', diagnostics => diagnostics.length > 0);
      expect(codes(first)[0]).toBe('malicious-release');
      const found = await client.diagnostics('/nowhere/requirements.txt', says('3 dependencies'));
      expect(codes(found)).toEqual(['malicious-release', 'not-checked']);
      expect(found[1]).toMatchObject({ severity: 3, message: expect.stringMatching(/^3 dependencies could not be checked: /) });
      expect(found[1]?.message).toContain(reason);
      expect(found[1]?.message).not.toMatch(/https?:|\/simple/);
    } finally {
      expect(await client.shutdown()).toBe(0);
      client.connection.dispose();
      await services.close();
      await rm(cache, { recursive: true, force: true });
    }
  });
});
