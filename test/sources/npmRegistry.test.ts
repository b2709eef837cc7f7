import { describe, expect, it } from 'vitest';
import type { NpmConfig } from '../../server/src/sources/npmConfig.js';
import { createNpmRegistry } from '../../server/src/sources/npmRegistry.js';
import { NPM_PACKAGES, type NpmPackage, type ServiceOptions, startNpmService } from '../support/services/index.js';
import { closing, memoryCache, NEVER, testHttp } from './support.js';

const NOW = Date.parse('2026-05-20T00:00:00Z');

async function setUp(packages: Readonly<Record<string, NpmPackage>> = NPM_PACKAGES, options: ServiceOptions = {}) {
  const service = closing(await startNpmService(packages, options));
  const cache = memoryCache();
  const time = { now: NOW };
  const config: NpmConfig = {
    registryUrl: service.url,
    privateRegistryOf: name => (name.startsWith('@corp/') ? 'npm.corp.example' : undefined),
  };
  const registry = createNpmRegistry({ http: testHttp({ headersMs: 300 }), cache, clock: () => time.now, config });
  return { service, cache, time, registry };
}

describe('facts', () => {
  it('are releases with dates and deprecations, dist-tags, and what is gone', async () => {
    const { registry } = await setUp();
    expect(await registry.fetch('chalk', NEVER)).toEqual({
      kind: 'found',
      fetchedAt: NOW,
      value: {
        ecosystem: 'npm',
        name: 'chalk',
        releases: [
          { version: '5.6.0', publishedAt: Date.parse('2025-08-17T12:00:00Z') },
          { version: '5.6.2', publishedAt: Date.parse('2025-09-08T12:00:00Z') },
        ],
        distTags: { latest: '5.6.2' },
        withdrawn: [{ version: '5.6.1', publishedAt: Date.parse('2025-09-08T12:00:00Z') }],
      },
    });
    expect(await registry.fetch('left-pad', NEVER)).toMatchObject({
      value: { releases: [{ version: '1.3.0', deprecated: 'use String.prototype.padStart()' }], withdrawn: [] },
    });
  });

  it('of a scoped name are asked for under one part of the path', async () => {
    const { registry, service } = await setUp({ '@scope/name': { releases: { '1.0.0': {} } } });
    expect(await registry.fetch('@scope/name', NEVER)).toMatchObject({ kind: 'found', value: { name: '@scope/name' } });
    expect(service.requests.map(request => request.path)).toEqual(['/@scope%2fname']);
  });

  it('of an unknown name are absent, which is remembered too', async () => {
    const { registry } = await setUp();
    expect(await registry.fetch('no-such-name', NEVER)).toEqual({ kind: 'absent', fetchedAt: NOW });
    expect(await registry.recall('no-such-name')).toEqual({ kind: 'absent', fetchedAt: NOW });
  });

  it.each(['', '..', '.hidden', '_under', 'a/b', '@a/b/c', '@a', 'a b', 'a?b', 'a%2fb', 'x'.repeat(215)])(
    'of the impossible name %j are absent, unasked',
    async name => {
      const { registry, service } = await setUp();
      expect(await registry.fetch(name, NEVER)).toEqual({ kind: 'absent', fetchedAt: NOW });
      expect(service.requests).toEqual([]);
    },
  );

  it('of a private package are not asked for', async () => {
    const { registry, service } = await setUp();
    const expected = { kind: 'unknown', reason: 'not checked: private registry npm.corp.example', deliberate: true };
    expect(await registry.fetch('@corp/secret', NEVER)).toEqual(expected);
    expect(await registry.recall('@corp/secret')).toEqual(expected);
    expect(await registry.digests('@corp/secret', '1.0.0', NEVER)).toEqual(expected);
    expect(service.requests).toEqual([]);
  });
});

