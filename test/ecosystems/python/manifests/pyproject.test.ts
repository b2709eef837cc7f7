import { describe, expect, it } from 'vitest';
import { parsePyproject } from '../../../../server/src/ecosystems/python/manifests/pyproject.js';
import type { Dependency, Origin, Span } from '../../../../server/src/model/index.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

/** A dependency in one line: group, name, name and specifier as the spans cut them, range or reason with the index it names, marker. */
function shown(text: string, { group, name, nameSpan, specifierSpan, origin, marker, index }: Dependency): string {
  const from = index === undefined ? '' : ` from ${index}`;
  const judged = origin.kind === 'registry' ? origin.range + from : `(${origin.reason})`;
  return [group, name, cut(text, nameSpan), cut(text, specifierSpan), judged, ...(marker === undefined ? [] : [marker])].join(' | ');
}

const dependenciesOf = (text: string): string[] => parsePyproject(text).dependencies.map(dependency => shown(text, dependency));
const problemsOf = (text: string): string[] => parsePyproject(text).problems.map(({ level, span }) => `${level}: ${cut(text, span)}`);

describe('standard tables', () => {
  const TABLES: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['[project]\ndependencies = ["litellm>=1.50,<2"]', 'project.dependencies | litellm | litellm | >=1.50,<2 | >=1.50,<2'],
    [
      "[project]\ndependencies = ['Lite_LLM[proxy] == 1.82.7 ; x']",
      'project.dependencies | lite-llm | Lite_LLM | == 1.82.7 | == 1.82.7 | x',
    ],
    ['project.dependencies = ["a"]', 'project.dependencies | a | a |  | '],
    ['project = { dependencies = ["a==1"] }', 'project.dependencies | a | a | ==1 | ==1'],
    ['["project"]\n"dependencies" = ["a==1"]', 'project.dependencies | a | a | ==1 | ==1'],
    [
      '[project]\r\ndependencies = [\r\n  "a>=1", # one\r\n  # "no>=1",\r\n  "b",\r\n]\r\n',
      'project.dependencies | a | a | >=1 | >=1',
      'project.dependencies | b | b |  | ',
    ],
    [
      '[project.optional-dependencies]\nx = ["a==1"]\n"y.z" = ["b~=2.0"]',
      'project.optional-dependencies.x | a | a | ==1 | ==1',
      'project.optional-dependencies.y.z | b | b | ~=2.0 | ~=2.0',
    ],
    [
      '[dependency-groups]\ntest = ["a==1", {include-group = "Typing"}]\ntyping = ["b"]',
      'dependency-groups.test | a | a | ==1 | ==1',
      'dependency-groups.typing | b | b |  | ',
    ],
    [
      '[build-system]\nrequires = ["hatchling>=1.24"]\nbuild-backend = "x"',
      'build-system.requires | hatchling | hatchling | >=1.24 | >=1.24',
    ],
    [
      '[tool.uv]\ndev-dependencies = ["a"]\nconstraint-dependencies = ["b<2"]\noverride-dependencies = ["c==1"]\nbuild-constraint-dependencies = ["d"]',
      'tool.uv.dev-dependencies | a | a |  | ',
      'tool.uv.constraint-dependencies | b | b | <2 | <2',
      'tool.uv.override-dependencies | c | c | ==1 | ==1',
      'tool.uv.build-constraint-dependencies | d | d |  | ',
    ],
    [
      '[tool.pdm.dev-dependencies]\ntest = ["a==1", "-e file:///${PROJECT_ROOT}/b#egg=b"]',
      'tool.pdm.dev-dependencies.test | a | a | ==1 | ==1',
      'tool.pdm.dev-dependencies.test | b | b | file:///${PROJECT_ROOT}/b#egg=b | (editable install)',
    ],
    ['[project]\nname = "My.Pkg"\ndependencies = ["my-pkg[all]"]', 'project.dependencies | my-pkg | my-pkg |  | (this project)'],
    [
      '[project]\ndependencies = ["a @ git+https://h.example/a", "b"]',
      'project.dependencies | a | a | git+https://h.example/a | (git source)',
      'project.dependencies | b | b |  | ',
    ],
    ['[project]\ndependencies = [" a == 1 "]', 'project.dependencies | a | a | == 1 | == 1'],
    ['[project]\ndependencies = ["a\\u003E=1\\t; os == \\"x\\""]', 'project.dependencies | a | a | \\u003E=1 | >=1 | os == "x"'],
    ['[project]\ndependencies = ["""\na>=1,\\\n   <2"""]', 'project.dependencies | a | a | >=1,\\\n   <2 | >=1,<2'],
    ["[project]\ndependencies = ['''a>=1''']", 'project.dependencies | a | a | >=1 | >=1'],
    ['[project]\n"\u{1F600}" = "\u{1F600}"\ndependencies = ["a==1"]', 'project.dependencies | a | a | ==1 | ==1'],
  ];

  it.each(TABLES)('%j', (text, ...expected) => {
    expect(dependenciesOf(text)).toEqual(expected);
    expect(dependenciesOf(`\uFEFF${text}`)).toEqual(expected);
    expect(problemsOf(text)).toEqual([]);
  });

  it('takes nothing else for a dependency', () => {
    const text = `[project]
name = "x"
version = "1"
requires-python = ">=3.9"
dynamic = ["dependencies"]
keywords = ["requests"]
[project.scripts]
requests = "x:main"
[tool.black]
line-length = 100
[tool.hatch.version]
path = "x.py"
[tool.pytest.ini_options]
addopts = ["-q"]
[tool.poetry]
packages = [{ include = "x" }]
[tool.poetry.extras]
y = ["requests"]
[tool.poetry.dependencies]
python = "^3.9"
`;
    expect([dependenciesOf(text), problemsOf(text)]).toEqual([[], []]);
  });

  it('gives every field', () => {
    expect(parsePyproject('\uFEFF[project]\r\ndependencies = [\r\n  "Foo.Bar[x] >= 1.0 ; a",  # b\r\n]\r\n').dependencies).toEqual([
      {
        ecosystem: 'PyPI',
        name: 'foo-bar',
        writtenName: 'Foo.Bar',
        group: 'project.dependencies',
        specifier: '>= 1.0',
        nameSpan: { start: 33, end: 40 },
        specifierSpan: { start: 44, end: 50 },
        removalSpan: { start: 30, end: 63 },
        origin: { kind: 'registry', range: '>= 1.0', rangeSpan: { start: 44, end: 50 } },
        marker: 'a',
      },
    ]);
  });
});

