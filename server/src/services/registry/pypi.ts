import type { FileDigest, Lookup, PackageFacts } from '../../model/index.js';
import type { Cache, Clock, PackageRegistry } from '../../ports/index.js';
import { PYPI_HOSTS } from '../../ecosystems/python/settings/registries.js';
import { type Access, PLAIN_ACCESS } from '../../model/registryAccess.js';
import { quoted } from '../../text/sanitize.js';
import { createAbsence, errorTextIn, type NotFound } from './absence.js';
import { type Asked, createFactsCache } from './cache.js';
import type { Http, HttpResult } from '../http/http.js';
import type { Keep } from '../http/jsonFilter.js';
import {
  LEGACY_PARTS,
  type Project,
  projectDigests,
  projectFacts,
  readLegacyDocument,
  readSimplePage,
  SIMPLE_DIGEST_PARTS,
  SIMPLE_PARTS,
} from '../../ecosystems/python/registry/simpleIndex.js';
import { readHtmlPage } from '../../ecosystems/python/registry/simplePageHtml.js';
import { type StoredFacts, storeFacts } from '../../model/storedMetadata.js';

/** PyPI's own index. */
export const PYPI_URL = 'https://pypi.org/simple';

export interface PythonIndexOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  /** The base of the simple index; PyPI's where none or `''` is given. */
  readonly indexUrl?: string | undefined;
  /** How it is reached; plainly where not given. */
  readonly access?: Access;
  /** Its names are nobody else's business: where it sends on to another host, that one is not asked. */
  readonly isPrivate?: boolean;
}

/**
 * A Python package index, asked by the simple JSON API. An index that serves its simple pages only as HTML is asked by the older JSON API,
 * `/pypi/NAME/json` beside `/simple`, which tells more, such as dates; the pages are read where it does not have that.
 * 404 means that there is no such project, as long as it is the index that says so (absence.ts).
 */
export function createPythonIndex({
  http,
  cache,
  clock,
  indexUrl,
  access = PLAIN_ACCESS,
  isPrivate = false,
}: PythonIndexOptions): PackageRegistry {
  const base = (indexUrl || PYPI_URL).replace(/\/+$/, '');
  const place = URL.canParse(base) ? new URL(base) : undefined;
  const absence = createAbsence({ clock, isOwnWord: isIndexError, probe });
  const facts = createFactsCache('PyPI', name => `pypi ${place?.host}${place?.pathname} ${name}`, cache, clock);
  let legacy: 'not tried' | 'spoken' | 'not spoken' = base.endsWith('/simple') ? 'not tried' : 'not spoken';

  async function askSimple<T>(name: string, etag: string | undefined, wanted: Wanted<T>, signal: AbortSignal): Promise<Page<T>> {
    let isHtml = false;
    const html = (text: string): unknown => {
      isHtml = true;
      return readHtmlPage(text);
    };
    const read = (json: unknown) => made(readSimplePage(name, json), wanted);
    const options = { accept: SIMPLE_PAGES, etag, keep: wanted.parts, access, staysOnHost: isPrivate, html, read };
    const result = await absence.watch(http.getJson(`${base}/${name}/`, options, signal), isRight);
    return { ...pageOf(result, `${place?.host} gave no page of ${quoted(name, 60)}`), isHtml };
  }

  async function askLegacy<T>(name: string, etag: string | undefined, wanted: Wanted<T>, signal: AbortSignal): Promise<Page<T>> {
    const url = `${base.replace(/\/simple$/, '')}/pypi/${name}/json`;
    const read = (json: unknown) => made(readLegacyDocument(name, json), wanted);
    const options = { etag, keep: LEGACY_PARTS, access, staysOnHost: isPrivate, read };
    const result = await absence.watch(http.getJson(url, options, signal), isRight);
    return pageOf(result, `${place?.host} gave no document of ${quoted(name, 60)}`);
  }

  async function ask<T>(name: string, etag: string | undefined, wanted: Wanted<T>, signal: AbortSignal): Promise<Page<T>> {
    const page = await askEither(name, etag, wanted, signal);
    if (page.kind !== 'absent' || page.answer === undefined || isPrivate || (await absence.isCredible(page.answer, signal))) return page;
    return { kind: 'unknown', reason: `${place?.host} answered 404, and not as an index does`, noJson: false };
  }

  async function askEither<T>(name: string, etag: string | undefined, wanted: Wanted<T>, signal: AbortSignal): Promise<Page<T>> {
    if (legacy === 'spoken') return askLegacy(name, etag, wanted, signal);
    const page = await askSimple(name, etag, wanted, signal);
    const hasNoJson = page.isHtml === true || (page.kind === 'unknown' && page.noJson);
    if (!hasNoJson || legacy === 'not spoken') return page;
    // without the ETag: a document of the one address says nothing of the other
    const document = await askLegacy(name, undefined, wanted, signal);
    if (document.kind === 'project') legacy = 'spoken';
    else if (document.kind === 'absent' && page.kind === 'project') legacy = 'not spoken';
    return document.kind === 'project' ? document : page;
  }

  async function probe(signal: AbortSignal): Promise<boolean> {
    return (await askEither(WELL_KNOWN, undefined, PROJECT_WANTED, signal)).kind === 'project';
  }

  async function askDigests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>> {
    const page = await ask(name, undefined, digestsWanted(version), signal);
    const fetchedAt = clock();
    if (page.kind === 'unknown') return { kind: 'unknown', reason: page.reason };
    const digests = page.kind === 'project' ? page.made : undefined;
    return digests ? { kind: 'found', value: digests, fetchedAt } : { kind: 'absent', fetchedAt };
  }

  const impossible = (name: string): Lookup<never> | undefined =>
    isPossibleName(name) ? undefined : { kind: 'absent', fetchedAt: clock() };

  return {
    async recall(name): Promise<Lookup<PackageFacts> | undefined> {
      return impossible(name) ?? facts.recall(name);
    },
    async fetch(name, signal): Promise<Lookup<PackageFacts>> {
      return impossible(name) ?? facts.fetch(name, async (etag, shared) => askedOf(await ask(name, etag, FACTS_WANTED, shared)), signal);
    },
    async digests(name, version, signal) {
      return impossible(name) ?? askDigests(name, version, signal);
    },
  };
}

