import type { FileDigest } from '../../model/index.js';
import type { ReadFacts } from '../../model/storedMetadata.js';
import type { Keep } from '../../ports/jsonParts.js';
import type { NotFound } from './registryAnswers.js';

/** The protocol of a public registry, and of those that take its place: one adapter (`services/registry`) speaks all of them. */
export interface RegistryProtocol {
  /** The public registry, or one in its place, as failures name it. */
  readonly service: string;
  /** In front of the keys of the cache. */
  readonly cacheKey: string;
  /** Whether some package may have this name. One that none can have is absent, without a request. */
  isPossibleName(name: string): boolean;
  /** The document that is asked for. */
  readonly document: RegistryDocument;
  /** An older one, for places that serve the document only as HTML. */
  readonly older?: OlderDocument;
  /** A small package that every registry with public packages has: where it is not had, a 404 says nothing. */
  readonly wellKnown: string;
  /** Whether only such a registry answers so to a name that it does not have. */
  isOwnNotFound(answer: NotFound): boolean;
  /** Hosts of the public registry: another place that sends on to one of them has no such package. */
  readonly publicHosts?: ReadonlySet<string>;
}

export interface RegistryDocument {
  /** `package document`. */
  readonly title: string;
  /** @param base URL of the registry, without a slash at its end */
  url(base: string, name: string): string;
  metadata(name: string): DocumentReading<ReadFacts>;
  /** Hashes of all files of a release; undefined in the reading where the document does not list it. */
  digests(name: string, version: string): DocumentReading<readonly FileDigest[] | undefined>;
  /** Reads a page of HTML into what the JSON form would be; undefined where it may be any page. */
  readonly html?: (text: string) => unknown;
}

export interface OlderDocument extends RegistryDocument {
  /** Whether a registry at this address may have it. */
  isBeside(base: string): boolean;
}

/** What is taken from a document. */
export interface DocumentReading<T> {
  /** The `accept` header, where the usual one will not do. */
  readonly accept?: string;
  readonly parts: Keep;
  /** Undefined where it is no such document, or that of another package. */
  read(json: unknown): { readonly value: T } | undefined;
}
