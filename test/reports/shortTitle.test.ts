import { describe, expect, it } from 'vitest';
import { shortTitle } from '../../server/src/reports/shortTitle.js';

describe('what a fix does, without the name', () => {
  it.each([
    ['Pin litellm to 1.82.6 (last safe release)', 'litellm', 'Pin to 1.82.6'],
    ['Raise django to >=4.2.14,<5 (next safe release)', 'django', 'Raise to >=4.2.14,<5'],
    ['Override axios to 1.14.0 in pnpm-workspace.yaml (last safe release)', 'axios', 'Override to 1.14.0 in pnpm-workspace.yaml'],
    ['Exclude litellm 1.82.7 and 1.82.8', 'litellm', 'Exclude 1.82.7 and 1.82.8'],
    ['Remove litellm', 'litellm', 'Remove'],
    ['Replace expresss by express', 'expresss', 'Replace by express'],
    ['Pin to to 1.0', 'to', 'Pin to 1.0'],
  ])('%s', (title, name, short) => {
    expect(shortTitle(title, name)).toBe(short);
  });
});
