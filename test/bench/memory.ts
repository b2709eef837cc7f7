// Resident memory of the server with two manifests of 1,000 dependencies open and all facts in memory.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Report, rounded, say, target } from './support/figures.js';
import { startServer } from './support/server.js';
import { startServices } from './support/services.js';
import { makeWorkspace, type Workspace } from './support/workspace.js';

/** After the last look-up, milliseconds until memory is read. */
const SETTLING = 5_000;

export async function memory(): Promise<Report> {
  const services = await startServices(1000);
  const { packageJson, requirements } = services.packages;
  const workspace = makeWorkspace({ 'package.json': packageJson, 'requirements.txt': requirements });

  /** Opens the files one by one, with nothing in the cache, and again in a new process with all of it there. */
  async function measure(files: Readonly<Record<string, string>>) {
    const env = { ...services.env, DEPWARDEN_CACHE_DIR: workspace.newCache() };
    const fromServices = await residentWith(files, workspace, env);
    const fromDisk = await residentWith(files, workspace, env);
    return { fromServices, fromDisk };
  }

  try {
    const one = await measure({ 'package.json': packageJson });
    const both = await measure({ 'package.json': packageJson, 'requirements.txt': requirements });
    return {
      figures: { unit: 'MB', 'package.json, 1,000 dependencies': one, 'with requirements.txt, 2,000': both },
      targets: [
        target('resident memory with 1,000 dependencies, facts from the services', one.fromServices.settled, 150, 'MB'),
        target('resident memory with 1,000 dependencies, facts from disk', one.fromDisk.settled, 150, 'MB'),
        target('resident memory with 2,000 dependencies, facts from the services', both.fromServices.settled, 150, 'MB'),
        target('resident memory with 2,000 dependencies, facts from disk', both.fromDisk.settled, 150, 'MB'),
      ],
    };
  } finally {
    services.stop();
    workspace.remove();
  }
}

async function residentWith(files: Readonly<Record<string, string>>, workspace: Workspace, env: Readonly<Record<string, string>>) {
  const server = startServer({ env });
  await server.initialize();
  const initialized = residentOf(server.pid);
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
  say(`  ${Object.keys(files).join(', ')}: ${settled} MB`);
  return { initialized, settled, most };
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
