import { lookup } from 'node:dns';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { npmRegistry } from '../../../server/src/ecosystems/npm/registry/protocol.js';
import { pythonIndex } from '../../../server/src/ecosystems/python/registry/protocol.js';
import { PLAIN_ACCESS } from '../../../server/src/model/registryAccess.js';
import { FAILURES_TO_OPEN, LONGEST_PAUSE_MS } from '../../../server/src/services/http/breaker.js';
import { createByteClient } from '../../../server/src/services/http/byteClient.js';
import { HTTP_LIMITS, type Http } from '../../../server/src/services/http/http.js';
import { MAX_TRIES } from '../../../server/src/services/http/retry.js';
import { createOsvExport } from '../../../server/src/services/osv/export.js';
import { createOsv } from '../../../server/src/services/osv/osv.js';
import { createRegistry } from '../../../server/src/services/registry/adapter.js';
import { PATIENCE } from '../../support/limits.mjs';
import { type AnyFault, FAULT_CASES } from '../../support/services/faults.js';
import { type Reply, type Service, startService } from '../../support/services/service.js';
import { closing, memoryCache, NEVER, testHttp } from '../support.js';

// Every service with every fault: what is not known is said with a reason, in time, with few requests; and found when the fault is over.

vi.mock('node:dns', async original => ({ ...(await original<object>()), lookup: vi.fn() }));

type Callback = (error: Error | null, addresses?: { address: string; family: number }[]) => void;
const resolver = vi.mocked(lookup) as unknown as {
  mockImplementation(as: (host: string, options: object, callback: Callback) => void): void;
};

/** Who has the name `service.example`: the service, nobody, or an address where nobody listens. */
let named: '127.0.0.1' | '127.0.0.2' | undefined;
beforeEach(() => {
  named = '127.0.0.1';
  resolver.mockImplementation((host, _options, callback) => {
    const unknown = Object.assign(new Error(), { code: 'ENOTFOUND' });
    setImmediate(() => (named && host === 'service.example' ? callback(null, [{ address: named, family: 4 }]) : callback(unknown)));
  });
});

/** Limits of time, of a whole request too where there is such a limit. */
interface Limits {
  readonly headersMs: number;
  readonly bodyMs: number;
  readonly timeLimitMs: number;
}

/** For faults that end with a limit: small, so that it is reached soon; large against the pause between two characters of an answer that drips. */
const SHORT: Limits = { headersMs: 300, bodyMs: 300, timeLimitMs: 600 };
/** For all others, of which a busy machine must not make such a fault. */
const LONG: Limits = { headersMs: PATIENCE, bodyMs: PATIENCE, timeLimitMs: PATIENCE };
const SLOW_FAULTS = ['hang', 'stalled-body', 'slow-head', 'slow-body'];

function limitsFor(fault: AnyFault): Limits {
  return typeof fault === 'object' && SLOW_FAULTS.includes(fault.kind) ? SHORT : LONG;
}

function httpWith(limits: Limits, clock: () => number): Http {
  return testHttp({ ...limits, maxBytes: 1024 * 1024, clock });
}

/** What there is to know of a package, or why it is not known. */
type Ask = (name: string, signal: AbortSignal) => Promise<{ readonly kind: string; readonly reason?: string }>;

interface Kind {
  readonly title: string;
  /** The requests that a fault is for. */
  readonly path: RegExp;
  ask(url: string, clock: () => number, limits: Limits): Ask;
}

/** What a reason names beside the host. */
const SERVICES: Readonly<Record<string, RegExp>> = { 'OSV, batches': /OSV/, 'OSV, records': /OSV/, npm: /npm registry/, PyPI: /PyPI/ };

