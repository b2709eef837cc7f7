import { describe, expect, it } from 'vitest';
import { parseRequirements, parseRequirementsFile } from '../../../../server/src/ecosystems/python/manifests/requirements.js';
import { pythonVersions } from '../../../../server/src/ecosystems/python/versions/index.js';
import type { Dependency, Span } from '../../../../server/src/model/index.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

/** A dependency in one line: name, specifier as the spans cut it, range or reason, marker. */
function shown(text: string, dependency: Dependency): string {
  const { name, origin, marker } = dependency;
  const judged = origin.kind === 'registry' ? origin.range : `(${origin.reason})`;
  return [
    name,
    cut(text, dependency.nameSpan),
    cut(text, dependency.specifierSpan),
    judged,
    ...(marker === undefined ? [] : [marker]),
  ].join(' | ');
}

const dependenciesOf = (text: string): string[] => parseRequirements(text).dependencies.map(dependency => shown(text, dependency));
const problemsOf = (text: string): string[] => parseRequirements(text).problems.map(({ level, span }) => `${level}: ${cut(text, span)}`);

describe('PEP 508 requirements', () => {
  const REQUIREMENTS: readonly (readonly [text: string, expected: string])[] = [
    ['litellm', 'litellm | litellm |  | '],
    ['litellm==1.82.6', 'litellm | litellm | ==1.82.6 | ==1.82.6'],
    ['litellm == 1.82.6', 'litellm | litellm | == 1.82.6 | == 1.82.6'],
    ['litellm===1.82.6-custom', 'litellm | litellm | ===1.82.6-custom | ===1.82.6-custom'],
    ['litellm~=1.80', 'litellm | litellm | ~=1.80 | ~=1.80'],
    ['litellm!=1.82.7', 'litellm | litellm | !=1.82.7 | !=1.82.7'],
    ['litellm<2', 'litellm | litellm | <2 | <2'],
    ['litellm<=2', 'litellm | litellm | <=2 | <=2'],
    ['litellm>1', 'litellm | litellm | >1 | >1'],
    ['litellm>=1', 'litellm | litellm | >=1 | >=1'],
    ['litellm==1.*', 'litellm | litellm | ==1.* | ==1.*'],
    ['litellm==1!2.0+local.1', 'litellm | litellm | ==1!2.0+local.1 | ==1!2.0+local.1'],
    ['litellm>=1!2,!=1!3', 'litellm | litellm | >=1!2,!=1!3 | >=1!2,!=1!3'],
    ['litellm >=1 , <2,!=1.82.7', 'litellm | litellm | >=1 , <2,!=1.82.7 | >=1 , <2,!=1.82.7'],
    ['litellm>=1,', 'litellm | litellm | >=1 | >=1'],
    ['litellm (>=1,<2)', 'litellm | litellm | >=1,<2 | >=1,<2'],
    ['litellm( >=1 )', 'litellm | litellm | >=1 | >=1'],
    ['litellm ()', 'litellm | litellm |  | '],
    ['litellm[proxy]', 'litellm | litellm |  | '],
    ['litellm [proxy, extra_proxy] >=1', 'litellm | litellm | >=1 | >=1'],
    ['litellm[]==1', 'litellm | litellm | ==1 | ==1'],
    ['\t litellm \t==1 \t', 'litellm | litellm | ==1 | ==1'],
    ['Lite_LLM..x==1', 'lite-llm-x | Lite_LLM..x | ==1 | ==1'],
    ['2to3==1', '2to3 | 2to3 | ==1 | ==1'],
    ['litellm==1;python_version<"3"', 'litellm | litellm | ==1 | ==1 | python_version<"3"'],
    ['litellm ; extra == "a;b"  # why', 'litellm | litellm |  |  | extra == "a;b"'],
    ['litellm==1 ;', 'litellm | litellm | ==1 | ==1'],
    ['litellm==1 # comment', 'litellm | litellm | ==1 | ==1'],
    ['litellm==1\t#comment', 'litellm | litellm | ==1 | ==1'],
    ['litellm==not.a.version', 'litellm | litellm | ==not.a.version | ==not.a.version'],
  ];

  it.each(REQUIREMENTS)('%s', (text, expected) => {
    expect(dependenciesOf(text)).toEqual([expected]);
    expect(problemsOf(text)).toEqual([]);
  });

  it('places the empty specifier behind name and extras', () => {
    const at = (text: string) => parseRequirements(text).dependencies[0]?.specifierSpan;
    expect(at('foo')).toEqual({ start: 3, end: 3 });
    expect(at('foo [a]  ; x')).toEqual({ start: 7, end: 7 });
    expect(at('foo   # c')).toEqual({ start: 3, end: 3 });
    expect(at('foo ()')).toEqual({ start: 5, end: 5 });
  });

  it('gives every field', () => {
    expect(parseRequirements('\uFEFF# head\r\nFoo.Bar[x] >= 1.0 ; a  # b\r\nnext').dependencies[0]).toEqual({
      ecosystem: 'PyPI',
      name: 'foo-bar',
      writtenName: 'Foo.Bar',
      group: 'requirements',
      specifier: '>= 1.0',
      nameSpan: { start: 9, end: 16 },
      specifierSpan: { start: 20, end: 26 },
      removalSpan: { start: 9, end: 37 },
      origin: { kind: 'registry', range: '>= 1.0', rangeSpan: { start: 20, end: 26 } },
      marker: 'a',
    });
  });

  it('keeps both of two equal names', () => {
    expect(parseRequirements('A-b==1\na_B==2').dependencies.map(({ name, specifier }) => name + specifier)).toEqual(['a-b==1', 'a-b==2']);
  });
});