describe('sources and indexes', () => {
  const uv = (sources: string, more = '') => `[project]\ndependencies = ["A.b>=1"]\n[tool.uv.sources]\n${sources}\n${more}`;
  const INDEX = '[[tool.uv.index]]\nname = "corp"\nurl = "https://pypi.corp.example/simple"\n';
  const SOURCES: readonly (readonly [text: string, judged: string])[] = [
    [uv('a-b = { git = "https://h.example/a" }'), '(git source)'],
    [uv('A_B = { path = "../a", editable = true }'), '(local path)'],
    [uv('a-b = { url = "https://h.example/a.whl" }'), '(URL source)'],
    [uv('a-b = { workspace = true }'), '(workspace package)'],
    [uv('a-b = { workspace = false }'), '>=1'],
    [uv('a-b = { index = "corp" }', INDEX), '>=1 from corp'],
    [uv('a-b = { index = "unknown" }'), '>=1 from unknown'],
    [uv('a-b = { index = "pub" }', '[[tool.uv.index]]\nname = "pub"\nurl = "https://pypi.org/simple"'), '>=1 from pub'],
    [uv('a-b = { index = "test" }', '[[tool.uv.index]]\nname = "test"\nurl = "https://test.pypi.org/simple"'), '>=1 from test'],
    [uv('a-b = [{ index = "corp", marker = "x" }, { index = "other" }]', INDEX), '>=1 from corp'],
    [uv('a-b = [{ index = "corp", marker = "x" }, { git = "https://h.example/a" }]', INDEX), '>=1 from corp'],
    [uv('a-b = [{ git = "https://h.example/a", marker = "m" }, { index = "corp" }]', INDEX), '>=1 from corp'],
    [uv('a-b = [{ index = "corp", marker = "x" }]', INDEX), '>=1'],
    [uv('a-b = { index = "corp", extra = "gpu" }', INDEX), '>=1'],
    [uv('a-b = { index = "corp", group = "dev" }', INDEX), '>=1'],
    [uv(`a-b = [{ index = "corp", marker = "os_name == 'nt'" }, { index = "b", marker = 'os_name != "nt"' }]`, INDEX), '>=1 from corp'],
    [uv(`a-b = [{ index = "corp", marker = "os_name == 'nt'" }, { index = "b", marker = "os_name != 'posix'" }]`, INDEX), '>=1'],
    [uv('[tool.uv.sources.a-b]\ngit = "https://h.example/a"'), '(git source)'],
    [uv('other = { git = "https://h.example/a" }'), '>=1'],
    ['[project]\ndependencies = ["a-b>=1"]\n[tool.poetry.dependencies]\na-b = { source = "corp" }', '>=1 from corp'],
    ['[project]\ndependencies = ["a-b>=1"]\n[tool.poetry.dependencies]\na-b = { git = "https://h.example/a" }', '(git source)'],
  ];

  it.each(SOURCES)('%j', (text, judged) => {
    expect(dependenciesOf(text).map(line => line.split(' | ')[4])).toEqual([judged]);
  });

  it.each([
    ['{ git = "https://h.example/a" }', ['git source'], undefined],
    ['[{ git = "https://h.example/a", marker = "m" }]', ['registry'], ['git source']],
    ['[{ path = "a", marker = "m" }, { url = "https://h.example/a.zip", marker = "n" }]', ['registry'], ['local path', 'URL source']],
    ['[{ git = "https://h.example/a", marker = "m" }, { index = "corp" }]', ['registry'], ['git source']],
  ])('keeps the places beside the index: %s', (source, origins, elsewhere) => {
    const { dependencies } = parsePyproject(uv(`a-b = ${source}`));
    const shownOrigin = (origin: Origin) => (origin.kind === 'registry' ? origin.kind : origin.reason);
    expect(dependencies.map(({ origin }) => shownOrigin(origin))).toEqual(origins);
    expect(dependencies[0]?.elsewhere?.map(shownOrigin)).toEqual(elsewhere);
  });

  it.each([
    ['[[tool.uv.index]]\nurl = "https://a.example/simple"\ndefault = true', 'https://a.example/simple'],
    ['[tool.uv]\nindex-url = "https://a.example/simple"', 'https://a.example/simple'],
    ['[[tool.uv.index]]\nname = "a"\nurl = "https://a.example/simple"', undefined],
    ['[[tool.poetry.source]]\nname = "a"\nurl = "https://a.example/simple"', 'https://a.example/simple'],
    ['[[tool.poetry.source]]\nname = "a"\nurl = "https://a.example/simple"\npriority = "supplemental"', undefined],
    ['[[tool.poetry.source]]\nname = "a"\nurl = "https://a.example/simple"\n[[tool.poetry.source]]\nname = "PyPI"', undefined],
    ['[[tool.pdm.source]]\nname = "pypi"\nurl = "https://a.example/simple"', 'https://a.example/simple'],
    ['[[tool.pdm.source]]\nname = "a"\nurl = "https://a.example/simple"', undefined],
  ])('%j has the default index %s', (text, url) => {
    expect(parsePyproject(text).pip?.indexUrl).toBe(url);
  });

  it('reads what else there is of indexes', () => {
    expect(parsePyproject('[project]').pip).toBeUndefined();
    expect(parsePyproject(`[tool.uv]\nprerelease = "allow"\n${INDEX}`).pip).toMatchObject({
      pre: true,
      extraIndexUrls: ['https://pypi.corp.example/simple'],
    });
  });

  it('tells the indexes of each tool, and the tools', () => {
    const text = `${INDEX}explicit = true
authenticate = "never"
[tool.uv]
index-url = "https://d.example/simple"
extra-index-url = ["https://e.example/simple"]
[[tool.poetry.source]]
name = "own"
url = "https://p.example/simple"
priority = "supplemental"
[[tool.pdm.source]]
name = "pypi"
url = "https://m.example/simple"
verify_ssl = false`;
    const { indexes, installers } = parsePyproject(text);
    expect(installers).toEqual(['uv', 'poetry', 'pdm']);
    expect(indexes?.map(({ url, ...rest }) => [url, Object.entries(rest).flatMap(([key, value]) => (value === true ? key : []))])).toEqual([
      ['https://pypi.corp.example/simple', ['isExplicit', 'isFirst', 'isAnonymous']],
      ['https://e.example/simple', ['isFirst']],
      ['https://d.example/simple', ['isFirst', 'isDefault']],
      ['https://p.example/simple', []],
      ['https://m.example/simple', ['isDefault', 'isUnverified']],
    ]);
  });

  it('follows the requirements files of dynamic dependencies', () => {
    const text = `[tool.setuptools.dynamic]
dependencies = { file = ["requirements.txt"] }
optional-dependencies.dev = { file = "dev.txt" }
version = { file = "version.txt" }`;
    const { includes } = parsePyproject(text);
    expect(includes.map(({ kind, target, span }) => [kind, target, cut(text, span)])).toEqual([
      ['requirements', 'requirements.txt', 'requirements.txt'],
      ['requirements', 'dev.txt', 'dev.txt'],
    ]);
  });
});

