import { describe, expect, it } from 'vitest';
import { versionInFilename, versionKey } from '../../../server/src/ecosystems/python/registry/distributionName.js';
import { pythonIndex } from '../../../server/src/ecosystems/python/registry/protocol.js';
import type { Release } from '../../../server/src/model/index.js';
import { createRegistry } from '../../../server/src/services/registry/adapter.js';
import { digestOf, PYPI_PROJECTS, type PyPIOptions, type PyPIProject, startPyPIService } from '../../support/services/index.js';
import { closing, memoryCache, NEVER, plain, plainRelease, testHttp } from '../support.js';

const NOW = Date.parse('2026-05-20T00:00:00Z');

async function setUp(projects: Readonly<Record<string, PyPIProject>> = PYPI_PROJECTS, options: PyPIOptions = {}) {
  const service = closing(await startPyPIService(projects, options));
  const time = { now: NOW };
  const cache = memoryCache();
  const index = createRegistry('PyPI', pythonIndex, { http: testHttp(), cache, clock: () => time.now, url: `${service.indexUrl}/` });
  return { service, time, cache, index };
}

/** What the service says of a release with these files where nothing else is asked for. */
function toldBy(...filenames: string[]) {
  return { provenance: false, digests: filenames.map(name => `sha256:${digestOf(name).slice(0, 24)}`), requiresPython: '>=3.9' };
}

function noon(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}

