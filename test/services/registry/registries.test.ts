import { describe, expect, it } from 'vitest';
import type { Ecosystem } from '../../../server/src/model/index.js';
import { type ConfiguredRegistry, PLAIN_ACCESS, type RegistryConfig, type Source } from '../../../server/src/model/registryAccess.js';
import { createRegistries } from '../../../server/src/services/registry/index.js';
import { type PyPIProject, startNpmService, startPyPIService } from '../../support/services/index.js';
import { closing, memoryCache, NEVER, testHttp } from '../support.js';

const NOW = Date.parse('2026-05-20T00:00:00Z');

function configOf(sourceOf: (name: string) => Source): RegistryConfig {
  return { sourceOf, publicAccess: PLAIN_ACCESS, privateScopes: [], hostsOf: () => [], problems: [] };
}

const EVERYBODYS = configOf(() => ({ kind: 'public' }));

function at(url: string, token?: string): ConfiguredRegistry {
  if (token === undefined) return { url, access: PLAIN_ACCESS };
  const credential = { prefix: `${url.replace(/^\w+:/, '')}/`, secret: { kind: 'bearer' as const, token } };
  return { url, access: { credentials: [credential], route: {} } };
}

async function npmWorld(userConfig: (ecosystem: Ecosystem) => RegistryConfig = () => EVERYBODYS) {
  const everybodys = closing(await startNpmService({ axios: { releases: { '1.0.0': {} } }, shared: { releases: { '9.0.0': {} } } }));
  const own = closing(await startNpmService({ '@acme/own': { releases: { '2.0.0': {} } }, shared: { releases: { '1.0.0': {} } } }));
  const registries = createRegistries({
    http: testHttp(),
    cache: memoryCache(),
    clock: () => NOW,
    urls: { npm: everybodys.url, PyPI: 'http://127.0.0.1:1/simple' },
    userConfig,
  });
  return { everybodys, own, registries };
}