describe('odd documents cost only the odd field', () => {
  const releases = { '1.0.0': { date: '2026-01-01' }, '1.1.0': { date: '2026-02-01' } };
  const plain = [
    { version: '1.0.0', publishedAt: Date.parse('2026-01-01T12:00:00Z') },
    { version: '1.1.0', publishedAt: Date.parse('2026-02-01T12:00:00Z') },
  ];
  const cases: [title: string, raw: Record<string, unknown>, expected: object][] = [
    ['no time', { time: undefined }, { releases: [{ version: '1.0.0' }, { version: '1.1.0' }], distTags: { latest: '1.1.0' } }],
    ['time that is a text', { time: 'today' }, { releases: [{ version: '1.0.0' }, { version: '1.1.0' }], distTags: { latest: '1.1.0' } }],
    [
      'times that are none',
      { time: { '1.0.0': 5, '1.1.0': 'soon' } },
      { releases: [{ version: '1.0.0' }, { version: '1.1.0' }], distTags: { latest: '1.1.0' } },
    ],
    [
      'a time made from the versions, which cannot tell what is gone',
      { time: { '1.0.0': '2026-01-01T12:00:00Z', '1.1.0': '2026-02-01T12:00:00Z' } },
      { releases: plain, distTags: { latest: '1.1.0' } },
    ],
    ['dist-tags that are a list', { 'dist-tags': ['latest'] }, { releases: plain, distTags: {}, withdrawn: [] }],
    [
      'a tag that is no text',
      { 'dist-tags': { latest: null, next: '1.0.0' } },
      { releases: plain, distTags: { next: '1.0.0' }, withdrawn: [] },
    ],
    [
      'a version without a manifest',
      { versions: { '1.0.0': null, '1.1.0': false } },
      { releases: plain, distTags: { latest: '1.1.0' }, withdrawn: [] },
    ],
    [
      'deprecated as true, as nothing, as blank',
      {
        versions: {
          '1.0.0': { deprecated: true },
          '1.1.0': { deprecated: '' },
          '1.2.0': { deprecated: ' ' },
          '1.3.0': { deprecated: false },
        },
      },
      { releases: [...plain, { version: '1.2.0' }, { version: '1.3.0' }], distTags: { latest: '1.1.0' }, withdrawn: [] },
    ],
    ['no versions listed', { versions: {}, time: undefined }, { releases: [], distTags: { latest: '1.1.0' } }],
  ];
  it.each(cases)('%s', async (_title, raw, expected) => {
    const { registry } = await setUp({ thing: { releases, raw } });
    expect(await registry.fetch('thing', NEVER)).toMatchObject({ kind: 'found' });
    const recalled = await registry.recall('thing');
    expect(recalled).toEqual({ kind: 'found', fetchedAt: NOW, value: { ecosystem: 'npm', name: 'thing', ...expected } });
  });

  it.each([{ versions: undefined, time: undefined }, { versions: 'many' }, { versions: [] }])('no package document: %j', async raw => {
    const { registry, service } = await setUp({ thing: { releases, raw } });
    expect(await registry.fetch('thing', NEVER)).toEqual({ kind: 'unknown', reason: `${service.host} gave no package document` });
  });

  it('a package that was unpublished as a whole has no releases, and all of them withdrawn', async () => {
    const { registry } = await setUp({ gone: { releases: { '1.0.0': { date: '2024-01-01' }, '1.0.1': {} }, unpublished: true } });
    expect(await registry.fetch('gone', NEVER)).toMatchObject({
      kind: 'found',
      value: {
        releases: [],
        distTags: {},
        withdrawn: [{ version: '1.0.0', publishedAt: Date.parse('2024-01-01T12:00:00Z') }, { version: '1.0.1' }],
      },
    });
  });
});

