import { describe, expect, it } from 'vitest';
import { parseRequirements } from '../../../../server/src/ecosystems/python/manifests/requirements.js';

const NONE = { extraIndexUrls: [], findLinks: [], trustedHosts: [], noIndex: false, pre: false };

function problemsOf(text: string): string[] {
  return parseRequirements(text).problems.map(({ level, span }) => `${level}: ${text.slice(span.start, span.end)}`);
}

describe('hashes', () => {
  const HASHES: readonly (readonly [options: string, expected: readonly string[]])[] = [
    ['--hash=sha256:ab', ['sha256 ab --hash=sha256:ab']],
    ['--hash sha512:cd', ['sha512 cd --hash sha512:cd']],
    ['--hash="sha256:ab" \\\r\n\t--hash   sha384:cd # x', ['sha256 ab --hash="sha256:ab"', 'sha384 cd --hash   sha384:cd']],
    ['--hash=sha256:a\\\nb', ['sha256 ab --hash=sha256:a\\\nb']],
    ['--global-option="--x y" --hash=sha256:ab', ['sha256 ab --hash=sha256:ab']],
  ];

  it.each(HASHES)('%j', (options, expected) => {
    const text = `foo==1 ; m ${options}\nbar`;
    const { dependencies, problems } = parseRequirements(text);
    const [foo, bar] = dependencies;
    expect(foo?.hashes?.map(({ algorithm, digest, span }) => `${algorithm} ${digest} ${text.slice(span.start, span.end)}`)).toEqual(
      expected,
    );
    expect([foo?.specifier, foo?.marker, bar?.name, problems]).toEqual(['==1', 'm', 'bar', []]);
  });

  it('are left out where there are none', () => {
    expect(parseRequirements('foo').dependencies[0]).not.toHaveProperty('hashes');
  });
});

describe('includes', () => {
  const INCLUDES: readonly (readonly [text: string, kind: string, target: string])[] = [
    ['-r base.txt', 'requirements', 'base.txt'],
    ['-rbase.txt', 'requirements', 'base.txt'],
    ['--requirement base.txt', 'requirements', 'base.txt'],
    ['--requirement=base.txt # x', 'requirements', 'base.txt'],
    ['  -r   ../my/base.txt', 'requirements', '../my/base.txt'],
    ['-c base.txt', 'constraints', 'base.txt'],
    ['-cbase.txt', 'constraints', 'base.txt'],
    ['--constraint=base.txt', 'constraints', 'base.txt'],
    ['--constr base.txt', 'constraints', 'base.txt'],
    ['-r "my base.txt"', 'requirements', 'my base.txt'],
    ["--requirement='my base.txt'", 'requirements', 'my base.txt'],
    ['-r https://h.example/r.txt', 'requirements', 'https://h.example/r.txt'],
    ['-r ${DIR}/base.txt', 'requirements', '${DIR}/base.txt'],
  ];

  it.each(INCLUDES)('%s', (line, kind, target) => {
    const text = `a\n${line}\nb`;
    const { includes, problems, dependencies } = parseRequirements(text);
    expect(includes.map(include => [include.kind, include.target, text.slice(include.span.start, include.span.end)])).toEqual([
      [kind, target, target],
    ]);
    expect([problems, dependencies.length]).toEqual([[], 2]);
  });

  it('are read as the shell would: a backslash escapes', () => {
    expect(parseRequirements('-r my\\ base.txt').includes).toEqual([
      { kind: 'requirements', target: 'my base.txt', span: { start: 3, end: 15 } },
    ]);
  });
});

describe('global options', () => {
  const GLOBAL: readonly (readonly [text: string, expected: object])[] = [
    ['', {}],
    ['-i https://h.example/simple', { indexUrl: 'https://h.example/simple' }],
    ['--index-url=https://h.example/a\n--index-url https://h.example/b', { indexUrl: 'https://h.example/b' }],
    ['--pypi-url https://h.example/a', { indexUrl: 'https://h.example/a' }],
    [
      '--extra-index-url https://h.example/a\n--extra-index-url="https://${T}@h.example/b"',
      { extraIndexUrls: ['https://h.example/a', 'https://${T}@h.example/b'] },
    ],
    ['-f dir\n--find-links=https://h.example/l', { findLinks: ['dir', 'https://h.example/l'] }],
    ['--no-index', { noIndex: true }],
    ['--pre', { pre: true }],
    ['--trusted-host h.example --pre --no-index', { trustedHosts: ['h.example'], pre: true, noIndex: true }],
    [
      '--prefer-binary\n--require-hashes\n--no-require-hashes\n--use-feature x\n--no-binary :all:\n--only-binary=foo,bar\n--all-releases a\n--only-final b',
      {},
    ],
  ];

  it.each(GLOBAL)('%j', (text, expected) => {
    expect(parseRequirements(text)).toEqual({
      ecosystem: 'PyPI',
      dependencies: [],
      problems: [],
      includes: [],
      pip: { ...NONE, ...expected },
    });
  });
});

describe('options that pip refuses or ignores', () => {
  const PROBLEMS: readonly (readonly [text: string, problems: readonly string[]])[] = [
    ['--unknown', ['warning: --unknown']],
    ['--unknown value\nfoo', ['warning: --unknown']],
    ['-x=1', ['warning: -x=1']],
    ['--req a.txt', ['warning: --req']],
    ['-r', ['error: -r']],
    ['--requirement=', ['error: --requirement=']],
    ['--pre=1', ['error: --pre=1']],
    ['-r a.txt b.txt  c.txt', ['warning: b.txt  c.txt']],
    ['-r a.txt -- -r b.txt', ['warning: -- -r b.txt']],
    ['-r a.txt -c b.txt', ['warning: -c b.txt']],
    ['-e . --pre', ['warning: --pre']],
    ['foo --pre', ['warning: --pre']],
    ['foo -r a.txt', ['warning: -r a.txt']],
    ['--hash=sha256:ab', ['warning: --hash=sha256:ab']],
    ['foo --hash', ['error: --hash']],
    ['foo --hash=sha256:', ['error: --hash=sha256:']],
    ['foo --hash=md5:ab', ['error: --hash=md5:ab']],
    ['foo --hash=ab', ['error: --hash=ab']],
    ['foo --hash="sha256:ab', ['error: --hash="sha256:ab']],
    ['foo --global-option "a', ['error: "a']],
    ['foo - bar', ['warning: - bar']],
    ['foo --config-settings=a=b -Cc=d --install-option x', []],
    ['-e . --config-settings a=b', []],
  ];

  it.each(PROBLEMS)('%j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('reads the first include of a line and the requirement before ignored options', () => {
    expect(parseRequirements('-c a.txt -r b.txt').includes.map(({ target }) => target)).toEqual(['b.txt']);
    const { dependencies, includes, pip } = parseRequirements('foo>=1 --pre -r a.txt');
    expect([dependencies.length, dependencies[0]?.specifier, includes, pip]).toEqual([1, '>=1', [], NONE]);
  });
});
