import { describe, expect, it } from 'vitest';
import { npmRegistry } from '../../../server/src/ecosystems/npm/registry/protocol.js';
import type { PackageFacts, Release } from '../../../server/src/model/index.js';
import { PLAIN_ACCESS } from '../../../server/src/model/registryAccess.js';
import { createRegistry } from '../../../server/src/services/registry/adapter.js';
import { NPM_PACKAGES, type NpmPackage, type ServiceOptions, startNpmService } from '../../support/services/index.js';
import { closing, memoryCache, NEVER, plain, testHttp } from '../support.js';

const NOW = Date.parse('2026-05-20T00:00:00Z');

async function setUp(packages: Readonly<Record<string, NpmPackage>> = NPM_PACKAGES, options: ServiceOptions = {}) {
  const service = closing(await startNpmService(packages, options));
  const cache = memoryCache();
  const time = { now: NOW };
  const http = testHttp();
  const registry = createRegistry('npm', npmRegistry, { http, cache, clock: () => time.now, url: service.url, access: PLAIN_ACCESS });
  return { service, cache, time, registry };
}

/** What the service says of every release where nothing else is asked for. */
const BY_DEFAULT = { publisher: 'maintainer', installScripts: [] };
const CREATED = Date.parse('2015-01-01T12:00:00Z');

describe('facts', () => {
  it('are releases with dates and deprecations, dist-tags, and what is gone', async () => {
    const { registry } = await setUp();
    expect(plain(await registry.fetch('chalk', NEVER))).toEqual({
      kind: 'found',
      fetchedAt: NOW,
      value: {
        ecosystem: 'npm',
        name: 'chalk',
        releases: [
          { version: '5.6.0', publishedAt: Date.parse('2025-08-17T12:00:00Z'), ...BY_DEFAULT },
          { version: '5.6.2', publishedAt: Date.parse('2025-09-08T12:00:00Z'), ...BY_DEFAULT },
        ],
        distTags: { latest: '5.6.2' },
        withdrawn: [{ version: '5.6.1', publishedAt: Date.parse('2025-09-08T12:00:00Z') }],
        createdAt: CREATED,
        maintainers: ['maintainer'],
      },
    });
    expect(plain(await registry.fetch('left-pad', NEVER))).toMatchObject({
      value: { releases: [{ version: '1.3.0', deprecated: 'use String.prototype.padStart()' }], withdrawn: [] },
    });
  });

  it('of a scoped name are asked for under one part of the path', async () => {
    const { registry, service } = await setUp({ '@scope/name': { releases: { '1.0.0': {} } } });
    expect(plain(await registry.fetch('@scope/name', NEVER))).toMatchObject({ kind: 'found', value: { name: '@scope/name' } });
    expect(service.requests.map(request => request.path)).toEqual(['/@scope%2fname']);
  });

  it('of an unknown name are absent, which is remembered too', async () => {
    const { registry } = await setUp();
    expect(plain(await registry.fetch('no-such-name', NEVER))).toEqual({ kind: 'absent', fetchedAt: NOW });
    expect(plain(await registry.recall('no-such-name'))).toEqual({ kind: 'absent', fetchedAt: NOW });
  });

  it.each(['', '..', '.hidden', '_under', 'a/b', '@a/b/c', '@a', 'a b', 'a?b', 'a%2fb', 'half-\ud800', 'x'.repeat(215)])(
    'of the impossible name %j are absent, unasked',
    async name => {
      const { registry, service } = await setUp();
      expect(plain(await registry.fetch(name, NEVER))).toEqual({ kind: 'absent', fetchedAt: NOW });
      expect(service.requests).toEqual([]);
    },
  );
});

describe('a document of another package', () => {
  it.each([{ name: 'other' }, { name: undefined, _id: 'other' }, { name: 'Thing' }])('is no answer: %j', async raw => {
    const { registry, service } = await setUp({ thing: { releases: { '1.0.0': {} }, raw } });
    const reason = `${service.host} gave no package document of thing`;
    expect(await registry.fetch('thing', NEVER)).toEqual({ kind: 'unknown', reason });
    expect(await registry.digests('thing', '1.0.0', NEVER)).toEqual({ kind: 'unknown', reason });
  });

  it('is not told from one that names none', async () => {
    const { registry } = await setUp({ thing: { releases: { '1.0.0': {} }, raw: { name: undefined } } });
    expect(await registry.fetch('thing', NEVER)).toMatchObject({ kind: 'found', value: { name: 'thing' } });
  });
});

