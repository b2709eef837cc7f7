import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './session.js';
import { startWorld, type World } from './world.js';

const SUITE = path.join(ROOT, '.cache/workbench-suite/suite.cjs');
const SHIM = path.join(import.meta.dirname, 'codeShim.mjs');

/** `VSCODE_DESKTOP=1`: the same suite in a downloaded desktop build, which needs a display and the internet. */
const EXECUTABLE = process.env.VSCODE_DESKTOP === '1' ? {} : { vscodeExecutablePath: SHIM };

describe('the extension inside the extension host', () => {
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
      ...EXECUTABLE,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: SUITE,
      launchArgs: [path.join(folder, 'examples'), `--user-data-dir=${userData}`, `--extensions-dir=${path.join(folder, 'extensions')}`],
    });
    expect(exitCode).toBe(0);
  });
});
