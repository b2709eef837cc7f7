import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installWorkbench, RELEASE_NAMES, type ReleaseName } from '../../../scripts/workbench/install.mjs';
import { ROOT } from './session.js';

// The other tests run the bundles on the Node that runs the tests; editors have their own.
describe("the command line on the editors' own Node", () => {
  let cache: string;

  beforeAll(async () => {
    cache = await fs.mkdtemp(path.join(os.tmpdir(), 'depwarden-runtime-'));
  });
  afterAll(() => fs.rm(cache, { recursive: true, force: true }));

  it('has an older and a newer one', async () => {
    const versions = await Promise.all(RELEASE_NAMES.map(async release => runOn(await nodeOf(release), ['--version']).stdout));
    expect(versions).toEqual([expect.stringMatching(/^v24\./), expect.stringMatching(/^v20\./)]);
  });

  it.each(RELEASE_NAMES)('scans on that of the %s VS Code as on the one of the tests', async release => {
    const words = [path.join(ROOT, 'dist/cli.js'), 'scan', path.join(ROOT, 'examples'), '--offline'];
    const [editors, own] = [await nodeOf(release), process.execPath].map(node => runOn(node, words, { DEPWARDEN_CACHE_DIR: cache }));
    expect(editors?.stdout).toContain('chalk 5.6.1 is a compromised release');
    expect(editors).toEqual(own);
  });
});

async function nodeOf(release: ReleaseName): Promise<string> {
  const workbench = await installWorkbench(() => {}, release);
  if (workbench.kind !== 'ready') throw new Error(workbench.why);
  return workbench.node;
}

function runOn(node: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout } = spawnSync(node, words, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, stdout };
}
