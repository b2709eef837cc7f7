import type { NotFound } from '../../ecosystems/shared/registryAnswers.js';
import type { DocumentReading, RegistryDocument, RegistryProtocol } from '../../ecosystems/shared/registryProtocol.js';
import type { Ecosystem, FileDigest, Lookup, PackageFacts } from '../../model/index.js';
import { type Access, PLAIN_ACCESS } from '../../model/registryAccess.js';
import { type StoredFacts, storeFacts } from '../../model/storedMetadata.js';
import type { Cache, Clock, PackageRegistry } from '../../ports/index.js';
import { quoted } from '../../text/sanitize.js';
import type { Http, HttpResult } from '../http/http.js';
import { createAbsence } from './absence.js';
import { type Asked, createFactsCache } from './cache.js';
import { createMemoryCache } from './memoryCache.js';

export interface RegistryOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  /** Base URL; a slash at its end does not matter. */
  readonly url: string;
  /** How it is reached; plainly where not given. */
  readonly access?: Access;
  /** Its names are nobody else's business: where it sends on to another host, that one is not asked. */
  readonly isPrivate?: boolean;
}

/**
 * A registry that speaks the protocol of an ecosystem's public one. What it says is remembered on the disk, where all projects share it; but in memory
 * alone where a project has chosen how it is reached: whoever sits on that way may have answered in its place.
 */
export function createRegistry(
  ecosystem: Ecosystem,
  { service, cacheKey, isPossibleName, document, older, publicHosts, wellKnown, isOwnNotFound }: RegistryProtocol,
  { http, cache, clock, url, access = PLAIN_ACCESS, isPrivate = false }: RegistryOptions,
): PackageRegistry {
  const base = url.replace(/\/+$/, '');
  const place = URL.canParse(base) ? new URL(base) : undefined;
  const kept = access.byProject ? createMemoryCache() : cache;
  const facts = createFactsCache(ecosystem, name => `${cacheKey} ${place?.origin}${place?.pathname} ${name}`, kept, clock);
  const absence = createAbsence({ clock, isOwnWord: isOwnNotFound, probe });
  let spoken: 'not known' | 'older' | 'newer' = older?.isBeside(base) ? 'not known' : 'newer';

  async function askFor<T>(
    { title, url: urlOf, html }: RegistryDocument,
    name: string,
    etag: string | undefined,
    { accept, parts, read }: DocumentReading<T>,
    signal: AbortSignal,
  ): Promise<Page<T>> {
    let isHtml = false;
    const readHtml = html && { html: noted };
    function noted(text: string): unknown {
      isHtml = true;
      return html?.(text);
    }
    const options = {
      ...(!isPrivate && { service }),
      ...(accept !== undefined && { accept }),
      etag,
      keep: parts,
      access,
      staysOnHost: isPrivate,
      ...readHtml,
      read,
    };
    const result = await absence.watch(http.getJson(urlOf(base, name), options, signal), isRight);
    const page = pageOf<T>(result, `${place?.host} gave no ${title} of ${quoted(name, 60)}`, publicHosts);
    return { ...page, isHtml };
  }

  async function probe(signal: AbortSignal): Promise<boolean> {
    return (await askEither(wellKnown, undefined, one => one.metadata(wellKnown), signal)).kind === 'read';
  }

  /** A private registry is taken at its word: what it does not have is asked for elsewhere, or of nobody. */
  async function ask<T>(name: string, etag: string | undefined, wanted: Wanted<T>, signal: AbortSignal): Promise<Page<T>> {
    const page = await askEither(name, etag, wanted, signal);
    if (page.kind !== 'absent' || page.answer === undefined || isPrivate || (await absence.isCredible(page.answer, signal))) return page;
    return { kind: 'unknown', reason: `${place?.host} answered 404, and not as a registry does`, noJson: false, isHtml: page.isHtml };
  }

  async function askEither<T>(name: string, etag: string | undefined, wanted: Wanted<T>, signal: AbortSignal): Promise<Page<T>> {
    if (older && spoken === 'older') return askFor(older, name, etag, wanted(older), signal);
    const page = await askFor(document, name, etag, wanted(document), signal);
    const hasNoJson = page.isHtml || (page.kind === 'unknown' && page.noJson);
    if (!older || !hasNoJson || spoken === 'newer') return page;
    // without the ETag: a document of the one address says nothing of the other
    const other = await askFor(older, name, undefined, wanted(older), signal);
    if (other.kind === 'read') spoken = 'older';
    else if (other.kind === 'absent' && page.kind === 'read') spoken = 'newer';
    return other.kind === 'read' ? other : page;
  }

  async function askDigests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>> {
    const page = await ask(name, undefined, one => one.digests(name, version), signal);
    const fetchedAt = clock();
    if (page.kind === 'unknown') return { kind: 'unknown', reason: page.reason };
    const digests = page.kind === 'read' ? page.value : undefined;
    return digests ? { kind: 'found', value: digests, fetchedAt } : { kind: 'absent', fetchedAt };
  }

  const impossible = (name: string): Lookup<never> | undefined =>
    isPossibleName(name) ? undefined : { kind: 'absent', fetchedAt: clock() };

  return {
    async recall(name): Promise<Lookup<PackageFacts> | undefined> {
      return impossible(name) ?? facts.recall(name);
    },
    async fetch(name, signal): Promise<Lookup<PackageFacts>> {
      return (
        impossible(name) ??
        facts.fetch(name, async (etag, shared) => askedOf(await ask(name, etag, one => stored(one.metadata(name)), shared)), signal)
      );
    },
    async digests(name, version, signal) {
      return impossible(name) ?? askDigests(name, version, signal);
    },
  };
}

