// Hosts of indexes and files that a Python lockfile names, and files without a hash.
import { describe, expect, it } from 'vitest';
import { lockfileFormatOf } from '../../../../server/src/ecosystems/lockfiles.js';
import { withDoubts } from '../../../../server/src/ecosystems/python/lockfiles/addresses.js';

function doubts(file: string, text: string, configured: readonly string[] = []): readonly string[] {
  const lockfile = lockfileFormatOf(`/p/${file}`)?.parse(text);
  if (!lockfile) throw new Error('no lockfile');
  return (withDoubts(lockfile, configured).doubts ?? []).map(({ host = 'no hash', keys }) => `${host}: ${keys.join(' ')}`);
}

const PYPI = 'https://pypi.org/simple';
const file = (host: string, hash = 'sha256:0'): string => `{ url = "https://${host}/a-1.0.tar.gz", hash = "${hash}" }`;
const uv = (index: string, artefact: string): string =>
  `version = 1\n\n[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "${index}" }\nsdist = ${artefact}\n`;
const pipfile = (url: string, entry: object): string =>
  JSON.stringify({
    _meta: { 'pipfile-spec': 6, sources: [{ name: 'one', url, verify_ssl: true }] },
    default: { a: { version: '==1.0', ...entry } },
  });
const poetry = (url: string): string =>
  `[[package]]\nname = "a"\nversion = "1.0"\nfiles = [{file = "a-1.0.tar.gz", hash = "sha256:0"}]\n\n[package.source]\ntype = "legacy"\nurl = "${url}"\nreference = "one"\n\n[metadata]\nlock-version = "2.1"\n`;
const pdm = (artefact: string): string =>
  `[metadata]\nlock_version = "4.5.0"\n\n[[package]]\nname = "a"\nversion = "1.0"\nfiles = [${artefact}]\n`;
const pylock = (index: string, artefact: string): string =>
  `lock-version = "1.0"\n\n[[packages]]\nname = "a"\nversion = "1.0"\n${index}wheels = [${artefact}]\n`;
const wheel = (host: string, hashes = '{sha256 = "0"}'): string => `{ url = "https://${host}/a-1.0-py3-none-any.whl", hashes = ${hashes} }`;

describe('a host that no configuration names', () => {
  it.each<[name: string, text: string]>([
    ['uv.lock', uv('https://evil.example/simple', file('evil.example'))],
    ['uv.lock', uv(PYPI, file('evil.example'))],
    ['uv.lock', `[[package]]\nname = "a"\nversion = "1.0"\nsource = "registry+https://evil.example/simple"\n`],
    ['poetry.lock', poetry('https://evil.example/simple')],
    ['pdm.lock', pdm(file('evil.example'))],
    ['Pipfile.lock', pipfile('https://user:secret@evil.example/simple', { hashes: ['sha256:0'] })],
    ['Pipfile.lock', pipfile('https://evil.example/simple', { index: 'one' })],
    ['pylock.toml', pylock('index = "https://evil.example/simple"\n', wheel('evil.example'))],
    ['pylock.toml', pylock('', wheel('evil.example'))],
  ])('%s: %s', (name, text) => {
    expect(doubts(name, text)).toEqual(['evil.example: a==1.0']);
    expect(doubts(name, text, ['evil.example'])).toEqual([]);
  });

  it.each<[name: string, text: string]>([
    ['uv.lock', uv(PYPI, file('files.pythonhosted.org'))],
    ['uv.lock', `[[package]]\nname = "a"\nversion = "1.0"\nsource = { url = "https://code.example/a.whl" }\n`],
    [
      'uv.lock',
      `[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "./wheels" }\nwheels = [{ path = "a-1.0-py3-none-any.whl" }]\n`,
    ],
    ['pdm.lock', pdm('{ file = "a-1.0.tar.gz", hash = "sha256:0" }')],
    ['Pipfile.lock', pipfile(PYPI, {})],
    ['pylock.toml', pylock('', wheel('files.pythonhosted.org'))],
  ])('is none in %s: %s', (name, text) => expect(doubts(name, text)).toEqual([]));

  it('is not the host of PyTorch’s files where its index is configured', () => {
    const text = uv('https://download.pytorch.org/whl/cpu', file('download-r2.pytorch.org'));
    expect(doubts('uv.lock', text, ['download.pytorch.org'])).toEqual([]);
    expect(doubts('uv.lock', text)).toEqual(['download.pytorch.org: a==1.0', 'download-r2.pytorch.org: a==1.0']);
  });
});

describe('a file with an address and no hash', () => {
  it.each<[name: string, text: string]>([
    ['uv.lock', uv(PYPI, '{ url = "https://files.pythonhosted.org/a-1.0.tar.gz" }')],
    ['pdm.lock', pdm('{ url = "https://files.pythonhosted.org/a-1.0.tar.gz" }')],
    ['pylock.toml', pylock('', wheel('files.pythonhosted.org', '{}'))],
  ])('%s: %s', (name, text) => expect(doubts(name, text)).toEqual(['no hash: a==1.0']));
});
