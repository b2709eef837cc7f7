// What an address in a lockfile names, and whether that is right.
import { describe, expect, it } from 'vitest';
import { lockfileFormatOf } from '../../../../server/src/ecosystems/lockfiles.js';
import { withMisplaced } from '../../../../server/src/ecosystems/npm/lockfiles/addresses.js';
import type { LockedPackage, Lockfile } from '../../../../server/src/model/lockfile.js';
import * as fc from '../../../support/fastCheck.js';

const HOSTS = (_name: string): readonly string[] => ['registry.example', 'registry.yarnpkg.com'];

/** A lockfile of `NAME@VERSION ADDRESS` lines; an address may be missing. */
function lockfileOf(lines: readonly string[], ecosystem: Lockfile['ecosystem'] = 'npm'): Lockfile {
  const packages = new Map(
    lines.map((line, index): [string, LockedPackage] => {
      const [, name = '', version = '', resolved] = /^(@?[^@ ]+)@(\S+)(?: (.*))?$/.exec(line) ?? [];
      return [
        `${name}@${version}`,
        { name, version, span: { start: index, end: index + 1 }, dependencies: [], ...(resolved !== undefined && { resolved }) },
      ];
    }),
  );
  return { ecosystem, packages, locate: () => [], covers: () => true, problems: [] };
}

function misplaced(lines: readonly string[], hosts = HOSTS): Readonly<Record<string, string>> {
  return Object.fromEntries(withMisplaced(lockfileOf(lines), hosts).misplaced ?? []);
}

/** `HOST KEYS` of what is told once a file; without a host: entries without a digest. */
function doubts(lockfile: Lockfile, hosts = HOSTS): readonly string[] {
  return (withMisplaced(lockfile, hosts).doubts ?? []).map(({ host = 'no digest', keys }) => `${host}: ${keys.join(' ')}`);
}

/** Enough entries of the registry for one of another host to be the odd one. */
const OTHERS = ['x', 'y', 'z'].map(name => `${name}@1.0.0 https://registry.example/${name}/-/${name}-1.0.0.tgz`);