/** What is wanted of whichever document there is. */
type Wanted<T> = (document: RegistryDocument) => DocumentReading<T>;

/** `isHtml`: it was read from a page of HTML. */
type Page<T> = Answer<T> & { readonly isHtml: boolean };

type Answer<T> =
  | { readonly kind: 'read'; readonly value: T; readonly etag: string | undefined }
  | { readonly kind: 'not-modified' }
  /** `answer`: the 404 that says so. */
  | { readonly kind: 'absent'; readonly answer?: NotFound }
  | { readonly kind: 'unknown'; readonly reason: string; readonly noJson: boolean };

/** Put into the form that is kept while the document is at hand, which is not kept. */
function stored(reading: ReturnType<RegistryDocument['metadata']>): DocumentReading<StoredFacts> {
  return {
    ...reading,
    read: json => {
      const read = reading.read(json);
      return read && { value: storeFacts(read.value) };
    },
  };
}

/** @param result of a request that read what is wanted */
function pageOf<T>(result: HttpResult, otherwise: string, publicHosts: ReadonlySet<string> = NO_HOSTS): Answer<T> {
  if (result.kind === 'not-found') return { kind: 'absent', answer: result };
  if (result.kind === 'not-modified') return { kind: 'not-modified' };
  if (result.kind === 'failed' && publicHosts.has(result.sentOnTo ?? '')) return { kind: 'absent' };
  if (result.kind === 'failed') return { kind: 'unknown', reason: result.reason, noJson: result.notJson === true || result.status === 406 };
  const read = result.json as { readonly value: T } | undefined;
  return read ? { kind: 'read', value: read.value, etag: result.etag } : { kind: 'unknown', reason: otherwise, noJson: false };
}

function isRight(result: HttpResult): boolean {
  return result.kind === 'ok' ? result.json !== undefined : result.kind === 'not-modified';
}

const NO_HOSTS: ReadonlySet<string> = new Set();

function askedOf(page: Page<StoredFacts>): Asked {
  if (page.kind === 'read') return { kind: 'facts', facts: page.value, etag: page.etag };
  return page.kind === 'unknown' ? { kind: 'unknown', reason: page.reason } : { kind: page.kind };
}