describe('what uv lays down for all requirements of a name', () => {
  const project = (uv: string) =>
    `[project]\ndependencies = ["A.b>=1"]\n[dependency-groups]\ndev = ["a-b>=2"]\n[build-system]\nrequires = ["a-b>=3"]\n[tool.uv]\n${uv}`;
  const limits = (uv: string) =>
    parsePyproject(project(uv))
      .dependencies.filter(({ group }) => !group.startsWith('tool.uv.'))
      .map(({ origin, constraints = [] }) => {
        const range = origin.kind === 'registry' ? `${origin.range}${origin.isOverridden ? ' (override)' : ''}` : `(${origin.reason})`;
        return [range, ...constraints].join(' & ');
      });

  it.each([
    ['constraint-dependencies = ["a_b<5", "a-b!=4", "other<1"]', ['>=1 & <5 & !=4', '>=2 & <5 & !=4', '>=3']],
    ['constraint-dependencies = ["a-b<5; os_name == \'nt\'", "a-b", "a-b @ https://h.example/a"]', ['>=1', '>=2', '>=3']],
    ['build-constraint-dependencies = ["a-b<5"]', ['>=1', '>=2', '>=3 & <5']],
    ['override-dependencies = ["a-b==4"]', ['==4 (override)', '==4 (override)', '>=3']],
    ['override-dependencies = ["a-b==4; m", "a-b==5; n"]', ['==4 or ==5 (override)', '==4 or ==5 (override)', '>=3']],
    ['override-dependencies = ["a-b"]', [' (override)', ' (override)', '>=3']],
    ['override-dependencies = ["a-b @ git+https://h.example/a"]', ['(git source)', '(git source)', '>=3']],
    ['override-dependencies = ["a-b==4"]\nconstraint-dependencies = ["a-b<5"]', ['==4 (override) & <5', '==4 (override) & <5', '>=3']],
  ])('%s', (uv, expected) => {
    expect(limits(uv)).toEqual(expected);
  });
});

