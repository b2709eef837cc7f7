import { describe, expect, it } from 'vitest';
import { MAX_LINE_LENGTH, MAX_TEXT_LENGTH, parseRequirements } from '../../../../server/src/ecosystems/python/manifests/requirements.js';
import { MAX_DEPENDENCIES, MAX_PROBLEMS } from '../../../../server/src/ecosystems/shared/manifestLimits.js';

describe('limits', () => {
  it('reports a line that is too long and reads the others', () => {
    const long = 'x'.repeat(MAX_LINE_LENGTH + 1);
    const { dependencies, problems } = parseRequirements(`a\n${long}\nb`);
    expect(dependencies.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(problems).toEqual([
      { level: 'error', message: 'Not read: the line has more than 100,000 characters.', span: { start: 2, end: 2 + long.length } },
    ]);
  });

  it('reads a line of exactly the limit and a longer comment', () => {
    const { dependencies, problems } = parseRequirements(`${'x'.repeat(MAX_LINE_LENGTH)} # ${'c'.repeat(MAX_LINE_LENGTH)}`);
    expect([dependencies[0]?.name.length, problems]).toEqual([MAX_LINE_LENGTH, []]);
  });

  it('joins continued lines before it measures', () => {
    const { dependencies, problems } = parseRequirements(`${'xxxxxxxxx\\\n'.repeat(MAX_LINE_LENGTH / 9 + 1)}\nb`);
    expect([dependencies.map(({ name }) => name), problems.length]).toEqual([['b'], 1]);
  });

  it('reads a text of exactly the limit and reports where it stops in a longer one', () => {
    const line = '# 345678\n';
    const head = `a\n${line.repeat(Math.floor((MAX_TEXT_LENGTH - 2) / line.length))}`;
    const fits = head + '#'.repeat(MAX_TEXT_LENGTH - head.length);
    expect(parseRequirements(fits).problems).toEqual([]);
    const { dependencies, problems } = parseRequirements(`${fits}#\nb`);
    expect(dependencies.map(({ name }) => name)).toEqual(['a']);
    expect(problems).toEqual([
      {
        level: 'error',
        message: 'Not read from here on: the file has more than 5,000,000 characters.',
        span: { start: head.length, end: fits.length + 1 },
      },
    ]);
  });

  it('never reads half of a line at the limit', () => {
    const start = `${'#'.repeat(MAX_TEXT_LENGTH - 4)}\n`;
    const { dependencies, problems } = parseRequirements(`${start}foobar`);
    expect([dependencies, problems[0]?.span]).toEqual([[], { start: start.length, end: start.length + 6 }]);
  });

  it('stops after so many dependencies', () => {
    const text = 'a\n'.repeat(MAX_DEPENDENCIES);
    expect(parseRequirements(`${text}# end\n`).problems).toEqual([]);
    const { dependencies, problems } = parseRequirements(`${text}bc\nd`);
    expect(dependencies.length).toBe(MAX_DEPENDENCIES);
    expect(problems).toEqual([
      {
        level: 'error',
        message: 'Not read from here on: the file has more than 50,000 dependencies.',
        span: { start: text.length, end: text.length + 2 },
      },
    ]);
  });

  it('counts the problems it does not list', () => {
    const { problems } = parseRequirements('[\n'.repeat(MAX_PROBLEMS + 7));
    expect(problems.length).toBe(MAX_PROBLEMS + 1);
    expect(problems.at(-1)?.message).toBe('7 more problems in this file are not listed.');
  });
});

describe('hostile text of millions of characters is read to the end', () => {
  const fill = (unit: string): string => unit.repeat(Math.floor((MAX_TEXT_LENGTH - 2) / unit.length));
  const longest = (head: string, unit: string): string => fill(`${head}${unit.repeat((MAX_LINE_LENGTH - head.length) / unit.length)}\n`);
  const HOSTILE: readonly (readonly [what: string, text: string])[] = [
    ['one line', fill('x')],
    ['NUL characters', fill('\0')],
    ['lone surrogates', fill('\udc00 \ud800\udc00 \udc00\n')],
    ['comments', fill(' #')],
    ['hash signs in a word', fill('a#')],
    ['continuations', fill('\\\n')],
    ['white space', fill(' ')],
    ['brackets', longest('a', '[')],
    ['commas in brackets', longest('a[', 'b,')],
    ['dashes', longest('a ', '-')],
    ['stray words', longest('a ', '- ')],
    ['options', longest('a ', '-C')],
    ['quotes', longest('a -C', '"')],
    ['escapes', longest('a -C', '\\')],
    ['dollar signs', longest('', '${')],
    ['open variables', longest('a', '${A')],
    ['fragments', longest('git+https://h.example/#', '&egg=-')],
    ['dashed egg', longest('git+https://h.example/#egg=', 'a-')],
    ['separators in a name', longest('a', '._-')],
    ['path separators', longest('a', '/')],
    ['specifiers', longest('a', '>=1,')],
    ['semicolons', longest('a', '; ')],
    ['many hashes', fill(`a==1 ${'\\\n --hash=sha256:00'.repeat(5_000)}\n`)],
  ];

  it.each(HOSTILE)('%s', (_what, text) => {
    const { dependencies, problems } = parseRequirements(`${text}\n`);
    for (const { nameSpan, specifierSpan, removalSpan } of dependencies) {
      expect(Math.max(nameSpan.end, specifierSpan.end, removalSpan.end)).toBeLessThanOrEqual(text.length + 1);
    }
    expect(problems.length).toBeLessThanOrEqual(MAX_PROBLEMS + 1);
  });
});