describe('an address of a package', () => {
  it.each([
    ['a@1.0.0', 'https://registry.example/a/-/a-1.0.0.tgz'],
    ['a@1.0.0', 'https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['a@1.0.0', 'https://REGISTRY.example/a/-/a-1.0.0.tgz'],
    ['@s/a@1.0.0', 'https://registry.example/@s/a/-/a-1.0.0.tgz'],
    ['@s/a@1.0.0', 'https://registry.example/@s%2fa/-/a-1.0.0.tgz'],
    ['@s/a@1.0.0', 'https://registry.example/%40s%2Fa/-/a-1.0.0.tgz'],
    ['@s/a@1.0.0', 'https://registry.example/@s/a/-/@s/a-1.0.0.tgz'],
    ['@s/a@1.0.0', 'https://registry.example/download/@s/a/1.0.0/0123456789abcdef'],
    ['a@1.0.0', 'https://registry.example/api/npm/virtual/a/-/a-1.0.0.tgz'],
    ['a@1.0.0+build.5', 'https://registry.example/a/-/a-1.0.0.tgz'],
    ['JSONStream@1.3.5', 'https://registry.example/jsonstream/-/JSONStream-1.3.5.tgz'],
    ['a@1.0.0', 'https://registry.example/a/-/a-odd.tgz'],
    ['a@1.0.0', 'https://registry.example/a/-/%E0%A4%A.tgz'],
    ['a@1.0.0', 'a-1.0.0.tgz'],
    ['a@1.0.0', ''],
    ['a@1.0.0', 'npm:1.0.0::__archiveUrl=https%3A%2F%2Fregistry.example%2Fa%2F-%2Fa-1.0.0.tgz'],
  ])('is right: %s %s', (release, address) => expect(misplaced([...OTHERS, `${release} ${address}`])).toEqual({}));

  it.each([
    ['a@1.0.0', 'https://registry.example/b/-/b-1.0.0.tgz', 'is the archive of another package, b'],
    ['a@1.0.0', 'https://registry.example/@s/a/-/a-1.0.0.tgz', 'is the archive of another package, @s/a'],
    ['@s/a@1.0.0', 'https://registry.example/@t/a/-/a-1.0.0.tgz', 'is the archive of another package, @t/a'],
    ['@s/a@1.0.0', 'https://registry.example/a/-/a-1.0.0.tgz', 'is the archive of another package, a'],
    ['a@1.0.0', 'https://registry.example/a/-/a-1.0.1.tgz', 'is the archive of another release, 1.0.1'],
    ['a@1.0.0', 'https://registry.example/a/-/a-1.0.0-rc.1.tgz', 'is the archive of another release, 1.0.0-rc.1'],
    [
      'a@1.0.0',
      'https://registry.example.evil.example/a/-/a-1.0.0.tgz',
      'comes from registry.example.evil.example, which is no registry configured here',
    ],
    ['a@1.0.0', 'https://registry.example@evil.example/a/-/a-1.0.0.tgz', 'comes from evil.example, which is no registry configured here'],
    ['a@1.0.0', 'http://evil.example:8080/a.tgz', 'comes from evil.example:8080, which is no registry configured here'],
    [
      'a@1.0.0',
      'npm:1.0.0::__archiveUrl=https%3A%2F%2Fevil.example%2Fa.tgz',
      'comes from evil.example, which is no registry configured here',
    ],
    ['a@1.0.0', 'https://evil.example\u202e/a.tgz', 'comes from evil.example<U+202E>, which is no registry configured here'],
  ])('is wrong: %s %s', (release, address, what) => expect(misplaced([...OTHERS, `${release} ${address}`])).toEqual({ [release]: what }));

  it('is a doubt of the file on the host that most registry entries name, and then others are not made wrong by it', () => {
    const proxied = ['x', 'y', 'z'].map(name => `${name}@1.0.0 https://proxy.acme.example/npm/${name}/-/${name}-1.0.0.tgz`);
    expect(doubts(lockfileOf(proxied))).toEqual(['proxy.acme.example: x@1.0.0 y@1.0.0 z@1.0.0']);
    expect(doubts(lockfileOf(proxied), () => ['proxy.acme.example'])).toEqual(['no digest: x@1.0.0 y@1.0.0 z@1.0.0']);
    expect(misplaced([...proxied, 'a@1.0.0 https://registry.example/a/-/a-1.0.0.tgz'])).toEqual({});
    expect(misplaced([...proxied, 'a@1.0.0 https://evil.example/a/-/a-1.0.0.tgz'])).toEqual({
      'a@1.0.0': 'comes from evil.example, which is no registry configured here',
    });
    expect(misplaced([...proxied, 'a@1.0.0 https://proxy.acme.example/npm/b/-/b-1.0.0.tgz'])).toEqual({
      'a@1.0.0': 'is the archive of another package, b',
    });
  });

  it('is not right because all addresses name its host, where most entries have none', () =>
    expect(misplaced(['x@1.0.0', 'y@1.0.0', 'a@1.0.0 https://evil.example/a.tgz'])).toEqual({
      'a@1.0.0': 'comes from evil.example, which is no registry configured here',
    }));

  it('is a doubt of the file where one host has all of a scope’s several packages, and of a scope alone it is wrong', () => {
    const scope = [
      '@acme/a@1.0.0 https://npm.acme.example/@acme/a/-/a-1.0.0.tgz',
      '@acme/b@1.0.0 https://npm.acme.example/@acme/b/-/b-1.0.0.tgz',
    ];
    expect(misplaced([...OTHERS, ...scope])).toEqual({});
    expect(doubts(lockfileOf([...OTHERS, ...scope]))[0]).toBe('npm.acme.example: @acme/a@1.0.0 @acme/b@1.0.0');
    const configured = (name: string): readonly string[] => (name.startsWith('@acme/') ? ['npm.acme.example'] : HOSTS(name));
    expect(doubts(lockfileOf([...OTHERS, ...scope]), configured)).toEqual([
      'no digest: x@1.0.0 y@1.0.0 z@1.0.0 @acme/a@1.0.0 @acme/b@1.0.0',
    ]);
    expect(doubts(lockfileOf(['a@1.0.0 https://npm.acme.example/a/-/a-1.0.0.tgz', ...scope]), configured)).toEqual([
      'npm.acme.example: a@1.0.0',
      'no digest: @acme/a@1.0.0 @acme/b@1.0.0',
    ]);
    const odd = '@acme/c@1.0.0 https://registry.example/@acme/c/-/c-1.0.0.tgz';
    expect(Object.keys(misplaced([...OTHERS, ...scope, odd]))).toEqual(['@acme/a@1.0.0', '@acme/b@1.0.0']);
    expect(Object.keys(misplaced([...OTHERS, ...scope.slice(1)]))).toEqual(['@acme/b@1.0.0']);
  });

  it('is asked of npm’s registry entries alone', () => {
    const lockfile = lockfileOf([...OTHERS, 'a@1.0.0 https://evil.example/a.tgz']);
    const skipped = new Map([...lockfile.packages].map(([key, locked]) => [key, { ...locked, skipped: 'tarball URL' }]));
    expect(withMisplaced({ ...lockfile, packages: skipped }, HOSTS).misplaced).toBeUndefined();
  });

  it('is read as every format writes it', () => {
    const found = (file: string, text: string) => {
      const lockfile = lockfileFormatOf(`/p/${file}`)?.parse(text);
      return lockfile && [...(withMisplaced(lockfile, HOSTS).misplaced?.keys() ?? [])];
    };
    const good = (name: string): string => `https://registry.example/${name}/-/${name}-1.0.0.tgz`;
    expect(
      found(
        'package-lock.json',
        JSON.stringify({
          lockfileVersion: 1,
          dependencies: {
            a: { version: '1.0.0', resolved: 'https://evil.example/a.tgz' },
            b: { version: '1.0.0', resolved: good('b') },
            c: { version: 'npm:b@1.0.0', resolved: good('b') },
          },
        }),
      ),
    ).toEqual(['node_modules/a']);
    expect(
      found(
        'yarn.lock',
        `# yarn lockfile v1\n\n\na@^1:\n  version "1.0.0"\n  resolved "https://evil.example/a.tgz#0"\n\nb@^1, "b@npm:c@1":\n  version "1.0.0"\n  resolved "${good('c')}#0"\n\nd@^1:\n  version "1.0.0"\n  resolved "${good('d')}#0"\n\n"e@https://files.example/e.tgz":\n  version "1.0.0"\n  resolved "https://files.example/e.tgz#0"\n`,
      ),
    ).toEqual(['a@^1']);
    expect(
      found(
        'pnpm-lock.yaml',
        "lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-x, tarball: https://evil.example/a.tgz}\n\n  b@1.0.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  a@1.0.0: {}\n\n  b@1.0.0: {}\n",
      ),
    ).toEqual(['a@1.0.0']);
    expect(
      found(
        'bun.lock',
        `{ "lockfileVersion": 1, "packages": { "a": ["a@1.0.0", "https://evil.example/a.tgz", {}, "sha512-x"], "b": ["b@1.0.0", "", {}, "sha512-x"] } }`,
      ),
    ).toEqual(['a']);
    expect(
      found(
        'yarn.lock',
        '__metadata:\n  version: 8\n\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fevil.example%2Fa.tgz"\n\n"b@npm:^1":\n  version: 1.0.0\n  resolution: "b@npm:1.0.0"\n',
      ),
    ).toEqual(['a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fevil.example%2Fa.tgz']);
  });

  it('never throws, and says it in few words', () => {
    const address = fc.tuple(
      fc.constantFrom('https://', 'http://x@', 'npm:1::__archiveUrl=https%3A', ''),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '/-/a-1.0.0.tgz'),
    );
    fc.assert(
      fc.property(
        fc.array(
          address.map(parts => parts.join('').replaceAll('\n', '')),
          { maxLength: 8 },
        ),
        addresses => {
          const lines = addresses.map((text, index) => `${index % 2 ? '@s/' : ''}a${index}@1.0.0 ${text}`);
          for (const what of Object.values(misplaced(lines))) {
            expect(what.length).toBeLessThan(100);
            expect(what).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          }
        },
      ),
    );
  });
});