describe('requirements without a registry release', () => {
  const SKIPPED: readonly (readonly [text: string, expected: string])[] = [
    ['foo @ https://h.example/foo.whl', 'foo | foo | https://h.example/foo.whl | (URL source)'],
    ['Foo[x]@https://h.example/foo.whl ; a', 'foo | Foo | https://h.example/foo.whl | (URL source) | a'],
    ['foo @ git+https://h.example/f@v1', 'foo | foo | git+https://h.example/f@v1 | (git source)'],
    ['foo @ GIT+ssh://git@h.example/f', 'foo | foo | GIT+ssh://git@h.example/f | (git source)'],
    ['foo @ file:///a/foo.whl', 'foo | foo | file:///a/foo.whl | (local file)'],
    ['foo @ ./foo.whl', 'foo | foo | ./foo.whl | (local file)'],
    ['foo @ ${URL}', 'foo | foo | ${URL} | (uses an environment variable)'],
    ['https://h.example/foo.whl', 'https://h.example/foo.whl | https://h.example/foo.whl |  | (URL source)'],
    ['https://h.example/foo;x=1; a', 'https://h.example/foo;x=1 | https://h.example/foo;x=1 |  | (URL source) | a'],
    ['git+https://h.example/f#egg=Foo[x]&subdirectory=y', 'foo | Foo | git+https://h.example/f#egg=Foo[x]&subdirectory=y | (git source)'],
    ['git+https://h.example/f#subdirectory=y&egg=foo # c', 'foo | foo | git+https://h.example/f#subdirectory=y&egg=foo | (git source)'],
    ['git+https://h.example/f#egg=', 'git+https://h.example/f#egg= | git+https://h.example/f#egg= |  | (git source)'],
    ['git+https://${TOKEN}@h.example/f', 'git+https://${TOKEN}@h.example/f | git+https://${TOKEN}@h.example/f |  | (git source)'],
    ['./pkg', './pkg | ./pkg |  | (local file)'],
    ['.[test]', '.[test] | .[test] |  | (local file)'],
    ['../My Pkg ; a', '../My Pkg | ../My Pkg |  | (local file) | a'],
    ['pkg/sub', 'pkg/sub | pkg/sub |  | (local file)'],
    ['C:\\pkg\\sub', 'C:\\pkg\\sub | C:\\pkg\\sub |  | (local file)'],
    ['Pkg-1.0-py3-none-any.whl', 'Pkg-1.0-py3-none-any.whl | Pkg-1.0-py3-none-any.whl |  | (local file)'],
    ['pkg.tar.gz[x]', 'pkg.tar.gz[x] | pkg.tar.gz[x] |  | (local file)'],
    ['-e .', '. | . |  | (editable install)'],
    ['-e ./Pkg[x]', './Pkg[x] | ./Pkg[x] |  | (editable install)'],
    ['-e src', 'src | src |  | (editable install)'],
    ['--editable="my pkg"', 'my pkg | my pkg |  | (editable install)'],
    ['-egit+https://h.example/f#egg=Foo_x', 'foo-x | Foo_x | git+https://h.example/f#egg=Foo_x | (editable install)'],
    ['-e "Foo[x] @ git+https://h.example/f ; a"', 'foo | Foo | git+https://h.example/f | (editable install) | a'],
    ['${NAME}==1', '${NAME} | ${NAME} | ==1 | (uses an environment variable)'],
    ['foo-${X_1}[a]>=1 ; m', 'foo-${X_1} | foo-${X_1} | >=1 | (uses an environment variable) | m'],
    ['foo==${V}', 'foo | foo | ==${V} | ==${V}'],
    ['foo===1.${V}', 'foo | foo | ===1.${V} | ===1.${V}'],
    ['foo ${REST}', 'foo | foo | ${REST} | ${REST}'],
    ['foo[${EXTRA}]==1', 'foo | foo | ==1 | ==1'],
    ['${DIR}/pkg', '${DIR}/pkg | ${DIR}/pkg |  | (uses an environment variable)'],
  ];

  it.each(SKIPPED)('%s', (text, expected) => {
    expect(dependenciesOf(text)).toEqual([expected]);
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['${NAME}==1', true],
    ['foo @ ${URL}', true],
    ['${DIR}/pkg', true],
    ['foo @ https://h.example/foo.whl', undefined],
    ['./pkg', undefined],
  ])('%s is unknown: %s', (text, isUnknown) => {
    expect(parseRequirements(text).dependencies.map(({ origin }) => origin.kind === 'skipped' && origin.isUnknown)).toEqual([isUnknown]);
  });

  it.each(['foo==${V}', 'foo===1.${V}', 'foo ${REST}', 'foo bar', 'foo[x', 'foo @', 'foo=1', 'foo==1 \\ '])(
    'has no version for %s that could be read',
    text => {
      const ranges = parseRequirements(text).dependencies.map(({ origin }) => (origin.kind === 'registry' ? origin.range : undefined));
      expect(ranges.map(range => range !== undefined && pythonVersions.parse(range).kind)).toEqual(['invalid']);
    },
  );

  it('takes a variable in the marker alone for no variable', () => {
    expect(dependenciesOf('foo==1 ; ${M}')).toEqual(['foo | foo | ==1 | ==1 | ${M}']);
  });
});