describe('404', () => {
  const PAGE = { kind: 'status', status: 404, headers: { 'content-type': 'text/html' }, body: '<p>Sign in</p>' } as const;
  const DAY = 24 * 60 * 60 * 1000;

  it('of something else than a registry leaves the package unknown; one other package is asked for, once', async () => {
    const { registry, service } = await setUp();
    service.fault(/./, PAGE);
    const answers = await Promise.all(['left-pad', 'chalk', 'once'].map(name => registry.fetch(name, NEVER)));
    const reason = `${service.host} answered 404, and not as a registry does`;
    expect(answers).toEqual(answers.map(() => ({ kind: 'unknown', reason })));
    expect(await registry.digests('chalk', '5.6.0', NEVER)).toEqual({ kind: 'unknown', reason });
    expect(service.requests.filter(({ path }) => path === '/once')).toHaveLength(2);
    expect(await registry.recall('chalk')).toBeUndefined();
  });

  it.each([
    ['a page', PAGE],
    ['nothing', { kind: 'status', status: 404 }],
    ['JSON that is no error', { kind: 'status', status: 404, headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['410', { kind: 'status', status: 410, headers: { 'content-type': 'text/plain' }, body: 'gone' }],
  ] as const)('%s counts where a package that every registry has is there', async (_, fault) => {
    const { registry, service, time } = await setUp({ once: { releases: { '1.4.0': {} } } });
    service.fault('/missing', fault);
    expect(await registry.fetch('missing-a', NEVER)).toMatchObject({ kind: 'absent' });
    expect(await registry.fetch('missing-b', NEVER)).toMatchObject({ kind: 'absent' });
    expect(service.requests.filter(({ path }) => path === '/once')).toHaveLength(1);
    time.now += DAY + 1;
    expect(await registry.fetch('missing-c', NEVER)).toMatchObject({ kind: 'absent' });
    expect(service.requests.filter(({ path }) => path === '/once')).toHaveLength(2);
  });

  it('counts where the registry rightly answers for another package, before or at the same time', async () => {
    const { registry, service, time } = await setUp({ thing: { releases: { '1.0.0': {} } } });
    service.fault('/missing', PAGE);
    const both = await Promise.all([registry.fetch('missing-a', NEVER), registry.fetch('thing', NEVER)]);
    expect(both).toMatchObject([{ kind: 'absent' }, { kind: 'found' }]);
    time.now += DAY - 1;
    expect(await registry.fetch('missing-b', NEVER)).toMatchObject({ kind: 'absent' });
    expect(service.requests.filter(({ path }) => path === '/once')).toEqual([]);
    time.now -= 3 * DAY; // the clock was ahead
    expect(await registry.fetch('missing-c', NEVER)).toMatchObject({ kind: 'unknown' });
  });

  it('is asked about again when a caller gives up', async () => {
    const { registry, service } = await setUp({ once: { releases: { '1.4.0': {} } } });
    service.fault('/missing', PAGE);
    service.fault('/once', { kind: 'hang' }, 1);
    const controller = new AbortController();
    const given = registry.fetch('missing-a', controller.signal);
    while (!service.requests.some(({ path }) => path === '/once')) await new Promise(resolve => setImmediate(resolve));
    controller.abort('enough');
    await expect(given).rejects.toBe('enough');
    expect(await registry.fetch('missing-a', NEVER)).toMatchObject({ kind: 'absent' });
  });
});

describe('odd documents cost only the odd field', () => {
  const releases = { '1.0.0': { date: '2026-01-01' }, '1.1.0': { date: '2026-02-01' } };
  const undated = [
    { version: '1.0.0', ...BY_DEFAULT },
    { version: '1.1.0', ...BY_DEFAULT },
  ];
  const bare = [
    { version: '1.0.0', publishedAt: Date.parse('2026-01-01T12:00:00Z') },
    { version: '1.1.0', publishedAt: Date.parse('2026-02-01T12:00:00Z') },
  ];
  const dated = bare.map(release => ({ ...release, ...BY_DEFAULT }));
  const distTags = { latest: '1.1.0' };
  const known = { createdAt: CREATED, withdrawn: [] };
  const cases: [title: string, raw: Record<string, unknown>, expected: object][] = [
    ['no time', { time: undefined }, { releases: undated, distTags }],
    ['time that is a text', { time: 'today' }, { releases: undated, distTags }],
    ['times that are none', { time: { '1.0.0': 5, '1.1.0': 'soon' } }, { releases: undated, distTags }],
    ['a time of creation that is none', { time: { created: 'once' } }, { releases: undated, distTags, withdrawn: [] }],
    [
      'a time made from the versions, which cannot tell what is gone',
      { time: { '1.0.0': '2026-01-01T12:00:00Z', '1.1.0': '2026-02-01T12:00:00Z' } },
      { releases: dated, distTags },
    ],
    ['dist-tags that are a list', { 'dist-tags': ['latest'] }, { releases: dated, distTags: {}, ...known }],
    ['a tag that is no text', { 'dist-tags': { latest: null, next: '1.0.0' } }, { releases: dated, distTags: { next: '1.0.0' }, ...known }],
    ['a version without a manifest', { versions: { '1.0.0': null, '1.1.0': false } }, { releases: bare, distTags, ...known }],
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
      { releases: [...bare, { version: '1.2.0' }, { version: '1.3.0' }], distTags, ...known },
    ],
    ['no versions listed', { versions: {}, time: undefined }, { releases: [], distTags }],
  ];
  it.each(cases)('%s', async (_title, raw, expected) => {
    const { registry } = await setUp({ thing: { releases, raw } });
    const fetched = plain(await registry.fetch('thing', NEVER));
    const value = { ecosystem: 'npm', name: 'thing', maintainers: ['maintainer'], ...expected };
    expect(fetched).toEqual({ kind: 'found', fetchedAt: NOW, value });
    expect(plain(await registry.recall('thing'))).toEqual(fetched);
  });

  it.each([{ versions: undefined, time: undefined }, { versions: 'many' }, { versions: [] }])('no package document: %j', async raw => {
    const { registry, service } = await setUp({ thing: { releases, raw } });
    expect(plain(await registry.fetch('thing', NEVER))).toEqual({
      kind: 'unknown',
      reason: `${service.host} gave no package document of thing`,
    });
  });

  it('a package that was unpublished as a whole has no releases, and all of them withdrawn', async () => {
    const { registry } = await setUp({ gone: { releases: { '1.0.0': { date: '2024-01-01' }, '1.0.1': {} }, unpublished: true } });
    expect(plain(await registry.fetch('gone', NEVER))).toMatchObject({
      kind: 'found',
      value: {
        releases: [],
        distTags: {},
        withdrawn: [{ version: '1.0.0', publishedAt: Date.parse('2024-01-01T12:00:00Z') }, { version: '1.0.1' }],
      },
    });
  });
});

describe('what a release is told of', () => {
  const SHA512 = 'A'.repeat(86);
  const SHA1 = '00'.repeat(20);
  type Told = Partial<
    Pick<
      Release,
      'publisher' | 'installScripts' | 'dependencies' | 'provenance' | 'digests' | 'requiresNode' | 'repository' | 'peers' | 'hasNoFile'
    >
  >;
  const cases: [title: string, manifests: readonly object[], told: readonly Told[]][] = [
    ['nothing at all', [{}, {}], [{}, {}]],
    ['the publisher', [{ _npmUser: { name: 'alice', email: 'a@mail.example' } }, {}], [{ publisher: 'alice' }, {}]],
    ['the publisher as a text', [{ _npmUser: 'alice <a@mail.example>' }, { _npmUser: ' <a@mail.example>' }], [{ publisher: 'alice' }, {}]],
    ['no publisher', [{ _npmUser: null }, { _npmUser: { name: 7 } }, { _npmUser: [] }], [{}, {}, {}]],
    [
      'scripts, which the document leaves out where there are none',
      [{ scripts: { test: 'x', postinstall: 'x', preinstall: '' } }, { scripts: { prepare: 'x' } }, {}],
      [{ installScripts: ['preinstall', 'postinstall'] }, { installScripts: [] }, { installScripts: [] }],
    ],
    [
      'scripts that cannot be read',
      [{ scripts: null }, { scripts: 'install' }, { scripts: [] }, { scripts: { install: 'x' } }],
      [{}, {}, {}, { installScripts: ['install'] }],
    ],
    ['no scripts in the whole document', [{ scripts: null }, {}, { gypfile: true }], [{}, {}, {}]],
    [
      'a file for node-gyp',
      [{ gypfile: true, scripts: { install: 'x' } }, { gypfile: true }, { gypfile: 'yes' }],
      [{ installScripts: ['install', 'binding.gyp'] }, { installScripts: ['binding.gyp'] }, { installScripts: [] }],
    ],
    [
      'dependencies, optional ones with them',
      [{ dependencies: { a: '^1', b: '*' }, optionalDependencies: { b: '*', c: '1' } }, { optionalDependencies: { c: 5 } }, {}],
      [{ dependencies: ['a', 'b', 'c'] }, { dependencies: ['c'] }, { dependencies: [] }],
    ],
    [
      'dependencies that cannot be read',
      [{ dependencies: [] }, { dependencies: null }, { dependencies: { a: '1' }, optionalDependencies: 'b' }, { dependencies: {} }],
      [{}, {}, {}, { dependencies: [] }],
    ],
    [
      'more dependencies than are kept',
      [200, 201].map(count => ({ dependencies: Object.fromEntries(Array.from({ length: count }, (_, index) => [`d${index}`, '1'])) })),
      [{ dependencies: Array.from({ length: 200 }, (_, index) => `d${index}`) }, {}],
    ],
    [
      'attestations',
      [{ dist: { attestations: { url: 'https://registry.example' } } }, { dist: {} }, {}, { dist: { attestations: 'yes' } }],
      [{ provenance: true }, { provenance: false }, { provenance: false }, {}],
    ],
    [
      'the Node.js it needs',
      [{ engines: { node: '>=20', npm: '10' } }, { engines: { npm: '10' } }, { engines: ['node >=0.8'] }, { engines: { node: 20 } }],
      [{ requiresNode: '>=20' }, {}, {}, {}],
    ],
    [
      'what it wants beside it',
      [
        { peerDependencies: { react: '^17 || ^18', constructor: '*' }, peerDependenciesMeta: { react: { optional: true } } },
        { peerDependencies: { react: 18, redux: '' } },
        { peerDependencies: {} },
        { peerDependencies: ['react'] },
        {},
      ],
      [
        {
          peers: [
            { name: 'react', range: '^17 || ^18' },
            { name: 'constructor', range: '*' },
          ],
        },
        { peers: [{ name: 'redux', range: '' }] },
        {},
        {},
        {},
      ],
    ],
    [
      'its file, where others have one',
      [{ dist: { tarball: 'https://registry.example/thing.tgz' } }, { dist: {} }, {}],
      [{}, { hasNoFile: true }, { hasNoFile: true }],
    ],
    [
      'its repository',
      [{ repository: { url: 'git+https://git.example/a.git' } }, { repository: 'acme/a' }, { repository: 5 }, {}],
      [{ repository: 'git+https://git.example/a.git' }, { repository: 'acme/a' }, {}, {}],
    ],
    ['no attestations in the whole document', [{ dist: { attestations: null } }, { dist: {} }], [{}, {}]],
    [
      'digests',
      [
        { dist: { integrity: `sha512-${SHA512}==`, shasum: SHA1 } },
        { dist: { integrity: `sha1-${'B'.repeat(27)}= sha512-${SHA512}==?x` } },
        { dist: { shasum: SHA1 } },
        { dist: { integrity: 'sha512-short', shasum: 'none' } },
        { dist: 'file' },
        {},
      ],
      [
        { digests: [`sha512-${SHA512.slice(0, 16)}`] },
        { digests: [`sha512-${SHA512.slice(0, 16)}`] },
        { digests: [`sha1-${SHA512.slice(0, 16)}`] },
        {},
        {},
        {},
      ],
    ],
  ];
  it.each(cases)('%s', async (_title, manifests, told) => {
    const versions = Object.fromEntries(manifests.map((manifest, index) => [`1.${index}.0`, manifest]));
    const { registry } = await setUp({ thing: { releases: {}, raw: { versions, time: undefined } } });
    const fetched = plain(await registry.fetch('thing', NEVER));
    expect(fetched).toMatchObject({ value: { releases: { length: told.length } } });
    expect(fetched).toEqual(expect.objectContaining({ value: expect.objectContaining({ releases: told.map(withVersion) }) }));
    expect(plain(await registry.recall('thing'))).toEqual(fetched);
  });

  function withVersion(told: Told, index: number): Release {
    return { version: `1.${index}.0`, ...told };
  }

  it('whatever the service serves by default', async () => {
    const release = {
      publisher: 'alice',
      scripts: { install: 'x' },
      dependencies: { a: '1' },
      attested: true,
      integrity: `sha512-${SHA512}==`,
    };
    const { registry } = await setUp({ thing: { releases: { '1.0.0': release, '1.1.0': {} } } });
    expect(plain(await registry.fetch('thing', NEVER))).toMatchObject({
      value: {
        releases: [
          {
            version: '1.0.0',
            publisher: 'alice',
            installScripts: ['install'],
            dependencies: ['a'],
            provenance: true,
            digests: [`sha512-${SHA512.slice(0, 16)}`],
          },
          { version: '1.1.0', publisher: 'maintainer', installScripts: [], dependencies: [], provenance: false },
        ],
      },
    });
  });

  it('a package of 5,000 releases', async () => {
    const versions = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`1.${index}.0`, { dependencies: { [`d${index % 50}`]: '1' } }]),
    );
    const { registry } = await setUp({ thing: { releases: {}, raw: { versions } } });
    const fetched = await registry.fetch('thing', NEVER);
    if (fetched.kind !== 'found') throw new Error('not found');
    const { releases } = fetched.value;
    expect([0, 49, 4_999].map(index => releases.at(index)?.dependencies)).toEqual([['d0'], ['d49'], ['d49']]);
    expect(releases.find('1.1234.0')?.dependencies).toEqual(['d34']);
  });
});

