import type { FileDigest, Lookup, PackageFacts } from '../../model/index.js';
import type { Cache, Clock, PackageRegistry } from '../../ports/index.js';
import type { Access } from '../../model/registryAccess.js';
import { type Asked, createFactsCache } from './cache.js';
import type { Http, HttpResult } from '../http/http.js';
import { digestParts, PACKUMENT_PARTS, readDigests, readPackument } from '../../ecosystems/npm/registry/packument.js';
import { type StoredFacts, storeFacts } from '../../model/storedMetadata.js';

export interface NpmRegistryOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  /** Base URL; a slash at its end does not matter. */
  readonly url: string;
  readonly access: Access;
  /** Its names are nobody else's business: where it sends on to another host, that one is not asked. */
  readonly isPrivate?: boolean;
}

/**
 * The npm registry, or one that speaks its protocol. Facts come from the full package document (the abbreviated one has no dates),
 * digests from the abbreviated one. A name that no npm package can have is absent, without a request.
 */
export function createNpmRegistry({ http, cache, clock, url, access, isPrivate = false }: NpmRegistryOptions): PackageRegistry {
  const base = url.replace(/\/+$/, '');
  const place = URL.canParse(base) ? new URL(base) : undefined;
  const facts = createFactsCache('npm', name => `npm ${place?.host}${place?.pathname} ${name}`, cache, clock);

  function answerWithoutAsking(name: string): Lookup<never> | undefined {
    return isPossibleName(name) ? undefined : { kind: 'absent', fetchedAt: clock() };
  }

  async function ask(name: string, etag: string | undefined, signal: AbortSignal): Promise<Asked> {
    const result = await http.getJson(
      documentUrl(base, name),
      { access, staysOnHost: isPrivate, etag, keep: PACKUMENT_PARTS, read: storedPackument },
      signal,
    );
    if (result.kind !== 'ok') return otherwise(result);
    const facts = result.json as ReturnType<typeof storedPackument>;
    return facts ? { kind: 'facts', facts, etag: result.etag } : { kind: 'unknown', reason: `${place?.host} gave no package document` };
  }

  async function askDigests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>> {
    const result = await http.getJson(
      documentUrl(base, name),
      { access, staysOnHost: isPrivate, accept: ABBREVIATED, keep: digestParts(version) },
      signal,
    );
    const fetchedAt = clock();
    if (result.kind === 'failed') return { kind: 'unknown', reason: result.reason };
    const digests = result.kind === 'ok' ? readDigests(version, result.json) : undefined;
    return digests ? { kind: 'found', value: digests, fetchedAt } : { kind: 'absent', fetchedAt };
  }

  return {
    async recall(name): Promise<Lookup<PackageFacts> | undefined> {
      return answerWithoutAsking(name) ?? facts.recall(name);
    },
    async fetch(name, signal): Promise<Lookup<PackageFacts>> {
      return answerWithoutAsking(name) ?? facts.fetch(name, (etag, shared) => ask(name, etag, shared), signal);
    },
    async digests(name, version, signal) {
      return answerWithoutAsking(name) ?? askDigests(name, version, signal);
    },
  };
}

const ABBREVIATED = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

function storedPackument(json: unknown): StoredFacts | undefined {
  const read = readPackument(json);
  return read && storeFacts(read);
}

/** Whether some package may have this name: what npm ever allowed, and nothing that would mean another path. */
function isPossibleName(name: string): boolean {
  return name.length <= 214 && !HALF_CHARACTER.test(name) && /^(?:@[^/@\s%?#\\]+\/)?[^/@\s%?#\\._][^/@\s%?#\\]*$/.test(name);
}

/** Half of a surrogate pair: no URL can hold one. */
const HALF_CHARACTER = /\p{Cs}/u;

/** `@scope/name` is one part of the path: `@scope%2fname`. */
function documentUrl(base: string, name: string): string {
  return `${base}/${encodeURIComponent(name).replace('%40', '@').replace('%2F', '%2f')}`;
}

function otherwise(result: Exclude<HttpResult, { kind: 'ok' }>): Asked {
  if (result.kind === 'not-found') return { kind: 'absent' };
  return result.kind === 'failed' ? { kind: 'unknown', reason: result.reason } : result;
}