describe('remembering', () => {
  it('recalls what was fetched, in the same words, without a request', async () => {
    const { registry, service } = await setUp();
    expect(await registry.recall('axios')).toBeUndefined();
    const fetched = await registry.fetch('axios', NEVER);
    service.forget();
    expect(await registry.recall('axios')).toEqual(fetched);
    expect(service.requests).toEqual([]);
  });

  it('revalidates by ETag', async () => {
    const { registry, service, time } = await setUp();
    const first = await registry.fetch('axios', NEVER);
    time.now += 1_000;
    expect(await registry.fetch('axios', NEVER)).toEqual({ ...first, fetchedAt: NOW + 1_000 });
    expect(service.requests[1]?.headers['if-none-match']).toMatch(/^"/);
    expect(await registry.recall('axios')).toEqual({ ...first, fetchedAt: NOW + 1_000 });
    service.packages.set('axios', { releases: { '2.0.0': {} } });
    expect(await registry.fetch('axios', NEVER)).toMatchObject({ value: { releases: [{ version: '2.0.0' }] } });
    service.packages.delete('axios');
    expect(await registry.fetch('axios', NEVER)).toMatchObject({ kind: 'absent' });
    expect(await registry.recall('axios')).toMatchObject({ kind: 'absent' });
  });

  it('falls back on what it remembers, and says why', async () => {
    const { registry, service } = await setUp();
    const first = await registry.fetch('axios', NEVER);
    service.fault(/./, { kind: 'html' });
    const reason = `${service.host} answered HTML instead of JSON`;
    expect(await registry.fetch('axios', NEVER)).toEqual({ ...first, staleBecause: reason });
    expect(await registry.fetch('lodash', NEVER)).toEqual({ kind: 'unknown', reason });
    expect(await registry.recall('axios')).toEqual(first);
    expect(await registry.recall('lodash')).toBeUndefined();
  });

  it('asks once for callers that ask at the same time', async () => {
    const { registry, service } = await setUp(NPM_PACKAGES, { latencyMs: 20 });
    const cancelled = new AbortController();
    const asked = [registry.fetch('axios', cancelled.signal), registry.fetch('axios', NEVER), registry.fetch('axios', NEVER)];
    cancelled.abort('not me');
    expect((await Promise.allSettled(asked)).map(one => one.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(service.requests).toHaveLength(1);
  });

  it.each([{ schema: 0 }, { schema: 1 }, { schema: 1, fetchedAt: 5, facts: {} }, 'text', null, 7, []])(
    'takes %j in the cache for nothing',
    async value => {
      const { registry, cache } = await setUp();
      await registry.fetch('axios', NEVER);
      for (const key of cache.entries.keys()) await cache.write(key, value);
      expect(await registry.recall('axios')).toBeUndefined();
      expect(await registry.fetch('axios', NEVER)).toMatchObject({ kind: 'found' });
    },
  );

  it('stores a package of 1,000 releases in less than 60 kB', async () => {
    const releases = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `1.${index}.0`,
        { date: '2026-01-01', deprecated: 'no longer maintained; see the other package' },
      ]),
    );
    const { registry, cache } = await setUp({ big: { releases } });
    const fetched = await registry.fetch('big', NEVER);
    expect([...cache.entries.values()].join('').length).toBeLessThan(60_000);
    expect(await registry.recall('big')).toEqual(fetched);
  });
});

describe('digests', () => {
  it('come from the abbreviated document', async () => {
    const { registry, service } = await setUp();
    const answer = await registry.digests('axios', '1.14.0', NEVER);
    expect(answer).toEqual({
      kind: 'found',
      fetchedAt: NOW,
      value: [
        { filename: 'axios-1.14.0.tgz', algorithm: 'sha512', digest: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/) },
        { filename: 'axios-1.14.0.tgz', algorithm: 'sha1', digest: expect.stringMatching(/^[0-9a-f]{40}$/) },
      ],
    });
    expect(service.requests[0]?.headers.accept).toContain('application/vnd.npm.install-v1+json');
    expect(await registry.recall('axios')).toBeUndefined();
  });

  it('are absent or unknown where there are none', async () => {
    const { registry, service } = await setUp();
    expect(await registry.digests('axios', '1.14.1', NEVER)).toMatchObject({ kind: 'absent' });
    expect(await registry.digests('nothing', '1.0.0', NEVER)).toMatchObject({ kind: 'absent' });
    service.fault(/./, { kind: 'status', status: 401 });
    expect(await registry.digests('axios', '1.14.0', NEVER)).toEqual({
      kind: 'unknown',
      reason: `${service.host} needs credentials (401)`,
    });
  });
});