describe('what a package is told of', () => {
  const day = (date: string): number => Date.parse(`${date}T12:00:00Z`);
  type Told = Partial<Pick<PackageFacts, 'createdAt' | 'maintainers' | 'repository' | 'homepage'>>;
  const nothing = { maintainers: undefined, time: undefined };
  const cases: [title: string, raw: Record<string, unknown>, told: Told][] = [
    ['nothing', nothing, {}],
    ['a creation', { ...nothing, time: { created: '2026-03-01T12:00:00Z' } }, { createdAt: day('2026-03-01') }],
    [
      'a creation later than a release',
      { ...nothing, time: { created: '2026-03-01T12:00:00Z', '1.0.0': '2025-01-01T12:00:00Z' } },
      { createdAt: day('2025-01-01') },
    ],
    ['no creation, though releases have dates', { ...nothing, time: { '1.0.0': '2025-01-01T12:00:00Z' } }, {}],
    ['maintainers', { ...nothing, maintainers: [{ name: 'alice' }, 'bob <b@mail.example>'] }, { maintainers: ['alice', 'bob'] }],
    ['one maintainer that cannot be read', { ...nothing, maintainers: [{ name: 'alice' }, null] }, {}],
    ['maintainers as a text', { ...nothing, maintainers: 'alice' }, {}],
    ['no maintainer', { ...nothing, maintainers: [] }, {}],
    [
      'a repository',
      { ...nothing, repository: { type: 'git', url: ' git+https://code.example/a.git' } },
      { repository: 'git+https://code.example/a.git' },
    ],
    ['a repository as a text', { ...nothing, repository: 'github:a/b' }, { repository: 'github:a/b' }],
    [
      "the latest release's repository",
      { ...nothing, versions: { '1.0.0': { repository: { url: 'https://code.example/a' } } } },
      { repository: 'https://code.example/a' },
    ],
    ['the repository of a release that is not the latest', { ...nothing, versions: { '0.9.0': { repository: 'x/y' }, '1.0.0': {} } }, {}],
    ['no repository, in a document that describes the package', { ...nothing, description: 'A thing' }, { repository: '' }],
    ['a repository that cannot be read', { ...nothing, description: 'A thing', repository: null }, {}],
    ['a homepage, and no repository', { ...nothing, homepage: ' https://a.example ' }, { repository: '', homepage: 'https://a.example' }],
    ['a homepage beside a repository', { ...nothing, homepage: 'https://a.example', repository: 'a/b' }, { repository: 'a/b' }],
    ['a homepage that is no text', { ...nothing, homepage: ['https://a.example'], repository: 'a/b' }, { repository: 'a/b' }],
    ['an empty repository', { ...nothing, description: 'A thing', repository: { url: '' } }, {}],
  ];
  it.each(cases)('%s', async (_title, raw, told) => {
    const { registry } = await setUp({ thing: { releases: { '1.0.0': {} }, raw } });
    for (const answer of [await registry.fetch('thing', NEVER), await registry.recall('thing')]) {
      expect(answer?.kind).toBe('found');
      if (answer?.kind !== 'found') return;
      const { createdAt, maintainers, repository, homepage } = answer.value;
      expect({ createdAt, maintainers, repository, homepage }).toEqual(told);
    }
  });
});

