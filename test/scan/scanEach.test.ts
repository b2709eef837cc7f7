import { describe, expect, it } from 'vitest';
import { createFacts } from '../../server/src/analysis/packageMetadata.js';
import type { FileResult } from '../../server/src/analysis/results.js';
import type { Advisory, Lookup, PackageFacts, PackageId } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { HOUR } from '../../server/src/model/time.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import type { Engine } from '../../server/src/scan/engine.js';
import type { ScanProgress } from '../../server/src/scan/progress.js';
import { scanEach, scanFiles } from '../../server/src/scan/scan.js';
import { readFixture } from '../support/fixture.js';
import { engineOf, ROOT } from '../support/world.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');

interface Given {
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 at which a package's answer was remembered. */
  readonly cached?: Readonly<Record<string, number>>;
  /** Packages that the registry is silent about until they are let go. */
  readonly held?: readonly string[];
  /** Versions of packages; `1.0.0` where not given. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
}

/** Files in memory, services that answer when they are let, and a list of everything that happened, in order. */
function createScan({ files, cached = {}, held = [], versions = {} }: Given) {
  const events: string[] = [];
  const listeners: ((event: string) => void)[] = [];
  const control = new AbortController();
  const waiting = new Map<string, () => void>();
  const fixture = readFixture(
    Object.entries(files)
      .map(([path, text]) => `//- ${path}\n${text}`)
      .join('\n'),
  );
  const base = engineOf(fixture);

  function happened(event: string): void {
    events.push(event);
    for (const listener of listeners) listener(event);
  }

  function factsOf(name: string, ecosystem: PackageId['ecosystem']): PackageFacts {
    const listed = (versions[name] ?? ['1.0.0']).map(version => ({ version, publishedAt: 0 }));
    return { name, ecosystem, releases: releasesOf(listed) } as unknown as PackageFacts;
  }

  const found = <T>(value: T, fetchedAt = NOW): Lookup<T> => ({ kind: 'found', value, fetchedAt });
  const registry = {
    recall: async (name: string) => (cached[name] === undefined ? undefined : found(factsOf(name, 'npm'), cached[name])),
    fetch: async (name: string, signal: AbortSignal) => {
      happened(`ask ${name}`);
      if (held.includes(name))
        await new Promise<void>((resolve, reject) => {
          waiting.set(name, resolve);
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      return found(factsOf(name, 'npm'));
    },
    digests: async () => ({ kind: 'unknown', reason: 'not asked' }) as const,
  };
  const facts = createFacts({
    registries: { of: () => registry, privacyOf: () => ({ kind: 'public' }), unaskedPlace: () => 'nowhere' },
    advisories: {
      recall: async ids => {
        happened(`recall ${ids.length}`);
        return ids.map(({ name }) => (cached[name] === undefined ? undefined : found<readonly Advisory[]>([], cached[name])));
      },
      fetch: async ids => {
        happened(`advisories ${ids.length}`);
        return ids.map(() => found<readonly Advisory[]>([]));
      },
    },
    clock: () => NOW,
    breathe,
  });
  const engine: Engine = {
    ...base,
    facts,
    breathe,
    files: {
      ...base.files,
      read: async path => {
        happened(`read ${path.slice(ROOT.length + 1)}`);
        return base.files.read(path);
      },
    },
    contexts: {
      around: async (path, manifest, signal) => {
        happened(`around ${path.slice(ROOT.length + 1)}`);
        return base.contexts.around(path, manifest, signal);
      },
    },
  };
  const progress: ScanProgress[] = [];
  const options = { offline: false, policyOf: () => DEFAULT_POLICY, onProgress: (step: ScanProgress) => void progress.push(step) };
  const paths = Object.keys(files)
    .filter(path => !path.includes('lock'))
    .map(path => `${ROOT}/${path}`);
  const results: FileResult[] = [];
  return {
    events,
    progress,
    results,
    control,
    options,
    engine,
    paths,
    letGo: (name: string) => waiting.get(name)?.(),
    shown: () => events.filter(event => event.startsWith('show ')).map(event => event.slice('show '.length)),
    when: (passes: (event: string) => boolean, work: () => void) => {
      listeners.push(event => {
        if (passes(event)) work();
      });
    },
    run: () =>
      scanEach(
        paths,
        engine,
        options,
        result => {
          results.push(result);
          happened(`show ${result.path.slice(ROOT.length + 1)}`);
        },
        control.signal,
      ),
  };
}

/** A later turn of the event loop, as in the product. */
function breathe(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Resolves when the event loop has nothing to do but to wait for what is held. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await breathe();
}

function packageJson(...names: readonly string[]): string {
  return JSON.stringify({ dependencies: Object.fromEntries(names.map(name => [name, '1.0.0'])) });
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}/package.json`, packageJson(`part-${index}`)]));
}

describe('a scan of many manifests', () => {
  it('hands out a manifest as soon as its own packages are known, and the rest as their answers come', async () => {
    const scan = createScan({
      files: {
        'a/package.json': packageJson('slow'),
        'b/package.json': packageJson('quick'),
        'c/package.json': packageJson('quick', 'slower'),
      },
      held: ['slow', 'slower'],
    });
    const ended = scan.run();
    await quiet();
    expect(scan.shown()).toEqual(['b/package.json']);
    scan.letGo('slower');
    await quiet();
    expect(scan.shown()).toEqual(['b/package.json', 'c/package.json']);
    scan.letGo('slow');
    expect(await ended).toEqual(scan.paths);
    expect(scan.shown()).toEqual(['b/package.json', 'c/package.json', 'a/package.json']);
  });

  it('hands out what the first manifests hold before it has read the last', async () => {
    const scan = createScan({ files: many(200) });
    await scan.run();
    const firstShown = scan.events.findIndex(event => event.startsWith('show '));
    expect(firstShown).toBeGreaterThan(0);
    expect(firstShown).toBeLessThan(scan.events.indexOf('read p199/package.json'));
    expect(new Set(scan.shown()).size).toBe(200);
  });

  it('hands out at once what is remembered, and again only what is judged otherwise by the new answers', async () => {
    const stale = NOW - 2 * HOUR;
    const scan = createScan({
      files: { 'a/package.json': packageJson('old'), 'b/package.json': packageJson('fresh') },
      cached: { old: stale, fresh: NOW },
      held: ['old'],
    });
    const ended = scan.run();
    await quiet();
    expect(scan.shown()).toEqual(['a/package.json', 'b/package.json']);
    scan.letGo('old');
    await ended;
    expect(scan.shown()).toEqual(['a/package.json', 'b/package.json', 'a/package.json']);
    expect(scan.events.filter(event => event.startsWith('ask'))).toEqual(['ask old']);
  });

  it('asks for advisories of many packages in full requests, each name once', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `part-${index}`);
    const scan = createScan({ files: { 'a/package.json': packageJson(...names), 'b/package.json': packageJson(...names) } });
    await scan.run();
    expect(scan.events.filter(event => event.startsWith('advisories'))).toEqual(['advisories 60']);
    expect(scan.events.filter(event => event === 'ask part-7')).toHaveLength(1);
  });

  it('tells progress that moves with every manifest, never backwards, and ends at the last', async () => {
    const scan = createScan({ files: many(70) });
    await scan.run();
    const { progress } = scan;
    expect(progress[0]).toEqual({ done: 0, total: 70, share: 0 });
    expect(progress.at(-1)).toEqual({ done: 70, total: 70, share: 1 });
    expect(new Set(progress.map(({ done }) => done)).size).toBe(71);
    const shares = progress.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('tells progress while one manifest waits for its packages', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `part-${index}`);
    const scan = createScan({ files: { 'a/package.json': packageJson(...names) }, held: names.slice(4) });
    const ended = scan.run();
    await quiet();
    expect(scan.progress.at(-1)).toEqual({ done: 0, total: 1, share: 0.4 });
    for (const name of names) scan.letGo(name);
    await ended;
  });

  it('parses equal texts once, and an included file once', async () => {
    const files = {
      'a/requirements.txt': '-c ../constraints.txt\nquick==1.0.0\n]\n',
      'b/requirements.txt': '-c ../constraints.txt\nquick==1.0.0\n]\n',
      'constraints.txt': '[\n',
    };
    const { engine, options, paths, control } = createScan({ files });
    const [a, b] = await scanFiles(paths, engine, options, control.signal);
    expect(a?.problems.length).toBeGreaterThan(0);
    expect(a?.problems[0]).toBe(b?.problems[0]);
  });
});

describe('a scan that is given up', () => {
  const LOCK = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { 'part-0': '1.0.0' } },
      ...Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`node_modules/locked-${index}`, { version: '1.0.0' }])),
    },
  });

  /** At most so much more happens once the signal is given: what was begun before is seen to its end. */
  it.each([
    ['while it reads', 'read p9/package.json', 4],
    ['while it looks around a manifest', 'around p9/package.json', 4],
    ['while the cache is read', 'recall 64', 0],
    ['while services are asked', 'ask part-5', 64],
    ['while it hands out', 'show p9/package.json', 0],
  ])('%s ends at once', async (_phase, moment, atMost) => {
    const scan = createScan({ files: { ...many(100), 'p0/package-lock.json': LOCK } });
    let before = 0;
    scan.when(
      event => event === moment && before === 0,
      () => {
        before = scan.events.length;
        scan.control.abort(new Error('enough'));
      },
    );
    await expect(scan.run()).rejects.toThrow('enough');
    expect(before).toBeGreaterThan(0);
    const shown = scan.shown().length;
    await quiet();
    expect(scan.events.length - before).toBeLessThanOrEqual(atMost);
    expect(scan.shown()).toHaveLength(shown);
  });
});
