// Hashes and addresses in lockfiles, and `--hash` on the line, against what the registry says.
import { describe, expect, it } from 'vitest';
import { check } from '../support/check.js';
import { readLockDiagnostics } from '../support/lockDiagnostics.js';

const RIGHT = `sha512-${'R'.repeat(86)}==`;
const WRONG = `sha512-${'W'.repeat(86)}==`;
const NPM = `//- registry npm left-pad 1.3.0 digest(sha512-${'R'.repeat(16)} sha1-${'r'.repeat(16)})`;
const SHA_A = 'a'.repeat(64);
const SHA_B = 'b'.repeat(64);
const SHA_X = 'f'.repeat(64);
const PYPI = `//- registry PyPI requests 2.31.0 digest(sha256:${'a'.repeat(24)} sha256:${'b'.repeat(24)}), 2.32.0`;

/** A lockfile of npm with more entries of the registry than the one that is looked at, and the manifest beside it. */
function npmLock(entry: Readonly<Record<string, unknown>>, expected: string, below: Readonly<Record<string, unknown>> = {}): string {
  const others = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map(name => [
      `node_modules/${name}`,
      { version: '1.0.0', resolved: `https://registry.example/${name}/-/${name}-1.0.0.tgz`, integrity: RIGHT },
    ]),
  );
  const root = { dependencies: { 'left-pad': '^1.3.0' } };
  const packages = { '': root, ...others, 'node_modules/left-pad': { version: '1.3.0', integrity: RIGHT, ...entry }, ...below };
  return `
      ${NPM}
      //- package.json
      {
        "dependencies": {
          "left-pad": "^1.3.0"${expected === '' ? '' : `\n           ${expected}`}
        }
      }
      //- fixes
      //- package-lock.json
      ${JSON.stringify({ lockfileVersion: 3, packages })}
    `;
}

const NAME = '^^^^^^^^ error integrity-mismatch:';
const SPECIFIER = '            ^^^^^^ error integrity-mismatch:';
const BEFORE = 'Do not install before you know why.';

