// A look for news at 1,000 dependencies of which nothing is new, with some records each: what it asks for, and what it costs the server.

import { CHECK_COMMAND, type CheckSummary, SCAN_COMMAND, type ScanSummary } from '../../server/src/protocol/index.js';
import { exactly, type Report, say, timesOf } from './support/figures.js';
import { startServer } from './support/server.js';
import { startServices } from './support/services.js';
import { makeWorkspace } from './support/workspace.js';

const DEPENDENCIES = 1000;
const REPETITIONS = 7;

export async function revalidation(): Promise<Report> {
  const services = await startServices(DEPENDENCIES / 2, 0);
  const { packageJson, requirements } = services.packages;
  const workspace = makeWorkspace({ 'package.json': packageJson, 'requirements.txt': requirements });
  const server = startServer({ env: { ...services.env, DEPWARDEN_CACHE_DIR: workspace.newCache() }, folder: workspace.uri('') });
  try {
    await server.initialize();
    server.ready();
    const run = (command: string): Promise<unknown> => server.connection.sendRequest('workspace/executeCommand', { command });
    const { checked } = (await run(SCAN_COMMAND)) as ScanSummary;
    if (checked !== DEPENDENCIES) throw new Error(`${checked} of ${DEPENDENCIES} were checked`);
    await services.takeCounts();
    const first = (await run(CHECK_COMMAND)) as CheckSummary;
    const requests = await services.takeCounts();
    const times: number[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const started = performance.now();
      await run(CHECK_COMMAND);
      times.push(performance.now() - started);
    }
    const looks = timesOf(times);
    say(`  ${JSON.stringify(looks)} ${JSON.stringify(requests)}`);
    return {
      figures: { dependencies: DEPENDENCIES, look: first, requests, milliseconds: looks },
      targets: [
        exactly('requests to OSV', requests.osvBatches + requests.osvRecords, 1),
        exactly('requests to registries', requests.npm + requests.pypi, 0),
        exactly('packages looked at', first.packages, DEPENDENCIES),
      ],
    };
  } finally {
    await server.stop();
    workspace.remove();
    services.stop();
  }
}
