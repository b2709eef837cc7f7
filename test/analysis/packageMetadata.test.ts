import { describe, expect, it } from 'vitest';
import { createFacts, type Facts, FRESH_FOR, type GatherOptions, RETRY_AFTER } from '../../server/src/analysis/packageMetadata.js';
import type { Advisory, Lookup, PackageFacts, PackageId } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { publicRegistries } from '../support/origins.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const CHALK: PackageId = { ecosystem: 'npm', name: 'chalk' };
const DEBUG: PackageId = { ecosystem: 'npm', name: 'debug' };
const LITELLM: PackageId = { ecosystem: 'PyPI', name: 'litellm' };
const ONLINE = { offline: false };

/** Adapters that answer when a test lets them. */
function createWorld() {
  const log: string[] = [];
  const waiting: { readonly what: string; settle(): void; fail(error: Error): void }[] = [];
  const world = {
    log,
    now: NOW,
    held: false,
    cached: new Map<string, number>(),
    failing: undefined as string | undefined,
    known: [] as readonly Advisory[],
    waiting,
    facts: undefined as unknown as Facts,
  };

  function answer<T>(value: T): Lookup<T> {
    return world.failing === undefined ? { kind: 'found', value, fetchedAt: world.now } : { kind: 'unknown', reason: world.failing };
  }

  function later<T>(what: string, signal: AbortSignal, value: () => T): Promise<T> {
    log.push(what);
    if (!world.held) return Promise.resolve(value());
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(error);
      waiting.push({ what, settle: () => resolve(value()), fail });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  }

  function recalled<T>(id: PackageId, value: T): Lookup<T> | undefined {
    const fetchedAt = world.cached.get(id.name);
    return fetchedAt === undefined ? undefined : { kind: 'found', value, fetchedAt };
  }

  const registry = (ecosystem: PackageId['ecosystem']) => ({
    recall: async (name: string) => {
      log.push(`recall ${name}`);
      return recalled({ ecosystem, name }, factsOf({ ecosystem, name }));
    },
    fetch: (name: string, signal: AbortSignal) => later(`fetch ${name}`, signal, () => answer(factsOf({ ecosystem, name }))),
    digests: async () => ({ kind: 'unknown', reason: 'not asked' }) as const,
  });
  const advisories = {
    recall: async (ids: readonly PackageId[]) => ids.map(id => recalled<readonly Advisory[]>(id, [])),
    fetch: (ids: readonly PackageId[], signal: AbortSignal) =>
      later(`advisories ${ids.map(({ name }) => name).join(' ')}`, signal, () => ids.map(() => answer(world.known))),
  };
  const everybodys = { npm: registry('npm'), PyPI: registry('PyPI') };
  const answering = (from?: 'public registry') => ({
    ...everybodys.PyPI,
    fetch: async (name: string) => ({ ...answer(factsOf({ ecosystem: 'PyPI', name })), ...(from && { from }) }) as Lookup<PackageFacts>,
  });
  const registries = publicRegistries(everybodys, {
    'own.example': { kind: 'private', registry: answering() },
    'first.example': { kind: 'private first', registry: answering() },
    'fallback.example': { kind: 'private first', registry: answering('public registry') },
  });
  world.facts = createFacts({ registries, advisories, clock: () => world.now, breathe: async () => {} });
  return world;
}

type World = ReturnType<typeof createWorld>;

const RELEASES = releasesOf([{ version: '1.0.0' }]);

function advisory(id: string, modified: string): Advisory {
  return { id, modified, aliases: [], kind: 'malicious', summary: '', withdrawn: false, affected: [], url: '' };
}

function factsOf({ ecosystem, name }: PackageId): PackageFacts {
  return { ecosystem, name, releases: RELEASES, distTags: {} };
}

function gather(world: World, packages: readonly PackageId[], onChange?: () => void, signal = new AbortController().signal): Promise<void> {
  return world.facts.gather(packages, { ...ONLINE, ...(onChange && { onChange }) }, signal);
}

function asked(world: World): readonly string[] {
  return world.log.filter(entry => !entry.startsWith('recall'));
}

