import { describe, expect, it } from 'vitest';
import { pdmLock } from '../../../../server/src/ecosystems/python/lockfiles/pdmLock.js';
import { pipfileLock } from '../../../../server/src/ecosystems/python/lockfiles/pipfileLock.js';
import { poetryLock } from '../../../../server/src/ecosystems/python/lockfiles/poetryLock.js';
import { pylock } from '../../../../server/src/ecosystems/python/lockfiles/pylock.js';
import { requirementsLock } from '../../../../server/src/ecosystems/python/lockfiles/requirementsLock.js';
import { uvLock } from '../../../../server/src/ecosystems/python/lockfiles/uvLock.js';

const PYPI = 'source = { registry = "https://pypi.org/simple" }';
const tomlPackages = (header: string, more: string): string =>
  ['1.5', '2.1', '2.0'].map(version => `[[${header}]]\nname = "fork"\nversion = "${version}"\n${more}\n`).join('\n');

const pipfileLocked = (index: string, ...urls: readonly string[]): string => {
  const sources = urls.map((url, at) => `{ "name": "${at === 0 ? 'pypi' : `other-${at}`}", "url": "${url}" }`);
  return `{ "_meta": { "sources": [${sources.join(', ')}] }, "default": { "fork": { ${index} "version": "==1.5" } } }`;
};

const UV = `version = 1

${tomlPackages('package', PYPI)}
[[package]]
name = "fork"
version = "9.0"
source = { git = "https://git.example/fork#0123" }

[[package]]
name = "app"
version = "1"
source = { editable = "." }
dependencies = [
    { name = "fork", version = "1.5", ${PYPI}, marker = "python_full_version < '3.9'" },
    { name = "fork", version = "2.0", ${PYPI}, marker = "python_full_version >= '3.9'" },
    { name = "fork", version = "9.0", source = { git = "https://git.example/fork#0123" }, marker = "sys_platform == 'linux'" },
]
`;

describe('a direct dependency that is locked in several versions', () => {
  it.each([
    ['uv.lock', uvLock, UV, '', ['fork==2.0', 'fork==1.5', 'fork==9.0']],
    ['uv.lock', uvLock, UV, '<2', ['fork==1.5']],
    ['uv.lock, whose override no line admits', uvLock, UV, '==4', ['fork==2.0', 'fork==1.5', 'fork==9.0']],
    ['poetry.lock', poetryLock, tomlPackages('package', ''), '*', ['fork==2.1', 'fork==2.0', 'fork==1.5']],
    ['poetry.lock', poetryLock, tomlPackages('package', ''), '^1 || >2.0', ['fork==2.1', 'fork==1.5']],
    ['pdm.lock', pdmLock, tomlPackages('package', ''), '>=2', ['fork==2.1', 'fork==2.0']],
    ['pylock.toml', pylock, tomlPackages('packages', ''), '', ['fork==2.1', 'fork==2.0', 'fork==1.5']],
    [
      'requirements.txt',
      requirementsLock,
      'fork==1.5 ; python_version < "3"\nfork==2.0 ; python_version >= "3"\n',
      '',
      ['fork==2.0', 'fork==1.5'],
    ],
  ])('has all of them in %s, the highest of an index first: %#', (_, format, text, specifier, keys) => {
    expect(format.parse(text).locate('', 'fork', specifier, 'any')).toEqual(keys);
  });

  it.each([
    ['uv.lock', uvLock, UV, ['1.5', '2.0', '2.1']],
    ['uv.lock, of another index', uvLock, UV.replaceAll('pypi.org', 'pypi.corp.example'), []],
    ['poetry.lock', poetryLock, '[[package]]\nname = "fork"\nversion = "1.5"\n', ['1.5']],
    [
      'poetry.lock, of another index',
      poetryLock,
      '[[package]]\nname = "fork"\nversion = "1.5"\n[package.source]\ntype = "legacy"\nurl = "https://pypi.corp.example/simple"\n',
      [],
    ],
    ['pdm.lock, which does not say', pdmLock, tomlPackages('package', ''), []],
    ['pylock.toml', pylock, tomlPackages('packages', 'index = "https://pypi.org/simple"'), ['1.5', '2.0', '2.1']],
    ['pylock.toml, which does not say', pylock, tomlPackages('packages', ''), []],
    ['Pipfile.lock', pipfileLock, pipfileLocked('"index": "pypi",', 'https://pypi.org/simple', 'https://c.example/simple'), ['1.5']],
    ['Pipfile.lock, of the only index', pipfileLock, pipfileLocked('', 'https://pypi.org/simple'), ['1.5']],
    ['Pipfile.lock, of one of several indexes', pipfileLock, pipfileLocked('', 'https://pypi.org/simple', 'https://c.example/simple'), []],
  ])('knows what comes from PyPI by %s', (_, format, text, versions) => {
    const known = [...format.parse(text).packages.values()].filter(({ isPublic }) => isPublic);
    expect(known.map(({ version }) => version).sort()).toEqual(versions);
  });

  it.each([
    ['packages', ['fork==1.5']],
    ['dev-packages', ['fork==2.0']],
    ['docs', ['fork==2.0', 'fork==1.5']],
    ['tests', []],
    [undefined, ['fork==2.0', 'fork==1.5']],
  ])('has in Pipfile.lock those of the category of the line: %s', (group, keys) => {
    const lock = pipfileLock.parse(
      JSON.stringify({
        _meta: { 'pipfile-spec': 6 },
        default: { fork: { version: '==1.5' } },
        develop: { fork: { version: '==2.0' } },
        docs: { fork: { version: '==1.5' }, Fork: { version: '==2.0' } },
      }),
    );
    expect(lock.locate('', 'Fork', '*', group)).toEqual(keys);
  });
});
