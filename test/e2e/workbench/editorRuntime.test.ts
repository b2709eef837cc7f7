import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installWorkbench } from '../../../scripts/workbench/install.mjs';
import { ROOT } from './session.js';

// The other tests run the bundles on the Node that runs the tests; the editor has a newer one.
describe("the command line on the editor's own Node", () => {
  let cache: string;

  beforeAll(async () => {
    cache = await fs.mkdtemp(path.join(os.tmpdir(), 'depwarden-runtime-'));
  });
  afterAll(() => fs.rm(cache, { recursive: true, force: true }));

  it('scans as on Node 20', async () => {
    const workbench = await installWorkbench(() => {});
    if (workbench.kind !== 'ready') throw new Error(workbench.why);
    const { stdout: version } = spawnSync(workbench.node, ['--version'], { encoding: 'utf8' });
    expect(Number(/^v(\d+)/.exec(version)?.[1])).toBeGreaterThan(20);
    const words = [path.join(ROOT, 'dist/cli.js'), 'scan', path.join(ROOT, 'examples'), '--offline'];
    const [newer, own] = [workbench.node, process.execPath].map(node =>
      spawnSync(node, words, { encoding: 'utf8', env: { ...process.env, DEPWARDEN_CACHE_DIR: cache } }),
    );
    expect(newer?.stdout).toContain('chalk 5.6.1 is a compromised release');
    expect({ status: newer?.status, stdout: newer?.stdout }).toEqual({ status: own?.status, stdout: own?.stdout });
  });
});
