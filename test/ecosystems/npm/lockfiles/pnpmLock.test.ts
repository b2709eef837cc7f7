import { describe, expect, it } from 'vitest';
import { pnpmLock } from '../../../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { packageLines, problemLines } from './npmLines.js';

const V9 = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

catalogs:
  default:
    debug:
      specifier: ^4.3.0
      version: 4.4.3

overrides:
  has-flag: 2.0.0
  parent>supports-color@^5: 5.4.0

importers:

  .:
    dependencies:
      '@org/a':
        specifier: workspace:*
        version: link:packages/a
      debug:
        specifier: 'catalog:'
        version: 4.4.3(supports-color@5.4.0)
      loc:
        specifier: file:./vendor/loc
        version: file:vendor/loc
      ms1:
        specifier: npm:ms@1.0.0
        version: ms@1.0.0
      supports-color:
        specifier: 5.4.0
        version: 5.4.0
    devDependencies:
      repo:
        specifier: github:o/repo
        version: https://codeload.github.com/o/repo/tar.gz/0123456
      node:
        specifier: runtime:22.0.0
        version: runtime:22.0.0

  packages/a:
    dependencies:
      outside:
        specifier: link:../../../outside
        version: link:../../../outside
      store:
        specifier: 1.2.0
        version: 1.2.0(react@18.2.0(scheduler@0.23.0))
    optionalDependencies:
      '@org/fsevents':
        specifier: ^2.3.0
        version: 2.3.3(patch_hash=abcdef)