describe('remembering', () => {
  it('recalls what was fetched, in the same words, without a request', async () => {
    const { registry, service } = await setUp();
    expect(plain(await registry.recall('axios'))).toBeUndefined();
    const fetched = plain(await registry.fetch('axios', NEVER));
    service.forget();
    expect(plain(await registry.recall('axios'))).toEqual(fetched);
    expect(service.requests).toEqual([]);
  });

  it('revalidates by ETag', async () => {
    const { registry, service, time } = await setUp();
    const first = plain(await registry.fetch('axios', NEVER)) as object;
    time.now += 1_000;
    expect(plain(await registry.fetch('axios', NEVER))).toEqual({ ...first, fetchedAt: NOW + 1_000 });
    expect(service.requests[1]?.headers['if-none-match']).toMatch(/^"/);
    expect(plain(await registry.recall('axios'))).toEqual({ ...first, fetchedAt: NOW + 1_000 });
    service.packages.set('axios', { releases: { '2.0.0': {} } });
    expect(plain(await registry.fetch('axios', NEVER))).toMatchObject({ value: { releases: [{ version: '2.0.0' }] } });
    service.packages.delete('axios');
    expect(plain(await registry.fetch('axios', NEVER))).toMatchObject({ kind: 'absent' });
    expect(plain(await registry.recall('axios'))).toMatchObject({ kind: 'absent' });
  });

  it('falls back on what it remembers, and says why', async () => {
    const { registry, service } = await setUp();
    const first = plain(await registry.fetch('axios', NEVER)) as object;
    service.fault(/./, { kind: 'html' });
    const reason = `npm registry (${service.host}) answered HTML instead of JSON`;
    expect(plain(await registry.fetch('axios', NEVER))).toEqual({ ...first, staleBecause: reason });
    expect(plain(await registry.fetch('lodash', NEVER))).toEqual({ kind: 'unknown', reason });
    expect(plain(await registry.recall('axios'))).toEqual(first);
    expect(plain(await registry.recall('lodash'))).toBeUndefined();
  });

  it('asks once for callers that ask at the same time', async () => {
    const { registry, service } = await setUp(NPM_PACKAGES, { latencyMs: 20 });
    const cancelled = new AbortController();
    const asked = [registry.fetch('axios', cancelled.signal), registry.fetch('axios', NEVER), registry.fetch('axios', NEVER)];
    cancelled.abort('not me');
    expect((await Promise.allSettled(asked)).map(one => one.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(service.requests).toHaveLength(1);
  });

  it.each([
    { schema: 1, fetchedAt: 5 },
    { schema: 3 },
    { schema: 3, fetchedAt: 5, facts: {} },
    { schema: 3, fetchedAt: 5, facts: { count: 2, versions: '1.0.0 1.1.0', published: '000' } },
    'text',
    null,
    7,
    [],
  ])('takes %j in the cache for nothing', async value => {
    const { registry, cache } = await setUp();
    await registry.fetch('axios', NEVER);
    for (const key of cache.entries.keys()) await cache.write(key, value);
    expect(plain(await registry.recall('axios'))).toBeUndefined();
    expect(plain(await registry.fetch('axios', NEVER))).toMatchObject({ kind: 'found' });
  });

  it('stores a package of 1,000 releases in less than 60 kB', async () => {
    const releases = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `1.${index}.0`,
        { date: '2026-01-01', deprecated: 'no longer maintained; see the other package' },
      ]),
    );
    const { registry, cache } = await setUp({ big: { releases } });
    const fetched = plain(await registry.fetch('big', NEVER));
    expect([...cache.entries.values()].join('').length).toBeLessThan(60_000);
    expect(plain(await registry.recall('big'))).toEqual(fetched);
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
    expect(plain(await registry.recall('axios'))).toBeUndefined();
  });

  it('are absent or unknown where there are none', async () => {
    const { registry, service } = await setUp();
    expect(await registry.digests('axios', '1.14.1', NEVER)).toMatchObject({ kind: 'absent' });
    expect(await registry.digests('nothing', '1.0.0', NEVER)).toMatchObject({ kind: 'absent' });
    service.fault(/./, { kind: 'status', status: 401 });
    expect(await registry.digests('axios', '1.14.0', NEVER)).toEqual({
      kind: 'unknown',
      reason: `needs credentials for npm registry (${service.host})`,
    });
  });
});
