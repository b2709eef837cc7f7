import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/src/model/index.js';
import { fixingSentence, updatingSentence } from '../../server/src/reports/fixing.js';

const finding = (name: string, through?: string): Finding =>
  ({ dependency: { name }, ...(through !== undefined && { through: [{ name: through }] }) }) as unknown as Finding;

describe('what fixing many files comes to', () => {
  it.each([
    [{ changes: 1, files: 1, toConfirm: 0, staying: [], commands: [] }, '1 change in 1 file; no finding stays.'],
    [
      {
        changes: 8,
        files: 4,
        toConfirm: 2,
        staying: ['a', 'b', 'c', 'd', 'd'].map(name => finding(name)),
        commands: ['npm i', 'npm i', 'uv lock'],
      },
      '8 changes in 4 files (2 to another major line: only by a preview); 5 findings stay: a, b, c and 1 more; the lockfile will be behind: run npm i (and 1 more).',
    ],
    [
      { changes: 2, files: 1, toConfirm: 0, staying: [finding('dspy', 'litellm')], commands: [] },
      '2 changes in 1 file; 1 finding stays: litellm.',
    ],
  ])('%j', (fixing, sentence) => {
    expect(fixingSentence(fixing)).toBe(sentence);
  });

  it('is one of updates in one file, too', () => {
    expect(updatingSentence(12, 'package.json', 'npm i')).toBe(
      '12 updates in package.json, each within its major line; the lockfile will be behind: run npm i.',
    );
    expect(updatingSentence(1, 'package.json', undefined)).toBe('1 update in package.json, each within its major line.');
  });
});
