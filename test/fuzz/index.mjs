// Bundles the fuzzer and runs it: `npm run fuzz [-- --seed N --runs N --only NAME --at INDEX --growth]`.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUNDLES = path.join(ROOT, '.cache/fuzz');

await build({
  entryPoints: ['main', 'worker'].map(name => path.join(import.meta.dirname, `${name}.ts`)),
  outdir: BUNDLES,
  outExtension: { '.js': '.js' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  sourcemap: 'inline',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', path.join(BUNDLES, 'main.js'), ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
