import { describe, expect, it } from 'vitest';
import { parsePackageJson } from '../../../../server/src/ecosystems/npm/manifests/packageJson.js';
import type { Dependency } from '../../../../server/src/model/index.js';

/** One line a dependency: group, name, what stands at its spans, and the range or the reason why it is skipped. */
function read(text: string): string[] {
  return parsePackageJson(text).dependencies.map(dependency => line(text, dependency));
}

function line(text: string, { group, name, nameSpan, specifierSpan, origin }: Dependency): string {
  const cut = (span: { start: number; end: number }) => text.slice(span.start, span.end);
  const source = origin.kind === 'registry' ? `[${origin.range}] at <${cut(origin.rangeSpan)}>` : origin.reason;
  return `${group} ${name} <${cut(nameSpan)}> <${cut(specifierSpan)}> ${source}`;
}

function problems(text: string): string[] {
  return parsePackageJson(text).problems.map(
    ({ level, message, span }) => `${level}: ${message} <${text.slice(span.start, Math.min(span.end, span.start + 20))}>`,
  );
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

describe('sections', () => {
  it('reads each, in the order of the text', () => {
    const text = json({
      devDependencies: { vitest: '^4' },
      dependencies: { axios: '^1.14.0', '@scope/name': '*' },
      optionalDependencies: { fsevents: '' },
      peerDependencies: { react: '>=18' },
    });
    expect(read(text)).toEqual([
      'devDependencies vitest <vitest> <^4> [^4] at <^4>',
      'dependencies axios <axios> <^1.14.0> [^1.14.0] at <^1.14.0>',
      'dependencies @scope/name <@scope/name> <*> [*] at <*>',
      'optionalDependencies fsevents <fsevents> <> [] at <>',
      'peerDependencies react <react> <>=18> [>=18] at <>=18>',
    ]);
    expect(problems(text)).toEqual([]);
  });

  it('takes nothing else for one', () => {
    const text = json({
      name: 'axios',
      scripts: { axios: '1.0.0', dependencies: 'x' },
      config: { dependencies: { axios: '1.0.0' }, overrides: { axios: '1' }, packageManager: 'npm@1.0.0' },
      pnpm: { dependencies: { axios: '1' }, peerDependencyRules: { overrides: { axios: '1' } } },
      overrides: { dependencies: { axios: '1.0.0' } },
      'pnpm.overrides': { axios: '1.0.0' },
      bundleDependencies: ['axios'],
      peerDependenciesMeta: { axios: { optional: true } },
    });
    expect(read(text)).toEqual(['overrides axios <axios> <1.0.0> [1.0.0] at <1.0.0>']);
    expect(problems(text)).toEqual([]);
  });

  it('keeps duplicated keys, duplicated sections and a name in two groups', () => {
    const text = '{"dependencies":{"a":"1","a":"2"},"dependencies":{"b":"3"},"devDependencies":{"a":"4"}}';
    expect(read(text)).toEqual([
      'dependencies a <a> <1> [1] at <1>',
      'dependencies a <a> <2> [2] at <2>',
      'dependencies b <b> <3> [3] at <3>',
      'devDependencies a <a> <4> [4] at <4>',
    ]);
  });

  it('names the target of an alias and marks the alias', () => {
    const text = '{"dependencies":{"alias":"npm:@scope/name@^1.0.0"}}';
    expect(read(text)).toEqual(['dependencies @scope/name <alias> <npm:@scope/name@^1.0.0> [^1.0.0] at <^1.0.0>']);
    expect(parsePackageJson(text).dependencies[0]?.writtenName).toBe('alias');
  });

  it('decodes escapes for the name and the range and covers the raw text', () => {
    expect(read('{"dependencies":{"\\u0061xios":"\\u003e=1 \\u003c2","b":"npm:\\u0063@\\u005e1"}}')).toEqual([
      'dependencies axios <\\u0061xios> <\\u003e=1 \\u003c2> [>=1 <2] at <\\u003e=1 \\u003c2>',
      'dependencies c <b> <npm:\\u0063@\\u005e1> [^1] at <\\u005e1>',
    ]);
  });

  it.each([
    ['BOM', '\uFEFF{"dependencies":{"a":"^1"}}'],
    ['CRLF', '{\r\n\t"dependencies": {\r\n\t\t"a": "^1"\r\n\t}\r\n}\r\n'],
    ['non-BMP text before', '{"description":"😀😀 \\ud83d\\ude00","dependencies":{"a":"^1"}}'],
    ['one line', '{ "dependencies" : { "a" : "^1" } }'],
  ])('%s does not move spans', (_, text) => {
    expect(read(text)).toEqual(['dependencies a <a> <^1> [^1] at <^1>']);
    expect(problems(text)).toEqual([]);
  });

  it('takes keys that start with two slashes for comments', () => {
    const text = json({ dependencies: { '//': 'why' }, overrides: { '// a': 'why', a: { '//': 'x', '.': '1' } } });
    expect(read(text)).toEqual(['overrides a <a> <1> [1] at <1>']);
    expect(problems(text)).toEqual([]);
  });
});

describe('catalogs', () => {
  const CATALOGS = { catalog: { a: '^1', b: 'npm:c@~2' }, catalogs: { old: { a: '0.9.0' }, 'n.x': { a: 'catalog:' } } };
  const READ = [
    'catalog a <a> <^1> [^1] at <^1>',
    'catalog c <b> <npm:c@~2> [~2] at <~2>',
    'catalogs.old a <a> <0.9.0> [0.9.0] at <0.9.0>',
    'catalogs.n.x a <a> <catalog:> catalog entry',
  ];

  it.each([
    ['at the top level', CATALOGS],
    ['in workspaces', { workspaces: { packages: ['packages/*'], ...CATALOGS } }],
  ])('are read %s', (_, value) => {
    expect(read(json(value))).toEqual(READ);
    expect(problems(json(value))).toEqual([]);
  });

  it('may mean something else', () => {
    const text = json({ catalog: 'public', catalogs: ['a'], workspaces: { catalog: 1, catalogs: { a: 'b' }, dependencies: { a: '1' } } });
    expect([read(text), problems(text)]).toEqual([[], []]);
    const other = json({ catalog: { pages: ['a'], a: '1' }, workspaces: ['catalog'] });
    expect([read(other), problems(other)]).toEqual([['catalog a <a> <1> [1] at <1>'], []]);
  });
});

describe('overrides', () => {
  it('npm: nested, with ranges, `.` and references', () => {
    const text = json({
      overrides: { foo: '1.0.0', 'bar@^2': { '.': '2.1.0', '@scope/baz@1': { qux: '3' } }, ref: '$foo', any: '' },
    });
    expect(read(text)).toEqual([
      'overrides foo <foo> <1.0.0> [1.0.0] at <1.0.0>',
      'overrides bar <bar> <2.1.0> [2.1.0] at <2.1.0>',
      'overrides qux <qux> <3> [3] at <3>',
      'overrides ref <ref> <$foo> refers to a direct dependency',
      'overrides any <any> <> [] at <>',
    ]);
  });

  it.each([
    ['name', 'name'],
    ['@scope/name', '@scope/name'],
    ['**/name', 'name'],
    ['parent/name', 'name'],
    ['parent/**/name', 'name'],
    ['**/@scope/name', '@scope/name'],
    ['@scope/a/@scope/b', '@scope/b'],
    ['@scope/a/b', 'b'],
    ['a/@scope/b', '@scope/b'],
    ['name@npm:^1', 'name'],
    ['name@npm:>=1', 'name'],
    ['@scope/name@npm:1', '@scope/name'],
    ['parent@npm:1/name@npm:2', 'name'],
    ['parent@npm:1/@scope/name', '@scope/name'],
    ['parent>name', 'name'],
  ])('yarn: %s overrides %s', (key, name) => {
    expect(read(json({ resolutions: { [key]: '1.0.0' } }))).toEqual([`resolutions ${name} <${name}> <1.0.0> [1.0.0] at <1.0.0>`]);
  });

  it.each([
    ['name', 'name'],
    ['name@^1', 'name'],
    ['name@>1', 'name'],
    ['name@1 || >2', 'name'],
    ['a>b', 'b'],
    ['a@1>b@>=2', 'b'],
    ['a@>1>b', 'b'],
    ['@scope/a@1>@scope/b@<2', '@scope/b'],
  ])('pnpm: %s overrides %s', (key, name) => {
    expect(read(json({ pnpm: { overrides: { [key]: '1.0.0' } } }))).toEqual([
      `pnpm.overrides ${name} <${name}> <1.0.0> [1.0.0] at <1.0.0>`,
    ]);
  });

  it('pnpm: removal, reference, catalog', () => {
    expect(read(json({ pnpm: { overrides: { a: '-', b: '$c', d: 'catalog:' } } }))).toEqual([
      'pnpm.overrides a <a> <-> removed by an override',
      'pnpm.overrides b <b> <$c> refers to a direct dependency',
      'pnpm.overrides d <d> <catalog:> catalog entry',
    ]);
  });
});

describe('what an override holds for', () => {
  const below = (text: string) => parsePackageJson(text).dependencies.map(dependency => `${dependency.name} ${dependency.below ?? '-'}`);

  it.each([
    [
      'npm',
      { overrides: { a: '1', 'b@2': { '.': '2', c: '3', '@s/d@1': { '.': '4', e: '5' } } } },
      ['a -', 'b -', 'c b', '@s/d b', 'e @s/d'],
    ],
    ['pnpm', { pnpm: { overrides: { a: '1', 'b@2>c': '2', '@s/d>@s/e@1': '3' } } }, ['a -', 'c b', '@s/e @s/d']],
    [
      'Yarn',
      { resolutions: { a: '1', 'b/c': '2', '@s/d@npm:1/@s/e': '3', '**/f': '4', 'g/**/h': '5', 'i>j': '6' } },
      ['a -', 'c b', '@s/e @s/d', 'f -', 'h -', 'j i'],
    ],
  ])('%s: everybody or one package', (_, manifest, expected) => expect(below(json(manifest))).toEqual(expected));
});

describe('pnpm.configDependencies', () => {
  it('are versions, with their digest or without, also in an object', () => {
    const configDependencies = {
      plain: '1.0.0',
      '@org/pinned': '1.2.3-rc.1+sha512-ab+c/==',
      elsewhere: { tarball: 'https://npm.example/elsewhere.tgz', integrity: '2.0.0+sha512-x==' },
      ranged: '^1.0.0',
    };
    const text = json({ pnpm: { configDependencies } });
    expect(read(text)).toEqual([
      'pnpm.configDependencies plain <plain> <1.0.0> [1.0.0] at <1.0.0>',
      'pnpm.configDependencies @org/pinned <@org/pinned> <1.2.3-rc.1+sha512-ab+c/==> [1.2.3-rc.1] at <1.2.3-rc.1>',
      'pnpm.configDependencies elsewhere <elsewhere> <2.0.0+sha512-x==> [2.0.0] at <2.0.0>',
      'pnpm.configDependencies ranged <ranged> <^1.0.0> [^1.0.0] at <^1.0.0>',
    ]);
    expect(problems(text)).toEqual([]);
  });

  it('of another form are told', () => {
    expect(problems(json({ pnpm: { configDependencies: { a: 1, b: { version: '1.0.0' } } } }))).toEqual([
      'error: The version of "a" in pnpm.configDependencies must be a string <1>',
      expect.stringContaining('error: The version of "b" in pnpm.configDependencies must be a string'),
    ]);
  });
});

describe('devEngines.packageManager', () => {
  const engines = (packageManager: unknown) => json({ devEngines: { runtime: { name: 'node', version: '22' }, packageManager } });

  it.each([
    [{ name: 'pnpm', version: '^10.2.0', onFail: 'download' }, ['devEngines.packageManager pnpm <pnpm> <^10.2.0> [^10.2.0] at <^10.2.0>']],
    [{ name: 'npm' }, ['devEngines.packageManager npm <npm> <> names no version']],
    [{ name: 'yarn', version: '^4' }, ['devEngines.packageManager yarn <yarn> <^4> published as @yarnpkg/cli-dist']],
    [{ name: 'yarn', version: '1.x' }, ['devEngines.packageManager yarn <yarn> <1.x> [1.x] at <1.x>']],
    [{ name: 'other', version: '1' }, []],
    ['pnpm', []],
    [null, []],
    [
      [
        { name: 'npm', version: '11' },
        { name: 'bun', version: '>=1.2' },
      ],
      ['devEngines.packageManager npm <npm> <11> [11] at <11>', 'devEngines.packageManager bun <bun> <>=1.2> [>=1.2] at <>=1.2>'],
    ],
  ])('%j', (value, expected) => expect(read(engines(value))).toEqual(expected));

  it('decodes what is escaped, at its place in the text', () => {
    expect(read('{"devEngines":{"packageManager":{"name":"p\\u006epm","version":"\\u003e=10"}}}')).toEqual([
      'devEngines.packageManager pnpm <p\\u006epm> <\\u003e=10> [>=10] at <\\u003e=10>',
    ]);
  });

  it('leaves the others of a list when one is removed', () => {
    const text = '{ "devEngines": { "packageManager": [{ "name": "npm" }, { "name": "bun" }, { "name": "pnpm" }] } }';
    const without = parsePackageJson(text).dependencies.map(({ removalSpan: { start, end } }) => text.slice(0, start) + text.slice(end));
    const left = without.map(one => JSON.parse(one).devEngines.packageManager.map(({ name }: { name: string }) => name));
    expect(left).toEqual([
      ['bun', 'pnpm'],
      ['npm', 'pnpm'],
      ['npm', 'bun'],
    ]);
  });
});

describe('packageManager', () => {
  it.each([
    ['pnpm@9.1.0+sha512.0a1b', 'packageManager pnpm <pnpm> <9.1.0+sha512.0a1b> [9.1.0] at <9.1.0>'],
    ['npm@10.0.0', 'packageManager npm <npm> <10.0.0> [10.0.0] at <10.0.0>'],
    ['bun@1.1.0-canary.1', 'packageManager bun <bun> <1.1.0-canary.1> [1.1.0-canary.1] at <1.1.0-canary.1>'],
    ['yarn@1.22.22', 'packageManager yarn <yarn> <1.22.22> [1.22.22] at <1.22.22>'],
    ['yarn@4.1.0', 'packageManager yarn <yarn> <4.1.0> published as @yarnpkg/cli-dist'],
    ['yarn@10.0.0', 'packageManager yarn <yarn> <10.0.0> published as @yarnpkg/cli-dist'],
    ['pnpm@^9', 'packageManager pnpm <pnpm> <^9> not an exact version'],
    ['pnpm', 'packageManager pnpm <pnpm> <> not an exact version'],
    ['pnpm@https://host.example/pnpm.tgz', 'packageManager pnpm <pnpm> <https://host.example/pnpm.tgz> tarball URL'],
  ])('%s', (value, expected) => expect(read(json({ packageManager: value }))).toEqual([expected]));

  it('says what it cannot be', () => {
    expect(problems(json({ packageManager: 'cargo@1.0.0' }))).toEqual([
      'warning: packageManager must be npm, pnpm, yarn, bun and a version <cargo@1.0.0>',
    ]);
    expect(problems(json({ packageManager: 1 }))).toEqual(['error: packageManager must be a string <1>']);
  });
});

describe('problems of valid JSON', () => {
  it.each([
    ['{"dependencies":{"a":1}}', 'error: The version of "a" in dependencies must be a string <1>'],
    ['{"dependencies":{"a":{"version":"1"}}}', 'error: The version of "a" in dependencies must be a string <{"version":"1"}>'],
    ['{"dependencies":{"a":null}}', 'error: The version of "a" in dependencies must be a string <null>'],
    ['{"overrides":{"a":["1"]}}', 'error: The version of "a" in overrides must be a string <["1"]>'],
    ['{"resolutions":{"a":{}}}', 'error: The version of "a" in resolutions must be a string <{}>'],
    ['{"dependencies":["a"]}', 'error: dependencies must be an object <["a"]>'],
    ['{"pnpm":{"overrides":"a"}}', 'error: pnpm.overrides must be an object <a>'],
    ['[]', 'error: package.json must hold an object <[]>'],
    ['"text"', 'error: package.json must hold an object <text>'],
    ['null', 'error: package.json must hold an object <null>'],
  ])('%s', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
    expect(read(text)).toEqual([]);
  });

  it('keeps a dependency whose name npm refuses, unjudged', () => {
    const text = '{"dependencies":{"my package":"1","a":"npm:_b@1"}}';
    expect(read(text)).toEqual([
      'dependencies my package <my package> <1> not a valid package name',
      'dependencies _b <a> <npm:_b@1> not a valid package name',
    ]);
    expect(problems(text)).toEqual([
      'warning: "my package" is not a valid package name <my package>',
      'warning: "_b" is not a valid package name <npm:_b@1>',
    ]);
  });
});
