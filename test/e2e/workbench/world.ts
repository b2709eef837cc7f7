// The advisory service and the registries, on loopback, that the extension asks in the workbench; they know what the examples name.
import { type Services, startServices } from '../../support/services/index.js';

export interface World {
  /** The editor's settings that point the extension to these services. */
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * @param cacheFolder where the extension is to keep its answers
 * @param teach changes what the services know
 */
export async function startWorld(cacheFolder: string, teach?: (services: Services) => void): Promise<World> {
  const services = await startServices();
  addExamples(services);
  teach?.(services);
  return {
    settings: {
      'depwarden.advisories.osvUrl': services.osv.url,
      'depwarden.registries.npm': services.npm.url,
      'depwarden.registries.pypi': services.pypi.indexUrl,
      'depwarden.cache.folder': cacheFolder,
    },
    close: () => services.close(),
  };
}

/** What the catalogue lacks of the examples' packages. */
export function addExamples({ npm, pypi, osv }: Services): void {
  for (const [name, version] of [
    ['fastify', '5.6.1'],
    ['typescript', '5.9.3'],
    ['vitest', '3.2.4'],
  ] as const) {
    npm.packages.set(name, { releases: { [version]: { date: '2025-10-01' } } });
  }
  for (const [name, version] of [
    ['uvicorn', '0.38.0'],
    ['pydantic', '2.12.4'],
    ['python-dotenv', '1.1.0'],
    ['num2words', '0.5.14'],
  ] as const) {
    pypi.projects.set(name, { releases: { [version]: { date: '2025-10-01' } } });
  }
  osv.records.set(ONLY_IN_ANOTHER_MAJOR.id, ONLY_IN_ANOTHER_MAJOR);
}

/** Made up: a vulnerability that only another major line has put right. No example depends on it. */
const ONLY_IN_ANOTHER_MAJOR = {
  id: 'GHSA-expr-ess4-0000',
  modified: '2026-01-01T00:00:00Z',
  summary: 'Made up for the tests',
  database_specific: { severity: 'HIGH' },
  affected: [
    { package: { ecosystem: 'npm', name: 'express' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '5.0.0' }] }] },
  ],
};
