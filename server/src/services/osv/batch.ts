import * as v from 'valibot';
import { fieldsOf } from '../../ecosystems/shared/fields.js';
import type { PackageId } from '../../model/index.js';
import type { Http } from '../http/http.js';
import type { RecordRef } from './cache.js';

// POST /v1/querybatch (google.github.io/osv.dev/post-v1-querybatch): which records there are of each of many packages.

/** As failures name it. */
export const SERVICE = 'OSV';

/** Queries in one request, at most; the service's own bound. */
export const BATCH_SIZE = 1_000;

/** A package with more pages than this is given up: the service pages without end. */
const MAX_PAGES = 100;

/** Ids and times of all records of a package, or why they could not be had. */
export type Listing =
  | { readonly kind: 'records'; readonly records: readonly RecordRef[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Lists the records of each package, in the order given: at most `BATCH_SIZE` packages a request, further pages asked for until
 * there are none.
 */
export async function listRecords(http: Http, url: string, packages: readonly PackageId[], signal: AbortSignal): Promise<Listing[]> {
  const chunks: (readonly PackageId[])[] = [];
  for (let at = 0; at < packages.length; at += BATCH_SIZE) chunks.push(packages.slice(at, at + BATCH_SIZE));
  return (await Promise.all(chunks.map(chunk => listChunk(http, url, chunk, signal)))).flat();
}

async function listChunk(http: Http, url: string, chunk: readonly PackageId[], signal: AbortSignal): Promise<Listing[]> {
  const listings = chunk.map(() => ({ records: [] as RecordRef[], failure: undefined as string | undefined }));
  let open = chunk.map((id, index): OpenQuery => ({ index, query: { package: { ecosystem: id.ecosystem, name: id.name } } }));
  for (let page = 0; open.length > 0; page++) {
    const answers = page < MAX_PAGES ? await askPage(http, url, open, signal) : `${placeOf(url)} pages without end`;
    open = open.flatMap((asked, position) => {
      const listing = listings[asked.index] as (typeof listings)[number];
      const answer = typeof answers === 'string' ? answers : (answers[position] as PageAnswer | string);
      if (typeof answer === 'string') {
        listing.failure = answer;
        return [];
      }
      listing.records.push(...answer.records);
      return answer.nextPage === undefined ? [] : [{ ...asked, query: { ...asked.query, page_token: answer.nextPage } }];
    });
  }
  return listings.map(({ records, failure }) =>
    failure === undefined ? { kind: 'records', records } : { kind: 'unknown', reason: failure },
  );
}

interface OpenQuery {
  readonly index: number;
  readonly query: { readonly package: PackageId; readonly page_token?: string };
}

interface PageAnswer {
  readonly records: readonly RecordRef[];
  readonly nextPage: string | undefined;
}

/** One request: an answer for each query or the reason why it has none, or one reason for all. */
async function askPage(
  http: Http,
  url: string,
  open: readonly OpenQuery[],
  signal: AbortSignal,
): Promise<(PageAnswer | string)[] | string> {
  const result = await http.postJson(`${url}/v1/querybatch`, { queries: open.map(asked => asked.query) }, { service: SERVICE }, signal);
  if (result.kind === 'failed') return result.reason;
  if (result.kind !== 'ok') return `${placeOf(url)} knows no batch queries`;
  const answer = v.safeParse(BatchSchema, result.json);
  if (!answer.success || answer.output.results.length !== open.length) return `${placeOf(url)} gave no answer to the batch query`;
  return answer.output.results.map(one => {
    const read = v.safeParse(ResultSchema, fieldsOf(one));
    if (!read.success) return `${placeOf(url)} gave an unreadable list of advisories`;
    return { records: read.output.vulns ?? [], nextPage: read.output.next_page_token || undefined };
  });
}

function placeOf(url: string): string {
  return URL.canParse(url) ? `${SERVICE} (${new URL(url).host})` : 'the advisory service';
}

const BatchSchema = v.object({ results: v.array(v.unknown()) });
/** A record without an id cannot be left out: the list would look complete without it. One without a time is asked for each time. */
const VulnsSchema = v.array(v.object({ id: v.pipe(v.string(), v.nonEmpty()), modified: v.fallback(v.string(), '') }));
/** Without a list an answer has nothing but the token of the next page: what has other members, such as an error, is no empty list. */
const ResultSchema = v.union([
  v.object({ vulns: VulnsSchema, next_page_token: v.optional(v.string()) }),
  v.strictObject({ vulns: v.optional(v.undefined_()), next_page_token: v.optional(v.string()) }),
]);