function settleAll(world: World): void {
  for (const { settle } of world.waiting.splice(0)) settle();
}

/** Lets everything that needs no answer run. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

describe('facts', () => {
  it('are pending before anything is known', () => {
    const { facts } = createWorld();
    expect(facts.peek(CHALK)).toEqual({ registry: { kind: 'pending' }, advisories: { kind: 'pending' } });
    expect(facts.peek(CHALK)).toBe(facts.peek(DEBUG));
  });

  it('are asked for once: each name of its registry, all names in one batch of the advisory service', async () => {
    const world = createWorld();
    await gather(world, [CHALK, LITELLM, CHALK]);
    expect(asked(world)).toEqual(['fetch chalk', 'fetch litellm', 'advisories chalk litellm']);
    expect(world.facts.peek(LITELLM).registry).toEqual({ kind: 'found', value: factsOf(LITELLM), fetchedAt: NOW });
    expect(world.facts.peek(LITELLM).advisories.kind).toBe('found');
  });

  it('are the same object until something new is learnt', async () => {
    const world = createWorld();
    await gather(world, [CHALK]);
    const before = world.facts.peek(CHALK);
    await gather(world, [CHALK, DEBUG]);
    expect(world.facts.peek(CHALK)).toBe(before);
    world.now += FRESH_FOR;
    await gather(world, [CHALK]);
    expect(world.facts.peek(CHALK)).not.toBe(before);
  });

  it('can be recalled beforehand: read from the cache once, and nothing asked', async () => {
    const world = createWorld();
    world.cached.set('chalk', NOW);
    await world.facts.recall([CHALK, CHALK]);
    expect(world.facts.peek(CHALK).registry).toEqual({ kind: 'found', value: factsOf(CHALK), fetchedAt: NOW });
    await gather(world, [CHALK]);
    expect(world.log).toEqual(['recall chalk']);
  });

  it('come from the cache first, are shown, and are asked for only where they are no longer fresh', async () => {
    const world = createWorld();
    world.held = true;
    world.cached = new Map([
      ['chalk', NOW - FRESH_FOR],
      ['debug', NOW - FRESH_FOR + 1],
    ]);
    const changes: string[] = [];
    const done = gather(world, [CHALK, DEBUG], () => changes.push(world.facts.peek(CHALK).registry.kind));
    await idle();
    expect(changes).toEqual(['found']);
    expect(asked(world)).toEqual(['fetch chalk', 'advisories chalk']);
    settleAll(world);
    await done;
    expect(changes.length).toBeGreaterThan(1);
    expect(world.facts.peek(CHALK).registry).toMatchObject({ fetchedAt: NOW });
  });

  it('are asked for where they are dated ahead of the clock by more than clocks differ', async () => {
    const world = createWorld();
    const minute = 60 * 1000;
    world.cached = new Map([
      ['chalk', NOW + 10 * minute + 1],
      ['debug', NOW + 10 * minute],
    ]);
    await gather(world, [CHALK, DEBUG]);
    expect(asked(world)).toEqual(['fetch chalk', 'advisories chalk']);
  });

  it('are asked for again after a clock that was ahead has been put right', async () => {
    const world = createWorld();
    await gather(world, [CHALK]);
    world.failing = 'registry.example did not answer';
    await gather(world, [DEBUG]);
    world.failing = undefined;
    world.now -= 24 * FRESH_FOR;
    await gather(world, [CHALK, DEBUG]);
    expect(asked(world).filter(what => what === 'fetch chalk' || what === 'fetch debug')).toEqual([
      'fetch chalk',
      'fetch debug',
      'fetch chalk',
      'fetch debug',
    ]);
  });

  it('are asked for again when they are an hour old, and read from the cache only once', async () => {
    const world = createWorld();
    await gather(world, [CHALK]);
    world.now += FRESH_FOR - 1;
    await gather(world, [CHALK]);
    expect(asked(world)).toHaveLength(2);
    world.now += 1;
    await gather(world, [CHALK]);
    expect(asked(world)).toHaveLength(4);
    expect(world.log.filter(entry => entry === 'recall chalk')).toHaveLength(1);
  });

  it('are asked for as often as is wanted, each part for itself', async () => {
    const world = createWorld();
    await gather(world, [CHALK]);
    const again = (freshFor: GatherOptions['freshFor']) =>
      world.facts.gather([CHALK], { ...ONLINE, ...(freshFor && { freshFor }) }, new AbortController().signal);
    world.now += FRESH_FOR - 1;
    await again({ advisories: FRESH_FOR / 2, registry: 24 * FRESH_FOR });
    expect(asked(world).slice(2)).toEqual(['advisories chalk']);
    world.now += 1;
    await again({ registry: 24 * FRESH_FOR });
    expect(asked(world).slice(3)).toEqual([]);
    await again({ advisories: 24 * FRESH_FOR });
    expect(asked(world).slice(3)).toEqual(['fetch chalk']);
  });

  it('tell what was known of advisories before the service said otherwise, and nothing where it never did', async () => {
    const world = createWorld();
    const old = advisory('MAL-1', '2026-01-01T00:00:00Z');
    const changed = advisory('MAL-1', '2026-02-01T00:00:00Z');
    const answers = [[], [], [old], [changed], [changed]];
    const seen: unknown[] = [];
    for (const known of answers) {
      world.known = known;
      await gather(world, [CHALK]);
      seen.push(world.facts.earlier(CHALK));
      world.now += FRESH_FOR;
    }
    expect(seen).toEqual([undefined, undefined, [], [old], [old]]);
    world.failing = 'osv.example did not answer';
    await gather(world, [CHALK]);
    expect(world.facts.earlier(CHALK)).toEqual([old]);
  });

  it('take what the cache holds for what was known before', async () => {
    const world = createWorld();
    world.cached.set('chalk', NOW - FRESH_FOR);
    world.known = [advisory('MAL-1', '2026-01-01T00:00:00Z')];
    await gather(world, [CHALK]);
    expect(world.facts.earlier(CHALK)).toEqual([]);
  });

  it('keep an old answer, and why it is old, where a newer one cannot be had', async () => {
    const world = createWorld();
    await gather(world, [CHALK]);
    world.now += FRESH_FOR;
    world.failing = 'registry.example did not answer';
    await gather(world, [CHALK]);
    const stale = { kind: 'found', fetchedAt: NOW, staleBecause: 'registry.example did not answer' };
    expect(world.facts.peek(CHALK)).toMatchObject({ registry: stale, advisories: stale });
    world.failing = undefined;
    world.now += RETRY_AFTER;
    await gather(world, [CHALK]);
    expect(world.facts.peek(CHALK).registry).not.toHaveProperty('staleBecause');
  });

  it('are not asked for again within a minute of a failure', async () => {
    const world = createWorld();
    world.failing = 'registry.example did not answer';
    await gather(world, [CHALK]);
    expect(world.facts.peek(CHALK).registry).toEqual({ kind: 'unknown', reason: 'registry.example did not answer' });
    world.now += RETRY_AFTER - 1;
    await gather(world, [CHALK]);
    expect(asked(world)).toHaveLength(2);
    world.now += 1;
    await gather(world, [CHALK]);
    expect(asked(world)).toHaveLength(4);
    world.facts.forgetFailures();
    await gather(world, [CHALK]);
    expect(asked(world), 'where somebody wants that').toHaveLength(6);
  });

  it('come without a request where the network is not to be used, and with a reason for what is missing', async () => {
    const world = createWorld();
    world.cached.set('chalk', NOW - 10 * FRESH_FOR);
    let changes = 0;
    await world.facts.gather([CHALK, DEBUG], { offline: true, onChange: () => (changes += 1) }, new AbortController().signal);
    expect(asked(world)).toEqual([]);
    expect(changes).toBe(1);
    expect(world.facts.peek(CHALK).registry).toMatchObject({ kind: 'found', fetchedAt: NOW - 10 * FRESH_FOR });
    const unknown = { kind: 'unknown', reason: 'offline, and nothing in the cache', offline: true };
    expect(world.facts.peek(DEBUG)).toEqual({ registry: unknown, advisories: unknown });
    await gather(world, [DEBUG]);
    expect(world.facts.peek(DEBUG).registry.kind).toBe('found');
  });
});

describe('facts wanted by several at once', () => {
  it('are asked for once, and told to both', async () => {
    const world = createWorld();
    world.held = true;
    let told = 0;
    const both = [gather(world, [CHALK, DEBUG]), gather(world, [CHALK, LITELLM], () => (told += 1))];
    await idle();
    expect(asked(world)).toEqual(['fetch chalk', 'fetch debug', 'advisories chalk debug', 'fetch litellm', 'advisories litellm']);
    told = 0;
    world.waiting.find(({ what }) => what === 'fetch chalk')?.settle();
    await idle();
    expect(told).toBe(1);
    settleAll(world);
    await Promise.all(both);
    expect(world.facts.peek(CHALK).advisories.kind).toBe('found');
  });

  it('are asked for anew where the first one gives up', async () => {
    const world = createWorld();
    world.held = true;
    const first = new AbortController();
    const given = gather(world, [CHALK], undefined, first.signal);
    const other = gather(world, [CHALK]);
    await idle();
    expect(asked(world)).toEqual(['fetch chalk', 'advisories chalk']);
    first.abort(new Error('given up'));
    await expect(given).rejects.toThrow('given up');
    await idle();
    expect(asked(world).slice(2)).toEqual(expect.arrayContaining(['fetch chalk', 'advisories chalk']));
    expect(asked(world)).toHaveLength(4);
    settleAll(world);
    await other;
    expect(world.facts.peek(CHALK)).toMatchObject({ registry: { kind: 'found' }, advisories: { kind: 'found' } });
  });

  it('reject the one that gives up with its own reason, and learn nothing from it', async () => {
    const world = createWorld();
    world.held = true;
    const control = new AbortController();
    const given = gather(world, [CHALK], undefined, control.signal);
    await idle();
    control.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect(world.facts.peek(CHALK).registry.kind).toBe('pending');
    await expect(gather(world, [CHALK], undefined, control.signal)).rejects.toThrow('enough');
  });
});

describe('facts of private packages', () => {
  const at = (place: string): PackageId => ({ ...LITELLM, place });
  const NOBODY = (place: string) => ({ kind: 'unknown', reason: `not checked: private registry ${place}`, deliberate: true });

  it.each(['own.example', 'first.example'])('come from %s, and no advisory service is told of them', async place => {
    const world = createWorld();
    await gather(world, [at(place), CHALK]);
    expect(world.facts.peek(at(place))).toMatchObject({ registry: { kind: 'found' }, advisories: NOBODY(place) });
    expect(asked(world)).toEqual(['fetch chalk', 'advisories chalk']);
  });

  it('are others than those of the public package of the same name', async () => {
    const world = createWorld();
    await gather(world, [at('own.example'), LITELLM]);
    expect(world.facts.peek(LITELLM).advisories.kind).toBe('found');
    expect(world.facts.peek(at('own.example')).advisories).toEqual(NOBODY('own.example'));
  });

  it('are public ones where only the public registry has them', async () => {
    const world = createWorld();
    await gather(world, [at('fallback.example')]);
    expect(world.facts.peek(at('fallback.example')).advisories.kind).toBe('found');
    expect(asked(world)).toEqual(['advisories litellm']);
  });

  it('that are only locked are asked of their registry before an advisory service may be told', async () => {
    const world = createWorld();
    await world.facts.gather(
      [],
      { ...ONLINE, advisoriesOnly: [at('first.example'), at('fallback.example')] },
      new AbortController().signal,
    );
    expect(asked(world)).toEqual(['advisories litellm']);
    expect(world.facts.peek(at('first.example')).advisories).toEqual(NOBODY('first.example'));
  });

  it('whose registry does not answer are told to nobody either', async () => {
    const world = createWorld();
    world.failing = 'first.example does not answer';
    await gather(world, [at('fallback.example')]);
    expect(world.facts.peek(at('fallback.example'))).toMatchObject({
      registry: { kind: 'unknown', reason: 'first.example does not answer' },
      advisories: NOBODY('fallback.example'),
    });
    expect(asked(world)).toEqual([]);
  });
});