describe('facts', () => {
  it('are the listed releases with the date of their first file, and what is yanked', async () => {
    const { index, service } = await setUp();
    expect(plain(await index.fetch('requests', NEVER))).toEqual({
      kind: 'found',
      fetchedAt: NOW,
      value: {
        ecosystem: 'PyPI',
        name: 'requests',
        releases: [
          { version: '2.31.0', publishedAt: noon('2023-05-22') },
          { version: '2.32.0', publishedAt: noon('2024-05-20'), yanked: 'Breaks TLS verification with custom adapters' },
          { version: '2.32.1', publishedAt: noon('2024-05-20'), yanked: 'Breaks TLS verification with custom adapters' },
          { version: '2.32.3', publishedAt: noon('2024-05-29') },
        ].map(release => ({
          ...release,
          ...toldBy(`requests-${release.version}-py3-none-any.whl`, `requests-${release.version}.tar.gz`),
        })),
        createdAt: noon('2023-05-22'),
        distTags: {},
        status: 'active',
      },
    });
    expect(service.requests.map(request => [request.path, request.headers.accept])).toEqual([
      ['/simple/requests/', 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1'],
    ]);
  });

  it('of a quarantined and of an archived project', async () => {
    const { index } = await setUp();
    expect(plain(await index.fetch('quarantined-example', NEVER))).toMatchObject({
      value: { releases: [], status: 'quarantined', statusReason: 'Suspected malware' },
    });
    expect(plain(await index.fetch('archived-example', NEVER))).toMatchObject({ value: { releases: [{}, {}], status: 'archived' } });
  });

  it('of an unknown project are absent', async () => {
    const { index, service } = await setUp();
    expect(plain(await index.fetch('no-such-project', NEVER))).toEqual({ kind: 'absent', fetchedAt: NOW });
    expect(plain(await index.recall('no-such-project'))).toEqual({ kind: 'absent', fetchedAt: NOW });
    expect(service.requests).toHaveLength(1);
  });

  it.each(['', '..', '-a', 'a-', 'a/b', 'a b', 'ä'])('of the impossible name %j are absent, unasked', async name => {
    const { index, service } = await setUp();
    expect(plain(await index.fetch(name, NEVER))).toEqual({ kind: 'absent', fetchedAt: NOW });
    expect(service.requests).toEqual([]);
  });

  it('take a release for yanked only where all its files are; its date is that of the first file', async () => {
    const { index } = await setUp({
      thing: {
        releases: {
          '1.0': {
            date: '2026-01-09',
            files: [
              { filename: 'thing-1.0.0-py3-none-any.whl', yanked: 'broken wheel' },
              { filename: 'thing-1.0.0.tar.gz', date: '2026-01-05' },
            ],
          },
          '1.1': {
            date: '2026-01-09',
            files: [
              { filename: 'thing-1.1.tar.gz', yanked: true },
              { filename: 'thing-1.1.zip', yanked: 'broken' },
            ],
          },
        },
      },
    });
    const fetched = await index.fetch('thing', NEVER);
    expect(plain(fetched)).toMatchObject({
      value: {
        releases: [
          { version: '1.0', publishedAt: noon('2026-01-05'), ...toldBy('thing-1.0.0-py3-none-any.whl', 'thing-1.0.0.tar.gz') },
          { version: '1.1', publishedAt: noon('2026-01-09'), yanked: '', ...toldBy('thing-1.1.tar.gz', 'thing-1.1.zip') },
        ],
        createdAt: noon('2026-01-05'),
      },
    });
    expect(fetched.kind === 'found' && fetched.value.releases.at(0)?.yanked).toBeUndefined();
  });
});

describe('odd pages cost only the odd field', () => {
  const releases = { '1.0.0': { date: '2026-01-01' }, '1.1.0rc1': { date: '2026-02-01' } };
  const file = { filename: 'thing-1.0.0.tar.gz', 'upload-time': '2026-01-01T12:00:00Z' };
  const dated = { version: '1.0.0', publishedAt: noon('2026-01-01') };
  const createdAt = noon('2026-01-01');
  const cases: [title: string, raw: Record<string, unknown>, expected: object][] = [
    [
      'no versions listed',
      { versions: undefined },
      {
        releases: [
          { ...dated, ...toldBy('thing-1.0.0-py3-none-any.whl', 'thing-1.0.0.tar.gz') },
          {
            version: '1.1.0rc1',
            publishedAt: noon('2026-02-01'),
            ...toldBy('thing-1.1.0rc1-py3-none-any.whl', 'thing-1.1.0rc1.tar.gz'),
          },
        ],
        createdAt,
      },
    ],
    ['a version without files', { versions: ['0.9', '1.0.0'], files: [file] }, { releases: [dated], createdAt }],
    [
      'a file that cannot be told, without a date',
      { versions: ['0.9', '1.0.0'], files: [file, { filename: 'thing.win32.exe' }] },
      { releases: [{ version: '0.9' }, dated] },
    ],
    ['files that are none', { versions: ['1.0.0'], files: [null, 'x', { filename: 7 }, file] }, { releases: [dated], createdAt }],
    ['versions that are none', { versions: [1, null, '1.0.0'], files: [file] }, { releases: [dated], createdAt }],
    [
      'no time',
      { versions: ['1.0.0'], files: [{ ...file, 'upload-time': 5, yanked: null, hashes: 'none', provenance: 7, 'requires-python': null }] },
      { releases: [{ version: '1.0.0' }] },
    ],
    [
      'a status of its own',
      { 'project-status': { status: 'sleeping', reason: 3 }, versions: ['1.0.0'], files: [file] },
      { releases: [dated], createdAt },
    ],
  ];
  it.each(cases)('%s', async (_title, raw, expected) => {
    const { index } = await setUp({ thing: { releases, raw: { 'project-status': undefined, ...raw } } });
    const fetched = plain(await index.fetch('thing', NEVER));
    expect(fetched).toEqual({
      kind: 'found',
      fetchedAt: NOW,
      value: { ecosystem: 'PyPI', name: 'thing', distTags: {}, ...expected },
    });
    expect(plain(await index.recall('thing'))).toEqual(fetched);
  });

  it('no project page', async () => {
    const { index, service } = await setUp({ thing: { releases, raw: { files: undefined } } });
    expect(plain(await index.fetch('thing', NEVER))).toEqual({ kind: 'unknown', reason: `${service.host} gave no project page of thing` });
  });
});

describe('what the files of a release tell together', () => {
  const [A, B] = ['a', 'b'].map(letter => letter.repeat(64));
  const wheel = { filename: 'thing-1.0-py3-none-any.whl', hashes: { sha256: A } };
  const source = { filename: 'thing-1.0.tar.gz', hashes: { sha256: B } };
  const both = [`sha256:${'a'.repeat(24)}`, `sha256:${'b'.repeat(24)}`];
  const cases: [title: string, files: readonly object[], told: Omit<Release, 'version'>][] = [
    ['digests', [wheel, source], { digests: both }],
    ['a digest of one file only', [wheel, { ...source, hashes: { md5: 'x' } }], {}],
    ['a digest that is none', [{ ...wheel, hashes: { sha256: 'aa' } }], {}],
    ['a file that may be of this release', [wheel, source, { filename: 'thing-1.0.win32.exe', hashes: { sha256: A } }], {}],
    ['a file that cannot be of this release', [wheel, source, { filename: 'thing-2.3.win32.exe' }], { digests: both }],
    [
      'one with provenance',
      [
        { ...wheel, provenance: 'https://index.example/p' },
        { ...source, provenance: null },
      ],
      { provenance: true, digests: both },
    ],
    ['none with provenance', [wheel, source].map(one => ({ ...one, provenance: null })), { provenance: false, digests: both }],
    ['one that does not tell of provenance', [{ ...wheel, provenance: null }, source], { digests: both }],
    ['one Python', [wheel, source].map(one => ({ ...one, 'requires-python': ' >=3.8 ' })), { requiresPython: '>=3.8', digests: both }],
    [
      'two Pythons',
      [
        { ...wheel, 'requires-python': '>=3.8' },
        { ...source, 'requires-python': '>=3.9' },
      ],
      { digests: both },
    ],
    ['a Python of one file', [{ ...wheel, 'requires-python': '>=3.8' }, source], { digests: both }],
  ];
  it.each(cases)('%s', async (_title, files, told) => {
    const { index } = await setUp({ thing: { releases: {}, raw: { versions: ['1.0'], files } } });
    const fetched = await index.fetch('thing', NEVER);
    expect(fetched.kind === 'found' && [...fetched.value.releases].map(plainRelease)).toEqual([{ version: '1.0', ...told }]);
    expect(plain(await index.recall('thing'))).toEqual(plain(fetched));
  });

  it.each([
    ['all dated', ['2026-02-01', '2026-01-01'], noon('2026-01-01')],
    ['one not dated', ['2026-02-01', undefined], undefined],
    ['none', [], undefined],
  ] as const)('%s: when the project began', async (_title, dates, createdAt) => {
    const files = dates.map((date, at) => ({ filename: `thing-1.${at}.tar.gz`, 'upload-time': date && `${date}T12:00:00Z` }));
    const { index } = await setUp({ thing: { releases: {}, raw: { versions: undefined, files } } });
    const fetched = await index.fetch('thing', NEVER);
    expect(fetched.kind === 'found' && fetched.value.createdAt).toEqual(createdAt);
  });
});

describe('an index without the simple JSON API', () => {
  it.each(['html', 'refuse'] as const)('(%s) is asked by the legacy API, from then on at once', async simple => {
    const { index, service } = await setUp(PYPI_PROJECTS, { simple });
    expect(plain(await index.fetch('requests', NEVER))).toMatchObject({
      kind: 'found',
      value: {
        releases: [{ version: '2.31.0' }, { version: '2.32.0', yanked: expect.any(String) }, { version: '2.32.1' }, { version: '2.32.3' }],
      },
    });
    expect(plain(await index.fetch('litellm', NEVER))).toMatchObject({ kind: 'found', value: { releases: { length: 6 } } });
    expect(plain(await index.fetch('no-such-project', NEVER))).toMatchObject({ kind: 'absent' });
    expect(await index.digests('requests', '2.32.3', NEVER)).toMatchObject({ value: { length: 2 } });
    expect(service.requests.map(request => request.path)).toEqual([
      '/simple/requests/',
      '/pypi/requests/json',
      '/pypi/litellm/json',
      '/pypi/no-such-project/json',
      '/pypi/requests/json',
    ]);
  });

  it('is read from its pages where it has no other', async () => {
    const { index, service } = await setUp(PYPI_PROJECTS, { simple: 'pages', legacy: false });
    const { digests, requiresPython } = toldBy('requests-2.32.0-py3-none-any.whl', 'requests-2.32.0.tar.gz');
    const fetched = await index.fetch('requests', NEVER);
    expect(fetched.kind === 'found' && [...fetched.value.releases].map(plainRelease)).toMatchObject([
      { version: '2.31.0' },
      { version: '2.32.0', yanked: 'Breaks TLS verification with custom adapters', digests, requiresPython },
      { version: '2.32.1' },
      { version: '2.32.3' },
    ]);
    expect(fetched.kind === 'found' && fetched.value.releases.at(0)).not.toHaveProperty('publishedAt', expect.anything());
    expect(await index.digests('requests', '2.32.3', NEVER)).toMatchObject({ value: { length: 2 } });
    expect(plain(await index.fetch('no-such-project', NEVER))).toMatchObject({ kind: 'absent' });
    expect(service.requests.map(request => request.path)).toEqual([
      '/simple/requests/',
      '/pypi/requests/json',
      '/simple/requests/',
      '/simple/no-such-project/',
    ]);
  });

  it('nor the legacy one leaves the project unknown', async () => {
    const { index, service } = await setUp(PYPI_PROJECTS, { simple: 'html', legacy: false });
    expect(plain(await index.fetch('requests', NEVER))).toEqual({
      kind: 'unknown',
      reason: `PyPI (${service.host}) answered HTML instead of JSON`,
    });
  });
});

describe('a page of another project', () => {
  it.each(['json', 'refuse'] as const)('is no answer: %s', async simple => {
    const { index, service } = await setUp(
      { thing: { releases: { '1.0': { date: '2026-01-01' } }, raw: { name: 'other', info: { name: 'other' } } } },
      { simple },
    );
    expect(await index.fetch('thing', NEVER)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(service.host) });
  });

  it('is not one whose name is spelled otherwise', async () => {
    const { index } = await setUp({ 'some-thing': { releases: { '1.0': { date: '2026-01-01' } }, raw: { name: 'Some_.Thing' } } });
    expect(await index.fetch('some-thing', NEVER)).toMatchObject({ kind: 'found' });
  });
});

