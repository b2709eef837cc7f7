// Several databases write about one thing: records that are aliases of each other are one matter, told once.

import { versionsOf } from '../ecosystems/identities.js';
import type { Advisory, AdvisoryGroup } from '../model/index.js';
import { coversEveryRelease } from './matching.js';
import { graver } from './severity.js';

/**
 * Joins the records of one package that are aliases of each other, directly or through others, and malicious-package records that name the same release.
 * Withdrawn records are left out, so that they make nothing malicious. Groups come in the order of their first record.
 */
export function groupAdvisories(advisories: readonly Advisory[]): readonly AdvisoryGroup[] {
  const clusters: { readonly keys: Set<string>; readonly members: Advisory[] }[] = [];
  for (const advisory of advisories) {
    if (advisory.withdrawn) continue;
    const keys = keysOf(advisory);
    const [home, ...others] = clusters.filter(cluster => keys.some(key => cluster.keys.has(key)));
    if (home === undefined) {
      clusters.push({ keys: new Set(keys), members: [advisory] });
      continue;
    }
    home.members.push(advisory);
    for (const key of keys) home.keys.add(key);
    for (const other of others) {
      home.members.push(...other.members);
      for (const key of other.keys) home.keys.add(key);
      clusters.splice(clusters.indexOf(other), 1);
    }
  }
  return clusters.map(cluster => groupOf(cluster.members));
}

/** When a record of the group was told of this release (RFC 3339); undefined where none says so, or it was the day on which it was published. */
export function reportedOn({ members }: AdvisoryGroup, version: string): string | undefined {
  for (const { reported = [], affected } of members) {
    const { compareToBound } = versionsOf(affected[0]?.ecosystem ?? 'npm');
    const found = reported.find(one => one.version === version || compareToBound(version, one.version) === 0);
    if (found) return found.time;
  }
  return undefined;
}

/** What two records of one matter have in common at least once. */
function keysOf(advisory: Advisory): readonly string[] {
  const names = [advisory.id, ...advisory.aliases];
  if (advisory.kind !== 'malicious') return names;
  const releases = advisory.affected.flatMap(affected => {
    const name = `${affected.ecosystem}:${affected.name}`;
    const versions = affected.versions.map(version => `${name}@${version}`);
    return coversEveryRelease(advisory, affected) ? [`${name}@*`] : versions;
  });
  return [...names, ...releases];
}

function groupOf(advisories: readonly Advisory[]): AdvisoryGroup {
  const kind: Advisory['kind'] = advisories.some(advisory => advisory.kind === 'malicious') ? 'malicious' : 'vulnerability';
  const members = advisories
    .map(advisory => (advisory.kind === kind ? advisory : { ...advisory, kind }))
    .sort((a, b) => rankOf(a) - rankOf(b));
  const severity = members.map(member => member.severity).reduce(graver, undefined);
  return {
    lead: members[0] as Advisory,
    members,
    ids: [...new Set([...members.map(member => member.id), ...members.flatMap(member => member.aliases)])],
    kind,
    ...(severity !== undefined && { severity }),
    neighbours: members.flatMap(member => member.neighbours ?? []),
  };
}

/** Lower is more telling. A built-in incident under the same id as a record comes behind it: the record's text is newer. */
function rankOf(advisory: Advisory): number {
  const byPrefix = LEADING.findIndex(prefix => advisory.id.startsWith(prefix));
  return (byPrefix === -1 ? LEADING.length : byPrefix) * 2 + Number(advisory.neighbours !== undefined);
}

const LEADING = ['MAL-', 'GHSA-', 'PYSEC-', 'CVE-'];
