import { describe, expect, it } from 'vitest';
import type { Advisory, Lookup, PackageId } from '../../../server/src/model/index.js';
import { createOsv, type OsvOptions as SourceOptions } from '../../../server/src/services/osv/osv.js';
import { OSV_RECORDS, type OsvOptions, type OsvRecord, startOsvService } from '../../support/services/index.js';
import { closing, memoryCache, NEVER, testHttp } from '../support.js';

const NOW = Date.parse('2026-05-20T00:00:00Z');

async function setUp(records: readonly OsvRecord[] = OSV_RECORDS, options: OsvOptions = {}, sourceOptions: Partial<SourceOptions> = {}) {
  const service = closing(await startOsvService(records, options));
  const cache = memoryCache();
  const time = { now: NOW };
  const osv = createOsv({ http: testHttp(), cache, clock: () => time.now, url: service.url, ...sourceOptions });
  return { service, cache, time, osv };
}

function npm(...names: string[]): PackageId[] {
  return names.map(name => ({ ecosystem: 'npm', name }));
}

function record(id: string, names: readonly string[], more: object = {}): OsvRecord {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: names.map(name => ({ package: { ecosystem: 'npm', name }, versions: ['1.0.0'] })),
    ...more,
  };
}

function idsOf(answers: readonly (Lookup<readonly Advisory[]> | undefined)[]): unknown[] {
  return answers.map(answer => (answer?.kind === 'found' ? answer.value.map(advisory => advisory.id) : answer));
}

describe('advisories', () => {
  it('come as one batch and one record each, in the order asked', async () => {
    const { osv, service } = await setUp();
    const packages: PackageId[] = [...npm('lodash', 'express', 'axios', 'lodash'), { ecosystem: 'PyPI', name: 'litellm' }];
    const answers = await osv.fetch(packages, NEVER);
    expect(idsOf(answers)).toEqual([['GHSA-35jh-r3h4-6jhm'], [], ['MAL-2026-2307'], ['GHSA-35jh-r3h4-6jhm'], ['MAL-2026-2144']]);
    expect(answers[0]).toMatchObject({ kind: 'found', fetchedAt: NOW, value: [{ severity: 'high', kind: 'vulnerability' }] });
    expect(service.requests.map(request => `${request.method} ${request.path}`).sort()).toEqual([
      'GET /v1/vulns/GHSA-35jh-r3h4-6jhm',
      'GET /v1/vulns/MAL-2026-2144',
      'GET /v1/vulns/MAL-2026-2307',
      'POST /v1/querybatch',
    ]);
    expect(JSON.parse(service.requests[0]?.body ?? '')).toEqual({
      queries: [
        { package: { ecosystem: 'npm', name: 'lodash' } },
        { package: { ecosystem: 'npm', name: 'express' } },
        { package: { ecosystem: 'npm', name: 'axios' } },
        { package: { ecosystem: 'PyPI', name: 'litellm' } },
      ],
    });
  });

  it('are asked for in batches of 1,000', async () => {
    const { osv, service } = await setUp();
    const names = Array.from({ length: 2_001 }, (_, index) => (index === 1_500 ? 'axios' : `package-${index}`));
    const answers = await osv.fetch(npm(...names), NEVER);
    expect(idsOf(answers).flatMap((ids, index) => (JSON.stringify(ids) === '[]' ? [] : [[index, ids]]))).toEqual([
      [1_500, ['MAL-2026-2307']],
    ]);
    expect(service.requests.map(request => request.method).sort()).toEqual(['GET', 'POST', 'POST', 'POST']);
  });

  it('nothing asked, nothing sent', async () => {
    const { osv, service } = await setUp();
    expect(await osv.fetch([], NEVER)).toEqual([]);
    expect(service.requests).toEqual([]);
  });

  it.each([{ pageSize: 2 }, { pageSize: 3, emptyFirstPage: true }])('of all pages are there: %j', async options => {
    const many = Array.from({ length: 7 }, (_, index) => record(`GHSA-0000-0000-000${index}`, ['a', ...(index < 3 ? ['b'] : [])]));
    const { osv, service } = await setUp(many, options);
    expect(idsOf(await osv.fetch(npm('a', 'b', 'c'), NEVER))).toEqual([many.map(one => one.id), many.slice(0, 3).map(one => one.id), []]);
    expect(service.requests.filter(request => request.method === 'POST')).toHaveLength(4);
    expect(service.requests.filter(request => request.method === 'GET')).toHaveLength(7);
  });

  it('that were withdrawn are left out, also where they are listed', async () => {
    const withdrawn = record('MAL-2026-4750', ['a'], { withdrawn: '2026-01-02T00:00:00Z' });
    const { osv, service } = await setUp([record('MAL-2026-1', ['a'])]);
    service.fault('/v1/querybatch', {
      kind: 'text',
      body: JSON.stringify({ results: [{ vulns: [withdrawn, record('MAL-2026-1', ['a'])] }] }),
    });
    service.records.set(withdrawn.id, withdrawn);
    expect(idsOf(await osv.fetch(npm('a'), NEVER))).toEqual([['MAL-2026-1']]);
    expect(idsOf(await osv.recall(npm('a')))).toEqual([['MAL-2026-1']]);
  });

  it('of a package that must not be told are unknown, and its name is not sent', async () => {
    const { osv, service } = await setUp(
      OSV_RECORDS,
      {},
      { skip: id => (id.name.startsWith('@corp/') ? 'not checked: private' : undefined) },
    );
    const unknown = { kind: 'unknown', reason: 'not checked: private', deliberate: true };
    expect(idsOf(await osv.fetch(npm('@corp/a', 'axios'), NEVER))).toEqual([unknown, ['MAL-2026-2307']]);
    expect(await osv.recall(npm('@corp/a'))).toEqual([unknown]);
    expect(service.requests.some(request => request.body.includes('corp'))).toBe(false);
  });
});