describe('404', () => {
  const PAGE = { kind: 'status', status: 404, headers: { 'content-type': 'text/html' }, body: '<p>Sign in</p>' } as const;

  it('of something else than an index leaves the project unknown', async () => {
    const { index, service } = await setUp();
    service.fault(/./, PAGE);
    const reason = `${service.host} answered 404, and not as a registry does`;
    expect(await index.fetch('litellm', NEVER)).toEqual({ kind: 'unknown', reason });
    expect(await index.digests('litellm', '1.0', NEVER)).toEqual({ kind: 'unknown', reason });
    expect(service.requests.map(({ path }) => path)).toEqual(['/simple/litellm/', '/simple/six/', '/simple/litellm/']);
  });

  it('of an index with pages of its own counts where it rightly answers for another project', async () => {
    const { index, service } = await setUp({ ...PYPI_PROJECTS, six: { releases: { '1.17.0': { date: '2024-12-04' } } } });
    service.fault('no-such', PAGE);
    expect(await index.fetch('no-such-project', NEVER)).toMatchObject({ kind: 'absent' });
  });

  it('of a private index is taken for its word: what it has not may be asked for elsewhere', async () => {
    const { service } = await setUp();
    service.fault(/./, PAGE);
    const index = createRegistry('PyPI', pythonIndex, {
      http: testHttp(),
      cache: memoryCache(),
      clock: () => NOW,
      url: service.indexUrl,
      isPrivate: true,
    });
    expect(await index.fetch('acme', NEVER)).toMatchObject({ kind: 'absent' });
  });
});

