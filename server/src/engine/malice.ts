import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import { coversEveryRelease, matchRelease } from '../advisories/matching.js';
import type { Advisory, AdvisoryGroup, Answer, PackageId } from '../model.js';
import type { Clock } from '../ports.js';
import { versionsOf } from '../versions/index.js';
import type { Facts } from './facts.js';
import { doubtOf } from './status.js';

/** What is known of one release being malicious. */
export interface Malice extends PackageId {
  readonly version: string;
  /** What calls it malicious; empty where nothing known does. */
  readonly advisories: readonly AdvisoryGroup[];
  /** Every release of the package is malicious. */
  readonly everyRelease: boolean;
  /** Why the advisory service's word is missing: then that nothing is known means little. */
  readonly unknown?: string;
}

/** Learns what advisories say of one release. Rejects only with the signal's reason. */
export async function learnMalice(
  release: PackageId & { readonly version: string },
  { facts, clock }: { readonly facts: Pick<Facts, 'gather' | 'peek'>; readonly clock: Clock },
  { offline }: { readonly offline: boolean },
  signal: AbortSignal,
): Promise<Malice> {
  await facts.gather([], { offline, advisoriesOnly: [release] }, signal);
  const answer = facts.peek(release).advisories;
  const groups = isPrivate(answer) ? [] : maliciousAdvisories(release, answer).filter(group => coversRelease(group, release));
  const unknown = whyUnknown(answer, clock());
  const { ecosystem, name, version } = release;
  return {
    ecosystem,
    name,
    version,
    advisories: groups,
    everyRelease: coversAll(groups, release),
    ...(unknown !== undefined && { unknown }),
  };
}

/** What calls some release of a package malicious. The built-in incidents count also where the service has not answered. */
export function maliciousAdvisories(id: PackageId, advisories: Answer<readonly Advisory[]>): readonly AdvisoryGroup[] {
  const records = advisories.kind === 'found' ? [...incidentsOf(id), ...advisories.value] : incidentsOf(id);
  return records.length === 0 ? [] : groupAdvisories(records).filter(({ kind }) => kind === 'malicious');
}

/** Whether a group is about exactly this release. */
export function coversRelease(group: AdvisoryGroup, release: PackageId & { readonly version: string }): boolean {
  const scheme = versionsOf(release.ecosystem);
  return group.members.some(advisory => matchRelease(advisory, release, release.version, scheme) === 'affected');
}

/** Whether some group says that no release of the package is clean. */
export function coversAll(groups: readonly AdvisoryGroup[], id: PackageId): boolean {
  return groups.some(({ members }) => members.some(member => coversEveryRelease(member, id)));
}

/** A private package is not judged by public records. */
export function isPrivate(answer: Answer<unknown>): boolean {
  return answer.kind === 'unknown' && answer.deliberate === true;
}

/** Why advisories are not known well enough to say that there are none. */
export function whyUnknown(answer: Answer<unknown>, now: number): string | undefined {
  return answer.kind === 'pending' ? 'the advisory service has not answered' : doubtOf(answer, now);
}
