import { rm, truncate, utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { uriOf } from '../../support/languageClient.js';
import { codes, firstOf, hasCode, isEmpty, lookUpsDone, on, PULL, PUSH, put, says, useWorld } from './world.js';

const world = useWorld();

const MANIFEST = '{\n  "dependencies": {\n    "express": "5.1.0"\n  }\n}\n';

/** `express` brings in `axios` of some version, and vulnerable `minimist` if so wanted. */
function lockWith(axios: string, others: Readonly<Record<string, string>> = {}): string {
  const needs = Object.fromEntries(['axios', ...Object.keys(others)].map(name => [name, '*']));
  const packages = Object.entries({ axios, ...others }).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify(
    {
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { express: '5.1.0' } },
        'node_modules/express': { version: '5.1.0', dependencies: needs },
        ...Object.fromEntries(packages),
      },
    },
    undefined,
    2,
  );
}

async function opened(lock: string | Buffer, capabilities = PUSH, initializationOptions = {}) {
  const folder = await world.folder({ 'package.json': MANIFEST, 'package-lock.json': lock });
  const client = await world.start({ capabilities, folders: [folder], initializationOptions });
  const file = path.join(folder, 'package.json');
  const lockfile = path.join(folder, 'package-lock.json');
  client.open(file, MANIFEST);
  const touched = (type = 2): void => client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(lockfile), type }] });
  return { client, file, lockfile, touched };
}

describe('a manifest with a lockfile', () => {
  it('has what a dependency brings in on its line: one diagnostic a class, with every way', async () => {
    const { client, file } = await opened(lockWith('1.14.1', { minimist: '1.2.5', lodash: '4.17.20' }));
    const found = await client.diagnostics(
      file,
      diagnostics => hasCode('malicious-release')(diagnostics) && hasCode('vulnerable-release')(diagnostics),
    );
    expect(found).toMatchObject([
      {
        code: 'malicious-release',
        severity: 1,
        range: on(2, 5, 12),
        message: 'express → axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).',
        data: { rule: 'malicious-release', package: 'axios', version: '1.14.1', ecosystem: 'npm' },
      },
      {
        code: 'vulnerable-release',
        severity: 1,
        range: on(2, 5, 12),
        message: 'express → minimist 1.2.5 has a critical vulnerability (GHSA-xvch-5gv4-984h). And 1 more transitive release.',
      },
    ]);
    expect(found.map(({ data }) => data.paths)).toEqual([
      ['express → axios 1.14.1'],
      ['express → minimist 1.2.5', 'express → lodash 4.17.20'],
    ]);
    const { contents } = await client.request('textDocument/hover', {
      textDocument: { uri: uriOf(file) },
      position: { line: 2, character: 7 },
    });
    for (const text of ['axios 1.14.1', 'minimist 1.2.5', 'lodash 4.17.20']) expect(contents.value.replaceAll('\\', '')).toContain(text);
  });

  it('follows the lockfile on the disk: changed, gone and back', async () => {
    const { client, file, lockfile, touched } = await opened(lockWith('1.14.1'));
    await client.diagnostics(file, hasCode('malicious-release'));
    await put(lockfile, lockWith('1.16.0'));
    touched();
    await client.diagnostics(file, isEmpty);
    await put(lockfile, lockWith('1.14.1'));
    touched();
    await client.diagnostics(file, hasCode('malicious-release'));
    await rm(lockfile);
    touched(3);
    await client.diagnostics(file, isEmpty);
  });

  it('judges what is installed before what is locked', async () => {
    const { client, file, lockfile, touched } = await opened(lockWith('1.16.0'));
    const manifest = '{\n  "dependencies": {\n    "chalk": "5.6.0"\n  }\n}\n';
    await put(path.join(path.dirname(lockfile), 'node_modules/chalk/package.json'), '{ "name": "chalk", "version": "5.6.1" }');
    client.change(file, manifest);
    touched();
    const [finding] = await client.diagnostics(file, hasCode('malicious-release'));
    expect(finding?.message).toContain('Pinned 5.6.0, but 5.6.1 is installed in node_modules.');
  });

  it('asks the registry for what it names itself, and the advisory service for everything that is locked', async () => {
    const { client, file } = await opened(lockWith('1.14.1', { minimist: '1.2.8' }));
    await client.diagnostics(file, hasCode('malicious-release'));
    await lookUpsDone(client);
    const { npm, osv } = world.services;
    expect(npm.requests.map(request => request.path)).toEqual(['/express']);
    const batches = osv.requests
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as { queries: { package: { name: string } }[] });
    expect(batches.map(({ queries }) => queries.map(query => query.package.name))).toEqual([['express', 'axios', 'minimist']]);
  });

  it.each([
    ['merge conflicts', `<<<<<<< HEAD\n=======\n>>>>>>> other\n${lockWith('1.14.1')}`, 'Unresolved merge conflict'],
    ['a newer version', lockWith('1.14.1').replace('"lockfileVersion": 3', '"lockfileVersion": 8'), 'Lockfile version 8 is newer'],
  ])('says once that the lockfile could not be read whole: %s', async (_, lock, told) => {
    const { client, file } = await opened(lock);
    const found = await client.diagnostics(file, hasCode('malicious-release'));
    const problems = found.filter(({ code }) => code === 'manifest');
    expect(problems).toMatchObject([
      { severity: 2, range: on(0, 0, 0), message: expect.stringContaining(`package-lock.json could be read only in part: ${told}`) },
    ]);
  });

  it('says once that the lockfile is too large', async () => {
    const { client, file, lockfile, touched } = await opened(lockWith('1.14.1'));
    await client.diagnostics(file, hasCode('malicious-release'));
    await truncate(lockfile, 101 * 1024 * 1024);
    touched();
    const found = await client.diagnostics(file, says('package-lock.json is not read'));
    expect(codes(found)).toEqual(['manifest']);
  });
});