describe('integrity-mismatch in a lockfile of npm', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['the registry’s hash', {}, ''],
    [
      'another hash',
      { integrity: WRONG },
      `${SPECIFIER} left-pad 1.3.0: the hash in package-lock.json is not the npm registry's. ${BEFORE}`,
    ],
    ['a right hash among several of one algorithm', { integrity: `${WRONG} ${RIGHT}` }, ''],
    [
      'a wrong hash of the strongest algorithm beside a right weaker one',
      { integrity: `sha1-${'r'.repeat(27)}= ${WRONG}` },
      `${SPECIFIER} left-pad 1.3.0: the hash in package-lock.json is not the npm registry's. ${BEFORE}`,
    ],
    ['a wrong weaker hash beside the right one', { integrity: `sha1-${'x'.repeat(27)}= ${RIGHT}` }, ''],
    [
      'a wrong hash of an old algorithm alone',
      { integrity: `sha1-${'x'.repeat(27)}=` },
      `${SPECIFIER} left-pad 1.3.0: the hash in package-lock.json is not the npm registry's. ${BEFORE}`,
    ],
    ['a hash of an algorithm that the registry does not tell', { integrity: `sha384-${'x'.repeat(64)}` }, ''],
    ['no hash', { integrity: undefined }, ''],
    ['a version that the registry does not list', { version: '1.3.1', integrity: WRONG }, ''],
    [
      'the archive of another package',
      { resolved: 'https://registry.example/evil-pad/-/evil-pad-1.3.0.tgz', integrity: WRONG },
      `${NAME} In package-lock.json left-pad 1.3.0 is the archive of another package, evil-pad. ${BEFORE}`,
    ],
    [
      'the archive of another scope',
      { resolved: 'https://registry.example/@evil/left-pad/-/left-pad-1.3.0.tgz', integrity: WRONG },
      `${NAME} In package-lock.json left-pad 1.3.0 is the archive of another package, @evil/left-pad. ${BEFORE}`,
    ],
    [
      'the archive of another release',
      { resolved: 'https://registry.example/left-pad/-/left-pad-1.1.0.tgz', integrity: WRONG },
      `${NAME} In package-lock.json left-pad 1.3.0 is the archive of another release, 1.1.0. ${BEFORE}`,
    ],
    [
      'another host',
      { resolved: 'https://evil.example/left-pad/-/left-pad-1.3.0.tgz', integrity: WRONG },
      `${NAME} In package-lock.json left-pad 1.3.0 comes from evil.example, which is no registry configured here. ${BEFORE}`,
    ],
    [
      'another host, in no form of a registry',
      { resolved: 'https://evil.example/pad.tgz', integrity: undefined },
      `${NAME} In package-lock.json left-pad 1.3.0 comes from evil.example, which is no registry configured here. ${BEFORE}`,
    ],
    ['another host with the very same file', { resolved: 'https://mirror.example/left-pad/-/left-pad-1.3.0.tgz' }, ''],
    ['the registry', { resolved: 'https://registry.example/left-pad/-/left-pad-1.3.0.tgz' }, ''],
    [
      'git in the place of a release',
      { resolved: `git+ssh://git@code.example/evil/left-pad.git#${'a'.repeat(40)}`, integrity: undefined },
      `${NAME} In package-lock.json left-pad 1.3.0 comes from git instead of the registry. ${BEFORE}`,
    ],
    [
      'another package under its name',
      { name: 'evil-pad', resolved: 'https://registry.example/evil-pad/-/evil-pad-1.3.0.tgz', integrity: WRONG },
      `${NAME} In package-lock.json left-pad 1.3.0 is another package, evil-pad. ${BEFORE}`,
    ],
  ])('%s', (_, entry, expected) => check(npmLock(entry, expected)));

  it('stays silent where the manifest itself replaces the package', () =>
    check(`
      ${NPM}
      //- package.json
      {
        "dependencies": { "left-pad": "^1.3.0" },
        "overrides": {
          "left-pad": "npm:right-pad@1.3.0"
        }
      }
      //- registry npm right-pad 1.3.0
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "left-pad": "^1.3.0" } },
        "node_modules/left-pad": { "name": "right-pad", "version": "1.3.0", "integrity": "${WRONG}" }
      } }
    `));

  it('knows an alias by its target', () =>
    check(`
      ${NPM}
      //- package.json
      {
        "dependencies": {
          "pad": "npm:left-pad@^1.3.0"
        }
      }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "pad": "npm:left-pad@^1.3.0" } },
        "node_modules/pad": { "name": "left-pad", "version": "1.3.0", "resolved": "https://registry.example/left-pad/-/left-pad-1.3.0.tgz", "integrity": "${RIGHT}" }
      } }
    `));

  it('tells of what a dependency brings in, on its name', () =>
    check(
      npmLock(
        { dependencies: { deep: '^1.0.0' } },
        `${NAME} left-pad → deep 1.0.0 comes from evil.example, which is no registry configured here.`,
        {
          'node_modules/deep': { version: '1.0.0', resolved: 'https://evil.example/deep/-/deep-1.0.0.tgz', integrity: WRONG },
        },
      ),
    ));

  it('takes a mismatch for less than malware', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1 digest(sha512-${'R'.repeat(16)})
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1"
                    ^^^^^ error malicious-release: chalk 5.6.1, locked in package-lock.json, is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
        }
      }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "chalk": "5.6.1" } },
        "node_modules/chalk": { "version": "5.6.1", "integrity": "${WRONG}" }
      } }
    `));

  it('can be turned off', () =>
    check(`
      //- levels integrity-mismatch=off
      ${npmLock({ integrity: WRONG, dependencies: { deep: '*' } }, '', { 'node_modules/deep': { version: '1.0.0', resolved: 'https://evil.example/deep.tgz' } })}
    `));
});

describe('integrity-mismatch in Python', () => {
  const lineOf = (...hashes: readonly string[]): string => `requests==2.31.0 ${hashes.map(hash => `--hash=${hash}`).join(' ')}`;
  const A_HASH = `--hash=sha256:${SHA_A}`;

  it.each<[string, string, string]>([
    ['the hash of one of its files', lineOf(`sha256:${SHA_A}`), ''],
    ['in capitals', lineOf(`sha256:${SHA_A.toUpperCase()}`), ''],
    [
      'a hash of none',
      lineOf(`sha256:${SHA_X}`),
      `${' '.repeat(17)}${'^'.repeat(A_HASH.length)} error integrity-mismatch: requests 2.31.0: the hash on the line is not PyPI's. ${BEFORE}`,
    ],
    [
      'two of none',
      lineOf(`sha256:${SHA_X}`, `sha256:${'e'.repeat(64)}`),
      `${' '.repeat(17)}${'^'.repeat(A_HASH.length)} error integrity-mismatch: requests 2.31.0: none of the 2 hashes on the line is PyPI's. ${BEFORE}`,
    ],
    [
      'one of none among right ones',
      lineOf(`sha256:${SHA_A}`, `sha256:${SHA_X}`, `sha256:${SHA_B}`),
      `${' '.repeat(17)}${'^'.repeat(A_HASH.length)} warning integrity-mismatch: requests 2.31.0: 1 of the 3 hashes on the line is of no file that PyPI has for it.`,
    ],
    ['an algorithm that the index does not tell', lineOf(`sha512:${'c'.repeat(128)}`), ''],
    [
      'one of none beside one of such an algorithm',
      lineOf(`sha512:${'c'.repeat(128)}`, `sha256:${SHA_X}`),
      `${' '.repeat(17)}${'^'.repeat(`--hash=sha512:${'c'.repeat(128)}`.length)} warning integrity-mismatch: requests 2.31.0: 1 of the 2 hashes on the line is of no file that PyPI has for it.`,
    ],
    ['a release whose files are not told', `requests==2.32.0 --hash=sha256:${SHA_X}`, ''],
    ['a file with a further index', `${lineOf(`sha256:${SHA_X}`)}\n      --extra-index-url https://pypi.acme.example/simple`, ''],
  ])('on the line: %s', (_, line, expected) =>
    check(`
      ${PYPI}
      //- requirements.txt
      ${line.split('\n')[0]}${expected === '' ? '' : `\n      ${expected}`}${line.split('\n')[1] === undefined ? '' : `\n${line.split('\n')[1]}`}
    `),
  );

  it('reads lockfiles', () =>
    check(`
      ${PYPI}
      //- pyproject.toml
      [project]
      name = "own"
      dependencies = ["requests>=2"]
                               ^^^ error integrity-mismatch: requests 2.31.0: none of the 2 hashes in uv.lock is PyPI's. ${BEFORE}
      //- uv.lock
      version = 1
      [[package]]
      name = "own"
      source = { virtual = "." }
      dependencies = [{ name = "requests" }]
      [[package]]
      name = "requests"
      version = "2.31.0"
      source = { registry = "https://pypi.org/simple" }
      sdist = { url = "https://files.pythonhosted.org/requests-2.31.0.tar.gz", hash = "sha256:${SHA_X}" }
      wheels = [{ url = "https://files.pythonhosted.org/requests-2.31.0.whl", hash = "sha256:${'e'.repeat(64)}" }]
    `));

  it('compares nothing where a further index may have served the file', () =>
    check(`
      ${PYPI}
      //- pyproject.toml
      [tool.poetry.dependencies]
      requests = "^2"
      [[tool.poetry.source]]
      name = "acme"
      url = "https://pypi.acme.example/simple"
      priority = "supplemental"
      //- poetry.lock
      [[package]]
      name = "requests"
      version = "2.31.0"
      files = [{ file = "requests-2.31.0.whl", hash = "sha256:${SHA_X}" }]
      [metadata]
      lock-version = "2.0"
    `));

  it('leaves alone what a lockfile takes from another index', () =>
    check(`
      ${PYPI}
      //- pyproject.toml
      [project]
      name = "own"
      dependencies = ["requests>=2"]
      [[tool.uv.index]]
      name = "wheels"
      url = "https://wheels.example/simple"
      explicit = true
      //- uv.lock
      version = 1
      [[package]]
      name = "own"
      source = { virtual = "." }
      dependencies = [{ name = "requests" }]
      [[package]]
      name = "requests"
      version = "2.31.0"
      source = { registry = "https://wheels.example/simple" }
      wheels = [{ url = "https://wheels.example/requests-2.31.0.whl", hash = "sha256:${SHA_X}" }]
    `));
});

describe('an open lockfile', () => {
  it('marks each entry that comes from elsewhere', () => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a/-/a-1.0.0.tgz', integrity: RIGHT },
      'node_modules/b': { version: '2.0.0', resolved: 'https://evil.example/b.tgz' },
    };
    const text = JSON.stringify({ lockfileVersion: 3, packages });
    expect(readLockDiagnostics('/p/package-lock.json', text)).toEqual([
      '2.0.0 error integrity-mismatch: b 2.0.0 comes from evil.example, which is no registry configured here.',
    ]);
    expect(readLockDiagnostics('/p/package-lock.json', text, { 'integrity-mismatch': 'hint' })).toEqual([
      '2.0.0 hint integrity-mismatch: b 2.0.0 comes from evil.example, which is no registry configured here.',
    ]);
    expect(readLockDiagnostics('/p/package-lock.json', text, { 'integrity-mismatch': 'off' })).toEqual([]);
  });
});
