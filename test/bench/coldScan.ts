// A scan of 500 dependencies with nothing known, services that take 100 ms for each answer; then the same again.

import { SCAN_COMMAND, type ScanSummary } from '../../server/src/protocol/index.js';
import { exactly, type Report, say, target, timesOf } from './support/figures.js';
import { scanFolder } from './support/program.js';
import { startServer } from './support/server.js';
import { type Services, startServices } from './support/services.js';
import { makeWorkspace, type Workspace } from './support/workspace.js';

const DEPENDENCIES = 500;
const LATENCY = 100;
const REPETITIONS = 7;

export async function coldScan(): Promise<Report> {
  const services = await startServices(DEPENDENCIES, LATENCY);
  try {
    const npm = await measure('package.json', services.packages.packageJson, services);
    const python = await measure('requirements.txt', services.packages.requirements, services);
    return { figures: { 'package.json': npm.figures, 'requirements.txt': python.figures }, targets: [...npm.targets, ...python.targets] };
  } finally {
    services.stop();
  }
}

async function measure(file: string, text: string, services: Services): Promise<Report> {
  const workspace = makeWorkspace({ [file]: text });
  const newEnv = (): Readonly<Record<string, string>> => ({ ...services.env, DEPWARDEN_CACHE_DIR: workspace.newCache() });
  try {
    const cold: number[] = [];
    for (let index = 1; index < REPETITIONS; index++) cold.push(await scanFolder(workspace.folder, newEnv()));
    await services.takeCounts();
    const env = newEnv();
    cold.push(await scanFolder(workspace.folder, env));
    const requests = await services.takeCounts();
    const again = await scanFolder(workspace.folder, env);
    const requestsOfSecondProcess = await services.takeCounts();
    const inServer = await scanTwiceInServer(workspace, newEnv(), services);
    const times = timesOf(cold);
    say(`  ${file}: ${JSON.stringify(times)} ${JSON.stringify(requests)}`);
    const records = services.packages.records.filter(({ affected }) =>
      affected.some(({ package: { ecosystem } }) => (ecosystem === 'npm') === (file === 'package.json')),
    ).length;
    return {
      figures: { cold: times, records, requests, secondProcess: { milliseconds: timesOf([again]).p50, requestsOfSecondProcess }, inServer },
      targets: [
        target(`cold scan of ${DEPENDENCIES} in ${file}, ${LATENCY} ms a request, whole process, slowest`, times.max, 2500, 'ms'),
        exactly(`registry requests of that scan (${DEPENDENCIES} names)`, requests.npm + requests.pypi, DEPENDENCIES),
        exactly('its OSV batches', requests.osvBatches, 1),
        exactly(`its OSV records (${records} to be had)`, requests.osvRecords, records),
        exactly(`requests of a second process on ${file}`, total(requestsOfSecondProcess), 0),
        exactly(`requests of a second scan in the server on ${file}`, total(inServer.requestsOfSecond), 0),
      ],
    };
  } finally {
    workspace.remove();
  }
}

async function scanTwiceInServer(workspace: Workspace, env: Readonly<Record<string, string>>, services: Services) {
  const server = startServer({ env, folder: workspace.uri('') });
  await server.initialize();
  server.ready();
  const scan = async (): Promise<number> => {
    const started = performance.now();
    const summary = (await server.connection.sendRequest('workspace/executeCommand', { command: SCAN_COMMAND })) as ScanSummary;
    if (summary.checked !== DEPENDENCIES) throw new Error(`${summary.checked} of ${DEPENDENCIES} were checked`);
    return timesOf([performance.now() - started]).p50;
  };
  const first = await scan();
  await services.takeCounts();
  const second = await scan();
  const requestsOfSecond = await services.takeCounts();
  await server.stop();
  return { firstMilliseconds: first, secondMilliseconds: second, requestsOfSecond };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
