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
