import { describe, expect, it } from 'vitest';
import { parsePyproject } from '../../../../server/src/ecosystems/python/manifests/pyproject.js';

/** The text with the dependency of that index removed. */
function without(text: string, index: number): string {
  const span = parsePyproject(text).dependencies[index]?.removalSpan ?? { start: 0, end: 0 };
  return text.slice(0, span.start) + text.slice(span.end);
}

describe('removalSpan', () => {
  const lines = '[project]\ndependencies = [\n  "a==1",\n  "b", # why b\n  "c"\n]\n';
  const one = (list: string) => `project.dependencies = ${list}\n`;
  const poetry = '[tool.poetry.dependencies]\npython = "^3"\na = "^1" # why a\nb = { version = "^2",\n  extras = [] }\n\n[tool.x]\ny = 1\n';

  it.each([
    ['first line', lines, 0, lines.replace('  "a==1",\n', '')],
    ['line with a comment', lines, 1, lines.replace('  "b", # why b\n', '')],
    ['last line', lines, 2, lines.replace('  "c"\n', '')],
    ['CRLF', lines.replaceAll('\n', '\r\n'), 0, lines.replace('  "a==1",\n', '').replaceAll('\n', '\r\n')],
    ['first of one line', one('["a", "b"]'), 0, one('["b"]')],
    ['middle of one line', one('["a", "b", "c"]'), 1, one('["a", "c"]')],
    ['last of one line', one('["a", "b"]'), 1, one('["a"]')],
    ['last with a comma', one('[ "a", "b", ]'), 1, one('[ "a", ]')],
    ['only of one line', one('[ "a" ]'), 0, one('[]')],
    ['last behind a comment', one('[\n"a", # why\n"b"]'), 1, one('[\n"a", # why\n]')],
    ['commas first', one('[ "a"\n, "b"\n, "c"\n]'), 1, one('[ "a"\n, "c"\n]')],
    ['behind the bracket', one('["a",\n  "b"]'), 0, one('[\n  "b"]')],
    ['a key', poetry, 0, poetry.replace('a = "^1" # why a\n', '')],
    ['a key of two lines', poetry, 1, poetry.replace('b = { version = "^2",\n  extras = [] }\n', '')],
    ['first of an inline table', 'tool.poetry.dependencies = { a = "1", b = "2" }', 0, 'tool.poetry.dependencies = { b = "2" }'],
    ['last of an inline table', 'tool.poetry.dependencies = { a = "1", b = "2" }', 1, 'tool.poetry.dependencies = { a = "1" }'],
    ['only of an inline table', 'tool.poetry.dependencies = { a = "1" }', 0, 'tool.poetry.dependencies = {}'],
    ['a table', '[tool.poetry.dependencies.a]\nversion = "1"\n\n# x\n[tool.x]\n', 0, '# x\n[tool.x]\n'],
    ['dotted keys', '[tool.poetry.dependencies]\na.version = "1"\na.extras = []\nb = "1"\n', 0, '[tool.poetry.dependencies]\nb = "1"\n'],
    [
      'one of several constraints',
      '[tool.poetry.dependencies]\na = [{ version = "1" }, { version = "2" }]\n',
      0,
      '[tool.poetry.dependencies]\na = [{ version = "2" }]\n',
    ],
    ['the only constraint of a list', '[tool.poetry.dependencies]\na = [{ version = "1" }]\n', 0, '[tool.poetry.dependencies]\n'],
  ])('%s', (_, text, index, expected) => {
    expect(without(text, index)).toBe(expected);
  });
});