describe('remembering', () => {
  it('recalls answers, the empty ones too, without a request', async () => {
    const { osv, service } = await setUp();
    expect(await osv.recall(npm('lodash', 'express'))).toEqual([undefined, undefined]);
    const fetched = await osv.fetch(npm('lodash', 'express'), NEVER);
    service.forget();
    expect(await osv.recall(npm('express', 'lodash', 'never-asked'))).toEqual([fetched[1], fetched[0], undefined]);
    expect(service.requests).toEqual([]);
  });

  it('asks again for the list, and only for records that changed', async () => {
    const { osv, service, time } = await setUp([record('GHSA-1', ['a']), record('GHSA-2', ['a'])]);
    await osv.fetch(npm('a'), NEVER);
    service.forget();
    time.now += 1_000;
    expect(await osv.fetch(npm('a'), NEVER)).toMatchObject([{ kind: 'found', fetchedAt: NOW + 1_000 }]);
    expect(service.requests.map(request => request.method)).toEqual(['POST']);
    service.records.set('GHSA-2', record('GHSA-2', ['a'], { modified: '2026-02-02T00:00:00Z', summary: 'changed' }));
    expect(await osv.fetch(npm('a'), NEVER)).toMatchObject([{ value: [{ id: 'GHSA-1' }, { id: 'GHSA-2', summary: 'changed' }] }]);
    expect(service.requests.map(request => request.path)).toEqual(['/v1/querybatch', '/v1/querybatch', '/v1/vulns/GHSA-2']);
  });

  it('fetches a record that packages share once, also at different times', async () => {
    const { osv, service } = await setUp([record('GHSA-1', ['a', 'b', 'c'])]);
    await Promise.all([osv.fetch(npm('a', 'b'), NEVER), osv.fetch(npm('b'), NEVER)]);
    await osv.fetch(npm('c'), NEVER);
    expect(service.requests.filter(request => request.method === 'GET')).toHaveLength(1);
  });

  it('keeps records that arrived although others did not; the package stays unknown until all are there', async () => {
    const { osv, service } = await setUp([record('GHSA-1', ['a']), record('GHSA-2', ['a', 'b']), record('GHSA-3', ['c'])]);
    service.fault('GHSA-2', { kind: 'status', status: 500 });
    const unknown = { kind: 'unknown', reason: `OSV (${service.host}) answers HTTP 500` };
    expect(idsOf(await osv.fetch(npm('a', 'b', 'c'), NEVER))).toEqual([unknown, unknown, ['GHSA-3']]);
    expect(await osv.recall(npm('a'))).toEqual([undefined]);
    service.heal();
    service.forget();
    expect(idsOf(await osv.fetch(npm('a', 'b', 'c'), NEVER))).toEqual([['GHSA-1', 'GHSA-2'], ['GHSA-2'], ['GHSA-3']]);
    expect(service.requests.map(request => request.path)).toEqual(['/v1/querybatch', '/v1/vulns/GHSA-2']);
  });

  it('falls back on the last complete answer, and says why', async () => {
    const { osv, service } = await setUp([record('GHSA-1', ['a'])]);
    const [first] = await osv.fetch(npm('a'), NEVER);
    service.records.set('GHSA-2', record('GHSA-2', ['a']));
    service.fault('GHSA-2', { kind: 'half-body' });
    expect(await osv.fetch(npm('a'), NEVER)).toEqual([{ ...first, staleBecause: `OSV (${service.host}) broke off the connection` }]);
    service.fault('querybatch', { kind: 'html' });
    expect(await osv.fetch(npm('a'), NEVER)).toEqual([{ ...first, staleBecause: `OSV (${service.host}) answered HTML instead of JSON` }]);
  });

  it.each([null, 5, {}, { schema: 1 }, { schema: 0, value: {} }, { schema: 1, value: { fetchedAt: 1 } }])(
    'takes %j in the cache for nothing',
    async value => {
      const { osv, cache } = await setUp();
      await osv.fetch(npm('axios'), NEVER);
      for (const key of cache.entries.keys()) await cache.write(key, value);
      expect(await osv.recall(npm('axios'))).toEqual([undefined]);
      expect(idsOf(await osv.fetch(npm('axios'), NEVER))).toEqual([['MAL-2026-2307']]);
    },
  );
});

