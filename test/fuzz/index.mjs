// Bundles the fuzzer and runs it: `npm run fuzz [-- --seed N --runs N --only NAME --at INDEX --growth]`; with `--properties [PATH …]`
// the property tests instead, or those below the paths, each with `--runs` inputs (1,000) that are made of the seed.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUNDLES = path.join(ROOT, '.cache/fuzz');
const words = process.argv.slice(2);

process.exitCode = words.includes('--properties') ? fuzzProperties() : await fuzzReaders();

async function fuzzReaders() {
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
  return run(['--enable-source-maps', path.join(BUNDLES, 'main.js'), ...words]);
}

/** How many inputs are made is the user's choice, and so is how long that takes: there are no limits of time. */
function fuzzProperties() {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { properties: { type: 'boolean' }, seed: { type: 'string' }, runs: { type: 'string', default: '1000' } },
  });
  const seed = values.seed ?? String(Date.now() % 1_000_000);
  console.log(`seed ${seed}, ${values.runs} inputs a property`);
  const files = propertyTests().filter(file => positionals.length === 0 || positionals.some(start => file.startsWith(start)));
  return run(['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=0', ...files], {
    DEPWARDEN_FUZZ_SEED: seed,
    DEPWARDEN_FUZZ_RUNS: values.runs,
  });
}

function propertyTests() {
  const files = readdirSync(path.join(ROOT, 'test'), { recursive: true }).map(file => path.posix.join('test', file.replaceAll('\\', '/')));
  return files.filter(file => file.endsWith('.test.ts') && readFileSync(path.join(ROOT, file), 'utf8').includes('/support/fastCheck.js'));
}

function run(args, variables = {}) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...variables } });
  return status ?? 1;
}