describe('an address without a digest', () => {
  const read = (file: string, text: string): readonly string[] => {
    const lockfile = lockfileFormatOf(`/p/${file}`)?.parse(text);
    return lockfile ? doubts(lockfile) : [];
  };
  const at = (name: string): string => `https://registry.example/${name}/-/${name}-1.0.0.tgz`;
  const both = { a: { version: '1.0.0', resolved: at('a') }, b: { version: '1.0.0', resolved: at('b'), integrity: 'sha512-x' } };
  const git = 'https://codeload.github.com/x/y/tar.gz/0123456789012345678901234567890123456789';

  it.each<[file: string, text: string, expected: readonly string[]]>([
    ['package-lock.json', JSON.stringify({ lockfileVersion: 1, dependencies: both }), ['no digest: node_modules/a']],
    [
      'package-lock.json',
      JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/a': both.a, 'node_modules/b': { ...both.b, integrity: '' } } }),
      ['no digest: node_modules/a node_modules/b'],
    ],
    [
      'package-lock.json',
      JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/b': { ...both.b, integrity: 'none' } } }),
      ['no digest: node_modules/b'],
    ],
    ['npm-shrinkwrap.json', JSON.stringify({ dependencies: both }), []],
    [
      'package-lock.json',
      JSON.stringify({
        lockfileVersion: 3,
        packages: {
          'node_modules/a': { version: '1.0.0' },
          'node_modules/g': { version: '1.0.0', resolved: `git+ssh://git@code.example/x/y.git#${'a'.repeat(40)}` },
        },
      }),
      [],
    ],
    [
      'yarn.lock',
      `# yarn lockfile v1\n\n\na@^1:\n  version "1.0.0"\n  resolved "${at('a')}"\n\nb@^1:\n  version "1.0.0"\n  resolved "${at('b')}#${'0'.repeat(40)}"\n`,
      ['no digest: a@^1'],
    ],
    [
      'pnpm-lock.yaml',
      `lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {tarball: ${at('a')}}\n\n  b@1.0.0:\n    resolution: {integrity: sha512-x}\n\n  y@${git}:\n    resolution: {tarball: ${git}}\n    version: 1.0.0\n\nsnapshots:\n\n  a@1.0.0: {}\n`,
      ['no digest: a@1.0.0'],
    ],
    [
      'bun.lock',
      `{ "lockfileVersion": 1, "packages": { "a": ["a@1.0.0", "${at('a')}", {}, ""], "b": ["b@1.0.0", "", {}, ""] } }`,
      ['no digest: a'],
    ],
    [
      'yarn.lock',
      `__metadata:\n  version: 8\n\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0::__archiveUrl=${encodeURIComponent(at('a'))}"\n`,
      [],
    ],
  ])('is a doubt of the file %s: %s', (file, text, expected) => expect(read(file, text)).toEqual(expected));
});
