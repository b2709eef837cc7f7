import { describe, expect, it } from 'vitest';
import { bunLock } from '../../../../server/src/ecosystems/npm/lockfiles/bunLock.js';
import { packageLines, problemLines } from './npmLines.js';

const TEXT = `{
  "lockfileVersion": 1,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "dependencies": {
        "@org/a": "workspace:*",
        "debug": "catalog:",
        "loc": "file:./vendor/loc",
        "ms1": "npm:ms@1.0.0",
        "repo": "github:o/repo",
        "url": "https://registry.example/ms/-/ms-2.1.1.tgz",
      },
    },
    "packages/a": {
      "name": "@org/a",
      "version": "1.0.0",
      "dependencies": { "chalk": "^4.1.0", "ms": "2.0.0" },
      "devDependencies": { "store": "1.2.0" },
    },
  },
  "overrides": { "has-flag": "4.0.0" },
  "catalog": { "debug": "^4.3.0" },
  "packages": {
    "@org/a": ["@org/a@workspace:packages/a"],

    "chalk": ["chalk@2.4.2", "", {}, "sha512-c2=="],

    "debug": ["debug@4.4.3", "https://npm.example/", { "dependencies": { "ms": "^2.1.3" }, "optionalPeers": ["supports-color"] }, "sha512-d=="],

    "has-flag": ["has-flag@4.0.0", "", {}, "sha512-h=="],

    "loc": ["loc@file:vendor/loc", { "dependencies": { "ms": "2.1.2" } }],

    "ms": ["ms@2.1.3", "", {}, "sha512-m=="],

    "ms1": ["ms@1.0.0", "", {}, "sha512-1=="],

    "react": ["react@17.0.2", "", {}, "sha512-r=="],

    "repo": ["repo@github:o/repo#0123456", { "dependencies": { "ms": "*" } }, "o-repo-0123456"],

    "store": ["store@1.2.0", "", { "peerDependencies": { "react": "^17 || ^18" } }, "sha512-s=="],

    "url": ["ms@https://registry.example/ms/-/ms-2.1.1.tgz", {}, "sha512-u=="],

    "@org/a/chalk": ["chalk@4.1.2", "", { "dependencies": { "supports-color": "^7.1.0", "ms": "*" } }, "sha512-c4=="],

    "@org/a/ms": ["ms@2.0.0", "", {}, "sha512-m0=="],

    "loc/ms": ["ms@2.1.2", "", {}, "sha512-m2=="],

    "@org/a/chalk/supports-color": ["supports-color@7.2.0", "", { "dependencies": { "has-flag": "^4.0.0" } }, "sha512-sc=="],
  },
}
`;

describe('bun.lock', () => {
  it('reads every release with its key and its dependencies', () => {
    expect(packageLines(bunLock, TEXT)).toEqual([
      '@org/a = @org/a 1.0.0 <@org/a> (workspace package) -> @org/a/chalk @org/a/ms store',
      'chalk = chalk 2.4.2 <2.4.2>',
      'debug = debug 4.4.3 <4.4.3> -> ms',
      'has-flag = has-flag 4.0.0 <4.0.0>',
      'loc = loc  <loc> (local path) -> loc/ms',
      'ms = ms 2.1.3 <2.1.3>',
      'ms1 = ms 1.0.0 <1.0.0>',
      'react = react 17.0.2 <17.0.2>',
      'repo = repo  <repo> (git source) -> ms',
      'store = store 1.2.0 <1.2.0> -> react',
      'url = ms 2.1.1 <2.1.1>',
      '@org/a/chalk = chalk 4.1.2 <4.1.2> -> @org/a/chalk/supports-color @org/a/ms',
      '@org/a/ms = ms 2.0.0 <2.0.0>',
      'loc/ms = ms 2.1.2 <2.1.2>',
      '@org/a/chalk/supports-color = supports-color 7.2.0 <7.2.0> -> has-flag',
    ]);
    expect(problemLines(bunLock, TEXT)).toEqual([]);
  });

  it('keeps registry and integrity', () => {
    const { packages } = bunLock.parse(TEXT);
    expect(packages.get('debug')).toMatchObject({ resolved: 'https://npm.example/', integrity: ['sha512-d=='] });
    expect(packages.get('repo')).not.toHaveProperty('integrity');
  });

  it.each([
    ['', 'debug', 'catalog:', 'debug'],
    ['', 'debug', '^4.3.0', 'debug'],
    ['', 'debug', '^3.0.0', undefined],
    ['', '@org/a', 'workspace:*', '@org/a'],
    ['', 'ms1', 'npm:ms@1.0.0', 'ms1'],
    ['packages/a', 'ms', '2.0.0', '@org/a/ms'],
    ['packages/a', 'chalk', '^4.1.0', '@org/a/chalk'],
    ['packages/a', 'store', '1.2.0', 'store'],
    ['packages/b', 'store', '1.2.0', undefined],
  ])('locates from %j: %s %s', (member, name, specifier, key) => expect(bunLock.parse(TEXT).locate(member, name, specifier)[0]).toBe(key));

  it('covers the members that it names', () => {
    const lockfile = bunLock.parse(TEXT);
    expect(['', 'packages/a', 'packages/b'].map(lockfile.covers)).toEqual([true, true, false]);
  });

  it('says that the binary form cannot be read', () => {
    const text = '#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0\0\uFFFD';
    expect(packageLines(bunLock, text)).toEqual([]);
    expect(problemLines(bunLock, text)).toEqual([
      'warning: bun.lockb is binary and is not read; `bun install --save-text-lockfile` writes a bun.lock <>',
    ]);
  });

  it('says that a newer version may be misread, and reads it', () => {
    const newer = TEXT.replace('"lockfileVersion": 1', '"lockfileVersion": 7');
    expect(problemLines(bunLock, newer)).toEqual(['warning: Lockfile version 7 is newer than 2, the newest known: it may be misread <7>']);
    expect(packageLines(bunLock, newer)).toEqual(packageLines(bunLock, TEXT));
  });
});
