import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { PeerRules } from '../ecosystems/shared/descriptor.js';
import type { Dependency, Peer } from '../model/index.js';
import type { Neighbours, Subject, WantingRelease } from '../rules/rule.js';
import { peersOf } from './peers.js';

/** A dependency of a manifest as far as it was judged. */
interface Declared {
  readonly dependency: Dependency;
  /** Undefined where it is not judged. */
  readonly subject: Subject | undefined;
}

/**
 * What peers are judged by: the releases that a package.json gives of the packages it names itself, and what these want beside them. Worked out
 * when it is first asked for. Names that stand for another package (`npm:`), and those that different lines give different releases, are not known.
 */
export function neighboursOf(declared: readonly Declared[]): Neighbours {
  let known: Known | undefined;
  const all = (): Known => {
    known ??= indexed(declared);
    return known;
  };
  return {
    releaseOf: name => all().releases.get(name)?.version,
    wanting: name => all().wanting.get(name) ?? [],
  };
}

/** Neighbours some of which are on their way to another release. */
export interface Moved extends Neighbours {
  /** From now on `subject`'s package has this release. */
  move(subject: Subject, version: string): void;
}

/** @param before as long as nothing is moved */
export function movable(before: Neighbours): Moved {
  const moved = new Map<string, Neighbour>();
  return {
    releaseOf: name => moved.get(name)?.version ?? before.releaseOf(name),
    wanting: name => [
      ...before.wanting(name).filter(other => !moved.has(other.name)),
      ...[...moved.values()].flatMap(neighbour => wishesOf(neighbour).filter(([peer]) => peer === name)).map(([, wanting]) => wanting),
    ],
    move: (subject, version) => void moved.set(subject.name, neighbourOf(subject, version)),
  };
}

/** Who wants a package beside it means the one of that name, and not what an alias stands for (npm: `npm:` in a specifier). */
export function isAlias({ ecosystem, name, writtenName }: Dependency): boolean {
  return ECOSYSTEMS[ecosystem].names.aliases === true && writtenName !== name;
}

interface Neighbour {
  readonly name: string;
  readonly version: string;
  readonly peers: readonly Peer[];
}

interface Known {
  /** By name; undefined where it is not known which. */
  readonly releases: ReadonlyMap<string, Neighbour | undefined>;
  /** By the name of the peer. */
  readonly wanting: ReadonlyMap<string, readonly WantingRelease[]>;
}

/** A line that asks for a peer counts where no other line names the package. */
function indexed(declared: readonly Declared[]): Known {
  const installed = releasesIn(declared, ({ installedGroups }) => installedGroups);
  const releases = new Map([...releasesIn(declared, ({ peerGroups }) => peerGroups), ...installed]);
  const wanting = new Map<string, WantingRelease[]>();
  for (const neighbour of releases.values()) {
    for (const [peer, wish] of neighbour ? wishesOf(neighbour) : []) {
      const others = wanting.get(peer);
      if (others) others.push(wish);
      else wanting.set(peer, [wish]);
    }
  }
  return { releases, wanting };
}

function releasesIn(declared: readonly Declared[], groupsOf: (peers: PeerRules) => readonly string[]): Map<string, Neighbour | undefined> {
  const releases = new Map<string, Neighbour | undefined>();
  for (const { dependency, subject } of declared) {
    const { ecosystem, name, group } = dependency;
    const { peers } = ECOSYSTEMS[ecosystem];
    if (!peers || isAlias(dependency) || !groupsOf(peers).includes(group)) continue;
    const version = subject && nextRelease(subject);
    const isSame = !releases.has(name) || releases.get(name)?.version === version;
    releases.set(name, isSame && subject && version !== undefined ? neighbourOf(subject, version) : undefined);
  }
  return releases;
}

/** The release that the project gets with the next installation: the one in use, unless the specifier no longer admits it. */
export function nextRelease({ effective, requirement, registry, versions }: Subject): string | undefined {
  if (effective && (requirement.kind === 'tag' || requirement.admits(effective.version))) return effective.version;
  return requirement.version ?? (registry.kind === 'found' ? versions.select(requirement, registry.value) : undefined);
}

function neighbourOf(subject: Subject, version: string): Neighbour {
  return { name: subject.name, version, peers: peersOf(subject, version) };
}

function wishesOf({ name, version, peers }: Neighbour): readonly (readonly [peer: string, wish: WantingRelease])[] {
  return peers.map(peer => [peer.name, { name, version, range: peer.range }]);
}
