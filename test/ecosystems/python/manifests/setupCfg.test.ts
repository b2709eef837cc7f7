import { describe, expect, it } from 'vitest';
import { parseSetupCfg } from '../../../../server/src/ecosystems/python/manifests/setupCfg.js';
import { pythonVersions } from '../../../../server/src/ecosystems/python/versions/index.js';
import type { Dependency, Span } from '../../../../server/src/model/index.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

function shown(text: string, { group, name, nameSpan, specifierSpan, origin, marker }: Dependency): string {
  const judged = origin.kind === 'registry' ? origin.range : `(${origin.reason})`;
  return [group, name, cut(text, nameSpan), cut(text, specifierSpan), judged, ...(marker === undefined ? [] : [marker])].join(' | ');
}

const dependenciesOf = (text: string): string[] => parseSetupCfg(text).dependencies.map(dependency => shown(text, dependency));
const I = 'options.install_requires';

describe('a setup.cfg', () => {
  const FILES: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['[options]\ninstall_requires =\n    a>=1,<2\n    B_c ; x\n', `${I} | a | a | >=1,<2 | >=1,<2`, `${I} | b-c | B_c |  |  | x`],
    [
      '[options]\r\ninstall_requires =\r\n\ta==1  # why\r\n\r\n\t# no==1\r\n\t; no==1\r\n\tb\r\n',
      `${I} | a | a | ==1 | ==1`,
      `${I} | b | b |  | `,
    ],
    ['[options]\ninstall_requires = a==1; b', `${I} | a | a | ==1 | ==1`, `${I} | b | b |  | `],
    ['[options]\ninstall_requires: a\n  b==1', `${I} | a | a |  | `, `${I} | b | b | ==1 | ==1`],
    ['[options]\nInstall-Requires = a', `${I} | a | a |  | `],
    ['[options]\nsetup_requires = a\ntests_require = b', 'options.setup_requires | a | a |  | ', 'options.tests_require | b | b |  | '],
    [
      '[options.extras_require]\nx = a==1; b\ny =\n  c @ https://h.example/c.whl\n',
      'options.extras_require.x | a | a | ==1 | ==1',
      'options.extras_require.x | b | b |  | ',
      'options.extras_require.y | c | c | https://h.example/c.whl | (URL source)',
    ],
    ['[metadata]\nname = x\nrequires = a\n[options]\npython_requires = >=3\npackages = find:\n[flake8]\ninstall_requires = b'],
    ['install_requires = a'],
    ['  [options]\n  install_requires = a\n    b', `${I} | a | a |  | `, `${I} | b | b |  | `],
    ['[options]\n  install_requires = a\n  setup_requires = b\n', `${I} | a | a |  | `, 'options.setup_requires | b | b |  | '],
    ['[options]\nhalf\ninstall_requires =\n  a', `${I} | a | a |  | `],
  ];

  it.each(FILES)('%j', (text, ...expected) => {
    expect(dependenciesOf(text)).toEqual(expected);
    expect(dependenciesOf(`\uFEFF${text}`)).toEqual(expected);
    expect(parseSetupCfg(text).problems).toEqual([]);
  });

  it('does not know what a value of another option holds, and calls it no mistake', () => {
    const { dependencies, problems } = parseSetupCfg('[options]\ninstall_requires =\n  %(base)s  # shared\n  a==%(version)s\n');
    expect(dependencies.map(({ name, writtenName }) => [name, writtenName])).toEqual([
      ['%(base)s', '%(base)s'],
      ['a', 'a'],
    ]);
    expect(dependencies.map(({ origin }) => origin)).toMatchObject([
      { kind: 'skipped', isUnknown: true },
      { kind: 'registry', range: '==%(version)s' },
    ]);
    expect(pythonVersions.parse('==%(version)s').kind).toBe('invalid');
    expect(problems).toEqual([]);
  });

  it('follows requirements files', () => {
    const text = '[options]\ninstall_requires = file: a.txt, sub/b.txt\n[options.extras_require]\nx = file:\n  c.txt\n';
    expect(parseSetupCfg(text).includes.map(({ target, span }) => [target, cut(text, span)])).toEqual([
      ['a.txt', 'a.txt'],
      ['sub/b.txt', 'sub/b.txt'],
      ['c.txt', 'c.txt'],
    ]);
  });

  it.each([
    ['[options]\ninstall_requires = a; python_version < "3"', 'warning: python_version < "3"'],
    ['[options]\ninstall_requires =\n  a=1', 'error: =1'],
    ['[options]\ninstall_requires =\n  !', 'error: !'],
  ])('%j has the problem %s', (text, problem) => {
    expect(parseSetupCfg(text).problems.map(({ level, span }) => `${level}: ${cut(text, span)}`)).toEqual([problem]);
  });

  it.each([
    ['[options]\ninstall_requires =\n    a\n    b # why\n    c\n', 1, '[options]\ninstall_requires =\n    a\n    c\n'],
    ['[options]\ninstall_requires =\r\n    a\r\n', 0, '[options]\ninstall_requires =\r\n'],
    ['[options]\ninstall_requires = a\n    b\n', 0, '[options]\ninstall_requires = \n    b\n'],
    ['[options]\ninstall_requires = a; b; c\n', 0, '[options]\ninstall_requires = b; c\n'],
    ['[options]\ninstall_requires = a; b; c\n', 2, '[options]\ninstall_requires = a; b\n'],
    ['[options]\ninstall_requires = a\n', 0, '[options]\ninstall_requires = \n'],
  ])('%j without dependency %i', (text, index, expected) => {
    const span = parseSetupCfg(text).dependencies[index]?.removalSpan ?? { start: 0, end: 0 };
    expect(text.slice(0, span.start) + text.slice(span.end)).toBe(expected);
  });
});
