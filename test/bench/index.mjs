// Builds the product and the benchmarks, and runs them: `npm run bench [-- NAME…]`. One JSON document on stdout, progress on stderr.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUNDLES = path.join(ROOT, '.cache/bench');

execFileSync(process.execPath, [path.join(ROOT, 'esbuild.mjs')], { cwd: ROOT, stdio: ['ignore', 2, 2] });
await build({
  entryPoints: ['main', 'support/serviceProcess', 'support/stopwatch', 'support/watch', 'support/databaseProcess'].map(name =>
    path.join(import.meta.dirname, `${name}.ts`),
  ),
  outdir: BUNDLES,
  outbase: import.meta.dirname,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [path.join(BUNDLES, 'main.js'), ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
