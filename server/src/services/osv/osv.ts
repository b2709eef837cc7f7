import type { Advisory, Lookup, PackageId } from '../../model/index.js';
import type { AdvisorySource, Cache, Clock } from '../../ports/index.js';
import type { Http } from '../http/http.js';
import { createFlights } from '../singleFlight.js';
import { type Listing, listRecords, SERVICE } from './batch.js';
import { answerOf, createOsvCache, type KnownList, type KnownRecord, type RecordRef } from './cache.js';

/** OSV's public service. */
export const OSV_URL = 'https://api.osv.dev';

export interface OsvOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  /** The base of the service; OSV's own where none or `''` is given. */
  readonly url?: string | undefined;
  /** Why the service must not be told of a package (it is private): the package is unknown for that reason, and its name is not sent. */
  readonly skip?: (id: PackageId) => string | undefined;
}

/**
 * The advisories of OSV. Packages are listed in batches by name, without a version, so that one answer serves every release and every
 * range; only records that are not yet known in their present version are fetched. A package of which some record cannot be had is
 * unknown, or answered from the cache: never half an answer.
 */
export function createOsv({ http, cache, clock, url: given, skip = () => undefined }: OsvOptions): AdvisorySource {
  const url = (given || OSV_URL).replace(/\/+$/, '');
  const place = URL.canParse(url) ? new URL(url) : undefined;
  const host = place?.host ?? 'the advisory service';
  const store = createOsvCache(`${host}${place?.pathname ?? ''}`, cache, clock);
  const flights = createFlights<KnownRecord | string>();

  async function recallOne(id: PackageId): Promise<Lookup<readonly Advisory[]> | undefined> {
    const reason = skip(id);
    if (reason !== undefined) return { kind: 'unknown', reason, deliberate: true };
    const list = await store.readList(id);
    return list && answerOf(id, list);
  }

  async function answer(id: PackageId, listing: Listing, signal: AbortSignal): Promise<Lookup<readonly Advisory[]>> {
    const known = await store.readList(id);
    if (listing.kind === 'unknown') return fallback(id, known, listing.reason);
    const records = await Promise.all(listing.records.map(ref => knownIn(known, ref) ?? record(ref, signal)));
    const failure = records.find(one => typeof one === 'string');
    if (failure !== undefined) return fallback(id, known, failure);
    return answerOf(id, store.writeList(id, records as KnownRecord[]));
  }

  /** A record in its present version, or why it cannot be had. Packages that share one fetch it once. */
  function record(ref: RecordRef, signal: AbortSignal): Promise<KnownRecord | string> {
    return flights.join(
      `${ref.id} ${ref.modified}`,
      signal,
      async shared => (await store.readRecord(ref)) ?? (await fetchRecord(ref, shared)),
    );
  }

  async function fetchRecord(ref: RecordRef, signal: AbortSignal): Promise<KnownRecord | string> {
    const result = await http.getJson(`${url}/v1/vulns/${encodeURIComponent(ref.id)}`, { service: SERVICE }, signal);
    if (result.kind === 'failed') return result.reason;
    const { readAdvisory } = await import('../../advisories/osv.js'); // heavy, and only new records need it
    const advisory = result.kind === 'ok' ? readAdvisory(result.json, clock()) : undefined;
    if (advisory?.id !== ref.id) return `${SERVICE} (${host}) has no readable record ${shown(ref.id)}`;
    const known = { modified: ref.modified, advisory };
    store.writeRecord(known);
    return known;
  }

  async function fetch(packages: readonly PackageId[], signal: AbortSignal): Promise<Lookup<readonly Advisory[]>[]> {
    const answers = new Map<string, Lookup<readonly Advisory[]>>();
    const asked = new Map<string, PackageId>();
    for (const id of packages) {
      const reason = skip(id);
      if (reason === undefined) asked.set(keyOf(id), id);
      else answers.set(keyOf(id), { kind: 'unknown', reason, deliberate: true });
    }
    const ids = [...asked.values()];
    const listings = await listRecords(http, url, ids, signal);
    await Promise.all(ids.map(async (id, index) => answers.set(keyOf(id), await answer(id, listings[index] as Listing, signal))));
    return packages.map(id => answers.get(keyOf(id)) as Lookup<readonly Advisory[]>);
  }

  return { recall: packages => Promise.all(packages.map(recallOne)), fetch };
}

function fallback(id: PackageId, known: KnownList | undefined, reason: string): Lookup<readonly Advisory[]> {
  return known ? { ...answerOf(id, known), staleBecause: reason } : { kind: 'unknown', reason };
}

function knownIn(list: KnownList | undefined, ref: RecordRef): KnownRecord | undefined {
  return list?.records.find(record => record.advisory.id === ref.id && record.modified === ref.modified && ref.modified !== '');
}

function keyOf(id: PackageId): string {
  return `${id.ecosystem} ${id.name}`;
}

/** An id from outside, fit for a message. */
function shown(id: string): string {
  return id.replace(/[^\w.:-]/g, '').slice(0, 40);
}