describe('text that cannot be read', () => {
  const BROKEN: readonly (readonly [text: string, dependency: string | undefined, problem: string])[] = [
    ['litellm==', 'litellm | litellm | == | ==', '=='],
    ['litellm=', 'litellm | litellm | = | =', '='],
    ['litellm=1', 'litellm | litellm | =1 | =1', '=1'],
    ['litellm~', 'litellm | litellm | ~ | ~', '~'],
    ['litellm>=1.50,<', 'litellm | litellm | >=1.50,< | >=1.50,<', '<'],
    ['litellm>=1.50,,<2', 'litellm | litellm | >=1.50,,<2 | >=1.50,,<2', ',<2'],
    ['litellm>=1.50<2', 'litellm | litellm | >=1.50<2 | >=1.50<2', '<2'],
    ['litellm>=1!=2', 'litellm | litellm | >=1!=2 | >=1!=2', '!=2'],
    ['litellm (>=1', 'litellm | litellm | (>=1 | (>=1', '(>=1'],
    ['litellm (>=1) x', 'litellm | litellm | (>=1) x | (>=1) x', 'x'],
    ['litellm[proxy', 'litellm | litellm | [proxy | [proxy', '[proxy'],
    ['litellm[a,]==1', 'litellm | litellm | [a,]==1 | [a,]==1', '[a,]==1'],
    ['litellm @', 'litellm | litellm | @ | @', '@'],
    ['litellm-', 'litellm | litellm | - | -', '-'],
    ['foo bar', 'foo | foo | bar | bar', 'bar'],
    ['foo bar ; m', 'foo | foo | bar | bar | m', 'bar'],
    ['foo>=1#notcomment', 'foo | foo | >=1#notcomment | >=1#notcomment', '#notcomment'],
    ['foo>=1[x]', 'foo | foo | >=1[x] | >=1[x]', '[x]'],
    ['foo==${lower}', `foo | foo | ==\${lower} | ==\${lower}`, '==${lower}'],
    ['foo\u00a0==1', 'foo | foo | \u00a0==1 | \u00a0==1', '\u00a0==1'],
    ['foo==1 \\ ', 'foo | foo | ==1 \\ | ==1 \\', '\\'],
    ['foo @ https://h.example/x y', 'foo | foo | https://h.example/x | (URL source)', 'y'],
    ['[', undefined, '['],
    ['==1.0', undefined, '==1.0'],
    ['bär==1', undefined, 'bär==1'],
    ['\u{1F600}', undefined, '\u{1F600}'],
    ['<<<<<<< HEAD', undefined, '<<<<<<< HEAD'],
    ['{"a": 1}', undefined, '{"a": 1}'],
    ['a\0b', 'a | a | \0b | \0b', '\0b'],
    ['\ud800', undefined, '\ud800'],
  ];

  it.each(BROKEN)('%j', (broken, dependency, problem) => {
    const text = `before==1\n${broken}\nafter==2`;
    const dependencies = dependenciesOf(text);
    expect(dependencies.at(0)).toBe('before | before | ==1 | ==1');
    expect(dependencies.slice(1, -1)).toEqual(dependency === undefined ? [] : [dependency]);
    expect(dependencies.at(-1)).toBe('after | after | ==2 | ==2');
    expect(problemsOf(text)).toEqual([`error: ${problem}`]);
  });

  it.each([
    ['foo=1', /==/],
    ['foo==1 \\ ', /backslash/],
    ['foo bar', /version specifier/],
    ['[', /name/],
  ])('says what is wrong with %j', (text, message) => {
    expect(parseRequirements(text).problems[0]?.message).toMatch(message);
  });
});

