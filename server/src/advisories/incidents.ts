import { identityOf } from '../ecosystems/identities.js';
import type { Advisory, Affected, CleanNeighbours, Ecosystem, PackageId } from '../model/index.js';
import data from './incidents.json';

/** One row of incidents.json; its schema says what the fields mean. */
interface Incident {
  readonly ecosystem: Ecosystem;
  readonly package: string;
  readonly versions: readonly string[] | 'all';
  readonly date: string;
  readonly releasedAt?: Readonly<Record<string, string>>;
  readonly ids: readonly string[];
  readonly secondaryIds?: readonly string[];
  readonly neighbours: readonly CleanNeighbours[];
}

/** The built-in incidents of a package as malicious-package advisories; empty for nearly every package. Known without any network. */
export const incidentsOf: (pkg: PackageId) => readonly Advisory[] = incidentIndex();

/** Looks rows up by package; the index is made when first asked for. */
function incidentIndex(): (pkg: PackageId) => readonly Advisory[] {
  let index: ReadonlyMap<string, readonly Advisory[]> | undefined;
  return pkg => {
    index ??= indexed(data.incidents as readonly Incident[]);
    return index.get(keyOf(pkg)) ?? [];
  };
}

function indexed(incidents: readonly Incident[]): ReadonlyMap<string, readonly Advisory[]> {
  const index = new Map<string, Advisory[]>();
  for (const incident of incidents) {
    const key = keyOf({ ecosystem: incident.ecosystem, name: incident.package });
    index.set(key, [...(index.get(key) ?? []), advisoryOf(incident)]);
  }
  return index;
}

function advisoryOf(incident: Incident): Advisory {
  const [id = '', ...aliases] = [...incident.ids, ...(incident.secondaryIds ?? [])];
  const { ecosystem, package: name, date, neighbours, releasedAt = {} } = incident;
  const reported = Object.entries(releasedAt).flatMap(([version, time]) => (time.slice(0, 10) === date ? [] : [{ version, time }]));
  return {
    id,
    aliases,
    kind: 'malicious',
    summary: incident.versions === 'all' ? `Malicious package ${name}` : `Compromised releases of ${name}`,
    published: date,
    modified: date,
    withdrawn: false,
    affected: [affectedBy(incident)],
    ...(reported.length > 0 && { reported }),
    url: id.startsWith('DEPWARDEN-')
      ? `https://osv.dev/list?ecosystem=${ecosystem}&q=${encodeURIComponent(name)}`
      : `https://osv.dev/vulnerability/${id}`,
    neighbours,
  };
}

function affectedBy({ ecosystem, package: name, versions }: Incident): Affected {
  return versions === 'all'
    ? {
        ecosystem,
        name,
        versions: [],
        ranges: [{ type: identityOf(ecosystem).osvRange, events: [{ kind: 'introduced', version: '0' }] }],
      }
    : { ecosystem, name, versions, ranges: [] };
}

function keyOf(pkg: PackageId): string {
  return `${pkg.ecosystem}:${pkg.name}`;
}
