import { describe, expect, it } from 'vitest';
import type { ScannedFile } from '../../../server/src/editor/session/closedFiles.js';
import { createWorkspaceScan, type WorkspaceScanOptions } from '../../../server/src/editor/session/workspaceScan.js';

/** A workspace of which more is found after a scan. */
function world({ rescan }: { readonly rescan: () => Promise<void> }) {
  let found: readonly string[] = ['/w/package.json'];
  const background: Promise<unknown>[] = [];
  const scan = createWorkspaceScan({
    workspace: { found: () => found, manifests: async () => found, settingsOf: async () => ({ scanOnOpen: 'off' }) },
    closed: { has: () => false, scan: async (): Promise<readonly ScannedFile[]> => [], rescan },
    inBackground: (work: Promise<unknown>) => void background.push(work),
    lifetime: new AbortController().signal,
    isTrusted: () => true,
    open: () => [],
    atLeisure: async () => {},
    showProgress: async () => ({ report: () => {}, done: () => {} }),
    scanned: () => {},
    changed: () => {},
  } as unknown as WorkspaceScanOptions);
  return {
    scan,
    background,
    find: (path: string) => {
      found = [...found, path];
      scan.consider();
    },
  };
}

describe('manifests that come after a scan of everything', () => {
  it('are part of what was scanned once they were read', async () => {
    const { scan, background, find } = world({ rescan: async () => {} });
    await scan.run(new AbortController().signal, () => {});
    find('/w/app/package.json');
    await Promise.all(background);
    expect(scan.coverage()).toMatchObject({ state: 'whole', done: 2, of: 2 });
  });

  it('are not where that fails', async () => {
    const { scan, background, find } = world({ rescan: () => Promise.reject(new Error('the disk is gone')) });
    await scan.run(new AbortController().signal, () => {});
    find('/w/app/package.json');
    await expect(Promise.all(background)).rejects.toThrow('the disk is gone');
    expect(scan.coverage()).toMatchObject({ state: 'partial', done: 1, of: 2 });
  });
});
