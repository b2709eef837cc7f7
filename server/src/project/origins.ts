import type { Dependency, Ecosystem, FurtherIndexes, Manifest, PackageId, Secrecy } from '../model/index.js';
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
  /** The `place` of packages that nobody is asked about, for a reason that is shown. */
  unaskedPlace(reason: string, secrecy: Secrecy): string;
  /** What the folder configures counts: else it makes names private and does nothing else. */
  readonly isTrusted: boolean;
  /** The same object as long as the configuration says the same. */
  readonly identity?: object;
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
 * Says of each dependency where it comes from, and whether pre-releases count. A private one is asked of its own registry and of nobody else; the place of
 * one that is asked nowhere, or that policy or settings call private, says so.
 * @param isLockedPublic whether the lockfile says that a dependency comes from the public registry: that decides, unless the user's configuration says otherwise
 */
export function withRegistries(
  manifest: Manifest,
  path: string,
  origins: Origins,
  privateNames: PrivateNames | undefined,
  isLockedPublic: (dependency: Dependency) => boolean = () => false,
): Manifest {
  const { placeOf, unaskedPlace, hostsOf, isPrivateToUser, pre } = origins.around(path, manifest.ecosystem, manifest);
  const dependencies = manifest.dependencies.map(written => {
    const dependency = ofRegistry(written, hostsOf);
    if (dependency.origin.kind !== 'registry') return dependency;
    const configured = placeOf(dependency.name);
    const isKnown = configured.privacy.kind === 'public' || configured.privacy.secrecy?.kind !== 'unread';
    const isPublic = isKnown && dependency.index === undefined && isLockedPublic(dependency) && !isPrivateToUser?.(dependency.name);
    const location = isPublic ? PUBLIC : configured;
    const word = location.privacy.kind === 'private' ? undefined : privateNames?.reasonFor(dependency);
    const place = word === undefined ? location.key : unaskedPlace(word.reason, word.secrecy);
    return place === undefined ? dependency : { ...dependency, place };
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
  return place.key === undefined ? id : { ...id, place: place.key };
}
