import { NPM_PACKAGES, OSV_RECORDS, PYPI_PROJECTS } from './catalogue.js';
import { type NpmService, startNpmService } from './npm.js';
import { type OsvService, startOsvService } from './osv.js';
import { type PyPIService, startPyPIService } from './pypi.js';
import type { ServiceOptions } from './service.js';

export { NPM_PACKAGES, OSV_RECORDS, PYPI_PROJECTS, QUIETLOG, QUIETLOG_RECORD } from './catalogue.js';
export { type NpmPackage, type NpmRelease, type NpmService, startNpmService } from './npm.js';
export { type OsvOptions, type OsvRecord, type OsvService, startOsvService } from './osv.js';
export {
  digestOf,
  type PyPIFile,
  type PyPIOptions,
  type PyPIProject,
  type PyPIRelease,
  type PyPIService,
  startPyPIService,
} from './pypi.js';
export { type Fault, type RecordedRequest, type Service, type ServiceOptions, startService } from './service.js';

/** The three services, with the packages and advisories of the catalogue. */
export interface Services {
  readonly npm: NpmService;
  readonly pypi: PyPIService;
  readonly osv: OsvService;
  /** The environment that points the program to them (DEPWARDEN_…). The cache folder is not in it. */
  readonly env: Readonly<Record<'DEPWARDEN_OSV_URL' | 'DEPWARDEN_NPM_REGISTRY' | 'DEPWARDEN_PYPI_URL', string>>;
  /** Every request to any of the three since they were started or `forget` was called. */
  requestCount(): number;
  forget(): void;
  close(): Promise<void>;
}

/** Starts an advisory service, an npm registry and a Python package index on 127.0.0.1. */
export async function startServices(options: ServiceOptions = {}): Promise<Services> {
  const [npm, pypi, osv] = await Promise.all([
    startNpmService(NPM_PACKAGES, options),
    startPyPIService(PYPI_PROJECTS, options),
    startOsvService(OSV_RECORDS, options),
  ]);
  const all = [npm, pypi, osv];
  return {
    npm,
    pypi,
    osv,
    env: { DEPWARDEN_OSV_URL: osv.url, DEPWARDEN_NPM_REGISTRY: npm.url, DEPWARDEN_PYPI_URL: pypi.indexUrl },
    requestCount: () => all.reduce((sum, service) => sum + service.requests.length, 0),
    forget() {
      for (const service of all) service.forget();
    },
    async close() {
      await Promise.all(all.map(service => service.close()));
    },
  };
}
