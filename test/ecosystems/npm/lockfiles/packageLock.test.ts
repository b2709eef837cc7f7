import { describe, expect, it } from 'vitest';
import { packageLock } from '../../../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { packageLines, problemLines } from './npmLines.js';

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const registry = (name: string, version: string) => ({
  version,
  resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`,
  integrity: `sha512-${name}${version}==`,
  license: 'MIT',
});

/** Two workspace members that need different majors, a folder, an alias, a peer, a package within a package, and what comes from elsewhere. */
const V3 = json({
  name: 'root',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': {
      name: 'root',
      workspaces: ['packages/*'],
      dependencies: { '@org/a': '*', debug: '^4.3.0', loc: 'file:./vendor/loc', ms1: 'npm:ms@1.0.0', repo: 'github:o/repo' },
      devDependencies: { store: '1.2.0', archive: 'https://files.example/archive.tgz', mirrored: '^1.0.0' },
    },
    'node_modules/@org/a': { resolved: 'packages/a', link: true },
    'node_modules/@org/b': { resolved: 'packages/b', link: true },
    'node_modules/archive': { version: '3.0.0', resolved: 'https://files.example/archive.tgz' },
    'node_modules/debug': {
      ...registry('debug', '4.4.3'),
      dependencies: { ms: '^2.1.3', license: '*' },
      engines: { node: '>=6' },
      peerDependenciesMeta: { 'supports-color': { optional: true } },
    },
    'node_modules/license': registry('license', '1.0.3'),
    'node_modules/loc': { resolved: 'vendor/loc', link: true },
    'node_modules/mirrored': { version: '1.0.1', resolved: 'https://npm.example/download/mirrored/1.0.1/abc' },
    'node_modules/ms': registry('ms', '2.1.3'),
    'node_modules/ms1': { name: 'ms', ...registry('ms', '1.0.0') },
    'node_modules/placeholder': { optional: true, peer: true },
    'node_modules/react': registry('react', '17.0.2'),
    'node_modules/repo': { version: '0.0.1', resolved: 'git+ssh://git@github.example/o/repo.git#0123456789' },
    'node_modules/store': { ...registry('store', '1.2.0'), peerDependencies: { react: '^17 || ^18' } },
    'packages/a': {
      name: '@org/a',
      version: '1.0.0',
      dependencies: { '@org/b': '*', react: '17.0.2', store: '1.2.0' },
      devDependencies: { ms: '2.0.0' },
    },
    'packages/a/node_modules/ms': { ...registry('ms', '2.0.0'), dev: true },
    'packages/b': { name: '@org/b', version: '1.1.0', dependencies: { react: '18.2.0' }, optionalDependencies: { absent: '1' } },
    'packages/b/node_modules/react': { ...registry('react', '18.2.0'), dependencies: { debug: '4', ms: '2' } },
    'packages/b/node_modules/react/node_modules/ms': registry('ms', '2.1.2'),
    'vendor/loc': { version: '0.3.0', dependencies: { ms: '2.1.2' } },
    'vendor/loc/node_modules/ms': registry('ms', '2.1.2'),
  },
});

describe('version 3', () => {
  it('reads every release with its path and its dependencies as Node resolves them', () => {
    expect(packageLines(packageLock, V3)).toEqual([
      'node_modules/archive = archive 3.0.0 <3.0.0> (tarball URL)',
      'node_modules/debug = debug 4.4.3 <4.4.3> -> node_modules/ms node_modules/license',
      'node_modules/license = license 1.0.3 <1.0.3>',
      'node_modules/mirrored = mirrored 1.0.1 <1.0.1>',
      'node_modules/ms = ms 2.1.3 <2.1.3>',
      'node_modules/ms1 = ms 1.0.0 <1.0.0>',
      'node_modules/placeholder = placeholder  <placeholder> (no version in the lockfile)',
      'node_modules/react = react 17.0.2 <17.0.2>',
      'node_modules/repo = repo 0.0.1 <0.0.1> (git source)',
      'node_modules/store = store 1.2.0 <1.2.0> -> node_modules/react',
      'packages/a = @org/a 1.0.0 <1.0.0> (workspace package) -> packages/b node_modules/react node_modules/store packages/a/node_modules/ms',
      'packages/a/node_modules/ms = ms 2.0.0 <2.0.0>',
      'packages/b = @org/b 1.1.0 <1.1.0> (workspace package) -> packages/b/node_modules/react',
      'packages/b/node_modules/react = react 18.2.0 <18.2.0> -> node_modules/debug packages/b/node_modules/react/node_modules/ms',
      'packages/b/node_modules/react/node_modules/ms = ms 2.1.2 <2.1.2>',
      'vendor/loc = loc 0.3.0 <0.3.0> (local path) -> vendor/loc/node_modules/ms',
      'vendor/loc/node_modules/ms = ms 2.1.2 <2.1.2>',
    ]);
    expect(problemLines(packageLock, V3)).toEqual([]);
  });

  it.each([
    ['', 'debug', '^4.3.0', 'node_modules/debug'],
    ['', 'ms1', 'npm:ms@1.0.0', 'node_modules/ms1'],
    ['', 'ms1', 'npm:other@1.0.0', undefined],
    ['', '@org/a', '*', 'packages/a'],
    ['', 'loc', 'file:./vendor/loc', 'vendor/loc'],
    ['', 'debug', '^4.4.0', 'node_modules/debug'],
    ['', 'debug', '^5.0.0', undefined],
    ['', 'debug', 'latest', 'node_modules/debug'],
    ['', 'absent', '*', undefined],
    ['packages/a', 'ms', '2.0.0', 'packages/a/node_modules/ms'],
    ['packages/a', '@org/b', '*', 'packages/b'],
    ['packages/b', 'react', '18.2.0', 'packages/b/node_modules/react'],
    ['packages/c', 'react', '*', undefined],
  ])('locates from %j: %s %s', (member, name, specifier, key) =>
    expect(packageLock.parse(V3).locate(member, name, specifier)[0]).toBe(key),
  );

  it.each([
    ['', true],
    ['packages/a', true],
    ['vendor/loc', true],
    ['packages/c', false],
    ['node_modules/debug', false],
    ['packages', false],
  ])('covers %j: %s', (member, covered) => expect(packageLock.parse(V3).covers(member)).toBe(covered));

  it('keeps where an artefact comes from and its hashes', () => {
    const { packages } = packageLock.parse(V3);
    expect(packages.get('node_modules/ms')).toMatchObject({
      resolved: 'https://registry.example/ms/-/ms-2.1.3.tgz',
      integrity: ['sha512-ms2.1.3=='],
    });
  });

  it('lets no package hide another one by naming an URL for it', () => {
    const text = json({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { cover: '1', evil: '1' } },
        'node_modules/cover': { ...registry('cover', '1.0.0'), peerDependencies: { evil: 'git+https://host.example/evil.git' } },
        'node_modules/evil': registry('evil', '1.0.1'),
      },
    });
    expect(packageLines(packageLock, text).at(-1)).toBe('node_modules/evil = evil 1.0.1 <1.0.1>');
  });

  it('leaves a folder outside the project with its own packages alone', () => {
    const text = json({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { out: 'file:../out' } },
        'node_modules/out': { resolved: '../out', link: true },
        'node_modules/ms': registry('ms', '2.1.3'),
        'node_modules/gone': { resolved: '../gone', link: true },
        '../out': { version: '1.0.0', dependencies: { ms: '*', deep: '*' } },
        '../out/node_modules/deep': registry('deep', '1.0.0'),
      },
    });
    expect(packageLines(packageLock, text)).toEqual([
      'node_modules/ms = ms 2.1.3 <2.1.3>',
      'node_modules/gone = gone  <gone> (local path)',
      '../out = out 1.0.0 <1.0.0> (local path) -> ../out/node_modules/deep',
      '../out/node_modules/deep = deep 1.0.0 <1.0.0>',
    ]);
  });

  it('reads the lockfile that npm keeps in node_modules, which has no root', () => {
    const { '': _root, ...packages } = JSON.parse(V3).packages;
    const hidden = json({ name: 'root', lockfileVersion: 3, requires: true, packages });
    const lockfile = packageLock.parse(hidden);
    expect(lockfile.locate('', 'debug', '^4.3.0')[0]).toBe('node_modules/debug');
    expect(lockfile.packages.size).toBe(17);
  });
});

describe('version 1', () => {
  const V1 = json({
    name: 'root',
    lockfileVersion: 1,
    requires: true,
    dependencies: {
      '@org/a': { version: 'file:packages/a', requires: { ms: '2.0.0', debug: '*' }, dependencies: { ms: registry('ms', '2.0.0') } },
      debug: { ...registry('debug', '4.4.3'), requires: { ms: '^2.1.3', engines: '*' }, dependencies: { ms: registry('ms', '2.1.3') } },
      engines: { ...registry('engines', '1.0.0'), requires: true },
      ms: { version: '1.0.0', bundled: true },
      ms1: { version: 'npm:ms@0.7.1', integrity: 'sha1-x sha512-y' },
      repo: { version: 'git+ssh://git@github.example/o/repo.git#0123', from: 'git+ssh://git@github.example/o/repo.git' },
      url: { version: 'https://files.example/url.tgz' },
    },
  });

  it('reads packages within packages, and what requires names from within outwards', () => {
    expect(packageLines(packageLock, V1)).toEqual([
      'node_modules/@org/a = @org/a  <@org/a> (local path) -> node_modules/@org/a/node_modules/ms node_modules/debug',
      'node_modules/@org/a/node_modules/ms = ms 2.0.0 <2.0.0>',
      'node_modules/debug = debug 4.4.3 <4.4.3> -> node_modules/debug/node_modules/ms node_modules/engines',
      'node_modules/debug/node_modules/ms = ms 2.1.3 <2.1.3>',
      'node_modules/engines = engines 1.0.0 <1.0.0>',
      'node_modules/ms = ms 1.0.0 <1.0.0>',
      'node_modules/ms1 = ms 0.7.1 <0.7.1>',
      'node_modules/repo = repo  <repo> (git source)',
      'node_modules/url = url  <url> (tarball URL)',
    ]);
    expect(packageLock.parse(V1).packages.get('node_modules/ms1')?.integrity).toEqual(['sha1-x', 'sha512-y']);
  });

  it.each([
    ['', 'debug', '^4.0.0', 'node_modules/debug'],
    ['', 'debug', '^3.0.0', undefined],
    ['', 'ms1', 'npm:ms@^0.7.0', 'node_modules/ms1'],
    ['', 'repo', 'git+ssh://git@github.example/o/repo.git', 'node_modules/repo'],
    ['packages/a', 'ms', '2.0.0', 'node_modules/@org/a/node_modules/ms'],
    ['packages/b', 'ms', '*', undefined],
  ])('locates from %j: %s %s', (member, name, specifier, key) =>
    expect(packageLock.parse(V1).locate(member, name, specifier)[0]).toBe(key),
  );

  it('is not read where version 2 has both forms', () => {
    const both = json({ ...JSON.parse(V1), lockfileVersion: 2, packages: JSON.parse(V3).packages });
    expect(packageLines(packageLock, both)).toEqual(packageLines(packageLock, V3));
  });
});

describe('odd files', () => {
  it.each([
    ['{"lockfileVersion":1}', []],
    ['[]', ['error: A lockfile must hold an object <[]>']],
    ['', ['error: JSON: value expected <>']],
    ['{"lockfileVersion":4,"packages":{}}', ['warning: Lockfile version 4 is newer than 3, the newest known: it may be misread <4>']],
    ['{"packages":{"node_modules/a":{"version":"1.0.0",}}}', ['error: JSON: trailing comma <}>']],
    ['{"packages":{"node_modules/a":{"version":"1.0.0"} // x\n}}', ['error: JSON: comments are not permitted <// x>']],
  ])('%j', (text, problems) => expect(problemLines(packageLock, text)).toEqual(problems));

  it('keeps what stands around text that cannot be read', () => {
    const text =
      '{"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":},]"node_modules/c":{"version":"3.0.0","x"}';
    expect(packageLines(packageLock, text)).toEqual([
      'node_modules/a = a 1.0.0 <1.0.0>',
      'node_modules/b = b  <b> (no version in the lockfile)',
      'node_modules/c = c 3.0.0 <3.0.0>',
    ]);
    expect(problemLines(packageLock, text)).toEqual(['error: JSON: value expected <}>']);
  });

  it('reads names and versions with JSON escapes', () => {
    const text = '{"packages":{"node_modules/\\u0061":{"version":"1.0.\\u0030"}}}';
    expect(packageLines(packageLock, text)).toEqual(['node_modules/a = a 1.0.0 <1.0.\\u0030>']);
  });
});

describe('where an entry comes from', () => {
  const skipped = (text: string) => [...packageLock.parse(text).packages].map(([key, entry]) => `${key}: ${entry.skipped ?? 'release'}`);

  it('is told by its address in version 1 as well', () => {
    const from = (resolved: string) => ({ version: '2.0.0', resolved });
    const dependencies = {
      git: from('git+ssh://git@git.example/o/git.git#0123456789012345678901234567890123456789'),
      packed: from('https://codeload.github.com/o/packed/tar.gz/0123456'),
      plain: from('https://registry.example/plain/-/plain-2.0.0.tgz'),
      mirrored: from('https://npm.example/download/mirrored/2.0.0'),
    };
    expect(skipped(json({ lockfileVersion: 1, dependencies }))).toEqual([
      'node_modules/git: git source',
      'node_modules/packed: git source',
      'node_modules/plain: release',
      'node_modules/mirrored: release',
    ]);
  });

  it('is this disk for a folder that lies deeper in a node_modules folder than its packages', () => {
    const packages = {
      '': {},
      '../tools/node_modules/group/inner': { version: '1.0.0' },
      '../tools/node_modules/@org/scoped': { version: '1.0.0' },
      '../tools/node_modules/plain': { version: '1.0.0' },
    };
    expect(skipped(json({ lockfileVersion: 3, packages }))).toEqual([
      '../tools/node_modules/group/inner: local path',
      '../tools/node_modules/@org/scoped: release',
      '../tools/node_modules/plain: release',
    ]);
  });

  it('keeps what is bundled, and what nobody asks for', () => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.0.0', inBundle: true },
      'node_modules/b': { version: '1.0.0', extraneous: true },
    };
    expect(skipped(json({ lockfileVersion: 3, packages }))).toEqual(['node_modules/a: release', 'node_modules/b: release']);
  });
});
