import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installWorkbench, RELEASE_NAMES } from '../../../scripts/workbench/install.mjs';
import { ROOT } from './session.js';
import { startWorld, type World } from './world.js';

const SUITE = path.join(ROOT, '.cache/workbench-suite/suite.cjs');
const SHIM = path.join(import.meta.dirname, 'codeShim.mjs');

/** `VSCODE_DESKTOP=1`: the same suite in a downloaded desktop build of the newest release, which needs a display and the internet. */
const IS_DESKTOP = process.env.VSCODE_DESKTOP === '1';
const SUITES = RELEASE_NAMES.filter(release => !IS_DESKTOP || release === 'newest');

it('has as its oldest VS Code the one that package.json asks for', async () => {
  const workbench = await installWorkbench(console.log, 'oldest');
  if (workbench.kind !== 'ready') throw new Error(workbench.why);
  const [{ version }, { engines }] = await Promise.all([workbench.serverDir, ROOT].map(readManifest));
  expect(engines.vscode).toBe(`^${version.replace(/\d+$/, '0')}`);
});

describe.each(SUITES)('the extension inside the extension host of the %s VS Code', release => {
  let folder: string;
  let world: World;

  beforeAll(async () => {
    folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'depwarden-host-')));
    await fs.cp(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
    world = await startWorld(path.join(folder, 'cache'));
    await build({
      entryPoints: [path.join(import.meta.dirname, 'host/suite.ts')],
      outfile: SUITE,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    });
  });
  afterAll(async () => {
    await world?.close();
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it('passes every check of its suite', { timeout: 360_000 }, async () => {
    const userData = path.join(folder, 'user-data');
    await fs.mkdir(path.join(userData, 'User'), { recursive: true });
    await fs.writeFile(path.join(userData, 'User/settings.json'), JSON.stringify(world.settings));
    const exitCode = await runTests({
      ...(!IS_DESKTOP && { vscodeExecutablePath: SHIM, extensionTestsEnv: { WORKBENCH_RELEASE: release } }),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: SUITE,
      launchArgs: [path.join(folder, 'examples'), `--user-data-dir=${userData}`, `--extensions-dir=${path.join(folder, 'extensions')}`],
    });
    expect(exitCode).toBe(0);
  });
});

async function readManifest(folder: string) {
  return JSON.parse(await fs.readFile(path.join(folder, 'package.json'), 'utf8'));
}
