import path from 'node:path';
import { expect, it } from 'vitest';
import { uriOf } from '../../support/languageClient.js';
import { hasCode, isEmpty, lookUpsDone, on, PUSH, put, says, useWorld } from './world.js';

const world = useWorld();

const MEMBER = '{\n  "dependencies": { "axios": "catalog:" }\n}\n';
const workspace = (range: string): string => `catalog:\n  axios: ${range}\n`;

async function opened(catalog: string) {
  const folder = await world.folder({ 'pnpm-workspace.yaml': catalog, 'packages/a/package.json': MEMBER });
  const client = await world.start({ capabilities: PUSH, folders: [folder] });
  const [member, catalogs] = [path.join(folder, 'packages/a/package.json'), path.join(folder, 'pnpm-workspace.yaml')];
  client.open(member, MEMBER);
  return { client, member, catalogs };
}

it('judges a reference to a catalog by the range there, and offers fixes on the line of the catalog, from both', async () => {
  const { client, member, catalogs } = await opened(workspace('^1.14.0'));
  client.open(catalogs, workspace('^1.14.0'));
  const settled = says('axios ^1.14.0 admits compromised 1.14.1 (MAL-2026-2307). Today it gives 1.16.0.');
  expect(await client.diagnostics(member, settled)).toMatchObject([{ code: 'admits-malicious-release', range: on(1, 30, 38) }]);
  expect(await client.diagnostics(catalogs, settled)).toMatchObject([{ code: 'admits-malicious-release', range: on(1, 9, 16) }]);
  await lookUpsDone(client);
  const titles = async (file: string, range: ReturnType<typeof on>) => {
    const actions = await client.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(file) },
      range,
      context: { diagnostics: [] },
    });
    return (actions as { title: string }[]).map(({ title }) => title);
  };
  expect(await titles(member, on(1, 30, 38))).toContain('Raise axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)');
  expect(await titles(catalogs, on(1, 9, 16))).toContain('Raise axios to ^1.15.0 (next safe release)');
});

it('follows the catalog on disk, and as the client shows it before it is saved', async () => {
  const { client, member, catalogs } = await opened(workspace('1.16.0'));
  await client.diagnostics(member, isEmpty);
  await put(catalogs, workspace('1.14.1'));
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(catalogs), type: 2 }] });
  await client.diagnostics(member, hasCode('malicious-release'));
  client.open(catalogs, workspace('1.14.1'));
  client.change(catalogs, workspace('1.16.0'));
  await client.diagnostics(member, isEmpty);
  client.change(catalogs, 'catalog:\n  axio: 1.16.0\n');
  await client.diagnostics(member, says('The default catalog has no entry for axios'));
  client.close(catalogs);
  await client.diagnostics(member, hasCode('malicious-release'));
});
