import type { Manifest } from '../model.js';
import { withPrivateIndex } from './privateIndex.js';

/** Where packages come from, as far as the configuration of the package managers tells. */
export interface Origins {
  /** Base URL of the Python index that is asked. */
  readonly pythonIndex: string;
  /** The host of the private registry that a package of the manifest or lockfile at `path` comes from; undefined for public ones. */
  privateRegistryOf(path: string): (name: string) => string | undefined;
  /** Hosts of the registries that an npm package of the manifest or lockfile at `path` may come from: the configured one and the public one. */
  registryHostsOf(path: string): (name: string) => readonly string[];
  /** npm scopes that the configuration around `path` takes from private registries: `@acme`. */
  privateScopesOf(path: string): readonly string[];
}

/** A package of a private registry is nobody else's business: its dependency becomes a skipped one, asked of no service and judged by no public record. */
export function withPrivateOrigins(manifest: Manifest, path: string, origins: Origins): Manifest {
  if (manifest.ecosystem === 'PyPI') return withPrivateIndex(manifest, origins.pythonIndex);
  const hostOf = origins.privateRegistryOf(path);
  const dependencies = manifest.dependencies.map(dependency => {
    const host = dependency.origin.kind === 'registry' ? hostOf(dependency.name) : undefined;
    return host === undefined
      ? dependency
      : { ...dependency, origin: { kind: 'skipped' as const, reason: `not checked: private registry ${host}` } };
  });
  return { ...manifest, dependencies };
}
