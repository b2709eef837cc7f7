import { neighboursAround } from '../advisories/neighbours.js';
import type { CleanNeighbours } from '../model.js';
import { maliciousGroups, notMalicious } from './cleanReleases.js';
import type { Subject } from './rule.js';

/**
 * The clean releases on both sides of a compromised one: by the registry's list where it has answered, else by the incident's own record.
 * "Clean" here is "not malicious"; a fix asks for more.
 */
export function cleanNeighbours(subject: Subject, version: string): CleanNeighbours {
  const { versions } = subject;
  const listed = notMalicious(subject).filter(other => !versions.isPrerelease(other) || versions.isPrerelease(version));
  if (listed.length === 0) {
    const recorded = maliciousGroups(subject, version).flatMap(group => group.neighbours);
    return neighboursAround(recorded, version, versions);
  }
  const last = listed.findLast(other => versions.compare(other, version) < 0);
  const first = listed.find(other => versions.compare(other, version) > 0);
  return { ...(last !== undefined && { last }), ...(first !== undefined && { first }) };
}
