// The tests in the real VS Code workbench: packs the extension, makes the workbench available and runs test/e2e/workbench.
//   --built   the bundles are there already; all other arguments are Vitest's
// Exit status: 0 passed, 1 failed, 77 not run because something is missing that is not part of the project.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { findChromium } from './workbench/browser.mjs';
import { installWorkbench, RELEASE_NAMES } from './workbench/install.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const NOT_RUN = 77;
const words = process.argv.slice(2);
const built = words.filter(word => word === '--built');

const why = await missing();
if (why !== undefined) {
  console.log(`workbench: not run: ${why}`);
  process.exit(NOT_RUN);
}
execFileSync(process.execPath, [path.join(ROOT, 'scripts/package.mjs'), ...built], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
const tests = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', path.join(ROOT, 'test/e2e/workbench/vitest.config.mts'), ...words.filter(word => word !== '--built')],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
);
process.exit(tests.status ?? 1);

async function missing() {
  if ((await findChromium()) === undefined)
    return 'no Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM to its executable';
  for (const release of RELEASE_NAMES) {
    const workbench = await installWorkbench(console.log, release);
    if (workbench.kind === 'missing') return workbench.why;
  }
  return undefined;
}