describe('a private index', () => {
  async function privateIndex(location: string, isPrivate: boolean) {
    const projects = {
      moved: { releases: { '1.0': { date: '2026-01-01', files: [{ filename: 'acme-1.0.tar.gz' }] } }, raw: { name: 'acme' } },
    };
    const { service } = await setUp(projects);
    const other = await setUp(projects);
    const to = location.replace('OTHER', other.service.url).replace('OWN', service.url);
    service.fault('/simple/acme', { kind: 'status', status: 303, headers: { location: to } });
    const index = createRegistry('PyPI', pythonIndex, {
      http: testHttp(),
      cache: memoryCache(),
      clock: () => NOW,
      url: service.indexUrl,
      isPrivate,
    });
    return { answer: plain(await index.fetch('acme', NEVER)), service, other: other.service };
  }

  it('that sends on to another host tells nobody there', async () => {
    const { answer, service, other } = await privateIndex('OTHER/simple/moved/', true);
    expect(answer).toEqual({ kind: 'unknown', reason: `${service.host} sends on to ${other.host}, which is not told private names` });
    expect(other.requests).toEqual([]);
  });

  it('that sends on to PyPI has no such project', async () => {
    expect((await privateIndex('http://pypi.org/simple/acme/', true)).answer).toMatchObject({ kind: 'absent' });
  });

  it('may send on to itself, and a public one to others', async () => {
    expect((await privateIndex('OWN/simple/moved/', true)).answer).toMatchObject({ kind: 'found' });
    expect((await privateIndex('OTHER/simple/moved/', false)).answer).toMatchObject({ kind: 'found' });
  });
});

