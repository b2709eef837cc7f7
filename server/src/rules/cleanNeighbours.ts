import { neighboursAround } from '../advisories/neighbours.js';
import type { CleanNeighbours } from '../model/index.js';
import { maliciousGroups, notMalicious } from './cleanReleases.js';
import type { Subject } from './rule.js';

/**
 * The clean releases on both sides of a compromised one. Those that the incident's own record names go first: a release just before the attack may be
 * the attacker's too. Where it names none, or the registry no longer lists them, the nearest listed ones that no advisory calls malicious.
 * "Clean" here is "not malicious"; a fix asks for more.
 */
export function cleanNeighbours(subject: Subject, version: string): CleanNeighbours {
  const { versions } = subject;
  const recorded = neighboursAround(
    maliciousGroups(subject, version).flatMap(group => group.neighbours),
    version,
    versions,
  );
  if (subject.registry.kind !== 'found') return recorded;
  const listed = notMalicious(subject).filter(other => !versions.isPrerelease(other) || versions.isPrerelease(version));
  const last = listed.find(other => other === recorded.last) ?? listed.findLast(other => versions.compare(other, version) < 0);
  const first = listed.find(other => other === recorded.first) ?? listed.find(other => versions.compare(other, version) > 0);
  return { ...(last !== undefined && { last }), ...(first !== undefined && { first }) };
}
