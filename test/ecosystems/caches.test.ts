import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heldByNpm } from '../../server/src/ecosystems/npm/installed/cache.js';
import { heldByUv } from '../../server/src/ecosystems/python/installed/cache.js';
import { diskFolders } from '../../server/src/services/disk/folders.js';
import { calm, type Ground, manifest, newGround } from './installedSupport.js';

let ground: Ground;
beforeEach(() => {
  ground = newGround();
});
afterEach(() => ground.remove());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe("npm's cache", () => {
  const held = (registry: string, name: string, version: string) =>
    heldByNpm({ cache: ground.at('cache'), registry, name, version }, sha256, diskFolders(), calm());

  it('is found to hold what a real npm put there, and nothing else', async () => {
    ground.write({ 'thing/package.json': manifest('@s/thing', '1.2.3'), 'project/package.json': manifest('project', '0.0.0') });
    execFileSync('npm', ['pack', ground.at('thing'), '--pack-destination', ground.path, '--silent'], { cwd: ground.path, stdio: 'ignore' });
    const tarball = readFileSync(ground.at('s-thing-1.2.3.tgz'));
    const registry = await serve('@s/thing', '1.2.3', tarball);
    const install = ['install', '@s/thing', '--registry', registry.url, '--cache', ground.at('cache'), '--ignore-scripts', '--no-audit'];
    await promisify(execFile)('npm', install, { cwd: ground.at('project') });
    registry.close();
    const content = await held(registry.url, '@s/thing', '1.2.3');
    expect(readFileSync(content ?? '')).toEqual(tarball);
    expect(await held(registry.url.slice(0, -1), '@s/thing', '1.2.3')).toBe(content);
    expect(await held(registry.url, '@s/thing', '1.2.4')).toBeUndefined();
    expect(await held('https://registry.example/', '@s/thing', '1.2.3')).toBeUndefined();
  });

  const KEY = 'make-fetch-happen:request-cache:https://registry.example/a/-/a-1.0.0.tgz';
  const INTEGRITY = `sha512-${Buffer.alloc(64, 0xab).toString('base64')}`;
  const CONTENT = `cache/_cacache/content-v2/sha512/ab/ab/${'ab'.repeat(62)}`;

  it.each<[string, readonly object[], boolean]>([
    ['one entry', [{ key: KEY, integrity: INTEGRITY }], true],
    [
      'an entry of another key in the same bucket',
      [
        { key: KEY, integrity: INTEGRITY },
        { key: 'x', integrity: null },
      ],
      true,
    ],
    [
      'a removed entry',
      [
        { key: KEY, integrity: INTEGRITY },
        { key: KEY, integrity: null },
      ],
      false,
    ],
    ['another key only', [{ key: 'x', integrity: INTEGRITY }], false],
  ])('is read as cacache does: %s', async (_, entries, expected) => {
    const hash = sha256(KEY);
    const bucket = entries.map(entry => `\n0123\t${JSON.stringify(entry)}`).join('');
    ground.write({
      [`cache/_cacache/index-v5/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}`]: `${bucket}\nbroken`,
      [CONTENT]: '',
    });
    expect(await held('https://registry.example', 'a', '1.0.0')).toBe(expected ? ground.at(CONTENT) : undefined);
  });

  it('does not hold what only its index still names', async () => {
    const hash = sha256(KEY);
    const bucket = `cache/_cacache/index-v5/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}`;
    ground.write({ [bucket]: `\n0123\t${JSON.stringify({ key: KEY, integrity: INTEGRITY })}` });
    expect(await held('https://registry.example', 'a', '1.0.0')).toBeUndefined();
  });
});

describe("uv's cache", () => {
  it('is found to hold wheels and source distributions of exactly the release', async () => {
    ground.write({
      'wheels-v5/pypi/litellm/1.82.8-py3-none-any.http': '',
      'wheels-v5/pypi/litellm/1.82.8-py3-none-any.msgpack': '',
      'wheels-v5/pypi/litellm/1.82.80-py3-none-any.http': '',
      'sdists-v9/pypi/litellm/1.82.8/revision.http': '',
      'simple-v16/pypi/litellm.rkyv': '',
    });
    const held = async (name: string, version: string) =>
      (await heldByUv({ cache: ground.path, name, version }, diskFolders(), calm())).map(path => path.slice(ground.path.length + 1));
    expect(await held('LiteLLM', '1.82.8')).toEqual(['sdists-v9/pypi/litellm/1.82.8', 'wheels-v5/pypi/litellm/1.82.8-py3-none-any.http']);
    expect(await held('litellm', '1.82.7')).toEqual([]);
    expect(await held('other', '1.0')).toEqual([]);
  });
});

/** A registry on the loopback that knows one package. */
async function serve(name: string, version: string, tarball: Buffer): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) {
      response.setHeader('content-type', 'application/octet-stream').end(tarball);
      return;
    }
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { integrity, tarball: `${url}${name}/-/${name.split('/').at(-1)}-${version}.tgz` };
    const document = { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, close };
}