describe('Poetry', () => {
  const main = (entry: string) => `[tool.poetry.dependencies]\n${entry}\n`;
  const G = 'tool.poetry.dependencies';
  const ENTRIES: readonly (readonly [text: string, ...expected: string[]])[] = [
    [main('a = "^1.2"'), `${G} | a | a | ^1.2 | >=1.2,<2.0`],
    [main('"Zope.Interface" = "~5.1"'), `${G} | zope-interface | Zope.Interface | ~5.1 | >=5.1,<5.2`],
    [main('a = "*"'), `${G} | a | a | * | `],
    [main('a = "1.82.7"'), `${G} | a | a | 1.82.7 | ==1.82.7`],
    [main('a = ">=1,<2"'), `${G} | a | a | >=1,<2 | >=1,<2`],
    [main('a = "1.*"'), `${G} | a | a | 1.* | ==1.*`],
    [main('a = { version = "^1", extras = ["x"], markers = "os_name == \'nt\'" }'), `${G} | a | a | ^1 | >=1,<2 | os_name == 'nt'`],
    [main('a.version = "^1"\na.optional = true'), `${G} | a | a | ^1 | >=1,<2`],
    ['[tool.poetry.dependencies.a]\nversion = "^1"\nextras = ["x"]\n', `${G} | a | a | ^1 | >=1,<2`],
    [main('a = [{ version = "<2", python = "<3.9" }, { version = "^2" }]'), `${G} | a | a | <2 | <2`, `${G} | a | a | ^2 | >=2,<3`],
    [main('a = { git = "https://h.example/a", tag = "v1" }'), `${G} | a | a | https://h.example/a | (git source)`],
    [main('a = { path = "../a" }'), `${G} | a | a | ../a | (local path)`],
    [main('a = { file = "a.whl" }'), `${G} | a | a | a.whl | (local file)`],
    [main('a = { url = "https://h.example/a.whl" }'), `${G} | a | a | https://h.example/a.whl | (URL source)`],
    [main('a = { version = "^1", source = "corp" }'), `${G} | a | a | ^1 | >=1,<2 from corp`],
    [main('a = { version = "^1", source = "PyPI" }'), `${G} | a | a | ^1 | >=1,<2 from PyPI`],
    [main('a = { extras = ["x"] }'), `${G} | a | a |  | `],
    [main('a = "^1 || ^3"'), `${G} | a | a | ^1 || ^3 | >=1,<2 or >=3,<4`],
    ['[tool.poetry.dev-dependencies]\na = "^1"', 'tool.poetry.dev-dependencies | a | a | ^1 | >=1,<2'],
    ['[tool.poetry.group.dev.dependencies]\na = "^1"', 'tool.poetry.group.dev.dependencies | a | a | ^1 | >=1,<2'],
    ['[tool.poetry.group.dev]\noptional = true\ndependencies = { a = "^1" }', 'tool.poetry.group.dev.dependencies | a | a | ^1 | >=1,<2'],
    ['[tool]\npoetry.dependencies.a = "^1"', `${G} | a | a | ^1 | >=1,<2`],
  ];

  it.each(ENTRIES)('%j', (text, ...expected) => {
    expect([dependenciesOf(text), problemsOf(text)]).toEqual([expected, []]);
  });

  it('says how a range is written, and what has to stand around one that is not', () => {
    const origins = (text: string) => parsePyproject(text).dependencies.map(({ origin }) => origin);
    expect(origins(main('a = "^1"'))).toMatchObject([{ notation: 'poetry' }]);
    const inline = main('a = { extras = ["x"] }');
    expect(origins(inline)).toEqual([{ kind: 'registry', range: '', rangeSpan: { start: 33, end: 33 }, around: ['version = "', '", '] }]);
    expect(inline.slice(33)).toMatch(/^extras/);
    expect(origins('[tool.poetry.dependencies.a]\nextras = []')).toMatchObject([
      { rangeSpan: { start: 28, end: 28 }, around: ['\nversion = "', '"'] },
    ]);
  });
});

