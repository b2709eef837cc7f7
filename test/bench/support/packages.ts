// Made-up packages of realistic size, the same ones in every run: 100 to 300 releases each, a fifth with advisories, some deprecated, and what
// registries tell besides: who published a release, what it depends on, digests, attestations.
import { createHash } from 'node:crypto';
import type { NpmPackage, NpmRelease, OsvRecord, PyPIProject } from '../../support/services/index.js';

export interface Packages {
  readonly npm: Readonly<Record<string, NpmPackage>>;
  readonly pypi: Readonly<Record<string, PyPIProject>>;
  readonly records: readonly OsvRecord[];
  /** A package.json that depends on every npm package. */
  readonly packageJson: string;
  /** A requirements file with a line for every Python project. */
  readonly requirements: string;
}

/** `count` npm packages and as many Python projects. */
export function makePackages(count: number): Packages {
  const random = randomFrom(20260331);
  const indexes = Array.from({ length: count }, (_, index) => index);
  const npm = indexes.map(index => makePackage(npmName(index), 'npm', random));
  const pypi = indexes.map(index => makePackage(`project-${index}`, 'PyPI', random));
  return {
    npm: Object.fromEntries(npm.map((made, index) => [made.name, npmPackage(made, index, random)])),
    pypi: Object.fromEntries(pypi.map((made, index) => [made.name, { releases: releasesOf(made, index) }])),
    records: [...npm, ...pypi].flatMap(made => recordsOf(made, random)),
    packageJson: packageJsonOf(npm, random),
    requirements: `${pypi.map(made => requirementOf(made, random)).join('\n')}\n`,
  };
}

interface Made {
  readonly name: string;
  readonly ecosystem: 'npm' | 'PyPI';
  /** Oldest first. */
  readonly versions: readonly string[];
}

type Random = () => number;

function npmName(index: number): string {
  return index % 5 === 0 ? `@scope-${index % 7}/package-${index}` : `package-${index}`;
}

function makePackage(name: string, ecosystem: Made['ecosystem'], random: Random): Made {
  let [major, minor, patch] = [random() < 0.3 ? 0 : 1, 0, 0];
  const versions = Array.from({ length: 100 + Math.floor(random() * 200) }, () => {
    const step = random();
    if (step < 0.03) [major, minor, patch] = [major + 1, 0, 0];
    else if (step < 0.3) [minor, patch] = [minor + 1, 0];
    else patch += 1;
    const early = random() < 0.06 ? (ecosystem === 'npm' ? '-beta.1' : 'rc1') : '';
    return `${major}.${minor}.${patch}${early}`;
  });
  return { name, ecosystem, versions };
}

function npmPackage(made: Made, index: number, random: Random): NpmPackage {
  const isDeprecated = random() < 0.05;
  const old = made.versions.length * 0.6;
  const details = detailsOf(made, index);
  const releases = Object.entries(releasesOf(made, index)).map(([version, release], at) => {
    const deprecated = isDeprecated && at < old ? { deprecated: 'this line is no longer maintained' } : {};
    return [version, { ...release, ...details[at], ...deprecated }] as const;
  });
  return {
    releases: Object.fromEntries(releases),
    latest: made.versions.findLast(version => !version.includes('-')) ?? '',
    created: '2016-01-01',
    maintainers: ['someone', `owner-${index}`],
    repository: `git+https://code.example/${made.name}.git`,
  };
}

/** Two or three publishers, dependencies that come and seldom go, a build script in some: on a random sequence of its own. */
function detailsOf({ name, versions }: Made, index: number): readonly NpmRelease[] {
  const random = randomFrom(index);
  const hasScript = random() < 0.1;
  let publisher = `owner-${index}`;
  let dependencies = Array.from({ length: Math.floor(random() * 20) }, () => npmName(Math.floor(random() * 2000)));
  return versions.map(version => {
    if (random() < 0.02) publisher = random() < 0.5 ? 'someone' : `owner-${index}`;
    if (random() < 0.04) dependencies = [...dependencies.slice(random() < 0.3 ? 1 : 0), npmName(Math.floor(random() * 2000))];
    return {
      publisher,
      ...(dependencies.length > 0 && { dependencies: Object.fromEntries(dependencies.map(one => [one, '^1.0.0'])) }),
      ...(hasScript && { scripts: { test: 'node test.js', postinstall: 'node build.js' } }),
      integrity: `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`,
    };
  });
}

function releasesOf({ versions }: Made, index: number): Record<string, { readonly date: string; readonly attested: boolean }> {
  const first = Date.UTC(2016, 0, 1);
  const day = 24 * 60 * 60 * 1000;
  return Object.fromEntries(
    versions.map((version, at) => [
      version,
      { date: new Date(first + at * 12 * day).toISOString(), attested: at > 0.9 * versions.length && index % 4 === 0 },
    ]),
  );
}

function recordsOf(made: Made, random: Random): readonly OsvRecord[] {
  const count = random() < 0.2 ? 1 + Math.floor(random() * 4) : 0;
  return Array.from({ length: count }, (_, index) => recordOf(made, index, random));
}

function recordOf({ name, ecosystem, versions }: Made, index: number, random: Random): OsvRecord {
  const from = Math.floor(random() * versions.length * 0.5);
  const to = Math.floor(versions.length * (0.6 + random() * 0.39));
  const events = [{ introduced: index === 0 ? '0' : versions[from] }, { fixed: versions[to] }];
  const type = ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM';
  return {
    id: `GHSA-${name.replace(/\W/g, '')}-${index}`,
    modified: '2026-03-01T00:00:00Z',
    published: '2026-02-01T00:00:00Z',
    aliases: [`CVE-2026-${index}${name.replace(/\D/g, '')}`],
    summary: `Improper handling of input in ${name}`,
    details: 'A long description that nobody reads. '.repeat(60),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N' }],
    affected: [
      {
        package: { ecosystem, name },
        ranges: [{ type, events }],
        ...(ecosystem === 'PyPI' && { versions: versions.slice(index === 0 ? 0 : from, to) }),
      },
    ],
    database_specific: { severity: 'HIGH' },
  };
}

function packageJsonOf(made: readonly Made[], random: Random): string {
  const half = Math.ceil(made.length / 2);
  const section = (part: readonly Made[]): Record<string, string> =>
    Object.fromEntries(part.map(one => [one.name, npmSpecifier(one, random)]));
  const manifest = {
    name: 'benchmark',
    version: '1.0.0',
    private: true,
    dependencies: section(made.slice(0, half)),
    devDependencies: section(made.slice(half)),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function npmSpecifier({ versions }: Made, random: Random): string {
  const version = pick(versions, random);
  const kind = random();
  if (kind < 0.6) return `^${version}`;
  if (kind < 0.85) return version;
  return kind < 0.93 ? `~${version}` : `>=${version} <99`;
}

function requirementOf({ name, versions }: Made, random: Random): string {
  const version = pick(versions, random);
  const kind = random();
  if (kind < 0.6) return `${name}==${version}`;
  if (kind < 0.8) return `${name}>=${version},<99`;
  if (kind < 0.9) return `${name}[extra]~=${version}  # kept below the next major`;
  return `${name}>=${version} ; python_version >= "3.9"`;
}

/** Somewhere in the newer half. */
function pick(versions: readonly string[], random: Random): string {
  return versions[Math.floor(versions.length * (0.5 + random() * 0.5))] ?? '';
}

/** A linear congruential generator (the constants of Numerical Recipes). */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
