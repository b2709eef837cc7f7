import { parentPort, workerData } from 'node:worker_threads';
import { PATIENCE, runTarget, type Target } from './run.js';
import { TARGETS } from './targets.js';

const { seed, at } = workerData as { readonly seed: number; readonly at: Int32Array };

parentPort?.on('message', async ({ name, from, to }: { readonly name: string; readonly from: number; readonly to: number }) => {
  const target = TARGETS.find(one => one.name === name) as Target;
  parentPort?.postMessage(await runTarget(target, seed, from, to, PATIENCE, index => Atomics.store(at, 0, index)));
});
