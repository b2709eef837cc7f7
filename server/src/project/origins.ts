import type { Dependency, Ecosystem, FurtherIndexes, Manifest, PackageId } from '../model/index.js';
import type { UnreadPlace } from '../model/registryAccess.js';
import type { PrivateNames } from '../policy/policy.js';
import type { RegistryLocation } from '../ports/index.js';

/** Where packages come from, as far as the configuration of the package managers tells. */
export interface Origins {
  /**
   * What is configured around a manifest or lockfile; read anew where it has changed.
   * @param manifest what it says itself, where it is a manifest: of indexes, and from which one a dependency comes
   */
  around(path: string, ecosystem: Ecosystem, manifest?: Manifest): OriginsAround;
}

export interface OriginsAround {
  placeOf(name: string): RegistryLocation;
  /** Python: whether the user's own configuration, not the project's, takes the name from private places alone. */
  isPrivateToUser?(name: string): boolean;
  /** Hosts of the registries that a package may come from, and of its archives: the configured one and the public one. */
  hostsOf(name: string): readonly string[];
  /** npm scopes that come from private registries: `@acme`. */
  readonly privateScopes: readonly string[];
  /** Undefined where there are none. */
  readonly furtherIndexes?: FurtherIndexes | undefined;
  /** Python: hosts of all indexes that the project or the user names, whether the folder is trusted or not. */
  readonly indexHosts?: readonly string[] | undefined;
  /** Places beside indexes that packages are taken from and that are not looked at. */
  readonly unread?: readonly UnreadPlace[] | undefined;
  /** Python: pre-releases are installed as well, because a file says so that goes with this one. */
  readonly pre?: true | undefined;
  /** What of the configuration cannot be used, each a sentence with the file's name. */
  readonly problems: readonly string[];
}

/**
 * Says of each dependency where it comes from, and whether pre-releases count. A private one is asked of its own registry and of nobody else; one that is asked nowhere becomes a
 * skipped one, as does a name that policy or settings call private and that no private registry is configured for.
 * @param isLockedPublic whether the lockfile says that a dependency comes from the public registry: that decides, unless the user's configuration says otherwise
 */
export function withRegistries(
  manifest: Manifest,
  path: string,
  origins: Origins,
  privateNames: PrivateNames | undefined,
  isLockedPublic: (dependency: Dependency) => boolean = () => false,
): Manifest {
  const { placeOf, hostsOf, isPrivateToUser, pre } = origins.around(path, manifest.ecosystem, manifest);
  const dependencies = manifest.dependencies.map(written => {
    const dependency = ofRegistry(written, hostsOf);
    if (dependency.origin.kind !== 'registry') return dependency;
    const isPublic = dependency.index === undefined && isLockedPublic(dependency) && !isPrivateToUser?.(dependency.name);
    const place = isPublic ? PUBLIC : placeOf(dependency.name);
    if (place.kind === 'unasked') return skipped(dependency, place.reason);
    const secret = place.privacy.kind === 'private' ? undefined : privateNames?.reasonFor(dependency);
    if (secret !== undefined) return skipped(dependency, secret);
    return place.key === undefined ? dependency : { ...dependency, place: place.key };
  });
  return { ...manifest, dependencies, ...(pre && manifest.pip && { pip: { ...manifest.pip, pre } }) };
}

/** A dependency that names the archive of a release by its address in a registry that the package may come from: that release. */
function ofRegistry(dependency: Dependency, hostsOf: OriginsAround['hostsOf']): Dependency {
  const source = dependency.origin.kind === 'skipped' ? dependency.origin.source : undefined;
  const { name, registry } = source?.release ?? {};
  if (!source || name === undefined || !registry || !hostsOf(name).includes(registry.host)) return dependency;
  return { ...dependency, name, origin: { kind: 'registry', range: registry.range, rangeSpan: dependency.specifierSpan, address: source } };
}

const PUBLIC: RegistryLocation = { kind: 'asked', privacy: { kind: 'public' } };

/** The same package, with the place that the configuration around a manifest gives it. */
export function placed(id: PackageId, { placeOf }: OriginsAround): PackageId {
  const place = placeOf(id.name);
  return place.kind === 'asked' && place.key !== undefined ? { ...id, place: place.key } : id;
}

function skipped(dependency: Dependency, reason: string): Dependency {
  return { ...dependency, origin: { kind: 'skipped', reason } };
}
