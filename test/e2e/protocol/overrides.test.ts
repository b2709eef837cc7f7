// Fixes of what a dependency brings in: what they lead to is asked when the menu is opened, and they may change another file.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol/node';
import { uriOf } from '../../support/languageClient.js';
import { hasCode, lookUpsDone, on, PUSH, useWorld } from './world.js';

const world = useWorld();

const MANIFEST = '{\n  "dependencies": {\n    "express": "5.1.0"\n  }\n}\n';
const ROOT = '{\n  "workspaces": ["packages/*"]\n}\n';

function lockOf(member: string): string {
  const packages = {
    '': member === '' ? { dependencies: { express: '5.1.0' } } : { workspaces: ['packages/*'] },
    ...(member !== '' && {
      'node_modules/a': { resolved: member, link: true },
      [member]: { name: 'a', dependencies: { express: '5.1.0' } },
    }),
    'node_modules/express': { version: '5.1.0', dependencies: { axios: '^1.14.0' } },
    'node_modules/axios': { version: '1.14.1' },
  };
  return JSON.stringify({ lockfileVersion: 3, packages });
}

const WORKSPACE = { 'package.json': ROOT, 'packages/a/package.json': MANIFEST, 'package-lock.json': lockOf('packages/a') };

async function opened(files: Readonly<Record<string, string>>, name: string, capabilities = PUSH) {
  const folder = await world.folder(files);
  const client = await world.start({ capabilities, folders: [folder] });
  const file = path.join(folder, name);
  client.open(file, files[name] ?? MANIFEST);
  await client.diagnostics(file, hasCode('malicious-release'));
  await lookUpsDone(client);
  const asked = (): number => world.services.npm.requests.filter(({ path: url }) => url.includes('axios')).length;
  const actions = (): Promise<CodeAction[]> =>
    client.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(file) },
      range: on(2, 5, 12),
      context: { diagnostics: [], only: ['quickfix'] },
    });
  return { client, folder, file, asked, actions };
}

describe('a fix of what a dependency brings in', () => {
  it('asks for the package once, when the menu is opened', async () => {
    const { asked, actions } = await opened({ 'package.json': MANIFEST, 'package-lock.json': lockOf('') }, 'package.json');
    expect(asked()).toBe(0);
    const [first, ...others] = await actions();
    expect([first, ...others].map(action => action?.title)).toEqual([
      'Override axios to ^1.15.0 (next safe release)',
      'Override axios to 1.14.0 (last safe release)',
    ]);
    expect(first?.isPreferred).toBe(true);
    const [change] = first?.edit?.documentChanges ?? [];
    expect(change).toMatchObject({ edits: [{ newText: ',\n  "overrides": {\n    "axios": "^1.15.0"\n  }' }] });
    expect(await actions()).toHaveLength(2);
    expect(asked()).toBe(1);
  });

  it('changes the package.json beside the lockfile, and says so', async () => {
    const { folder, actions, client } = await opened(WORKSPACE, 'packages/a/package.json');
    const root = path.join(folder, 'package.json');
    const [action] = await actions();
    expect(action?.title).toBe('Override axios to ^1.15.0 in package.json (next safe release)');
    expect(action?.isPreferred).toBeUndefined();
    expect(action?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf(root), version: null } }]);
    client.open(root, ROOT);
    expect((await actions())[0]?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf(root), version: 1 } }]);
    client.change(root, '{ "private": true }');
    expect((await actions())[0]?.edit?.documentChanges).toMatchObject([
      { textDocument: { version: 2 }, edits: [{ range: on(0, 17, 17), newText: ', "overrides": { "axios": "^1.15.0" }' }] },
    ]);
  });

  it('makes the pnpm-workspace.yaml that is missing, where the client can make files', async () => {
    const files = {
      'package.json': MANIFEST.replace('  "dep', '  "engines": { "pnpm": ">=11" }, "dep'),
      'pnpm-lock.yaml': [
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      express:\n        specifier: 5.1.0\n        version: 5.1.0\n",
        'packages:\n  axios@1.14.1:\n    resolution: {integrity: sha512-a==}\n  express@5.1.0:\n    resolution: {integrity: sha512-b==}\n',
        'snapshots:\n  axios@1.14.1: {}\n  express@5.1.0:\n    dependencies:\n      axios: 1.14.1\n',
      ].join(''),
    };
    const makesFiles = {
      ...PUSH,
      workspace: { ...PUSH.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } },
    };
    const { folder, actions } = await opened(files, 'package.json', makesFiles);
    const uri = uriOf(path.join(folder, 'pnpm-workspace.yaml'));
    const [action] = await actions();
    expect([action?.title, action?.isPreferred]).toEqual(['Override axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)', true]);
    expect(action?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri, options: { overwrite: false } },
      { textDocument: { uri, version: null }, edits: [{ newText: "packages:\n  - '.'\n\noverrides:\n  axios: ^1.15.0\n" }] },
    ]);
    const others = await opened(files, 'package.json');
    expect(await others.actions()).toEqual([]);
  });
});