describe('a file that should be one of requirements', () => {
  it.each([
    ['', undefined],
    ['# a comment\n\n', undefined],
    ['a\nb>=1\nsome words here\n', undefined],
    ['a\nsome words here\n', '2 lines 1'],
    ['a==1 \\\n  --hash=sha256:00\nwords, and more\n-r b.txt\n', undefined],
    ['--index-url https://h.example\n-e .\nhttps://h.example/a.whl\n- a list\n* of things\n', '5 lines 3'],
    ['--index-url https://h.example\n-e .\nhttps://h.example/a.whl\n./b\n- a list\n* of things\n', undefined],
    ['a==one\nb>=\nc~=1.0 what\n', undefined],
    ['NAME=value\nOTHER=value\nthird==1\n', '3 lines 1'],
    ['Dear reader,\n\nthe app needs requests>=2 and more.\n', '2 lines 0'],
    ['{\n  "a": 1\n}\n', '3 lines 0'],
    ['<<<<<<< ours\na==1\n=======\na==2\n>>>>>>> theirs\nb\nc\nd\ne\n', undefined],
  ])('is %j: %s', (text, share) => {
    const { skipped, dependencies, includes, problems, pip } = parseRequirementsFile(text);
    expect(skipped).toEqual(
      share === undefined ? undefined : expect.stringMatching(new RegExp(`^no requirements file: of ${share} can be read`)),
    );
    if (share === undefined) expect(dependencies).toEqual(parseRequirements(text).dependencies);
    else {
      expect([dependencies, includes, pip?.indexUrl]).toEqual([[], [], undefined]);
      expect(problems.map(({ level, message }) => `${level}: ${message}`)).toEqual([`information: Skipped, ${skipped}.`]);
    }
  });
});