describe('a record that is listed for a package', () => {
  it.each<[string, object]>([
    ['and says nothing of what it affects', { affected: null }],
    ['and names none', { affected: [{ package: null, versions: ['1.0.0'] }] }],
    ['and spells its name otherwise', { affected: [{ package: { ecosystem: 'npm', name: 'Axios' }, versions: ['1.0.0'] }] }],
    ['and spells the ecosystem otherwise', { affected: [{ package: { ecosystem: 'NPM', name: 'axios' }, versions: ['1.0.0'] }] }],
  ])('%s leaves open what is affected, also when it is recalled', async (_, fields) => {
    const { osv, service } = await setUp();
    service.fault('/v1/vulns/', {
      kind: 'text',
      body: JSON.stringify({ id: 'MAL-2026-2307', modified: '2026-01-01T00:00:00Z', ...fields }),
    });
    const marked = { kind: 'found', value: [{ id: 'MAL-2026-2307' }] };
    const [fetched] = await osv.fetch(npm('axios'), NEVER);
    const [recalled] = await osv.recall(npm('axios'));
    for (const answer of [fetched, recalled]) {
      expect(answer).toMatchObject(marked);
      const entries = answer?.kind === 'found' ? (answer.value[0]?.affected ?? []) : [];
      expect(entries.find(({ ecosystem, name }) => ecosystem === 'npm' && name === 'axios')).toMatchObject({ isUnreadable: true });
    }
  });
});

describe('failures', () => {
  it('of one batch leave the others be', async () => {
    const { osv, service } = await setUp();
    service.fault('querybatch', { kind: 'status', status: 400 }, 1);
    const names = Array.from({ length: 1_500 }, (_, index) => `package-${index}`);
    const kinds = (await osv.fetch(npm(...names), NEVER)).map(answer => answer.kind);
    expect([1_000, 500]).toContain(kinds.filter(kind => kind === 'found').length);
    expect(kinds.filter(kind => kind === 'unknown').length).toBeGreaterThan(0);
  });

  const bodies: [title: string, body: unknown, reason: RegExp][] = [
    ['no results', {}, /gave no answer to the batch query$/],
    ['results that are none', { results: 'none' }, /gave no answer to the batch query$/],
    ['fewer results than queries', { results: [] }, /gave no answer to the batch query$/],
    ['a record without an id', { results: [{ vulns: [{ modified: '2026' }] }] }, /gave an unreadable list of advisories$/],
    ['records that are none', { results: [{ vulns: 'many' }] }, /gave an unreadable list of advisories$/],
    ['a record that is not there', { results: [{ vulns: [{ id: 'GHSA-none', modified: '2026' }] }] }, /has no readable record GHSA-none$/],
    ['null in place of a list', { results: [null] }, /gave an unreadable list of advisories$/],
    ['records that are null', { results: [{ vulns: null }] }, /gave an unreadable list of advisories$/],
    ['an error in place of a list', { results: [{ code: 3, message: 'bad' }] }, /gave an unreadable list of advisories$/],
    ['a list in a list', { results: [[]] }, /gave an unreadable list of advisories$/],
    ['a token that is no text', { results: [{ vulns: [], next_page_token: 5 }] }, /gave an unreadable list of advisories$/],
    ['a token that is null', { results: [{ next_page_token: null }] }, /gave an unreadable list of advisories$/],
    ['pages without end', { results: [{ next_page_token: 'again' }] }, /pages without end$/],
  ];
  it.each(bodies)('%s', async (_title, body, reason) => {
    const { osv, service } = await setUp();
    service.fault('querybatch', { kind: 'text', body: JSON.stringify(body) });
    expect(await osv.fetch(npm('axios'), NEVER)).toEqual([{ kind: 'unknown', reason: expect.stringMatching(reason) }]);
    expect(await osv.recall(npm('axios'))).toEqual([undefined]);
  });

  it.each([201, 202, 203, 204, 206])('half an answer: %d', async status => {
    const { osv, service } = await setUp();
    service.fault('querybatch', { kind: 'status', status, ...(status !== 204 && { body: '{"results":[{}]}' }) });
    expect(await osv.fetch(npm('axios'), NEVER)).toEqual([
      { kind: 'unknown', reason: `OSV (${service.host}) gave no whole answer (${status})` },
    ]);
  });

  it('a record that is another one', async () => {
    const { osv, service } = await setUp();
    service.fault('/v1/vulns/', { kind: 'text', body: '{"id":"GHSA-other"}' });
    expect(await osv.fetch(npm('axios'), NEVER)).toEqual([
      { kind: 'unknown', reason: `OSV (${service.host}) has no readable record MAL-2026-2307` },
    ]);
  });

  it('cancelled', async () => {
    const { osv, service } = await setUp();
    service.fault('/v1/vulns/', { kind: 'hang' });
    const controller = new AbortController();
    const asked = osv.fetch(npm('axios', 'lodash'), controller.signal);
    while (service.requests.length < 3) await new Promise(resolve => setImmediate(resolve));
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
  });
});