describe('an open lockfile', () => {
  it.each([
    ['pushed', PUSH],
    ['pulled', PULL],
  ])('has bad releases on its own lines until it is closed: %s', async (_, capabilities) => {
    const lock = lockWith('1.14.1', { minimist: '1.2.5' });
    const { client, lockfile } = await opened(lock, capabilities);
    client.open(lockfile, lock);
    const pulled = async (): Promise<Diagnostic[]> => {
      await lookUpsDone(client);
      return client.pull(lockfile);
    };
    const pushed = (): Promise<Diagnostic[]> =>
      client.diagnostics(lockfile, diagnostics => diagnostics.length === 2 && hasCode('vulnerable-release')(diagnostics));
    const found = await (capabilities === PULL ? pulled() : pushed());
    const lines = lock.split('\n');
    expect(
      found.map(({ code, message, range }) => [
        code,
        String(message),
        lines[range.start.line]?.slice(range.start.character, range.end.character),
      ]),
    ).toEqual([
      ['malicious-release', 'axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).', '1.14.1'],
      ['vulnerable-release', 'minimist 1.2.5 has a critical vulnerability (GHSA-xvch-5gv4-984h).', '1.2.5'],
    ]);
    expect(found.map(({ range }) => lines[range.start.line - 1]?.trim())).toEqual([
      '"node_modules/axios": {',
      '"node_modules/minimist": {',
    ]);
    client.close(lockfile);
    if (capabilities === PUSH) await client.diagnostics(lockfile, isEmpty);
    else expect(await client.pull(lockfile)).toEqual([]);
  });

  it('follows what is typed in it, and the levels of the settings', async () => {
    const lock = lockWith('1.14.1');
    const folder = await world.folder({ 'package-lock.json': lock });
    let levels: Readonly<Record<string, string>> = {};
    const client = await world.start({ capabilities: PUSH, folders: [folder], settings: () => world.section({ rules: levels }) });
    const lockfile = path.join(folder, 'package-lock.json');
    client.open(lockfile, lock);
    const bad = await client.diagnostics(lockfile, hasCode('malicious-release'));
    client.change(lockfile, { range: firstOf(bad).range, text: '1.16.0' });
    await client.diagnostics(lockfile, isEmpty);
    client.change(lockfile, lock);
    await client.diagnostics(lockfile, hasCode('malicious-release'));
    levels = { 'malicious-release': 'hint' };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.diagnostics(lockfile, found => found[0]?.severity === 4);
  });

  it('tells where it is damaged, on the spot', async () => {
    const lock = `{\n<<<<<<< HEAD\n=======\n>>>>>>> other\n${lockWith('1.14.1').slice(1)}`;
    const { client, lockfile } = await opened(lock);
    client.open(lockfile, lock);
    const found = await client.diagnostics(lockfile, hasCode('malicious-release'));
    expect(found.filter(({ code }) => code === 'manifest')).toMatchObject([{ severity: 1, range: on(1, 0, 12) }]);
  });
});

