import type { Ecosystem, PackageAnswers, Secrecy } from '../../server/src/model/index.js';
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
      unaskedPlace,
      isTrusted: true,
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

/** A private place that nobody is asked about. */
export function unaskedLocation(reason: string, secrecy: Secrecy = { kind: 'own' }): RegistryLocation {
  return { kind: 'unasked', key: unaskedPlace(reason, secrecy), privacy: { kind: 'private', reason, secrecy } };
}

/** What is known of a package in such a place; undefined of any other. */
export function unaskedAnswers(place: string | undefined): PackageAnswers | undefined {
  if (!place?.startsWith(UNASKED)) return undefined;
  const { reason, secrecy } = JSON.parse(place.slice(UNASKED.length)) as { readonly reason: string; readonly secrecy: Secrecy };
  const answer = { kind: 'unknown', reason, deliberate: true, secrecy } as const;
  return { registry: answer, advisories: answer };
}

function unaskedPlace(reason: string, secrecy: Secrecy): string {
  return `${UNASKED}${JSON.stringify({ reason, secrecy })}`;
}

const UNASKED = 'unasked ';
const NO_ANSWER = { kind: 'unknown', reason: 'nobody is asked', deliberate: true } as const;
const UNASKED_REGISTRY: PackageRegistry = { recall: async () => NO_ANSWER, fetch: async () => NO_ANSWER, digests: async () => NO_ANSWER };

/** Every package is public, but for those of a place: its key is its host. */
export function publicRegistries(
  registries: Readonly<Partial<Record<Ecosystem, PackageRegistry>>>,
  places: Readonly<Record<string, { readonly registry: PackageRegistry; readonly kind: 'private' | 'private first' }>> = {},
): Registries {
  return {
    unaskedPlace: (_, reason, secrecy) => unaskedPlace(reason, secrecy),
    of: ({ ecosystem, place }) => {
      if (unaskedAnswers(place)) return UNASKED_REGISTRY;
      const registry = (place === undefined ? undefined : places[place]?.registry) ?? registries[ecosystem];
      if (!registry) throw new Error(`there is no registry of ${ecosystem} here`);
      return registry;
    },
    privacyOf: ({ place }) => {
      const answer = unaskedAnswers(place)?.registry;
      if (answer?.kind === 'unknown') return { kind: 'private', reason: answer.reason, ...(answer.secrecy && { secrecy: answer.secrecy }) };
      const kind = place === undefined ? undefined : places[place]?.kind;
      return kind === undefined ? { kind: 'public' } : { kind, reason: `not checked: private registry ${place}` };
    },
  };
}