const KINDS: readonly Kind[] = [
  { title: 'OSV, batches', path: /querybatch/, ask: osvAsk },
  { title: 'OSV, records', path: /\/v1\/vulns\//, ask: osvAsk },
  {
    title: 'npm',
    path: /./,
    ask: (url, clock, limits) => {
      const options = { http: httpWith(limits, clock), cache: memoryCache(), clock, url, access: PLAIN_ACCESS };
      const registry = createRegistry('npm', npmRegistry, options);
      return (name, signal) => registry.fetch(name, signal);
    },
  },
  {
    title: 'PyPI',
    path: /./,
    ask: (url, clock, limits) => {
      const http = httpWith(limits, clock);
      const index = createRegistry('PyPI', pythonIndex, { http, cache: memoryCache(), clock, url: `${url}/simple` });
      return (name, signal) => index.fetch(name, signal);
    },
  },
  { title: 'the export', path: /./, ask: exportAsk },
];

function osvAsk(url: string, clock: () => number, limits: Limits): Ask {
  const osv = createOsv({ http: httpWith(limits, clock), cache: memoryCache(), clock, url });
  return async (name, signal) => {
    const [answer] = await osv.fetch([{ ecosystem: 'npm', name }], signal);
    return answer ?? { kind: 'none' };
  };
}

function exportAsk(url: string, clock: () => number, { headersMs, bodyMs }: Limits): Ask {
  const client = createByteClient({ limits: { headersMs, bodyMs }, random: () => 0.01, clock });
  const source = createOsvExport({ url, client });
  closing({ close: async () => source.close() });
  return async (_name, signal) => {
    try {
      for await (const { id } of source.changes('npm', signal)) expect(id).toBe('MAL-1');
      return { kind: 'found' };
    } catch (error) {
      if (signal.aborted) throw error;
      return { kind: 'unknown', reason: (error as Error).message };
    }
  };
}

/** Answers for all five. */
function reply({ body }: { readonly body: string }, path: string): Reply {
  if (path === '/v1/querybatch') {
    const { queries } = JSON.parse(body) as { readonly queries: readonly { readonly package: { readonly name: string } }[] };
    return {
      status: 200,
      json: { results: queries.map(({ package: { name } }) => ({ vulns: [{ id: `MAL-${name}`, modified: '2026-01-01T00:00:00Z' }] })) },
    };
  }
  const name = path.split('/').filter(Boolean).at(-1) ?? '';
  if (path.startsWith('/v1/vulns/')) return { status: 200, json: { id: name, modified: '2026-01-01T00:00:00Z', affected: [] } };
  if (path === '/npm/modified_id.csv')
    return { status: 200, text: '2026-01-01T00:00:00Z,MAL-1\n', headers: { 'content-type': 'text/csv' } };
  if (path.startsWith('/simple/')) return { status: 200, json: { meta: { 'api-version': '1.1' }, name, versions: ['1.0.0'], files: [] } };
  return { status: 200, json: { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name, version: '1.0.0' } }, time: {} } };
}

async function faulty(
  path: RegExp,
  fault: AnyFault,
): Promise<{ readonly service: Service; readonly url: string; readonly host: string; heal(): void }> {
  const service = closing(await startService(reply));
  if (fault === 'unresolvable') named = undefined;
  else if (fault === 'refused') named = '127.0.0.2';
  else service.fault(path, fault);
  const host = service.host.replace('127.0.0.1', 'service.example');
  const heal = (): void => {
    named = '127.0.0.1';
    service.heal();
  };
  return { service, url: `http://${host}`, host, heal };
}

describe.each(KINDS)('$title', ({ title, path, ask: askOf }) => {
  it.each(FAULT_CASES)(
    '$title: unknown with a reason, few requests, and found afterwards',
    async ({ fault, reason, exportReason, requests }) => {
      const { service, url, host, heal } = await faulty(path, fault);
      let now = Date.now();
      const ask = askOf(url, () => now, limitsFor(fault));
      const asked = (): number => service.requests.filter(request => path.test(request.path)).length;
      const expected = (title === 'the export' ? exportReason : undefined) ?? reason;

      const first = await ask('first', NEVER);
      expect(first).toMatchObject({ kind: 'unknown' });
      expect(first.reason?.replaceAll(host, 'HOST').replace(/(?:OSV|npm registry|PyPI) \(HOST\)/g, 'HOST')).toMatch(expected as RegExp);
      if (title !== 'the export') expect(first.reason).toMatch(SERVICES[title] as RegExp);
      expect(`12 dependencies could not be checked: ${first.reason}`.length).toBeLessThan(160);
      expect(asked()).toBeLessThanOrEqual(requests);

      const more = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(name => ask(name, NEVER)));
      expect(new Set(more.map(({ kind }) => kind))).toEqual(new Set(['unknown']));
      expect(asked()).toBeLessThanOrEqual(6 * requests);

      heal();
      for (const name of ['first', 'after']) {
        await recovered(() => {
          now += LONGEST_PAUSE_MS;
          return ask(name, NEVER);
        });
      }
    },
  );

  it.each(FAULT_CASES)('$title: cancelled at once', async ({ fault }) => {
    const { service, url } = await faulty(path, fault);
    const controller = new AbortController();
    const asking = askOf(
      url,
      Date.now,
      LONG,
    )('thing', controller.signal).then(
      () => 'answered',
      error => error,
    );
    const isUnderWay = (): boolean => service.requests.some(request => path.test(request.path));
    let isDone = false;
    void asking.then(() => {
      isDone = true;
    });
    if (typeof fault === 'object') await until(() => isUnderWay() || isDone);
    const wasDone = isDone;
    controller.abort('stop');
    expect(await asking).toBe(wasDone ? 'answered' : 'stop');
  });
});

