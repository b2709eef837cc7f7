import { describe, expect, it } from 'vitest';
import { sarifLevel, sarifMessage } from '../../server/src/reports/sarifText.js';

describe('a SARIF message', () => {
  it.each([
    ['uvicorn[standard] 0.1 is yanked.', 'uvicorn[standard] 0.1 is yanked.'],
    ['{0} is a placeholder', '{{0}} is a placeholder'],
    ['[click](https://evil.example)', '\\[click\\](https://evil.example)'],
    ['a\\[b](1)', 'a\\\\\\[b\\](1)'],
  ])('%s', (text, expected) => {
    expect(sarifMessage(text)).toEqual({ text: expected });
  });

  it('has no level below note', () => {
    expect((['error', 'warning', 'information', 'hint'] as const).map(sarifLevel)).toEqual(['error', 'warning', 'note', 'note']);
  });
});
