import { versionsOf } from '../ecosystems/identities.js';
import type { Ecosystem, PackageId } from '../model/index.js';
import data from './incidents.json';

/** What the built-in list tells of one malicious release, in our own words. What is not known is left out. */
export interface IncidentFacts {
  /** When the release was published, else when the incident began (ISO 8601, UTC, as precisely as is known). */
  readonly since: string;
  readonly isReleaseTime: boolean;
  /** For how many minutes the releases could be installed, about. */
  readonly aboutMinutesUp?: number;
  readonly did?: string;
  /** What it looks for, in noun phrases. */
  readonly reads: readonly string[];
  readonly sends?: string;
  /** What it leaves elsewhere on the machine, or in services, in noun phrases. */
  readonly persists: readonly string[];
  /** Names of files that it leaves beside packages. */
  readonly files: readonly string[];
  /** Hosts that it talks to. */
  readonly domains: readonly string[];
  /** Where to read more. */
  readonly pages: readonly string[];
}

/** The facts of the built-in incident of which `version` is one of the releases; undefined where there is none. */
export function incidentFacts(pkg: PackageId, version: string): IncidentFacts | undefined {
  const { isValid, compareToBound } = versionsOf(pkg.ecosystem);
  const isSame = (other: string): boolean =>
    other === version || (isValid(version) && isValid(other) && compareToBound(version, other) === 0);
  const row = (data.incidents as readonly Incident[]).find(
    ({ ecosystem, package: name, versions }) =>
      ecosystem === pkg.ecosystem && name === pkg.name && (versions === 'all' || versions.some(isSame)),
  );
  if (row === undefined) return undefined;
  const released = Object.entries(row.releasedAt ?? {}).find(([other]) => isSame(other))?.[1];
  const { did, reads = [], sends, persists = [], pages = [] } = row.facts ?? {};
  return {
    since: released ?? row.date,
    isReleaseTime: released !== undefined,
    ...(row.aboutMinutesUp !== undefined && { aboutMinutesUp: row.aboutMinutesUp }),
    ...(did !== undefined && { did }),
    reads,
    ...(sends !== undefined && { sends }),
    persists,
    files: row.traces?.files ?? [],
    domains: row.traces?.domains ?? [],
    pages,
  };
}

/** One row of incidents.json; its schema says what the fields mean. */
interface Incident {
  readonly ecosystem: Ecosystem;
  readonly package: string;
  readonly versions: readonly string[] | 'all';
  readonly date: string;
  readonly releasedAt?: Readonly<Record<string, string>>;
  readonly aboutMinutesUp?: number;
  readonly traces?: { readonly files?: readonly string[]; readonly domains?: readonly string[] };
  readonly facts?: {
    readonly did: string;
    readonly reads?: readonly string[];
    readonly sends?: string;
    readonly persists?: readonly string[];
    readonly pages?: readonly string[];
  };
}