describe('a clock that is wrong', () => {
  it.each(['Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 2100 00:00:00 GMT', 'no date'])(
    'in the Date header (%s) changes nothing',
    async date => {
      const service = closing(
        await startService((request, path) => ({ ...reply(request, path), headers: { ...reply(request, path).headers, date } })),
      );
      for (const { ask } of KINDS) {
        const answer = await ask(service.url, () => 1_000_000, LONG)('thing', NEVER);
        expect(answer).toMatchObject({ kind: 'found' });
        if ('fetchedAt' in answer) expect(answer.fetchedAt).toBe(1_000_000);
      }
    },
  );

  it('in when a record was last changed changes nothing: it is asked for once, until it changes again', async () => {
    let modified = '2999-01-01T00:00:00Z';
    const future = (text: string): string => text.replaceAll('2026-01-01T00:00:00Z', modified);
    const service = closing(
      await startService((request, path) => {
        const { json, ...rest } = reply(request, path);
        return { ...rest, json: JSON.parse(future(JSON.stringify(json))) };
      }),
    );
    const ask = osvAsk(service.url, Date.now, LONG);
    const records = (): number => service.requests.filter(({ path }) => path.includes('/vulns/')).length;
    for (const [change, count] of [
      ['2999-01-01T00:00:00Z', 1],
      ['2999-01-01T00:00:00Z', 1],
      ['2026-01-01T00:00:00Z', 2],
    ] as const) {
      modified = change;
      expect(await ask('thing', NEVER)).toMatchObject({ kind: 'found' });
      expect(records()).toBe(count);
    }
  });
});

describe('three hundred packages at once', () => {
  /** As many as may be under way at a time, and those that take the places of the first to fail; then the service is left alone. */
  const UNDER_WAY = HTTP_LIMITS.perOrigin + FAILURES_TO_OPEN - 1;
  const MOST = UNDER_WAY * MAX_TRIES;

  it.each<[string, AnyFault, number]>([
    ['500', { kind: 'status', status: 500 }, MOST],
    ['closed connections', { kind: 'reset' }, MOST],
    ['429', { kind: 'status', status: 429 }, MOST],
    ['429 with seconds', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }, UNDER_WAY],
    ['silence', { kind: 'hang' }, UNDER_WAY],
    ['a body that drips', { kind: 'slow-body', everyMs: 20 }, UNDER_WAY],
  ])('%s: the requests are bounded, and one is enough to see that the service is back', async (_title, fault, most) => {
    const { service, url, heal } = await faulty(/./, fault);
    let now = Date.now();
    const ask = (KINDS[2] as Kind).ask(url, () => now, limitsFor(fault));
    const askAll = async (word: string): Promise<void> => {
      const names = Array.from({ length: 300 }, (_, index) => `${word}-${index}`);
      const answers = await Promise.all(names.map(name => ask(name, NEVER)));
      expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['unknown']));
    };
    const asked = (word: string): number => service.requests.filter(request => request.path.includes(word)).length;
    await askAll('first');
    expect(asked('first')).toBeLessThanOrEqual(most);
    await askAll('while-left-alone');
    expect(asked('while-left-alone')).toBe(0);
    now += LONGEST_PAUSE_MS;
    await askAll('later');
    expect(asked('later')).toBeLessThanOrEqual(MAX_TRIES);
    heal();
    await recovered(() => {
      now += LONGEST_PAUSE_MS;
      return ask('first-0', NEVER);
    });
  });
});

/** Short limits are so small that a busy machine may miss them: asks again and again. */
async function recovered(ask: () => ReturnType<Ask>): Promise<void> {
  let answer = await ask();
  for (let again = 0; again < 100 && answer.kind !== 'found'; again++) answer = await ask();
  expect(answer).toMatchObject({ kind: 'found' });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}
