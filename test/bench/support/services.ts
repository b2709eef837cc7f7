import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { makePackages, type Packages } from './packages.js';

export interface Addresses {
  readonly npm: string;
  readonly pypi: string;
  readonly osv: string;
}

/** Requests that came in, by what they asked for. */
export type Counts = {
  readonly npm: number;
  readonly pypi: number;
  readonly osvBatches: number;
  readonly osvRecords: number;
};

export interface Services {
  readonly packages: Packages;
  /** The environment that points the program to the services. The cache folder is not in it. */
  readonly env: Readonly<Record<string, string>>;
  /** The requests since the last call. */
  takeCounts(): Promise<Counts>;
  stop(): void;
}

/** Starts the three loopback services in a process of their own, knowing `count` packages of each ecosystem, every answer made beforehand. */
export async function startServices(count: number, latencyMs = 0): Promise<Services> {
  const child = fork(path.join(__dirname, 'support/serviceProcess.js'), [String(count), String(latencyMs)]);
  const [addresses] = (await once(child, 'message')) as [Addresses];
  const packages = makePackages(count);
  const takeCounts = async (): Promise<Counts> => {
    child.send('take');
    const [counts] = (await once(child, 'message')) as [Counts];
    return counts;
  };
  await warmUp(addresses, packages);
  await takeCounts();
  const { npm, pypi, osv } = addresses;
  const env = { DEPWARDEN_NPM_REGISTRY: npm, DEPWARDEN_PYPI_URL: pypi, DEPWARDEN_OSV_URL: osv };
  return { packages, env, takeCounts, stop: () => child.disconnect() };
}

/** Has every answer made once, by requests that are like the product's. */
async function warmUp({ npm, pypi, osv }: Addresses, packages: Packages): Promise<void> {
  const requests = [
    ...Object.keys(packages.npm).map(name => [`${npm}/${name.replace('/', '%2f')}`, 'application/json'] as const),
    ...Object.keys(packages.pypi).map(name => [`${pypi}/${name}/`, 'application/vnd.pypi.simple.v1+json'] as const),
    ...packages.records.map(({ id }) => [`${osv}/v1/vulns/${id}`, 'application/json'] as const),
  ].values();
  const worker = async (): Promise<void> => {
    for (const [url, accept] of requests) await (await fetch(url, { headers: { accept } })).arrayBuffer();
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}
