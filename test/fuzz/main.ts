// `npm run fuzz -- [--seed N] [--runs N] [--only NAME] [--at INDEX] [--growth]`: prints its seed, one line a target, and every input that breaks a rule.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { growthReport } from './growth.js';
import { inputOf, PATIENCE, type Result, runTarget, type Target } from './run.js';
import { TARGETS } from './targets.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    only: { type: 'string' },
    at: { type: 'string' },
    growth: { type: 'boolean' },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const runs = Number(values.runs ?? 200_000);
const targets = TARGETS.filter(({ name }) => values.only === undefined || name === values.only || name.includes(values.only));
/** Inputs that a thread is given at once. */
const PORTION = 2_000;
/** Milliseconds in which a thread has to begin another input, or it hangs. */
const HANGS_AFTER = 20_000;

if (targets.length === 0 || !Number.isInteger(seed) || !Number.isInteger(runs)) {
  console.error(`There is no such target, or no such number. Targets: ${TARGETS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
console.log(`seed ${seed}, ${runs} runs a target`);
void (values.at === undefined ? all() : one(targets[0] as Target, Number(values.at))).then(code => {
  process.exitCode = code;
});

async function one(target: Target, index: number): Promise<number> {
  console.log(JSON.stringify(inputOf(target, seed, index)));
  const { failures, slowest } = await runTarget(target, seed, index, index + 1, PATIENCE);
  console.log(failures[0]?.message ?? `holds, ${slowest.toFixed(1)} ms`);
  return failures.length > 0 ? 1 : 0;
}

async function all(): Promise<number> {
  const results = values.growth ? [] : await runAll();
  const grown = values.only === undefined ? growthReport(({ text }) => console.log(text)) : [];
  const failed = results.filter(({ failures }) => failures.length > 0).length + grown.filter(({ holds }) => !holds).length;
  const count = results.reduce((sum, result) => sum + result.runs, 0);
  console.log(`${count} inputs for ${results.length} targets, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

async function runAll(): Promise<readonly Result[]> {
  const portions = targets.flatMap(target => portionsOf(target));
  const sums = new Map<string, Result>();
  const open = new Map(targets.map(target => [target.name, portionsOf(target).length]));
  const take = () => portions.shift();
  const done = (result: Result): void => {
    const sum = added(sums.get(result.name), result);
    sums.set(result.name, sum);
    const left = (open.get(result.name) ?? 0) - 1;
    open.set(result.name, left);
    if (left === 0) console.log(lineOf(sum));
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, () => work(take, done)));
  return [...sums.values()];
}

interface Portion {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function portionsOf({ name, slow = 1 }: Target): Portion[] {
  const total = Math.ceil(runs / slow);
  return Array.from({ length: Math.ceil(total / PORTION) }, (_, index) => ({
    name,
    from: index * PORTION,
    to: Math.min(total, (index + 1) * PORTION),
  }));
}

/** One thread after the other, until nothing is left to do: one that hangs is ended, and its portion counts as failed. */
async function work(take: () => Portion | undefined, done: (result: Result) => void): Promise<void> {
  let thread = startThread();
  for (let portion = take(); portion; portion = take()) {
    const result = await answered(thread, portion);
    if ('hangs' in result) {
      await thread.worker.terminate();
      thread = startThread();
      const index = result.hangs;
      const failure = { index, message: 'hangs', input: inputOf(TARGETS.find(({ name }) => name === portion.name) as Target, seed, index) };
      done({ name: portion.name, runs: index - portion.from, failures: [failure], slowest: HANGS_AFTER, took: HANGS_AFTER });
    } else done(result);
  }
  await thread.worker.terminate();
}

interface Thread {
  readonly worker: Worker;
  /** The index of the input that is being read. */
  readonly at: Int32Array;
}

function startThread(): Thread {
  const at = new Int32Array(new SharedArrayBuffer(4));
  return { worker: new Worker(path.join(__dirname, 'worker.js'), { workerData: { seed, at } }), at };
}

function answered({ worker, at }: Thread, portion: Portion): Promise<Result | { readonly hangs: number }> {
  return new Promise((resolve, reject) => {
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now === last) settle(() => resolve({ hangs: now }));
      last = now;
    }, HANGS_AFTER);
    const told = (result: Result): void => settle(() => resolve(result));
    const failed = (error: Error): void => settle(() => reject(error));
    const settle = (end: () => void): void => {
      clearInterval(watch);
      worker.off('message', told).off('error', failed);
      end();
    };
    worker.on('message', told).on('error', failed);
    worker.postMessage(portion);
  });
}

function added(a: Result | undefined, b: Result): Result {
  if (!a) return b;
  return {
    name: a.name,
    runs: a.runs + b.runs,
    failures: [...a.failures, ...b.failures],
    slowest: Math.max(a.slowest, b.slowest),
    took: a.took + b.took,
  };
}

function lineOf({ name, runs: done, failures, slowest, took }: Result): string {
  const told = failures
    .slice(0, 5)
    .map(({ index, message, input }) => `  FAILED at ${index}: ${message}\n    ${JSON.stringify(input).slice(0, 1500)}`);
  const figures = `${String(done).padStart(7)} inputs ${(took / 1000).toFixed(1).padStart(7)} s, slowest ${slowest.toFixed(1).padStart(6)} ms, ${failures.length} failed`;
  return [`${name.padEnd(26)} ${figures}`, ...told].join('\n');
}
