import { describe, expect, it } from 'vitest';
import { inert } from '../../server/src/cli/runner.js';

describe('a text in a step of GitHub Actions', () => {
  it.each([
    ['a##[stop-commands]x', 'a# #[stop-commands]x'],
    ['###[error]', '## #[error]'],
    ['##[##[error]', '# #[# #[error]'],
    ['::error::x', ': :error::x'],
    ['ok\n \t::set-output name=a::b\n', 'ok\n \t: :set-output name=a::b\n'],
    ['\n\n::add-mask::x', '\n\n: :add-mask::x'],
    ['a::b ## [x]', 'a::b ## [x]'],
  ])('holds no command: %j', (text, shown) => {
    expect(inert(text)).toBe(shown);
  });

  it('stays the same JSON', () => {
    const value = { path: 'a##[stop-commands]b/package.json', text: '\\##[error]', more: '####[x]' };
    const text = inert(JSON.stringify(value), true);
    expect([text.includes('##['), JSON.parse(text)]).toEqual([false, value]);
  });
});
