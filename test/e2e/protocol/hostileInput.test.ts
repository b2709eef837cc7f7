import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasCode, PUSH, says, useWorld } from './world.js';

const world = useWorld();

const LITELLM = 'litellm>=1.50,<2\n';
const MEGABYTE = 1024 * 1024;

describe('odd documents', () => {
  it.each([
    ['binary junk', 'requirements.txt', randomBytes(64 * 1024).toString('latin1')],
    ['NULs', 'requirements.txt', '\0'.repeat(10_000)],
    ['lone surrogates', 'requirements.txt', 'a\ud800==1\n\udc00==2\n'],
    ['a line of 5 MB', 'requirements.txt', `a==${'1.'.repeat((5 * MEGABYTE) / 2)}0\n`],
    ['a comment of 5 MB', 'requirements.txt', `${LITELLM}#${'x'.repeat(5 * MEGABYTE)}\n`],
    ['200,000 lines', 'requirements.txt', '-e .\n'.repeat(200_000)],
    ['binary junk', 'package.json', randomBytes(64 * 1024).toString('latin1')],
    ['JSON nested 100,000 deep', 'package.json', `{"dependencies":${'['.repeat(100_000)}`],
    ['a string of 5 MB', 'package.json', `{"dependencies":{"chalk":"${'x'.repeat(5 * MEGABYTE)}"}}`],
    ['another JSON', 'package.json', '[null]'],
    ['nothing', 'package.json', ''],
  ])('%s in %s: no crash, and the next document is judged', async (_, name, text) => {
    const folder = await world.folder();
    const client = await world.start({ capabilities: PUSH, folders: [folder], section: { network: { offline: true } } });
    client.open(path.join(folder, name), text);
    const next = path.join(folder, 'next-requirements.txt');
    client.open(next, LITELLM);
    await client.diagnostics(next, hasCode('admits-malicious-release'));
    await client.request('textDocument/hover', { textDocument: { uri: client.published(next)?.uri }, position: { line: 0, character: 0 } });
    expect(client.stderr()).toBe('');
    expect(client.logs().filter(line => line.includes('Error'))).toEqual([]);
  });

  it('on disk: what cannot be read is said, the rest of the scan goes on', async () => {
    const folder = await world.folder({
      'a/requirements.txt': randomBytes(4096),
      'b/package.json': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{ "dependencies": { "chalk": "5.6.1" } }', 'utf16le')]),
      'c/requirements.txt': Buffer.alloc(6 * MEGABYTE, 'a'),
      'd/requirements.txt/keep': '',
      'e/package.json': '{ "dependencies": { "chalk": "5.6.1" } }',
    });
    const client = await world.start({ capabilities: PUSH, folders: [folder], section: { network: { offline: true } } });
    expect(await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' })).toMatchObject({ manifests: 4 });
    expect(hasCode('malicious-release')(client.published(path.join(folder, 'e/package.json'))?.diagnostics ?? [])).toBe(true);
    expect(says('6 MB')(client.published(path.join(folder, 'c/requirements.txt'))?.diagnostics ?? [])).toBe(true);
  });

  it('of unknown schemes are judged by their text alone', async () => {
    const client = await world.start({ capabilities: PUSH });
    for (const uri of ['untitled:requirements.txt', 'vscode-notebook:/a/requirements.txt', 'file:///%zz/requirements.txt']) {
      client.open(uri, `-r other.txt\n${LITELLM}`);
      await client.diagnostics(uri, hasCode('admits-malicious-release'));
    }
  });
});

describe('malformed messages', () => {
  it.each([
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument: { uri: 'file:///a/requirements.txt' }, position: null }],
    ['textDocument/hover', { textDocument: { uri: 7 }, position: { line: -1, character: 1e9 } }],
    ['textDocument/codeAction', { textDocument: { uri: 'file:///a/requirements.txt' } }],
    ['textDocument/codeAction', null],
    ['codeAction/resolve', null],
    ['textDocument/diagnostic', {}],
    ['workspace/executeCommand', {}],
    ['depwarden/nothing', {}],
  ])('request %s with %j gets an answer or an error, and the server goes on', async (method, params) => {
    const client = await world.start({ capabilities: PUSH });
    client.open('/a/requirements.txt', LITELLM);
    await client.diagnostics('/a/requirements.txt', hasCode('admits-malicious-release'));
    await client.request(method, params).catch(() => {});
    client.open('/b/requirements.txt', LITELLM);
    await client.diagnostics('/b/requirements.txt', hasCode('admits-malicious-release'));
    expect(client.isRunning()).toBe(true);
  });

  it('notifications that make no sense are survived', async () => {
    const client = await world.start({ capabilities: PUSH });
    client.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///never/requirements.txt', version: 3 },
      contentChanges: [{ text: 'x' }],
    });
    client.notify('textDocument/didClose', { textDocument: { uri: 'file:///never/requirements.txt' } });
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'nonsense', type: 9 }] });
    client.notify('workspace/didChangeConfiguration', { settings: 'nonsense' });
    client.notify('depwarden/nothing', { a: 1 });
    client.notify('textDocument/didOpen', {});
    client.notify('workspace/didChangeWatchedFiles', {});
    client.open('/b/requirements.txt', LITELLM);
    await client.diagnostics('/b/requirements.txt', hasCode('admits-malicious-release'));
    expect(client.isRunning()).toBe(true);
  });
});
