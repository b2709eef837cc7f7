// Targets run on the Node.js or Python that the project says it runs on, as far as both say.
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { check } from '../support/check.js';

describe('a target', () => {
  it.each([
    ['"node": ">=18"', '1.15.2'],
    ['"node": "^18.0.0 || >=20"', '1.15.2'],
    ['"node": ">=20.10"', '1.15.0'],
    ['"node": "20.10.0"', '1.15.0'],
    ['"node": "*"', '1.15.0'],
    ['"node": "lts"', '1.15.0'],
    ['"node": 20', '1.15.0'],
    ['"npm": ">=10"', '1.15.0'],
  ])('of npm runs on %s', (engines, target) =>
    check(`
      //- registry npm axios 1.14.0 node(>=22), 1.14.1, 1.15.0 node(>=20), 1.15.1 node(>=20), 1.15.2 node(>=14), 1.15.3
      //- package.json
      { "engines": { ${engines} }, "dependencies": {
        "axios": "1.14.1"
                  ^^^^^^ error malicious-release: axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      } }
      //- after Raise axios to ${target} (${target === '1.15.0' ? 'next safe release' : 'safe release after it'})
      { "engines": { ${engines} }, "dependencies": {
        "axios": "${target}"
      } }
    `),
  );

  it('may need what the release in use needs already', () =>
    check(`
      //- registry npm axios 1.14.0 node(>=22), 1.14.1 node(>=22), 1.15.0 node(>=22)
      //- package.json
      { "engines": { "node": ">=18" }, "dependencies": { "axios": "1.14.1" } }
                                                                   ^^^^^^ error malicious-release: axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- fixes
      * Pin axios to 1.14.0 (last safe release)
      - Raise axios to 1.15.0 (next safe release)
    `));

  it('is none that the registry has no file of', () =>
    check(`
      //- registry npm axios 1.13.0, 1.14.0 no-file, 1.14.1, 1.15.0 no-file
      //- package.json
      { "dependencies": { "axios": "1.14.1" } }
                                    ^^^^^^ error malicious-release: axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- fixes
      * Pin axios to 1.13.0 (safe release before it)
    `));

  it.each([
    [
      'pyproject.toml',
      '[project]\n      requires-python = ">=3.9"\n      dependencies = ["litellm==1.82.7"]',
      '[project]\n      requires-python = ">=3.9"\n      dependencies = ["litellm==1.83.1"]',
      22,
      '1.83.1',
    ],
    [
      'pyproject.toml',
      '[project]\n      requires-python = ">=3.10,<4"\n      dependencies = ["litellm==1.82.7"]',
      '[project]\n      requires-python = ">=3.10,<4"\n      dependencies = ["litellm==1.83.0"]',
      22,
      '1.83.0',
    ],
    [
      'Pipfile',
      '[requires]\n      python_version = "3.9"\n      [packages]\n      litellm = "==1.82.7"',
      '[requires]\n      python_version = "3.9"\n      [packages]\n      litellm = "==1.83.1"',
      11,
      '1.83.1',
    ],
  ])('of %s runs on the Python of the project: %#', (file, before, after, column, target) =>
    check(`
      //- registry PyPI litellm 1.82.7, 1.83.0 python(>=3.10), 1.83.1 python(>=3.9)
      //- ${file}
      ${before}
      ${' '.repeat(column + (column === 22 ? 2 : 0))}^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Next safe release: 1.83.0.
      //- after Raise litellm to ${target} (${target === '1.83.0' ? 'next safe release' : 'safe release after it'})
      ${after}
    `),
  );
});

describe('the Node.js or Python of a project', () => {
  it.each([
    ['package.json', '{ "engines": { "node": ">=20" } }', '>=20'],
    ['package.json', '{ "engines": { "node": 20 } }', undefined],
    ['package.json', '{ "engines": ["node >= 0.8"] }', undefined],
    ['package.json', '{ "devEngines": { "node": ">=20" } }', undefined],
    ['pyproject.toml', '[project]\nrequires-python = ">=3.9"', '>=3.9'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.9"', '>=3.9,<4.0'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = { version = "~3.9" }', '>=3.9,<3.10'],
    ['pyproject.toml', '[project]\nrequires-python = ">=3.9"\n[tool.poetry.dependencies]\npython = "^3.10"', '>=3.9'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^2.7 || ^3.9"', '>=2.7,<3.0 or >=3.9,<4.0'],
    ['pyproject.toml', '[project]\nrequires-python = 3', undefined],
    ['Pipfile', '[requires]\npython_version = "3.9"', '==3.9.*'],
    ['Pipfile', '[requires]\npython_version = "3.9"\npython_full_version = "3.9.2"', '==3.9.2'],
    ['setup.cfg', '[options]\npython_requires = >=3.9', '>=3.9'],
    ['setup.cfg', '[options]\npython-requires = >=3.9, <4\n[other]\npython_requires = 2', '>=3.9, <4'],
    ['requirements.txt', 'python==3.9', undefined],
  ])('in %s: %j', (file, text, range) => {
    expect(formatOf(file)?.parse(text).runtime).toBe(range);
  });
});
