import type { Ecosystem } from '../../server/src/model/index.js';
import type { PackageRegistry, Registries, RegistryLocation } from '../../server/src/ports/index.js';
import type { Origins } from '../../server/src/project/origins.js';

const EVERYBODYS: RegistryLocation = { kind: 'asked', privacy: { kind: 'public' } };

/** Nothing is configured; registry.example is the registry that is asked. */
export const PUBLIC_ORIGINS: Origins = originsOf(() => EVERYBODYS);

/** @param placeOf where a name comes from that stands in the file at `path` */
export function originsOf(
  placeOf: (path: string, name: string) => RegistryLocation | undefined,
  privateScopes: readonly string[] = [],
): Origins {
  return {
    around: path => ({
      placeOf: name => placeOf(path, name) ?? EVERYBODYS,
      hostsOf: () => ['registry.example'],
      privateScopes,
      problems: [],
    }),
  };
}

/** A private place that is asked. Its key is its host. */
export function privatePlace(host: string, kind: 'private' | 'private first' = 'private'): RegistryLocation {
  return { kind: 'asked', key: host, privacy: { kind, reason: `not checked: private registry ${host}` } };
}

/** Every package is public, but for those of a place: its key is its host. */
export function publicRegistries(
  registries: Readonly<Partial<Record<Ecosystem, PackageRegistry>>>,
  places: Readonly<Record<string, { readonly registry: PackageRegistry; readonly kind: 'private' | 'private first' }>> = {},
): Registries {
  return {
    of: ({ ecosystem, place }) => {
      const registry = (place === undefined ? undefined : places[place]?.registry) ?? registries[ecosystem];
      if (!registry) throw new Error(`there is no registry of ${ecosystem} here`);
      return registry;
    },
    privacyOf: ({ place }) => {
      const kind = place === undefined ? undefined : places[place]?.kind;
      return kind === undefined ? { kind: 'public' } : { kind, reason: `not checked: private registry ${place}` };
    },
  };
}