describe('typing in a manifest', () => {
  it('does not read the lockfile again: one that changed without any sign of it stays as it was read', async () => {
    const folder = await world.folder({ 'package.json': MANIFEST });
    const [file, lockfile] = [path.join(folder, 'package.json'), path.join(folder, 'package-lock.json')];
    /** Length, time of the change and file are the same each time. */
    const write = async (axios: string): Promise<void> => {
      await put(lockfile, lockWith(axios));
      await utimes(lockfile, 1_780_000_000, 1_780_000_000);
    };
    await write('1.14.1');
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    client.open(file, MANIFEST);
    await client.diagnostics(file, hasCode('malicious-release'));
    await write('1.16.0');
    const version = client.change(file, `\n\n${MANIFEST}`);
    const moved = await client.diagnostics(file, (_, seen) => seen === version);
    expect(moved).toMatchObject([{ code: 'malicious-release', range: on(4, 5, 12) }]);
    // What is added is asked about after the pause in typing: everything around the manifest has been looked at once more then.
    client.change(file, MANIFEST.replace('"5.1.0"', '"5.1.0",\n    "lodash": "4.17.20"'));
    const settled = await client.diagnostics(file, says('lodash'));
    expect(codes(settled)).toContain('malicious-release');
  });
});

describe('a lockfile that is not open', () => {
  const ORPHAN = lockWith('1.14.0').replace('"node_modules/axios"', '"node_modules/stray/node_modules/axios"').replace('1.14.0', '1.14.1');

  it('shows what no line of the open manifest leads to, and forgets it with the manifest', async () => {
    const { client, file, lockfile } = await opened(ORPHAN);
    const found = await client.diagnostics(lockfile, hasCode('malicious-release'));
    expect(found).toMatchObject([{ code: 'malicious-release', severity: 1, data: { package: 'axios', version: '1.14.1' } }]);
    await lookUpsDone(client);
    expect(codes(await client.diagnostics(file, () => true))).not.toContain('malicious-release');
    client.close(file);
    await client.diagnostics(lockfile, isEmpty);
  });

  it('shows it again after the lockfile was gone for a while, and after it was open itself; it is counted once all the time', async () => {
    const { client, lockfile, touched } = await opened(ORPHAN, PUSH, { statusNotifications: true });
    const errors = (): number | undefined => client.all('depwarden/status').at(-1)?.params.counts.error;
    await client.diagnostics(lockfile, hasCode('malicious-release'));
    await rm(lockfile);
    touched(3);
    await client.diagnostics(lockfile, isEmpty);
    await put(lockfile, ORPHAN);
    touched(1);
    await client.diagnostics(lockfile, hasCode('malicious-release'));
    client.open(lockfile, ORPHAN);
    await client.diagnostics(lockfile, (found, version) => version === 1 && hasCode('malicious-release')(found));
    await client.until('one error in the status', () => errors() === 1);
    client.close(lockfile);
    await client.diagnostics(lockfile, (found, version) => version === undefined && hasCode('malicious-release')(found));
    await client.until('one error in the status', () => errors() === 1);
  });

  it('shows nothing of what stands on a line of another open member', async () => {
    const MEMBER = '{ "dependencies": { "chalk": "5.3.0" } }';
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { workspaces: ['a'] },
        a: { dependencies: { chalk: '5.3.0' } },
        'node_modules/a': { resolved: 'a', link: true },
        'node_modules/chalk': { version: '5.3.0', dependencies: { axios: '*' } },
        'node_modules/axios': { version: '1.14.1' },
      },
    });
    const folder = await world.folder({ 'package.json': '{ "workspaces": ["a"] }', 'a/package.json': MEMBER, 'package-lock.json': lock });
    const at = (name: string): string => path.join(folder, name);
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    client.open(at('package.json'), '{ "workspaces": ["a"] }');
    await client.diagnostics(at('package-lock.json'), hasCode('malicious-release'));
    client.open(at('a/package.json'), MEMBER);
    await client.diagnostics(at('a/package.json'), hasCode('malicious-release'));
    await client.diagnostics(at('package-lock.json'), isEmpty);
  });

  it('shows nothing of what stands on a line of the open manifest', async () => {
    const { client, file, lockfile } = await opened(lockWith('1.14.1'));
    await client.diagnostics(file, hasCode('malicious-release'));
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace', arguments: [] });
    expect(await client.diagnostics(lockfile, () => true)).toEqual([]);
  });
});
