// Builds and runs the measurement of the signals: `npm run bench:signals`. One JSON document on stdout.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const BUNDLE = path.join(ROOT, '.cache/bench/signals/main.js');

await build({
  entryPoints: [path.join(import.meta.dirname, 'main.ts')],
  outfile: BUNDLE,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--expose-gc', BUNDLE, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
