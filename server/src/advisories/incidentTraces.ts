import type { Ecosystem, PackageId } from '../model/index.js';
import data from './incidents.json';

/** The files that one built-in incident is known to leave on a disk. */
export interface IncidentTrace {
  readonly package: PackageId;
  /** Ids of records about it, the one to name first in front. */
  readonly ids: readonly string[];
  readonly files: readonly string[];
}

/** What the built-in incidents leave on a disk; those of which no file is known are left out. */
export function incidentTraces(): readonly IncidentTrace[] {
  return (data.incidents as readonly Incident[]).flatMap(({ ecosystem, package: name, ids, traces }) =>
    traces?.files ? [{ package: { ecosystem, name }, ids, files: traces.files }] : [],
  );
}

interface Incident {
  readonly ecosystem: Ecosystem;
  readonly package: string;
  readonly ids: readonly string[];
  readonly traces?: { readonly files?: readonly string[] };
}
