import type { FileDigest, Lookup, PackageFacts } from '../model.js';
import type { Cache, Clock, PackageRegistry } from '../ports.js';
import { type Asked, createFactsCache } from './factsCache.js';
import type { Http, HttpResult } from './http.js';
import type { NpmConfig } from './npmConfig.js';
import { digestParts, PACKUMENT_PARTS, readDigests, readPackument } from './packument.js';

export interface NpmRegistryOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly config: NpmConfig;
}

/**
 * The npm registry, or one that speaks its protocol. Facts come from the full package document (the abbreviated one has no dates),
 * digests from the abbreviated one. A name that npm's configuration takes from a private registry is answered with unknown, without a
 * request; one that no npm package can have is absent.
 */
export function createNpmRegistry({ http, cache, clock, config }: NpmRegistryOptions): PackageRegistry {
  const place = URL.canParse(config.registryUrl) ? new URL(config.registryUrl) : undefined;
  const facts = createFactsCache('npm', name => `npm ${place?.host}${place?.pathname} ${name}`, cache, clock);

  function answerWithoutAsking(name: string): Lookup<never> | undefined {
    const host = config.privateRegistryOf(name);
    if (host !== undefined) return { kind: 'unknown', reason: privateReason(host), deliberate: true };
    return isPossibleName(name) ? undefined : { kind: 'absent', fetchedAt: clock() };
  }

  async function ask(name: string, etag: string | undefined, signal: AbortSignal): Promise<Asked> {
    const result = await http.getJson(documentUrl(config, name), { etag, keep: PACKUMENT_PARTS }, signal);
    if (result.kind !== 'ok') return otherwise(result);
    const read = readPackument(result.json);
    return read
      ? { kind: 'facts', facts: read, etag: result.etag }
      : { kind: 'unknown', reason: `${place?.host} gave no package document` };
  }

  async function askDigests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>> {
    const result = await http.getJson(documentUrl(config, name), { accept: ABBREVIATED, keep: digestParts(version) }, signal);
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

/** Why a package of a private registry was not checked; the same words for registry and advisories. */
export function privateReason(host: string): string {
  return `not checked: private registry ${host}`;
}

const ABBREVIATED = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

/** Whether some package may have this name: what npm ever allowed, and nothing that would mean another path. */
function isPossibleName(name: string): boolean {
  return name.length <= 214 && !HALF_CHARACTER.test(name) && /^(?:@[^/@\s%?#\\]+\/)?[^/@\s%?#\\._][^/@\s%?#\\]*$/.test(name);
}

/** Half of a surrogate pair: no URL can hold one. */
const HALF_CHARACTER = /\p{Cs}/u;

/** `@scope/name` is one part of the path: `@scope%2fname`. */
function documentUrl(config: NpmConfig, name: string): string {
  return `${config.registryUrl}/${encodeURIComponent(name).replace('%40', '@').replace('%2F', '%2f')}`;
}

function otherwise(result: Exclude<HttpResult, { kind: 'ok' }>): Asked {
  if (result.kind === 'not-found') return { kind: 'absent' };
  return result.kind === 'failed' ? { kind: 'unknown', reason: result.reason } : result;
}
