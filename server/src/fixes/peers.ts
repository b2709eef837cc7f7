import type { Peer } from '../model/index.js';
import { listedRelease } from '../rules/cleanReleases.js';
import { quoted, shownName, shownVersion } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';

/**
 * Why a release does not go together with the other dependencies of the manifest, as npm sees it
 * (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#peerdependencies): another one wants a different release of this package, or this one a
 * different release of another. Peers that may be missing count, for the project has them. What does not go together already is no reason, and
 * neither is what is not known.
 */
export function peerConflict(version: string, subject: Subject): string | undefined {
  const { neighbours, effective, name } = subject;
  if (!neighbours) return undefined;
  const fits = (range: string, release: string | undefined): boolean => isMet(range, release, subject);
  const inTheWay = neighbours.wanting(name).find(({ range }) => !fits(range, version) && (!effective || fits(range, effective.version)));
  if (inTheWay) return `${shownName(inTheWay)} ${shownVersion(inTheWay.version)} wants ${shownName(subject)} ${quoted(inTheWay.range, 40)}`;
  const missing = peersOf(subject, version).find(
    peer => !fits(peer.range, neighbours.releaseOf(peer.name)) && !isMissedAlready(peer, subject),
  );
  if (!missing) return undefined;
  return `it wants ${shownName(missing)} ${quoted(missing.range, 40)}, not ${shownVersion(neighbours.releaseOf(missing.name) ?? '')}`;
}

/** What a release wants beside it; nothing where it is not listed. What it wants of its own package is about no other. */
export function peersOf(subject: Subject, version: string): readonly Peer[] {
  return listedRelease(subject, version)?.peers?.filter(({ name }) => name !== subject.name) ?? [];
}

function isMissedAlready({ name }: Peer, subject: Subject): boolean {
  const { effective, neighbours } = subject;
  const before = effective && peersOf(subject, effective.version).find(peer => peer.name === name);
  return before !== undefined && !isMet(before.range, neighbours?.releaseOf(name), subject);
}

/** npm takes `*` to mean any release, pre-releases with the others. A range that cannot be read, or a release that is not known, is met. */
function isMet(range: string, release: string | undefined, { versions }: Subject): boolean {
  if (release === undefined) return true;
  const requirement = versions.parse(range);
  return (requirement.kind !== 'range' && requirement.kind !== 'exact') || requirement.admits(release);
}
