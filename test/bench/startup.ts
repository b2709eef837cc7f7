// From the start of the server's process to its answer to `initialize`, against a bare `node -e 0`, taken in turns.
import { type Report, rounded, target, timesOf } from './support/figures.js';
import { runNode } from './support/program.js';
import { startServer } from './support/server.js';

const WARM_UP = 3;
const REPETITIONS = 30;

export async function startup(): Promise<Report> {
  const server: number[] = [];
  const node: number[] = [];
  for (let index = 0; index < WARM_UP + REPETITIONS; index++) {
    node.push(await runNode(['-e', '0']));
    server.push(await answer());
  }
  const [bare, answered] = [timesOf(node.slice(WARM_UP)), timesOf(server.slice(WARM_UP))];
  const ratio = rounded(answered.p50 / bare.p50);
  return {
    figures: { 'node -e 0': bare, 'answer to initialize': answered, ratioOfMedians: ratio },
    targets: [target('start to the answer of initialize, against node -e 0 (medians)', ratio, 2, 'times')],
  };
}

async function answer(): Promise<number> {
  const started = performance.now();
  const server = startServer({ env: {} });
  await server.initialize();
  const milliseconds = performance.now() - started;
  await server.stop();
  return milliseconds;
}