describe('the place of a name', () => {
  it('is the public registry where nothing else is configured, and it has no key', async () => {
    const { registries, everybodys, own } = await npmWorld();
    expect(registries.placeOf('npm', 'axios', EVERYBODYS)).toEqual({ kind: 'asked', privacy: { kind: 'public' } });
    expect(await registries.of({ ecosystem: 'npm', name: 'axios' }).fetch('axios', NEVER)).toMatchObject({ kind: 'found' });
    expect([everybodys.requests.length, own.requests.length]).toEqual([1, 0]);
  });

  it('that is private is asked itself, and nobody else', async () => {
    const { registries, everybodys, own } = await npmWorld();
    const config = configOf(() => ({ kind: 'private', registry: at(own.url) }));
    const place = registries.placeOf('npm', '@acme/own', config);
    if (place.kind !== 'asked' || place.key === undefined) throw new Error('it is not asked');
    const { host } = new URL(own.url);
    expect(place.privacy).toEqual({ kind: 'private', reason: `not checked: private registry ${host}`, secrecy: { kind: 'own', host } });
    const id = { ecosystem: 'npm', name: '@acme/own', place: place.key } as const;
    expect(registries.privacyOf(id)).toEqual(place.privacy);
    expect(await registries.of(id).fetch(id.name, NEVER)).toMatchObject({ kind: 'found', value: { name: '@acme/own' } });
    expect([everybodys.requests.length, own.requests.length]).toEqual([0, 1]);
  });

  it('that is private and shows no such package leaves it unknown: it may hide it', async () => {
    const { registries, own } = await npmWorld();
    const place = registries.placeOf(
      'npm',
      '@acme/gone',
      configOf(() => ({ kind: 'private', registry: at(own.url) })),
    );
    const id = {
      ecosystem: 'npm',
      name: '@acme/gone',
      ...(place.kind === 'asked' && place.key !== undefined && { place: place.key }),
    } as const;
    const expected = { kind: 'unknown', reason: `${new URL(own.url).host} has no such package, or does not show it` };
    expect(await registries.of(id).fetch(id.name, NEVER)).toEqual(expected);
    expect(await registries.of(id).recall(id.name)).toEqual(expected);
  });

  it('of several private ones is the first that has it, and nobody else is asked', async () => {
    const { registries, everybodys, own } = await npmWorld();
    const empty = closing(await startNpmService({}));
    const config = configOf(() => ({ kind: 'private', registry: at(empty.url), others: [at(own.url)] }));
    const ask = (name: string) => {
      const place = registries.placeOf('npm', name, config);
      return registries
        .of({ ecosystem: 'npm', name, ...(place.kind === 'asked' && place.key !== undefined && { place: place.key }) })
        .fetch(name, NEVER);
    };
    expect(await ask('@acme/own')).toMatchObject({ kind: 'found' });
    expect(await ask('axios')).toMatchObject({ kind: 'unknown' });
    expect([empty, own, everybodys].map(({ requests }) => requests.length)).toEqual([2, 2, 0]);
  });

  it('has the same key for the same place, another one for other credentials, and no secret in it', async () => {
    const { registries, own } = await npmWorld();
    const keyOf = (token: string) => {
      const place = registries.placeOf(
        'npm',
        '@acme/own',
        configOf(() => ({ kind: 'private', registry: at(own.url, token) })),
      );
      return place.kind === 'asked' ? place.key : undefined;
    };
    expect(keyOf('first-secret')).toBe(keyOf('first-secret'));
    expect(keyOf('other-secret')).not.toBe(keyOf('first-secret'));
    expect(`${keyOf('first-secret')} ${keyOf('other-secret')}`).not.toContain('secret');
  });

  it('that may not be asked is none', async () => {
    const { registries } = await npmWorld();
    const config = configOf(() => ({ kind: 'unasked', reason: 'private registry without a valid address' }));
    expect(registries.placeOf('npm', 'axios', config)).toMatchObject({
      kind: 'unasked',
      privacy: { kind: 'private', reason: 'not checked: private registry without a valid address', secrecy: { kind: 'own' } },
    });
  });

  it('is for a package without a place what is configured for the user', async () => {
    const unasked = configOf(() => ({ kind: 'unasked', reason: 'private registry without a valid address' }));
    const { registries, everybodys } = await npmWorld(() => unasked);
    const id = { ecosystem: 'npm', name: 'axios' } as const;
    const reason = 'not checked: private registry without a valid address';
    expect(registries.privacyOf(id)).toEqual({ kind: 'private', reason, secrecy: { kind: 'own' } });
    expect(await registries.of(id).fetch('axios', NEVER)).toMatchObject({ kind: 'unknown', deliberate: true });
    expect(everybodys.requests).toEqual([]);
  });
});

describe('what was fetched over a connection that a project chose', () => {
  async function worlds(byProject: true | undefined) {
    const npm = closing(await startNpmService({ axios: { releases: { '1.0.0': {} } } }));
    const pypi = closing(await startPyPIService({ requests: releasing('2.0') }));
    const cache = memoryCache();
    const access = { ...PLAIN_ACCESS, ...(byProject && { byProject }) };
    const config: RegistryConfig = { ...EVERYBODYS, publicAccess: access };
    const start = () => {
      const urls = { npm: npm.url, PyPI: pypi.indexUrl };
      const registries = createRegistries({ http: testHttp(), cache, clock: () => NOW, urls, userConfig: () => EVERYBODYS });
      return (ecosystem: Ecosystem, name: string, around: RegistryConfig) => {
        const place = registries.placeOf(ecosystem, name, around);
        return registries.of({ ecosystem, name, ...(place.kind === 'asked' && place.key !== undefined && { place: place.key }) });
      };
    };
    return { npm, pypi, cache, config, start };
  }

  it.each<[Ecosystem, string]>([
    ['npm', 'axios'],
    ['PyPI', 'requests'],
  ])('is kept in memory alone, %s', async (ecosystem, name) => {
    const { cache, config, start } = await worlds(true);
    const registryOf = start();
    const chosen = registryOf(ecosystem, name, config);
    expect(await chosen.fetch(name, NEVER)).toMatchObject({ kind: 'found' });
    expect(await chosen.recall(name)).toMatchObject({ kind: 'found' });
    expect(await registryOf(ecosystem, name, EVERYBODYS).recall(name)).toBeUndefined();
    expect(await start()(ecosystem, name, config).recall(name)).toBeUndefined();
    expect([...cache.entries]).toEqual([]);
  });

  it.each<[Ecosystem, string]>([
    ['npm', 'axios'],
    ['PyPI', 'requests'],
  ])('is asked again without the ETag of what all share, and with its own, %s', async (ecosystem, name) => {
    const { npm, pypi, config, start } = await worlds(true);
    const registryOf = start();
    for (const around of [EVERYBODYS, config, config, EVERYBODYS]) await registryOf(ecosystem, name, around).fetch(name, NEVER);
    const asked = [...npm.requests, ...pypi.requests].map(({ headers }) => headers['if-none-match'] !== undefined);
    expect(asked).toEqual([false, false, true, true]);
  });

  it('over plain http is not what is known of the same address over https', async () => {
    const { npm, start } = await worlds(undefined);
    const registryOf = start();
    const over = (scheme: string) => configOf(() => ({ kind: 'private', registry: at(npm.url.replace('http:', scheme)) }));
    await registryOf('npm', 'axios', over('http:')).fetch('axios', NEVER);
    expect(await registryOf('npm', 'axios', over('http:')).recall('axios')).toMatchObject({ kind: 'found' });
    expect(await registryOf('npm', 'axios', over('https:')).recall('axios')).toBeUndefined();
  });
});

