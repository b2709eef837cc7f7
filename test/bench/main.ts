// Runs the benchmarks that are named, or all, and prints what they tell as one JSON document.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { keystroke } from './keystroke.js';
import { coldScan } from './coldScan.js';
import { firstDiagnostics } from './firstDiagnostics.js';
import { memory } from './memory.js';
import { parsing } from './parsing.js';
import { size } from './size.js';
import { startup } from './startup.js';
import { type Report, say } from './support/figures.js';

const BENCHMARKS: Readonly<Record<string, () => Promise<Report>>> = {
  size,
  startup,
  parsing,
  keystroke,
  'first-diagnostics': firstDiagnostics,
  'cold-scan': coldScan,
  memory,
};

async function run(names: readonly string[]): Promise<void> {
  const unknown = names.find(name => !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  const load = rounded1(loadavg()[0] ?? 0);
  const reports: [string, Report][] = [];
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
    say(name);
    reports.push([name, await (BENCHMARKS[name] as () => Promise<Report>)()]);
  }
  const targets = reports.flatMap(([, report]) => report.targets);
  for (const { what, figure, below, unit, holds } of targets) {
    say(`${holds === undefined ? 'not measured' : holds ? 'holds' : 'MISSED'}: ${what}: ${figure} ${unit} (below ${below})`);
  }
  const machine = {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model,
    platform: process.platform,
    node: process.version,
    loadBefore: load,
  };
  const figures = Object.fromEntries(reports.map(([name, report]) => [name, report.figures]));
  process.stdout.write(`${JSON.stringify({ machine, targets, figures }, undefined, 2)}\n`);
}

function rounded1(number: number): number {
  return Math.round(number * 10) / 10;
}

run(process.argv.slice(2)).catch(error => {
  say(String(error));
  process.exitCode = 1;
});
