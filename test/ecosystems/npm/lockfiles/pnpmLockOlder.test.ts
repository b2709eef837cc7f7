import { describe, expect, it } from 'vitest';
import { pnpmLock } from '../../../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { packageLines } from './npmLines.js';

describe('version 6', () => {
  const V6 = `lockfileVersion: '6.0'

dependencies:
  '@org/debug':
    specifier: ^4.3.0
    version: 4.4.3(supports-color@5.4.0)
  ms1:
    specifier: npm:ms@1.0.0
    version: /ms@1.0.0
  repo:
    specifier: github:o/repo
    version: github.com/o/repo/0123456

packages:

  /@org/debug@4.4.3(supports-color@5.4.0):
    resolution: {integrity: sha512-d==}
    dependencies:
      ms: 2.1.3
      supports-color: 5.4.0
      old: /ms@1.0.0
    dev: false

  /ms@1.0.0:
    resolution: {integrity: sha512-1==}
    dev: false

  /ms@2.1.3:
    resolution: {integrity: sha512-2==}
    dev: false

  /supports-color@5.4.0:
    resolution: {integrity: sha512-s==}
    dev: false

  github.com/o/repo/0123456:
    resolution: {tarball: https://codeload.github.com/o/repo/tar.gz/0123456}
    name: repo
    version: 0.0.1
    dev: false

  registry.example/mirrored@1.0.0:
    resolution: {integrity: sha512-m==}
    dev: false
`;

  it('reads keys with a slash in front, and one project without importers', () => {
    expect(packageLines(pnpmLock, V6)).toEqual([
      '/@org/debug@4.4.3(supports-color@5.4.0) = @org/debug 4.4.3 <4.4.3> -> /ms@2.1.3 /supports-color@5.4.0 /ms@1.0.0',
      '/ms@1.0.0 = ms 1.0.0 <1.0.0>',
      '/ms@2.1.3 = ms 2.1.3 <2.1.3>',
      '/supports-color@5.4.0 = supports-color 5.4.0 <5.4.0>',
      'github.com/o/repo/0123456 = repo 0.0.1 <repo> (git source)',
      'registry.example/mirrored@1.0.0 = mirrored 1.0.0 <1.0.0>',
    ]);
  });

  it.each([
    ['', '@org/debug', '^4.3.0', '/@org/debug@4.4.3(supports-color@5.4.0)'],
    ['', 'ms1', 'npm:ms@1.0.0', '/ms@1.0.0'],
    ['', 'repo', 'github:o/repo', 'github.com/o/repo/0123456'],
    ['packages/a', 'ms1', 'npm:ms@1.0.0', undefined],
  ])('locates from %j: %s %s', (member, name, specifier, key) => expect(pnpmLock.parse(V6).locate(member, name, specifier)[0]).toBe(key));
});

describe('version 5', () => {
  const V5 = `lockfileVersion: 5.4

importers:

  .:
    specifiers:
      '@org/a': workspace:*
      '@org/debug': ^4.3.0
      hooked: ^1.0.0
      loc: file:./vendor/loc
      near: file:near
    dependencies:
      '@org/a': link:packages/a
      '@org/debug': 4.4.3_supports-color@5.4.0
      hooked: 2.0.0
      loc: file:vendor/loc
      near: file:near

  packages/a:
    specifiers:
      ms1: npm:ms@1.0.0
    devDependencies:
      ms1: /ms/1.0.0

packages:

  /hooked/2.0.0:
    resolution: {integrity: sha512-h==}

  /@org/debug/4.4.3_supports-color@5.4.0:
    resolution: {integrity: sha512-d==}
    dependencies:
      ms: 2.1.3
      supports-color: 5.4.0_@org+peer@1.0.0
    dev: false

  /ms/1.0.0:
    resolution: {integrity: sha512-1==}
    dev: true

  /ms/2.1.3:
    resolution: {integrity: sha512-2==}

  /old/1.0.0/peer@2.0.0:
    resolution: {integrity: sha512-o==}

  /supports-color/5.4.0_@org+peer@1.0.0:
    resolution: {integrity: sha512-s==}

  file:vendor/loc:
    resolution: {directory: vendor/loc, type: directory}
    name: loc
    version: 0.3.0
    dependencies:
      ms: 2.1.3

  file:near:
    resolution: {directory: near, type: directory}
    name: near
    version: 0.1.0

  github.com/o/repo/0123456:
    resolution: {tarball: https://codeload.github.com/o/repo/tar.gz/0123456}
    name: repo
    version: 0.0.1

  registry.example/mirrored/1.0.0:
    resolution: {integrity: sha512-m==}
`;

  it('reads keys with slashes and peers behind an underscore', () => {
    expect(packageLines(pnpmLock, V5)).toEqual([
      '/hooked/2.0.0 = hooked 2.0.0 <2.0.0>',
      '/@org/debug/4.4.3_supports-color@5.4.0 = @org/debug 4.4.3 <4.4.3> -> /ms/2.1.3 /supports-color/5.4.0_@org+peer@1.0.0',
      '/ms/1.0.0 = ms 1.0.0 <1.0.0>',
      '/ms/2.1.3 = ms 2.1.3 <2.1.3>',
      '/old/1.0.0/peer@2.0.0 = old 1.0.0 <1.0.0>',
      '/supports-color/5.4.0_@org+peer@1.0.0 = supports-color 5.4.0 <5.4.0>',
      'file:vendor/loc = loc 0.3.0 <loc> (local path) -> /ms/2.1.3',
      'file:near = near 0.1.0 <near> (local path)',
      'github.com/o/repo/0123456 = repo 0.0.1 <repo> (git source)',
      'registry.example/mirrored/1.0.0 = mirrored 1.0.0 <1.0.0>',
      'link:packages/a = @org/a  <@org/a> (workspace package) -> /ms/1.0.0',
    ]);
  });

  it.each([
    ['', '@org/debug', '^4.3.0', '/@org/debug/4.4.3_supports-color@5.4.0'],
    ['', '@org/debug', '^5.0.0', undefined],
    ['', 'hooked', '^1.0.0', '/hooked/2.0.0'],
    ['', 'hooked', '^1.1.0', undefined],
    ['', 'loc', 'file:./vendor/loc', 'file:vendor/loc'],
    ['', 'near', 'file:near', 'file:near'],
    ['packages/a', 'ms1', 'npm:ms@1.0.0', '/ms/1.0.0'],
  ])('locates from %j: %s %s', (member, name, specifier, key) => expect(pnpmLock.parse(V5).locate(member, name, specifier)[0]).toBe(key));
});