function releasing(version: string): PyPIProject {
  return { releases: { [version]: { date: '2026-01-01' } } };
}

describe('private indexes that are asked before the public one', () => {
  async function pythonWorld() {
    const everybodys = closing(await startPyPIService({ requests: releasing('2.0'), both: releasing('9.9') }));
    const own = closing(await startPyPIService({ secret: releasing('1.0'), both: releasing('1.0') }));
    const registries = createRegistries({
      http: testHttp(),
      cache: memoryCache(),
      clock: () => NOW,
      urls: { npm: 'http://127.0.0.1:1', PyPI: everybodys.indexUrl },
      userConfig: () => EVERYBODYS,
    });
    const config = configOf(() => ({ kind: 'private first', registries: [at(own.indexUrl)] }));
    const ask = async (name: string) => {
      const place = registries.placeOf('PyPI', name, config);
      if (place.kind !== 'asked' || place.key === undefined) throw new Error('it is not asked');
      return registries.of({ ecosystem: 'PyPI', name, place: place.key });
    };
    const namesAt = ({ requests }: typeof own) => requests.map(({ path }) => path.split('/').at(-2));
    return { everybodys, own, ask, namesAt };
  }

  it('keep what they have to themselves', async () => {
    const { everybodys, own, ask, namesAt } = await pythonWorld();
    const answer = await (await ask('secret')).fetch('secret', NEVER);
    expect(answer).toMatchObject({ kind: 'found' });
    expect(answer).not.toHaveProperty('from');
    expect(await (await ask('both')).fetch('both', NEVER)).toMatchObject({ kind: 'found', value: { releases: { versions: ['1.0'] } } });
    expect([namesAt(own), namesAt(everybodys)]).toEqual([['secret', 'both'], []]);
  });

  it('let the public one answer for what they do not have, and it is said to', async () => {
    const { everybodys, own, ask, namesAt } = await pythonWorld();
    expect(await (await ask('requests')).fetch('requests', NEVER)).toMatchObject({ kind: 'found', from: 'public registry' });
    expect(await (await ask('nowhere')).fetch('nowhere', NEVER)).toMatchObject({ kind: 'absent', from: 'public registry' });
    expect([namesAt(own), namesAt(everybodys)]).toEqual([
      ['requests', 'nowhere'],
      ['requests', 'nowhere'],
    ]);
    expect(await (await ask('requests')).recall('requests')).toMatchObject({ kind: 'found', from: 'public registry' });
  });

  it('that do not answer leave it unknown: the name may be theirs', async () => {
    const { everybodys, own, ask } = await pythonWorld();
    await own.close();
    expect((await (await ask('requests')).fetch('requests', NEVER)).kind).toBe('unknown');
    expect(everybodys.requests).toEqual([]);
  });
});
