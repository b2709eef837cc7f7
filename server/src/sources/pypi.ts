import type { FileDigest, Lookup, PackageFacts } from '../model.js';
import type { Cache, Clock, PackageRegistry } from '../ports.js';
import { type Asked, createFactsCache } from './factsCache.js';
import type { Http, HttpResult } from './http.js';
import type { Keep } from './jsonFilter.js';
import {
  LEGACY_PARTS,
  type Project,
  projectDigests,
  projectFacts,
  readLegacyDocument,
  readSimplePage,
  SIMPLE_DIGEST_PARTS,
  SIMPLE_PARTS,
} from './simpleIndex.js';

/** PyPI's own index. */
export const PYPI_URL = 'https://pypi.org/simple';

export interface PythonIndexOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  /** The base of the simple index; PyPI's where none or `''` is given. */
  readonly indexUrl?: string | undefined;
}

/**
 * A Python package index, asked by the simple JSON API. An index that serves its simple pages only as HTML is asked by the older JSON API,
 * `/pypi/NAME/json` beside `/simple`, where it has that. 404 means that there is no such project: that is what the simple API says of 404.
 */
export function createPythonIndex({ http, cache, clock, indexUrl }: PythonIndexOptions): PackageRegistry {
  const base = (indexUrl || PYPI_URL).replace(/\/+$/, '');
  const place = URL.canParse(base) ? new URL(base) : undefined;
  const facts = createFactsCache('PyPI', name => `pypi ${place?.host}${place?.pathname} ${name}`, cache, clock);
  let speaksLegacy = false;

  async function askSimple(name: string, etag: string | undefined, keep: Keep, signal: AbortSignal): Promise<Page> {
    const result = await http.getJson(`${base}/${name}/`, { accept: SIMPLE_JSON, etag, keep }, signal);
    return pageOf(result, json => readSimplePage(name, json), `${place?.host} gave no project page`);
  }

  async function askLegacy(name: string, etag: string | undefined, signal: AbortSignal): Promise<Page> {
    const url = `${base.replace(/\/simple$/, '')}/pypi/${name}/json`;
    const result = await http.getJson(url, { etag, keep: LEGACY_PARTS }, signal);
    return pageOf(result, readLegacyDocument, `${place?.host} gave no project document`);
  }

  /** @param keep the parts of the simple page that are wanted */
  async function ask(name: string, etag: string | undefined, keep: Keep, signal: AbortSignal): Promise<Page> {
    if (speaksLegacy) return askLegacy(name, etag, signal);
    const page = await askSimple(name, etag, keep, signal);
    if (page.kind !== 'unknown' || !page.noJson || !base.endsWith('/simple')) return page;
    // without the ETag: a document of the one address says nothing of the other
    const legacy = await askLegacy(name, undefined, signal);
    if (legacy.kind !== 'project') return page;
    speaksLegacy = true;
    return legacy;
  }

  async function askDigests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>> {
    const page = await ask(name, undefined, SIMPLE_DIGEST_PARTS, signal);
    const fetchedAt = clock();
    if (page.kind === 'unknown') return { kind: 'unknown', reason: page.reason };
    const digests = page.kind === 'project' ? projectDigests(page.project, version) : undefined;
    return digests ? { kind: 'found', value: digests, fetchedAt } : { kind: 'absent', fetchedAt };
  }

  const impossible = (name: string): Lookup<never> | undefined =>
    isPossibleName(name) ? undefined : { kind: 'absent', fetchedAt: clock() };

  return {
    async recall(name): Promise<Lookup<PackageFacts> | undefined> {
      return impossible(name) ?? facts.recall(name);
    },
    async fetch(name, signal): Promise<Lookup<PackageFacts>> {
      return impossible(name) ?? facts.fetch(name, async (etag, shared) => askedOf(await ask(name, etag, SIMPLE_PARTS, shared)), signal);
    },
    async digests(name, version, signal) {
      return impossible(name) ?? askDigests(name, version, signal);
    },
  };
}

const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json';

type Page =
  | { readonly kind: 'project'; readonly project: Project; readonly etag: string | undefined }
  | { readonly kind: 'not-modified' | 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string; readonly noJson: boolean };

function pageOf(result: HttpResult, read: (json: unknown) => Project | undefined, otherwise: string): Page {
  if (result.kind === 'not-found') return { kind: 'absent' };
  if (result.kind === 'not-modified') return { kind: 'not-modified' };
  if (result.kind === 'failed') return { kind: 'unknown', reason: result.reason, noJson: result.notJson === true || result.status === 406 };
  const project = read(result.json);
  return project ? { kind: 'project', project, etag: result.etag } : { kind: 'unknown', reason: otherwise, noJson: false };
}

function askedOf(page: Page): Asked {
  if (page.kind === 'project') return { kind: 'facts', facts: projectFacts(page.project), etag: page.etag };
  return page.kind === 'unknown' ? { kind: 'unknown', reason: page.reason } : { kind: page.kind };
}

/** PEP 508 names, normalised. */
function isPossibleName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}
