// What is known of a package on this computer, without telling anybody its name: built-in incidents, and what the offline database has.
import { incidentsOf } from '../advisories/incidents.js';
import { listedAlone, openEnded } from '../advisories/matching.js';
import type { Advisory, Answer, PackageAnswers, PackageId, Secrecy } from '../model/index.js';
import { isPrivate } from './status.js';

/** The records that judge a package, and those on a public package of the same name that do not. */
export interface KnownRecords {
  readonly records: readonly Advisory[];
  /** Of a package of one's own: malicious-package records without a list of releases, or with a range that does not end. */
  readonly namesakes: readonly Advisory[];
}

/**
 * Which records judge a package. All do where its name is public, where a public index is asked as well, or where nobody who can be believed says that it
 * is private. Of a package of one's own only that counts which lists releases by name: another one of that name may stand in the public registry.
 */
export function recordsOn(id: PackageId, advisories: Answer<readonly Advisory[]>): KnownRecords {
  const incidents = incidentsOf(id);
  const known = isPrivate(advisories) ? localIn(advisories) : advisories.kind === 'found' ? advisories.value : NONE;
  const records = incidents.length === 0 ? known : [...incidents, ...known];
  if (records.length === 0 || !isOwn(advisories)) return { records, namesakes: NONE };
  return {
    records: records.flatMap(record => listedAlone(record, id) ?? []),
    namesakes: records.filter(record => openEnded(record, id)),
  };
}

/** What it rests on that nobody is asked about a package; undefined where somebody is. */
export function secrecyOf({ registry, advisories }: PackageAnswers): Secrecy | undefined {
  const answer = [advisories, registry].find(isPrivate);
  return answer?.kind === 'unknown' ? (answer.secrecy ?? OWN) : undefined;
}

/** Whether a package is private by the word of somebody who can be believed, and nobody else is asked for it. */
function isOwn(answer: Answer<unknown>): boolean {
  return answer.kind === 'unknown' && answer.deliberate === true && (answer.secrecy ?? OWN).kind === 'own';
}

function localIn(advisories: Answer<readonly Advisory[]>): readonly Advisory[] {
  return advisories.kind === 'unknown' ? (advisories.local ?? NONE) : NONE;
}

const NONE: readonly Advisory[] = [];
const OWN: Secrecy = { kind: 'own' };