describe('text that cannot be read', () => {
  const before = '[project]\ndependencies = ["before==1"]\n';
  const after = '\n[dependency-groups]\nz = ["after==2"]\n';
  const BROKEN = [
    'x = ',
    'x',
    '= 1',
    'x = "open',
    "x = 'open",
    'x = """open',
    'x = [',
    'x = ["a",',
    'x = ["a"\n  "b"',
    'x = ["a", [1, ',
    'x = {',
    'x = { a = 1, ',
    'x = { a = [',
    'x = { a',
    '[',
    '[[',
    '[x',
    '[x.',
    '[[x]',
    '[x] y',
    'x = 1 2',
    'x = nothing',
    ']',
    '}',
    ',',
    '\u{1F600}',
    'x = "\\q"',
    '\0',
  ];

  it.each(BROKEN)('%j leaves the lines around it alone', broken => {
    const text = `${before}${broken}${after}`;
    expect(dependenciesOf(text)).toEqual([
      'project.dependencies | before | before | ==1 | ==1',
      'dependency-groups.z | after | after | ==2 | ==2',
    ]);
    expect(problemsOf(text).length).toBe(1);
  });

  it.each([
    ['["a", "b", "c" "d"]', ['a', 'b', 'c', 'd']],
    ['[\n  "a",\n  "\n  "b",\n]', ['a', 'b']],
    ['[\n  "a",\n  "b>=1,\n  "c",\n]', ['a', 'b', 'c']],
    ['[\n  "a"\n  "b"\n]', ['a', 'b']],
    ['[\n  "a",\n  b,\n  "c",\n]', ['a', 'c']],
    ['[\n  "a",,\n  "c"\n]', ['a', 'c']],
    ['[\n  "a",\n  "b"\nname = "x"', ['a', 'b']],
    ['[\n  "a",\n"name" = "x"', ['a']],
  ])('keeps what can be read of %j', (array, names) => {
    const text = `[project]\ndependencies = ${array}\n`;
    expect(parsePyproject(text).dependencies.map(({ name }) => name)).toEqual(names);
    expect(problemsOf(text)).not.toEqual([]);
  });

  it.each([
    ['[project]\ndependencies = "a"', 'error: a'],
    ['[project]\ndependencies = ["a", 1]', 'error: 1'],
    ['[project]\ndependencies = ["a=1"]', 'error: =1'],
    ['[project]\ndependencies = [""]', 'error: ""'],
    ['[dependency-groups]\na = [{include-group = "b"}]', 'error: b'],
    ['[dependency-groups]\na = [{x = "b"}]', 'error: {x = "b"}'],
    ['[tool.poetry.dependencies]\na = 1', 'error: 1'],
    ['[tool.poetry.dependencies]\na = "^"', 'error: ^'],
    ['[tool.poetry.dependencies]\n"-" = "1"', 'warning: -'],
  ])('%j has the problem %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('refuses what is too long with one problem', () => {
    const manifest = parsePyproject(`[project]\n${'#'.repeat(5_000_000)}`);
    expect([manifest.dependencies, manifest.problems.length]).toEqual([[], 1]);
  });
});
