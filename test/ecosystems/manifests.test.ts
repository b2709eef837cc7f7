import { describe, expect, it } from 'vitest';
import { formatOf } from '../../server/src/ecosystems/manifests.js';

const FORMATS: readonly (readonly [path: string, id: string | undefined])[] = [
  ['package.json', 'package.json'],
  ['/a/b/package.json', 'package.json'],
  ['C:\\a\\package.json', 'package.json'],
  ['package-lock.json', undefined],
  ['package.json5', undefined],
  ['Package.json', undefined],
  ['/a/pyproject.toml', 'pyproject.toml'],
  ['C:\\a\\Pipfile', 'Pipfile'],
  ['a/setup.cfg', 'setup.cfg'],
  ['a/setup.py', 'setup.py'],
  ['a/my_setup.py', undefined],
  ['a/pnpm-workspace.yaml', 'pnpm-workspace.yaml'],
  ['pnpm-workspace.yml', undefined],
  ['pnpm-lock.yaml', undefined],
  ['Pipfile.lock', undefined],
  ['poetry.lock', undefined],
  ['requirements.txt', 'requirements.txt'],
  ['/a/Requirements.TXT', 'requirements.txt'],
  ['requirements-dev.txt', 'requirements.txt'],
  ['requirements_test.txt', 'requirements.txt'],
  ['requirements.prod.txt', 'requirements.txt'],
  ['dev-requirements.txt', 'requirements.txt'],
  ['C:\\a\\requirements\\base.txt', 'requirements.txt'],
  ['requirements/base.txt', 'requirements.txt'],
  ['constraints.txt', 'requirements.txt'],
  ['constraints-3.11.txt', 'requirements.txt'],
  ['requirements.in', 'requirements.txt'],
  ['requirements-3.11.in', 'requirements.txt'],
  ['dev.in', 'requirements.txt'],
  ['constraints.in', 'requirements.txt'],
  ['requirements/test.in', 'requirements.txt'],
  ['requirements/py3.11.in', 'requirements.txt'],
  ['notes.txt', undefined],
  ['requirements/nested/base.txt', 'requirements.txt'],
  ['C:\\a\\Requirements\\x\\y\\prod.pip', 'requirements.txt'],
  ['requirements/base.lock', 'requirements.txt'],
  ['requirements/readme.md', undefined],
  ['requirements.d/base.txt', undefined],
  ['requirements.pip', 'requirements.txt'],
  ['requirements.lock', 'requirements.txt'],
  ['requirements-dev.lock', 'requirements.txt'],
  ['requirement.txt', 'requirements.txt'],
  ['requires.txt', 'requirements.txt'],
  ['src/app.egg-info/requires.txt', undefined],
  ['requires.in', 'requirements.txt'],
  ['requires.lock', undefined],
  ['upper-constraints.txt', 'requirements.txt'],
  ['test-constraints.pip', 'requirements.txt'],
  ['uv.lock', undefined],
  ['requirements/uv.lock', undefined],
  ['requirements/Pipfile.lock', undefined],
  ['.txt', undefined],
  ['requirements/.txt', undefined],
  ['requirements.md', undefined],
  ['requirements', undefined],
  ['my-constraints.txt', 'requirements.txt'],
  ['MANIFEST.in', undefined],
  ['src/Makefile.in', undefined],
  ['configure.in', undefined],
  ['Config.in', undefined],
  ['config.h.in', undefined],
  ['foo.py.in', undefined],
  ['CMakeLists.txt.in', undefined],
  ['debian/control.in', undefined],
  ['tests/01.in', undefined],
  ['.in', undefined],
  ['.hidden.in', undefined],
  ['plugin', undefined],
  ['', undefined],
];

describe('formatOf', () => {
  it.each(FORMATS)('%s', (path, id) => {
    expect(formatOf(path)?.id).toBe(id);
  });

  it('gives each format the parser of its ecosystem', () => {
    const requirements = formatOf('requirements.txt');
    expect([requirements?.ecosystem, requirements?.parse('foo').dependencies[0]?.name]).toEqual(['PyPI', 'foo']);
    const packageJson = formatOf('package.json');
    expect([packageJson?.ecosystem, packageJson?.parse('{}').ecosystem]).toEqual(['npm', 'npm']);
  });
});
