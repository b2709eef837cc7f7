import { describe, expect, it } from 'vitest';
import { listsRequirements } from '../../../../server/src/ecosystems/python/manifests/dynamicDependencies.js';
import { parsePyproject } from '../../../../server/src/ecosystems/python/manifests/pyproject.js';
import { declaresDependencies, parseSetupPy } from '../../../../server/src/ecosystems/python/manifests/setupPy.js';
import type { Manifest } from '../../../../server/src/model/index.js';

/** The text that a manifest leaves to the build by. */
function leftAt(text: string, { computed }: Manifest): string | undefined {
  return computed && text.slice(computed.span.start, computed.span.end);
}

describe('a setup.py', () => {
  it.each([
    ['from setuptools import setup\nsetup(name="a", install_requires=["b"])\n', 'install_requires'],
    ['import setuptools as s\ns.setup(**read())\n', 'setup'],
    ['from distutils.core import setup\nsetup(name="a")\n', 'setup'],
    ['from setuptools import setup\nimport evil\nsetup()\n', 'setup'],
    ['from setuptools import setup\nsetup(); main()\n', 'setup'],
    ['from setuptools import *\nglobals()["set" + "up"]()\n', ''],
  ])('%j is left to the build at %j', (text, at) => {
    const manifest = parseSetupPy(text);
    expect(leftAt(text, manifest)).toBe(at);
    expect(manifest.computed?.message).toBe('Not read: setup.py is a program. What it asks for is not checked.');
  });

  it.each([
    'from setuptools import setup\n\nsetup()\n',
    '# build\r\nimport setuptools\r\nif __name__ == "__main__":\r\n    setuptools.setup( )  # all is in setup.cfg\r\n',
  ])('%j asks for nothing itself', text => {
    expect(parseSetupPy(text)).toEqual({ ecosystem: 'PyPI', dependencies: [], problems: [], includes: [] });
  });

  it.each(['def setup(app):\n    return app\n', 'async def async_setup(hass):\n    await x(hass)\n', ''])('%j is no setup script', text => {
    expect(parseSetupPy(text)).toMatchObject({ skipped: 'no setup script: it calls no setup()', problems: [{ level: 'information' }] });
  });

  it('is not read where it is too large', () => {
    expect(parseSetupPy('#'.repeat(5_000_001)).problems).toMatchObject([{ level: 'error' }]);
  });
});

describe('a pyproject.toml beside it', () => {
  it.each([
    ['[project]\nname = "a"\n', true],
    ['[project]\nname = "a"\ndynamic = ["version"]\n', true],
    ['[tool.poetry.dependencies]\nb = "1"\n', true],
    ['[project]\nname = "a"\ndynamic = ["dependencies"]\n', false],
    ['[project]\nname = "a"\ndynamic = ["optional-dependencies"]\n', false],
    ['[build-system]\nrequires = ["setuptools"]\n', false],
    ['[project]\nname = "a"\n[[', false],
    ['', false],
  ])('%j declares the dependencies: %j', (text, expected) => {
    expect(declaresDependencies(text)).toBe(expected);
  });
});

describe('dynamic dependencies', () => {
  const project = (dynamic: string, more = ''): string => `[project]\nname = "a"\ndynamic = ${dynamic}\n${more}`;

  it.each([
    [project('["version", "dependencies"]'), 'dependencies', 'the build computes "dependencies", and'],
    [project("['optional-dependencies']"), 'optional-dependencies', 'the build computes "optional-dependencies", and'],
    [
      project('["dependencies", "optional-dependencies"]', '[tool.setuptools.dynamic.dependencies]\nfile = "r.txt"\n'),
      'optional-dependencies',
      'the build computes "optional-dependencies", and',
    ],
    [project('["dependencies", "optional-dependencies"]'), 'dependencies', '"dependencies" and "optional-dependencies"'],
  ])('%j leaves them to the build at %s', (text, at, said) => {
    const manifest = parsePyproject(text);
    expect(leftAt(text, manifest)).toBe(at);
    expect(manifest.computed?.message).toContain(said);
  });

  it.each([
    project('["version"]'),
    project('["dependencies"]', '[tool.setuptools.dynamic]\ndependencies = { file = ["r.txt"] }\n'),
    project('["dependencies"]', '[tool.poetry.dependencies]\nb = "1"\n'),
    project('["optional-dependencies"]', '[tool.poetry.extras]\nx = ["b"]\n'),
    '[project]\nname = "a"\ndependencies = ["b"]\n',
  ])('%j tells them itself', text => {
    expect(parsePyproject(text).computed).toBeUndefined();
  });

  it.each([
    ['[options]\ninstall_requires =\n  b==1\n', true],
    ['[options]\ninstall_requires = file: r.txt\n', true],
    ['[options]\nsetup_requires = b\n', false],
    ['[metadata]\nname = a\n', false],
  ])('are listed by the setup.cfg %j: %j', (text, expected) => {
    expect(listsRequirements(text)).toBe(expected);
  });
});
