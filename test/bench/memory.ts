// Resident memory of the server with two manifests of 1,000 dependencies open and all facts in memory.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Report, rounded, target } from './support/figures.js';
import { startServer } from './support/server.js';
import { startServices } from './support/services.js';
import { makeWorkspace } from './support/workspace.js';

/** After the last look-up, milliseconds until memory is read. */
const SETTLING = 5_000;

export async function memory(): Promise<Report> {
  const services = await startServices(1000);
  const { packageJson, requirements } = services.packages;
  const files = { 'package.json': packageJson, 'requirements.txt': requirements };
  const workspace = makeWorkspace(files);
  const env = { ...services.env, DEPWARDEN_CACHE_DIR: workspace.cache };

  async function measure() {
    const server = startServer({ env });
    await server.initialize();
    const answered = residentOf(server.pid);
    server.ready();
    for (const [name, text] of Object.entries(files)) {
      const known = server.status(({ state }) => state === 'idle');
      server.open(workspace.uri(name), text);
      await known;
    }
    await sleep(SETTLING);
    const settled = residentOf(server.pid);
    const most = residentOf(server.pid, 'VmHWM');
    await server.stop();
    return { initialized: answered, settled, most };
  }

  try {
    const fromServices = await measure();
    const fromDisk = await measure();
    return {
      figures: { unit: 'MB', fromServices, fromDisk },
      targets: [
        target('resident memory, 2 × 1,000 dependencies, facts from the services', fromServices.settled, 150, 'MB'),
        target('resident memory, 2 × 1,000 dependencies, facts from disk', fromDisk.settled, 150, 'MB'),
      ],
    };
  } finally {
    services.stop();
    workspace.remove();
  }
}

/** Megabytes, by Linux's own account; undefined on platforms that have none. */
function residentOf(pid: number, line: 'VmRSS' | 'VmHWM' = 'VmRSS'): number | undefined {
  try {
    const kibibytes = new RegExp(`${line}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : rounded((Number(kibibytes) * 1024) / 1_000_000);
  } catch {
    return undefined;
  }
}
