import type { FileDigest, Lookup, PackageFacts } from '../../model/index.js';
import type { Cache, Clock, PackageRegistry } from '../../ports/index.js';
import type { Access } from '../../model/registryAccess.js';
import { quoted } from '../../text/sanitize.js';
import { createAbsence, errorTextIn, type NotFound } from './absence.js';
import { type Asked, createFactsCache } from './cache.js';
import { fieldsOf } from '../../ecosystems/shared/fields.js';
import type { Http, HttpResult, RequestOptions } from '../http/http.js';
import { digestParts, NAME_PARTS, PACKUMENT_PARTS, readDigests, readPackument } from '../../ecosystems/npm/registry/packument.js';
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
  const absence = createAbsence({ clock, isOwnWord: isRegistryError, probe });
  const facts = createFactsCache('npm', name => `npm ${place?.host}${place?.pathname} ${name}`, cache, clock);

  function answerWithoutAsking(name: string): Lookup<never> | undefined {
    return isPossibleName(name) ? undefined : { kind: 'absent', fetchedAt: clock() };
  }

  /** A document that names another package is none. */
  function get(name: string, options: RequestOptions, signal: AbortSignal): Promise<HttpResult> {
    const read = (json: unknown): unknown => (isOf(name, json) ? (options.read ?? asItIs)(json) : undefined);
    const request = http.getJson(documentUrl(base, name), { access, staysOnHost: isPrivate, ...options, read }, signal);
    return absence.watch(request, result => (result.kind === 'ok' ? result.json !== undefined : result.kind === 'not-modified'));
  }

  async function probe(signal: AbortSignal): Promise<boolean> {
    const result = await get(WELL_KNOWN, { accept: ABBREVIATED, keep: NAME_PARTS, read: json => fieldsOf(json)?.name }, signal);
    return result.kind === 'ok' && result.json === WELL_KNOWN;
  }

  /** A private registry is taken at its word: what it has not is asked for elsewhere, or not told of. */
  async function absentOr(answer: NotFound, signal: AbortSignal): Promise<{ readonly kind: 'absent' } | UnknownAnswer> {
    if (isPrivate || (await absence.isCredible(answer, signal))) return { kind: 'absent' };
    return { kind: 'unknown', reason: `${place?.host} answered 404, and not as a registry does` };
  }

  async function ask(name: string, etag: string | undefined, signal: AbortSignal): Promise<Asked> {
    const result = await get(name, { etag, keep: PACKUMENT_PARTS, read: storedPackument }, signal);
    if (result.kind === 'not-found') return absentOr(result, signal);
    if (result.kind === 'failed') return { kind: 'unknown', reason: result.reason };
    if (result.kind === 'not-modified') return result;
    const facts = result.json as ReturnType<typeof storedPackument>;
    return facts ? { kind: 'facts', facts, etag: result.etag } : noDocument(name);
  }

  function noDocument(name: string): UnknownAnswer {
    return { kind: 'unknown', reason: `${place?.host} gave no document of ${quoted(name, 60)}` };
  }

  async function askDigests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>> {
    const result = await get(name, { accept: ABBREVIATED, keep: digestParts(version) }, signal);
    const fetchedAt = clock();
    if (result.kind === 'failed') return { kind: 'unknown', reason: result.reason };
    if (result.kind === 'not-found') {
      const answer = await absentOr(result, signal);
      return answer.kind === 'absent' ? { ...answer, fetchedAt } : answer;
    }
    if (result.kind === 'ok' && result.json === undefined) return noDocument(name);
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

type UnknownAnswer = Extract<Asked, { kind: 'unknown' }>;

/** A small document of a package that every registry with public packages has. */
const WELL_KNOWN = 'once';

/** Whether a document is that of a package. Mirrors may leave out its name, and `_id` too: then it is taken for the one that was asked for. */
function isOf(name: string, json: unknown): boolean {
  const fields = fieldsOf(json);
  const own = [fields?.name, fields?._id].find(value => typeof value === 'string');
  return own === undefined || own === name;
}

/** npm answers with an object that has the error's text, for a person to read. */
function isRegistryError(answer: NotFound): boolean {
  return errorTextIn(answer, 'error') !== undefined;
}

function asItIs(json: unknown): unknown {
  return json;
}
