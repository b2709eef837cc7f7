// Lockfiles that real programs wrote, with the manifests that go with them, and scans of them in which one release is known as malicious. They lie in
// test/fixtures/lockfiles: those of npm, Yarn, pnpm and Bun were written by these programs for the project `shop`, a workspace with two versions of
// several packages, an alias, optional, development and peer dependencies; `left-behind` and `left-below` were added, which no line leads to. Those of
// Python's managers name the same releases of `parlour`, in the form of each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileResult } from '../../server/src/analysis/results.js';
import { ECOSYSTEM_IDS } from '../../server/src/ecosystems/index.js';
import { lockfilesOf } from '../../server/src/ecosystems/lockfiles.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import type { Advisory, Ecosystem, Finding } from '../../server/src/model/index.js';
import type { LockedPackage, Lockfile } from '../../server/src/model/lockfile.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import type { Engine } from '../../server/src/scan/engine.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { advisoryOn } from '../project/lockfiles.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { engineOf, ROOT } from '../support/world.js';

const LOCKFILES = join(import.meta.dirname, '../fixtures/lockfiles');

export type Files = ReadonlyMap<string, string>;

export interface LockedProject {
  /** Folders in test/fixtures/lockfiles whose files lie in one project. */
  readonly folders: readonly string[];
  readonly lockfile: string;
  /** Registry releases in the lockfile, each name and version once: counted by another program. */
  readonly releases: number;
  /** Further files of the project. */
  readonly besides?: Readonly<Record<string, string>>;
}

const PNPM_WORKSPACE = { 'pnpm-workspace.yaml': "packages:\n  - 'packages/*'\n" };

export const PROJECTS: readonly LockedProject[] = [
  { folders: ['shop', 'npm-1'], lockfile: 'package-lock.json', releases: 50 },
  { folders: ['shop', 'npm-2'], lockfile: 'package-lock.json', releases: 50 },
  { folders: ['shop', 'npm-3'], lockfile: 'package-lock.json', releases: 50 },
  { folders: ['shop', 'npm-shrinkwrap'], lockfile: 'npm-shrinkwrap.json', releases: 50 },
  { folders: ['shop', 'yarn-1'], lockfile: 'yarn.lock', releases: 49 },
  { folders: ['shop', 'yarn-4'], lockfile: 'yarn.lock', releases: 69 },
  { folders: ['shop', 'pnpm-8'], lockfile: 'pnpm-lock.yaml', releases: 49, besides: PNPM_WORKSPACE },
  { folders: ['shop', 'pnpm-10'], lockfile: 'pnpm-lock.yaml', releases: 49, besides: PNPM_WORKSPACE },
  { folders: ['shop', 'pnpm-11'], lockfile: 'pnpm-lock.yaml', releases: 53, besides: PNPM_WORKSPACE },
  { folders: ['shop', 'bun'], lockfile: 'bun.lock', releases: 49 },
  { folders: ['uv'], lockfile: 'uv.lock', releases: 24 },
  { folders: ['poetry'], lockfile: 'poetry.lock', releases: 24 },
  { folders: ['pdm'], lockfile: 'pdm.lock', releases: 24 },
  { folders: ['pipenv'], lockfile: 'Pipfile.lock', releases: 26 },
  { folders: ['pylock'], lockfile: 'pylock.toml', releases: 24 },
  { folders: ['pip-compile'], lockfile: 'requirements.txt', releases: 24 },
  { folders: ['uv-compile'], lockfile: 'requirements.txt', releases: 24 },
];

/** The files of a project, by path. */
export function filesOf({ folders, besides = {} }: LockedProject): Files {
  return new Map([...folders.flatMap(folder => [...textsIn(folder)]), ...Object.entries(besides)]);
}

function textsIn(folder: string): Files {
  const names = readdirSync(join(LOCKFILES, folder), { recursive: true, encoding: 'utf8' }).map(name => name.replaceAll('\\', '/'));
  const files = names.filter(name => /\.\w+$|Pipfile$/.test(name));
  return new Map(files.map(name => [name, readFileSync(join(LOCKFILES, folder, name), 'utf8')]));
}

export interface Release {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
}

/** A lockfile among files, by its own reader. */
export function read(lockfile: string, files: Files): Lockfile {
  const row = ECOSYSTEM_IDS.flatMap(lockfilesOf).find(({ globs, matches }) => globs.includes(`**/${lockfile}`) || matches?.(lockfile));
  if (!row) throw new Error(`${lockfile} is the name of no lockfile`);
  return row.format.parse(files.get(lockfile) ?? '', files);
}

/** The releases of a registry that a lockfile has, each name and version once. */
export function releasesIn({ packages, ecosystem }: Lockfile): readonly Release[] {
  const served = [...packages.values()].filter(({ skipped }) => skipped === undefined);
  const once = new Map(served.map(({ name, version }: LockedPackage) => [`${name}@${version}`, { ecosystem, name, version }]));
  return [...once.values()];
}

export interface WatchedProject {
  scan(): Promise<readonly FileResult[]>;
  /** From now on this release, and no other, is known as malicious. */
  accuse(release: Release): void;
}

/** One engine for all scans: what it remembers of one scan must not hide what is known at the next. */
export function watchedProject(files: Files): WatchedProject {
  const paths = [...files.keys()].filter(path => formatOf(path) !== undefined || path.includes('lock') || path.includes('shrinkwrap'));
  const { facts, accuse } = accusingFacts();
  const engine: Engine = { ...engineOf(fixtureOf(files)), facts };
  const options = { offline: false, policyOf: () => DEFAULT_POLICY };
  const named = paths.map(path => `${ROOT}/${path}`);
  return { accuse, scan: () => scanFiles(named, engine, options, new AbortController().signal) };
}

function fixtureOf(files: Files): Fixture {
  const world = readFixture('//- index https://pypi.org/simple');
  return { ...world, files: [...files].map(([path, text]) => ({ path, text, expected: [], after: new Map() })) };
}

function accusingFacts(): { readonly facts: Engine['facts']; readonly accuse: WatchedProject['accuse'] } {
  let revision = 0;
  let record: Advisory | undefined;
  const value = (name: string): readonly Advisory[] => (record?.affected.some(one => one.name === name) ? [record] : []);
  return {
    accuse: release => {
      revision++;
      record = advisoryOn({ ...release, id: 'MAL-2026-9000', versions: [release.version], malicious: true });
    },
    facts: {
      peek: ({ name }) => ({
        registry: { kind: 'unknown', reason: 'no registry is asked here' },
        advisories: { kind: 'found', value: value(name), fetchedAt: Date.parse('2026-06-01T00:00:00Z') },
      }),
      recall: async () => {},
      gather: async () => {},
      revision: () => revision,
      earlier: () => undefined,
      forgetFailures: () => {},
      expireAdvisories: () => {},
    },
  };
}

/** The releases that findings call malicious, as `name@version`. */
export function accusedIn(results: readonly FileResult[]): readonly string[] {
  return results.flatMap(({ judged }) => judged.flatMap(({ findings }) => findings)).flatMap(releasesOf);
}

function releasesOf({ rule, dependency, version, through }: Finding): readonly string[] {
  if (rule !== 'malicious-release') return [];
  return through ? through.map(below => `${below.name}@${below.version}`) : [`${dependency.name}@${version}`];
}
