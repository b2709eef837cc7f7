// What a scan has read of files that are not open.
import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { createClosedFiles } from '../../server/src/editor/session/closedFiles.js';

const FILE = '/project/package.json';
const RESULT: FileResult = {
  kind: 'manifest',
  path: FILE,
  ecosystem: 'npm',
  text: '{}',
  judged: [],
  problems: [],
  includes: [],
  as: () => undefined,
};

describe('a file that is forgotten while it is scanned', () => {
  it('is not shown when the scan comes to it', async () => {
    const shown: string[] = [];
    let begin = (): void => {};
    const begun = new Promise<void>(resolve => {
      begin = resolve;
    });
    let asked = (): void => {};
    const scanning = new Promise<void>(resolve => {
      asked = resolve;
    });
    const closed = createClosedFiles({
      disk: { read: async () => ({ kind: 'text', text: '{}' }) },
      isOpen: () => false,
      scanEach: async (_paths, onResult) => {
        asked();
        await begun;
        onResult(RESULT);
      },
      openLocked: new Map(),
      show: ({ path }) => shown.push(path),
      forgotten: () => {},
      counted: () => {},
    });
    const scan = closed.rescan([FILE]);
    await scanning;
    closed.forget(FILE);
    begin();
    await scan;
    expect([shown, closed.has(FILE)]).toEqual([[], false]);
    await closed.rescan([FILE]);
    expect([shown, closed.has(FILE)]).toEqual([[FILE], true]);
  });
});
