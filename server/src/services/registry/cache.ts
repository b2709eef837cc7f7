import type { Ecosystem, Lookup, PackageFacts } from '../../model/index.js';
import { restoreFacts, type StoredFacts } from '../../model/storedMetadata.js';
import type { Cache, Clock } from '../../ports/index.js';
import { createFlights } from '../singleFlight.js';

// What both registries do alike: remember the last answer of a package, revalidate it by its ETag, and fall back on it where no newer one
// comes.

/** What a registry says when asked. `etag` belongs to the document that the facts were read from. */
export type Asked =
  | { readonly kind: 'facts'; readonly facts: StoredFacts; readonly etag?: string | undefined }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface FactsCache {
  recall(name: string): Promise<Lookup<PackageFacts> | undefined>;
  /**
   * Asks with the ETag of what is remembered and remembers the answer. Callers that ask for one name at the same time share one
   * question.
   */
  fetch(
    name: string,
    ask: (etag: string | undefined, signal: AbortSignal) => Promise<Asked>,
    signal: AbortSignal,
  ): Promise<Lookup<PackageFacts>>;
}

/** `keyOf` names a package's entry in the cache; it tells registries apart. */
export function createFactsCache(ecosystem: Ecosystem, keyOf: (name: string) => string, cache: Cache, clock: Clock): FactsCache {
  const flights = createFlights<Lookup<PackageFacts>>();

  async function read(name: string): Promise<Remembered | undefined> {
    return remembered(ecosystem, name, await cache.read(keyOf(name)));
  }

  async function write(name: string, facts: StoredFacts | undefined, etag: string | undefined): Promise<Lookup<PackageFacts>> {
    const entry: Entry = { schema: SCHEMA, fetchedAt: clock(), ...(etag !== undefined && { etag }), ...(facts && { facts }) };
    await cache.write(keyOf(name), entry);
    return lookupOf(ecosystem, name, entry);
  }

  return {
    recall: async name => (await read(name))?.lookup,
    fetch: (name, ask, signal) =>
      flights.join(name, signal, async shared => {
        const known = await read(name);
        const asked = await ask(known?.etag, shared);
        if (asked.kind === 'facts') return write(name, asked.facts, asked.etag);
        if (asked.kind === 'absent') return write(name, undefined, undefined);
        if (asked.kind === 'unknown') return known ? { ...known.lookup, staleBecause: asked.reason } : asked;
        return write(name, known?.facts, known?.etag);
      }),
  };
}

/** Raised when what is stored, or how facts are read from a registry's document, changes. */
const SCHEMA = 6;

interface Entry {
  readonly schema: typeof SCHEMA;
  readonly fetchedAt: number;
  readonly etag?: string;
  /** Missing where the registry knows no such package. */
  readonly facts?: StoredFacts;
}

type Known = Exclude<Lookup<PackageFacts>, { kind: 'unknown' }>;

interface Remembered {
  readonly lookup: Known;
  readonly etag: string | undefined;
  readonly facts: StoredFacts | undefined;
}

function remembered(ecosystem: Ecosystem, name: string, value: unknown): Remembered | undefined {
  const entry = value as Entry | undefined;
  if (entry?.schema !== SCHEMA || typeof entry.fetchedAt !== 'number') return undefined;
  try {
    return { lookup: lookupOf(ecosystem, name, entry), etag: entry.etag, facts: entry.facts };
  } catch {
    return undefined;
  }
}

function lookupOf(ecosystem: Ecosystem, name: string, { facts, fetchedAt }: Entry): Known {
  return facts ? { kind: 'found', value: restoreFacts(ecosystem, name, facts), fetchedAt } : { kind: 'absent', fetchedAt };
}
