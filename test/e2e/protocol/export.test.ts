import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { EXPORT_REQUEST, type ExportFormat, type ExportResult } from '../../../server/src/protocol/index.js';
import { expectCycloneDx, expectSarif } from '../../reports/schemas.js';
import { startGate } from '../../support/gate.js';
import type { LanguageClient } from '../../support/languageClient.js';
import { PUSH, useWorld } from './world.js';

const world = useWorld();

function exported(client: LanguageClient, format: ExportFormat, token = new CancellationTokenSource().token): Promise<ExportResult> {
  return client.request(EXPORT_REQUEST, { format }, token) as Promise<ExportResult>;
}

describe('depwarden/export', () => {
  it('reads the whole workspace, though nothing was scanned before', async () => {
    const one = await world.folder({ 'package.json': '{ "name": "one", "dependencies": { "chalk": "5.6.1" } }' });
    const two = await world.folder({ 'deep/requirements.txt': 'litellm==1.82.7\n' });
    const client = await world.start({ capabilities: PUSH, folders: [one, two] });
    const bom = JSON.parse((await exported(client, 'cyclonedx')).text);
    expectCycloneDx(bom);
    expect(bom.components.flatMap(({ purl }: { purl?: string }) => purl ?? [])).toEqual(['pkg:npm/chalk@5.6.1', 'pkg:pypi/litellm@1.82.7']);
    const log = JSON.parse((await exported(client, 'sarif')).text);
    expectSarif(log);
    expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['malicious-release', 'malicious-release']);
  });

  it.each(['html', 'markdown', 'json'] as const)('makes %s', async format => {
    const folder = await world.folder({ 'requirements.txt': 'litellm==1.82.7\n' });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    expect((await exported(client, format)).text).toContain('MAL-2026-2144');
  });

  it('tells of an open manifest as it stands in the editor', async () => {
    const folder = await world.folder({ 'requirements.txt': 'requests==2.31.0\n' });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await client.open(`${folder}/requirements.txt`, 'litellm==1.82.7\n');
    const { vulnerabilities, components } = JSON.parse((await exported(client, 'cyclonedx')).text);
    expect(components.map(({ name }: { name: string }) => name)).toEqual(['litellm']);
    expect(vulnerabilities.map(({ id }: { id: string }) => id)).toEqual(['MAL-2026-2144']);
  });

  it('ends when it is cancelled', async () => {
    const folder = await world.folder({ 'requirements.txt': 'litellm==1.82.7\n' });
    const gate = await startGate(world.services.pypi.url, true);
    world.later(() => gate.close());
    const client = await world.start({ capabilities: PUSH, folders: [folder], section: { registries: { pypi: `${gate.url}/simple` } } });
    const cancellation = new CancellationTokenSource();
    const answer = exported(client, 'sarif', cancellation.token);
    cancellation.cancel();
    await expect(answer).rejects.toThrow();
  });
});
