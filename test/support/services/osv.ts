import { type Reply, type Service, type ServiceOptions, startService } from './service.js';

/** One OSV record. Besides these fields it may hold whatever the schema allows. */
export interface OsvRecord {
  readonly id: string;
  readonly modified: string;
  readonly withdrawn?: string;
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly [field: string]: unknown;
  }[];
  readonly [field: string]: unknown;
}

export interface OsvOptions extends ServiceOptions {
  /** Records of one package that fit on a page of a batch answer. Default: all. */
  readonly pageSize?: number;
  /** Every package's first page has a token and no ids at all, as the real service may answer. */
  readonly emptyFirstPage?: boolean;
}

export interface OsvService extends Service {
  /** What the service answers from, by id; may be changed between requests. */
  readonly records: Map<string, OsvRecord>;
}

/** Starts an advisory service with `POST /v1/querybatch` (by name, at most 1,000 queries) and `GET /v1/vulns/ID`. */
export async function startOsvService(records: readonly OsvRecord[], options: OsvOptions = {}): Promise<OsvService> {
  const data = new Map(records.map(record => [record.id, record]));
  const service = await startService(({ method, body }, path) => {
    if (method === 'POST' && path === '/v1/querybatch') return { ...batchReply([...data.values()], body, options), etag: false };
    const record = data.get(/^\/v1\/vulns\/([^/]+)$/.exec(path)?.[1] ?? '');
    return { ...(record ? { status: 200, json: record } : { status: 404, json: { code: 5, message: 'Bug not found.' } }), etag: false };
  }, options);
  return { ...service, records: data };
}

interface Query {
  readonly package?: { readonly ecosystem?: string; readonly name?: string };
  readonly page_token?: string;
}

function batchReply(records: readonly OsvRecord[], body: string, options: OsvOptions): Reply {
  const { queries } = JSON.parse(body) as { queries: Query[] };
  if (queries.length > 1_000) return { status: 400, json: { code: 3, message: 'Too many queries.' } };
  if (queries.some(query => !query.package?.name)) return { status: 400, json: { code: 3, message: 'Invalid query.' } };
  return { status: 200, json: { results: queries.map(query => resultOf(records, query, options)) } };
}

function resultOf(records: readonly OsvRecord[], query: Query, options: OsvOptions): unknown {
  if (options.emptyFirstPage && query.page_token === undefined) return { next_page_token: 'from-0' };
  const found = records.filter(record => record.withdrawn === undefined && affects(record, query));
  const start = Number(query.page_token?.replace('from-', '') ?? 0);
  const end = start + (options.pageSize ?? Number.POSITIVE_INFINITY);
  const vulns = found.slice(start, end).map(({ id, modified }) => ({ id, modified }));
  return {
    ...(vulns.length > 0 ? { vulns } : {}),
    ...(end < found.length ? { next_page_token: `from-${end}` } : {}),
  };
}

function affects(record: OsvRecord, query: Query): boolean {
  return record.affected.some(({ package: { ecosystem, name } }) => ecosystem === query.package?.ecosystem && name === query.package.name);
}
