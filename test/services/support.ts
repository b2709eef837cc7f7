import { afterEach } from 'vitest';
import type { Lookup, PackageFacts, Release } from '../../server/src/model/index.js';
import type { Cache, Logger } from '../../server/src/ports/index.js';
import { createHttp, type HttpClient, type HttpOptions } from '../../server/src/services/http/http.js';
import { PATIENCE } from '../support/limits.mjs';

/** What the sources' tests share. */

export const SILENT: Logger = { error() {}, warn() {}, info() {}, debug() {} };

/** A signal that is never aborted. */
export const NEVER = new AbortController().signal;

const opened: { close(): Promise<void> }[] = [];

/** Has something closed after the test. */
export function closing<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()));
});

/** A client with short pauses and patience with a busy machine, closed after the test. */
export function testHttp(options: Partial<HttpOptions> = {}): HttpClient {
  return closing(createHttp({ logger: SILENT, random: () => 0.01, ...PATIENT, ...options }));
}

const PATIENT = { timeLimitMs: PATIENCE, connectMs: PATIENCE, headersMs: PATIENCE, bodyMs: PATIENCE };

/** A cache in memory that keeps what JSON keeps. */
export function memoryCache(): Cache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    read: async key => {
      const text = entries.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    write: async (key, value) => {
      entries.set(key, JSON.stringify(value));
    },
  };
}

const FIELDS = [
  'version',
  'publishedAt',
  'yanked',
  'deprecated',
  'publisher',
  'installScripts',
  'dependencies',
  'provenance',
  'digests',
  'requiresPython',
  'requiresNode',
  'peers',
  'hasNoFile',
  'repository',
] as const satisfies readonly (keyof Release)[];

/** A release with the fields it has, as a plain object: releases read their fields when they are asked for. */
export function plainRelease(release: Release): Release {
  const told = FIELDS.filter(field => release[field] !== undefined).map(field => [field, release[field]] as const);
  return Object.fromEntries(told) as unknown as Release;
}

/** An answer of a registry with its releases as a list of plain objects. */
export function plain(lookup: Lookup<PackageFacts> | undefined): unknown {
  if (lookup?.kind !== 'found') return lookup;
  return { ...lookup, value: { ...lookup.value, releases: [...lookup.value.releases].map(plainRelease) } };
}