packages:

  '@org/fsevents@2.3.3':
    resolution: {integrity: sha512-f==}
    engines: {node: ^8.16.0 || ^10.6.0 || >=11.0.0}
    os: [darwin]

  debug@4.4.3:
    resolution: {integrity: sha512-d==, tarball: https://npm.example/debug.tgz}
    deprecated: >-
      No longer: use
      something else
    peerDependencies:
      supports-color: '*'
    peerDependenciesMeta:
      supports-color:
        optional: true

  loc@file:vendor/loc:
    resolution: {directory: vendor/loc, type: directory}

  ms@1.0.0:
    resolution: {integrity: sha512-1==}

  ms@2.1.3:
    resolution: {integrity: sha512-2==}

  node@runtime:22.0.0:
    resolution:
      type: variations
      variants:
        - resolution:
            type: binary
          targets:
            - os: linux
    version: 22.0.0
    hasBin: true

  react@18.2.0:
    resolution: {integrity: sha512-r==}

  repo@https://codeload.github.com/o/repo/tar.gz/0123456:
    resolution: {tarball: https://codeload.github.com/o/repo/tar.gz/0123456}
    version: 0.0.1

  scheduler@0.23.0:
    resolution: {integrity: sha512-s==}

  store@1.2.0:
    resolution: {integrity: sha512-st==}

  supports-color@5.4.0:
    resolution: {integrity: sha512-sc==}

snapshots:

  '@org/fsevents@2.3.3(patch_hash=abcdef)':
    optional: true

  debug@4.4.3(supports-color@5.4.0):
    dependencies:
      ms: 2.1.3
    optionalDependencies:
      supports-color: 5.4.0

  loc@file:vendor/loc:
    dependencies:
      old: ms@1.0.0

  ms@1.0.0: {}

  ms@2.1.3: {}

  node@runtime:22.0.0: {}

  react@18.2.0(scheduler@0.23.0):
    dependencies:
      scheduler: 0.23.0

  repo@https://codeload.github.com/o/repo/tar.gz/0123456: {}

  scheduler@0.23.0: {}

  store@1.2.0(react@18.2.0(scheduler@0.23.0)):
    dependencies:
      react: 18.2.0(scheduler@0.23.0)

  supports-color@5.4.0: {}
`;

describe('version 9', () => {
  it('reads every installation of a release by its peers', () => {
    expect(packageLines(pnpmLock, V9)).toEqual([
      '@org/fsevents@2.3.3(patch_hash=abcdef) = @org/fsevents 2.3.3 <2.3.3>',
      'debug@4.4.3(supports-color@5.4.0) = debug 4.4.3 <4.4.3> -> ms@2.1.3 supports-color@5.4.0',
      'loc@file:vendor/loc = loc  <loc> (local path) -> ms@1.0.0',
      'ms@1.0.0 = ms 1.0.0 <1.0.0>',
      'ms@2.1.3 = ms 2.1.3 <2.1.3>',
      'node@runtime:22.0.0 = node 22.0.0 <node> (runtime, not a package)',
      'react@18.2.0(scheduler@0.23.0) = react 18.2.0 <18.2.0> -> scheduler@0.23.0',
      'repo@https://codeload.github.com/o/repo/tar.gz/0123456 = repo 0.0.1 <repo> (git source)',
      'scheduler@0.23.0 = scheduler 0.23.0 <0.23.0>',
      'store@1.2.0(react@18.2.0(scheduler@0.23.0)) = store 1.2.0 <1.2.0> -> react@18.2.0(scheduler@0.23.0)',
      'supports-color@5.4.0 = supports-color 5.4.0 <5.4.0>',
      'link:packages/a = @org/a  <@org/a> (workspace package) -> link:../outside store@1.2.0(react@18.2.0(scheduler@0.23.0)) @org/fsevents@2.3.3(patch_hash=abcdef)',
      'link:../outside = outside  <outside> (local path)',
    ]);
    expect(problemLines(pnpmLock, V9)).toEqual([]);
    expect(pnpmLock.parse(V9).packages.get('debug@4.4.3(supports-color@5.4.0)')).toMatchObject({
      integrity: ['sha512-d=='],
      resolved: 'https://npm.example/debug.tgz',
    });
  });

  it.each([
    ['', 'debug', 'catalog:', 'debug@4.4.3(supports-color@5.4.0)'],
    ['', 'debug', '^4.3.0', 'debug@4.4.3(supports-color@5.4.0)'],
    ['', 'debug', '^3.0.0', undefined],
    ['', 'supports-color', '^7.0.0', 'supports-color@5.4.0'],
    ['', 'ms1', 'npm:ms@1.0.0', 'ms@1.0.0'],
    ['', 'ms1', 'npm:other@1.0.0', undefined],
    ['', '@org/a', 'workspace:*', 'link:packages/a'],
    ['', 'repo', 'github:o/repo', 'repo@https://codeload.github.com/o/repo/tar.gz/0123456'],
    ['packages/a', 'store', '1.2.0', 'store@1.2.0(react@18.2.0(scheduler@0.23.0))'],
    ['packages/a', '@org/fsevents', '^2.3.0', '@org/fsevents@2.3.3(patch_hash=abcdef)'],
    ['packages/a', 'debug', '*', undefined],
    ['packages/b', 'store', '1.2.0', undefined],
  ])('locates from %j: %s %s', (member, name, specifier, key) => expect(pnpmLock.parse(V9).locate(member, name, specifier)[0]).toBe(key));

  it('covers its importers', () => {
    expect(['', 'packages/a', 'packages'].map(pnpmLock.parse(V9).covers)).toEqual([true, true, false]);
  });

  it('reads what a formatter has made of it', () => {
    const formatted = V9.replaceAll("'", '"')
      .replace(/^( +)(resolution|engines): (\{.*\})$/gm, '$1$2:\n$1  $3')
      .replace('{integrity: sha512-r==}', '{\n        integrity: sha512-r==,\n      }')
      .replace('  store@1.2.0(react@18.2.0(scheduler@0.23.0)):\n    dep', '  ? store@1.2.0(react@18.2.0(scheduler@0.23.0))\n  : dep');
    expect(formatted).toContain('  : dependencies:');
    expect(packageLines(pnpmLock, formatted)).toEqual(packageLines(pnpmLock, V9));
    expect(pnpmLock.parse(formatted).packages.get('react@18.2.0(scheduler@0.23.0)')?.integrity).toEqual(['sha512-r==']);
    expect(problemLines(pnpmLock, formatted)).toEqual([]);
  });

  it('reads the document that pnpm 11 puts in front too', () => {
    const front = `---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies:
      config:
        specifier: 3.0.1
        version: 3.0.1

packages:

  config@3.0.1:
    resolution: {integrity: sha512-c==}

snapshots:

  config@3.0.1: {}

---
`;
    expect(packageLines(pnpmLock, front + V9)).toEqual(['config@3.0.1 = config 3.0.1 <3.0.1>', ...packageLines(pnpmLock, V9)]);
    expect(pnpmLock.parse(front + V9).locate('', 'debug', 'catalog:')[0]).toBe('debug@4.4.3(supports-color@5.4.0)');
  });

  it('says that a newer version may be misread, and reads it', () => {
    const newer = V9.replace("'9.0'", "'10.1'");
    expect(problemLines(pnpmLock, newer)).toEqual([
      'warning: Lockfile version 10.1 is newer than 9, the newest known: it may be misread <10.1>',
    ]);
    expect(packageLines(pnpmLock, newer)).toEqual(packageLines(pnpmLock, V9));
  });
});
