// Runs the benchmarks that are named, or all, and prints what they tell as one JSON document.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { codeActions } from './codeActions.js';
import { coldScan } from './coldScan.js';
import { completion } from './completion.js';
import { database } from './database.js';
import { databaseUpdate } from './databaseUpdate.js';
import { environments } from './environments.js';
import { exports } from './exports.js';
import { faults } from './faults.js';
import { firstDiagnostics } from './firstDiagnostics.js';
import { gitIndex } from './gitIndex.js';
import { keystroke } from './keystroke.js';
import { lockedKeystroke } from './lockedKeystroke.js';
import { lockfiles } from './lockfiles.js';
import { memory } from './memory.js';
import { parsing } from './parsing.js';
import { revalidation } from './revalidation.js';
import { scale } from './scale.js';
import { size } from './size.js';
import { startup } from './startup.js';
import { type Report, rounded, say, timesOf } from './support/figures.js';
import { runNode } from './support/program.js';

const BENCHMARKS: Readonly<Record<string, () => Promise<Report>>> = {
  size,
  startup,
  parsing,
  keystroke,
  'first-diagnostics': firstDiagnostics,
  'cold-scan': coldScan,
  memory,
  lockfiles,
  environments,
  'locked-keystroke': lockedKeystroke,
  'code-actions': codeActions,
  'db-delta': databaseUpdate,
  database,
  completion,
  scale,
  faults,
  exports,
  revalidation,
  'git-index': gitIndex,
};

async function run(names: readonly string[]): Promise<void> {
  const unknown = names.find(name => !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  const machine = await machineNow();
  const reports: [string, Report][] = [];
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
    say(name);
    reports.push([name, await (BENCHMARKS[name] as () => Promise<Report>)()]);
  }
  const targets = reports.flatMap(([, report]) => report.targets);
  for (const { what, figure, below, unit, holds } of targets) {
    say(`${holds === undefined ? 'not measured' : holds ? 'holds' : 'MISSED'}: ${what}: ${figure} ${unit} (below ${below})`);
  }
  const figures = Object.fromEntries(reports.map(([name, report]) => [name, report.figures]));
  process.stdout.write(`${JSON.stringify({ machine, targets, figures }, undefined, 2)}\n`);
}

/** What figures depend on, the speed and the peace of the machine among it. */
async function machineNow() {
  const bare: number[] = [];
  for (let index = 0; index < 10; index++) bare.push(await runNode(['-e', '0']));
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model,
    platform: process.platform,
    node: process.version,
    loadBefore: rounded(loadavg()[0] ?? 0),
    'node -e 0': timesOf(bare),
  };
}

run(process.argv.slice(2)).catch(error => {
  say(String(error));
  process.exitCode = 1;
});