/** PEP 691 asks clients that read both to say so, and which they prefer. */
const SIMPLE_PAGES = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/** `isHtml`: it was read from a page of HTML. */
type Page<T> = { readonly isHtml?: boolean } & (
  | { readonly kind: 'project'; readonly made: T; readonly etag: string | undefined }
  | { readonly kind: 'not-modified' }
  /** `answer`: the 404 that says so. */
  | { readonly kind: 'absent'; readonly answer?: NotFound }
  | { readonly kind: 'unknown'; readonly reason: string; readonly noJson: boolean }
);

/** What is wanted of a project. */
interface Wanted<T> {
  /** The parts of the simple page that it is made of. */
  readonly parts: Keep;
  make(project: Project): T;
}

/** A small page of a project that every index with public projects has. */
const WELL_KNOWN = 'six';
const PROJECT_WANTED: Wanted<true> = { parts: SIMPLE_DIGEST_PARTS, make: () => true };

/** PyPI answers with plain text at its simple pages (warehouse: `httpexception_view`), with JSON elsewhere. */
function isIndexError(answer: NotFound): boolean {
  const isPlain = answer.type === 'text/plain' && answer.text?.trim() === '404 Not Found';
  return isPlain || ['message', 'error', 'detail'].some(member => errorTextIn(answer, member) !== undefined);
}

function isRight(result: HttpResult): boolean {
  return result.kind === 'ok' ? result.json !== undefined : result.kind === 'not-modified';
}

const FACTS_WANTED: Wanted<StoredFacts> = { parts: SIMPLE_PARTS, make: project => storeFacts(projectFacts(project)) };

function digestsWanted(version: string): Wanted<FileDigest[] | undefined> {
  return { parts: SIMPLE_DIGEST_PARTS, make: project => projectDigests(project, version) };
}

interface Made<T> {
  readonly made: T;
}

function made<T>(project: Project | undefined, wanted: Wanted<T>): Made<T> | undefined {
  return project && { made: wanted.make(project) };
}

/** @param result of a request that `made` what was read */
function pageOf<T>(result: HttpResult, otherwise: string): Page<T> {
  if (result.kind === 'not-found') return { kind: 'absent', answer: result };
  if (result.kind === 'not-modified') return { kind: 'not-modified' };
  // pypiserver and GitLab send on to PyPI for what they do not have
  if (result.kind === 'failed' && PYPI_HOSTS.has(result.sentOnTo ?? '')) return { kind: 'absent' };
  if (result.kind === 'failed') return { kind: 'unknown', reason: result.reason, noJson: result.notJson === true || result.status === 406 };
  const project = result.json as Made<T> | undefined;
  return project ? { kind: 'project', made: project.made, etag: result.etag } : { kind: 'unknown', reason: otherwise, noJson: false };
}

function askedOf(page: Page<StoredFacts>): Asked {
  if (page.kind === 'project') return { kind: 'facts', facts: page.made, etag: page.etag };
  return page.kind === 'unknown' ? { kind: 'unknown', reason: page.reason } : { kind: page.kind };
}

/** PEP 508 names, normalised. */
function isPossibleName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}