describe('remembering', () => {
  it('recalls, revalidates by ETag, and falls back on what it has', async () => {
    const { index, service, time } = await setUp();
    const first = plain(await index.fetch('litellm', NEVER)) as object;
    expect(plain(await index.recall('litellm'))).toEqual(first);
    time.now += 5_000;
    expect(plain(await index.fetch('litellm', NEVER))).toEqual({ ...first, fetchedAt: NOW + 5_000 });
    expect(service.requests).toHaveLength(2);
    service.fault(/./, { kind: 'status', status: 500 });
    expect(plain(await index.fetch('litellm', NEVER))).toEqual({
      ...first,
      fetchedAt: NOW + 5_000,
      staleBecause: `PyPI (${service.host}) answers HTTP 500`,
    });
  });
});

describe('digests', () => {
  it('are those of every file of the release, from a fresh page', async () => {
    const { index, service } = await setUp();
    await index.fetch('litellm', NEVER);
    expect(await index.digests('litellm', '1.82.6.0', NEVER)).toEqual({
      kind: 'found',
      fetchedAt: NOW,
      value: ['litellm-1.82.6-py3-none-any.whl', 'litellm-1.82.6.tar.gz'].map(filename => ({
        filename,
        algorithm: 'sha256',
        digest: digestOf(filename),
      })),
    });
    expect(service.requests).toHaveLength(2);
    expect(service.requests[1]?.headers).not.toHaveProperty('if-none-match');
  });

  it('are absent or unknown where there are none', async () => {
    const { index, service } = await setUp();
    expect(await index.digests('litellm', '1.82.7', NEVER)).toMatchObject({ kind: 'absent' });
    expect(await index.digests('nothing', '1.0', NEVER)).toMatchObject({ kind: 'absent' });
    service.fault(/./, { kind: 'status', status: 403 });
    expect(await index.digests('litellm', '1.82.6', NEVER)).toEqual({
      kind: 'unknown',
      reason: `needs credentials for PyPI (${service.host})`,
    });
  });
});

describe('file names of distributions', () => {
  const cases: [filename: string, project: string, version: string | undefined][] = [
    ['litellm-1.82.6-py3-none-any.whl', 'litellm', '1.82.6'],
    ['ruamel.yaml-0.18.6-py3-none-any.whl', 'ruamel-yaml', '0.18.6'],
    ['Foo_Bar-1.0-1-cp312-cp312-manylinux_2_17_x86_64.whl', 'foo-bar', '1.0'],
    ['torch-2.0.0+cu118-cp310-cp310-linux_x86_64.whl', 'torch', '2.0.0+cu118'],
    ['other-1.0-py3-none-any.whl', 'litellm', undefined],
    ['litellm-1.82.6.tar.gz', 'litellm', '1.82.6'],
    ['foo-bar-baz-1.0.post1.zip', 'foo-bar-baz', '1.0.post1'],
    ['foo.bar_baz-1.0-beta.1.tar.bz2', 'foo-bar-baz', '1.0-beta.1'],
    ['Django-1.0-py2.5.egg', 'django', '1.0'],
    ['django-1.0.win32.exe', 'django', undefined],
    ['django.tar.gz', 'django', undefined],
    ['nonsense', 'django', undefined],
  ];
  it.each(cases)('%s', (filename, project, version) => {
    expect(versionInFilename(filename, project)).toBe(version);
  });

  it('versions are the same however they are written', () => {
    const same = ['1.0', 'v1.0.0', '1', ' 1.0 '].map(versionKey);
    expect(new Set(same).size).toBe(1);
    expect(versionKey('1.0-beta.1')).toBe(versionKey('1.0b1'));
    expect(new Set(['1.0', '1.0.1', '1.0rc1', '1.0.post1', '1.0.dev0', '1!1.0', '1.0+local', '0', 'Odd'].map(versionKey)).size).toBe(9);
  });
});
