// What Depwarden says of its own dependencies, for continuous integration. Fails where there are findings, where the manifest or the lockfile was not
// looked at, and where something could not be checked for any other reason than a service that cannot be reached; each of these is named.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
/** They hold what is bad on purpose. */
const FIXTURES = ['test/**', 'examples/**', 'assets/example/**'];
const UNREACHABLE = /^cannot reach (\S+)/;

const report = scanned();
const { summary, inventory, manifests, lockfiles } = report;
const failures = [
  ...['package.json'].filter(name => !manifests.some(({ path: found }) => found === name)).map(name => `${name} was not looked at`),
  ...['package-lock.json'].filter(name => !lockfiles.some(({ path: found }) => found === name)).map(name => `${name} was not looked at`),
  ...(inventory.components === 0 ? ['no release was looked at'] : []),
  ...(summary.error + summary.warning > 0 ? [`${summary.error} errors, ${summary.warning} warnings`] : []),
  ...inventory.reasons.filter(isUnexpected).map(({ reason, components }) => `${components} releases: ${reason}`),
];
const unreached = inventory.reasons.filter(({ reason }) => UNREACHABLE.test(reason));

console.log(`${inventory.components} releases: ${inventory.assessments.clean} checked and clean`);
for (const { reason, components } of unreached)
  console.log(`NOT REACHED: ${reason}; ${components} releases were compared with the built-in incidents only`);
for (const failure of failures) console.error(`self-scan: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

function scanned() {
  const words = ['dist/cli.js', 'scan', '.', ...FIXTURES.flatMap(glob => ['--exclude', glob]), '--format', 'json', '--fail-on', 'never'];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`the scan ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function isUnexpected({ assessment, reason }) {
  return assessment === 'unknown' && !UNREACHABLE.test(reason);
}
