// The process that the services run in, so that they do not take the time of what is measured.
import { startNpmService, startOsvService, startPyPIService } from '../../support/services/index.js';
import { makePackages } from './packages.js';
import type { Addresses, Counts } from './services.js';

const [count = '0', latencyMs = '0'] = process.argv.slice(2);

async function serve(): Promise<void> {
  const { npm, pypi, records } = makePackages(Number(count));
  const options = { latencyMs: Number(latencyMs), remember: true };
  const services = await Promise.all([startNpmService(npm, options), startPyPIService(pypi, options), startOsvService(records, options)]);
  const [registry, index, osv] = services;
  process.on('message', () => {
    const posts = osv.requests.filter(({ method }) => method === 'POST').length;
    const counts: Counts = {
      npm: registry.requests.length,
      pypi: index.requests.length,
      osvBatches: posts,
      osvRecords: osv.requests.length - posts,
    };
    for (const service of services) service.forget();
    process.send?.(counts);
  });
  process.on('disconnect', () => process.exit());
  const addresses: Addresses = { npm: registry.url, pypi: index.indexUrl, osv: osv.url };
  process.send?.(addresses);
}

void serve();
