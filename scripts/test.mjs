// `npm test`: every ring, one after the other, and one count at the end. What could not run is said and counted, never as passed.
//   --require-all   a test that could not run counts as failed (continuous integration), but for what compares with data from elsewhere
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const RESULTS = path.join(ROOT, '.cache/test-results');
const NOT_RUN = 77;
const requireAll = process.argv.includes('--require-all');
/** They compare with data that is no part of the project: where it does not lie beside it they cannot run. */
const OF_OTHER_DATA = ['the index and the records say the same of a real export'];

mkdirSync(RESULTS, { recursive: true });
const totals = [vitest('rings 1 to 3: pure, services, protocol'), workbench()].reduce(add);

for (const line of totals.notRun) console.log(`not run: ${line}`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.notRun.length} skipped`);
const missing = totals.notRun.filter(name => !OF_OTHER_DATA.includes(name));
process.exit(totals.failed > 0 || (requireAll && missing.length > 0) ? 1 : 0);

function vitest(title) {
  console.log(`\n${title}`);
  return countsOf(run(['node_modules/vitest/vitest.mjs', 'run', ...reportTo('rings.json')]), 'rings.json', title);
}

function workbench() {
  const title = 'ring 4: the real VS Code workbench';
  console.log(`\n${title}`);
  // The rings before it have built the bundles.
  const status = run(['scripts/test-workbench.mjs', '--built', ...reportTo('workbench.json')]);
  if (status === NOT_RUN) return { passed: 0, failed: 0, notRun: [`${title}; the reason is above`] };
  return countsOf(status, 'workbench.json', title);
}

function run(words) {
  return spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

function reportTo(file) {
  const target = path.join(RESULTS, file);
  rmSync(target, { force: true });
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${target}`];
}

/** A ring that fails without a failed test (a file that cannot be loaded, an unhandled rejection) has failed all the same. */
function countsOf(status, file, title) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path.join(RESULTS, file), 'utf8'));
    const skipped = testResults
      .flatMap(suite => suite.assertionResults)
      .filter(test => test.status === 'skipped' || test.status === 'pending');
    const failed = status === 0 ? numFailedTests : Math.max(numFailedTests, 1);
    return { passed: numPassedTests, failed, notRun: skipped.map(test => test.fullName) };
  } catch {
    return { passed: 0, failed: 1, notRun: [`${title}: no results were written`] };
  }
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, notRun: [...a.notRun, ...b.notRun] };
}
