import { describe, expect, it } from 'vitest';
import { parsePipfile } from '../../../../server/src/ecosystems/python/manifests/pipfile.js';
import type { Dependency, Span } from '../../../../server/src/model/index.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

function shown(text: string, { group, name, nameSpan, specifierSpan, origin, marker, index }: Dependency): string {
  const from = index === undefined ? '' : ` from ${index}`;
  const judged = origin.kind === 'registry' ? origin.range + from : `(${origin.reason})`;
  return [group, name, cut(text, nameSpan), cut(text, specifierSpan), judged, ...(marker === undefined ? [] : [marker])].join(' | ');
}

const dependenciesOf = (text: string): string[] => parsePipfile(text).dependencies.map(dependency => shown(text, dependency));

describe('a Pipfile', () => {
  const SOURCES =
    '[[source]]\nname = "pypi"\nurl = "https://pypi.org/simple"\n[[source]]\nname = "corp"\nurl = "https://c.example/simple"\n';
  const ENTRIES: readonly (readonly [entry: string, expected: string])[] = [
    ['requests = "*"', 'requests | requests | * | '],
    ['Lite_LLM = ">=1.50,<2"', 'lite-llm | Lite_LLM | >=1.50,<2 | >=1.50,<2'],
    ["a = '== 1.82.7'", 'a | a | == 1.82.7 | == 1.82.7'],
    ['a = "1.82.7"', 'a | a | 1.82.7 | ==1.82.7'],
    ['a = { version = "v1.0", extras = ["x"] }', 'a | a | v1.0 | ==v1.0'],
    ['a = { version = "~=1.0", extras = ["x"] }', 'a | a | ~=1.0 | ~=1.0'],
    ['a = { extras = ["x"] }', 'a | a |  | '],
    ['a = { version = "*", index = "pypi" }', 'a | a | * |  from pypi'],
    ['a = { version = "*", index = "corp" }', 'a | a | * |  from corp'],
    ['a = { git = "https://h.example/a", ref = "v1" }', 'a | a | https://h.example/a | (git source)'],
    ['a = { path = ".", editable = true }', 'a | a | . | (local path)'],
    ['a = { file = "https://h.example/a.whl" }', 'a | a | https://h.example/a.whl | (URL source)'],
    ['a = { version = "==1", markers = "os_name == \'nt\'" }', "a | a | ==1 | ==1 | os_name == 'nt'"],
    ['"a[x]" = "==1"', 'a | a | ==1 | ==1'],
  ];

  it.each(ENTRIES)('%s', (entry, expected) => {
    const text = `${SOURCES}[packages]\r\n${entry}\r\n`;
    expect(dependenciesOf(text)).toEqual([`packages | ${expected}`]);
    expect(parsePipfile(text).problems).toEqual([]);
  });

  it('has categories, and tables that are none', () => {
    const text =
      '[packages]\na = "*"\n[dev-packages]\nb = "*"\n[docs]\nc = "*"\n[requires]\npython_version = "3.12"\n[scripts]\nd = "x"\n[pipenv]\ne = "x"\n';
    expect(dependenciesOf(text)).toEqual(['packages | a | a | * | ', 'dev-packages | b | b | * | ', 'docs | c | c | * | ']);
  });

  it('tells the default index and whether pre-releases are allowed', () => {
    const text = '[[source]]\nname = "c"\nurl = "https://c.example/simple"\n[pipenv]\nallow_prereleases = true\n';
    expect(parsePipfile(text).pip).toMatchObject({ indexUrl: 'https://c.example/simple', pre: true });
    expect(parsePipfile(SOURCES).pip).toMatchObject({ indexUrl: 'https://pypi.org/simple', extraIndexUrls: [], pre: false });
  });

  it('keeps what can be read of broken text', () => {
    expect(dependenciesOf('[packages]\na = "*"\nb = "\nc = {\nd = "==1"\n')).toEqual([
      'packages | a | a | * | ',
      'packages | b | b |  | ',
      'packages | c | c |  | ',
      'packages | d | d | ==1 | ==1',
    ]);
  });

  it('removes the line of a dependency', () => {
    const text = '[packages]\na = "*"\nb = { version = "*" } # why\nc = "*"\n';
    const span = parsePipfile(text).dependencies[1]?.removalSpan ?? { start: 0, end: 0 };
    expect(text.slice(0, span.start) + text.slice(span.end)).toBe('[packages]\na = "*"\nc = "*"\n');
  });
});
