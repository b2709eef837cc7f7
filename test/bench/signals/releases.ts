// How often the release signals speak of packages that are as they should be: the newest releases of a hundred popular ones, each judged as on the
// day after its publication, by what npm's own registry tells. Where no registry can be reached, or it leaves fields out, that is said.

import { createInspect } from '../../../server/src/analysis/evaluate.js';
import { parsePackageJson } from '../../../server/src/ecosystems/npm/manifests/packageJson.js';
import type { Finding, PackageAnswers, PackageFacts, PackageId, Release } from '../../../server/src/model/index.js';
import { releasesOf } from '../../../server/src/model/releases.js';
import { DAY } from '../../../server/src/model/time.js';
import { DEFAULT_POLICY } from '../../../server/src/policy/config.js';
import { say } from '../support/figures.js';
import { POPULAR } from './popular.js';
import { type Registry, withRegistry } from './registry.js';

/** What the release signals say of popular packages. */
export interface ReleaseSignals {
  readonly packages: number;
  readonly releases: number;
  /** The share of releases that something is said of. */
  readonly share: number;
  /** How many findings each rule has a part in. */
  readonly byRule: Readonly<Record<string, number>>;
  /** Every finding, to be looked at by a person. */
  readonly findings: readonly string[];
  /** Fields that not one release had: what rests on them was not measured. */
  readonly missing: readonly string[];
}

/** Undefined where the registry cannot be reached. */
export function releaseSignals(): Promise<ReleaseSignals | undefined> {
  return withRegistry(async registry => {
    const packages: PackageFacts[] = [];
    for (const name of POPULAR) {
      say(`  ${name}`);
      packages.push(...(await registry.find(name)));
    }
    return judgeAll(packages, registry);
  });
}

const RELEASES_EACH = 20;
/** What an index tells of no release is not held against it. */
const FIELDS = ['publishedAt', 'publisher', 'installScripts', 'dependencies', 'provenance'] as const satisfies readonly (keyof Release)[];

type Known = Map<string, PackageFacts | undefined>;

async function judgeAll(packages: readonly PackageFacts[], registry: Registry): Promise<ReleaseSignals> {
  const known: Known = new Map(packages.map(facts => [facts.name, facts]));
  const newest = packages.flatMap(facts => newestOf(facts).map(release => ({ facts, release })));
  const findings: Finding[] = [];
  for (const { facts, release } of newest) findings.push(...(await judgeRelease(facts, release, known, registry)));
  const said = new Set(findings.map(({ dependency, version }) => `${dependency.name} ${version}`));
  return {
    packages: packages.length,
    releases: newest.length,
    share: newest.length === 0 ? 0 : said.size / newest.length,
    byRule: countsOf(findings.flatMap(({ rule, signals }) => signals?.map(signal => signal.rule) ?? [rule])),
    findings: findings.map(({ level, rule, message }) => `${level} ${rule}: ${message}`),
    missing: FIELDS.filter(field => newest.every(({ release }) => release[field] === undefined)),
  };
}

/** Dates that lie in the future, or at which nothing was yet published, are a mirror's. */
function newestOf({ releases }: PackageFacts): readonly Release[] {
  return [...releases]
    .filter(({ version, publishedAt }) => publishedAt !== undefined && publishedAt < Date.now() && !version.includes('-'))
    .sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0))
    .slice(0, RELEASES_EACH);
}

/** As it was known on the day after the release: what came later is not there yet. Twice, for a rule may want to know of another package. */
async function judgeRelease(facts: PackageFacts, release: Release, known: Known, registry: Registry): Promise<readonly Finding[]> {
  const now = (release.publishedAt ?? 0) + DAY;
  const answersOf = (id: PackageId): PackageAnswers => ({
    registry: answerOf(id.name, known, now),
    advisories: { kind: 'found', value: [], fetchedAt: now },
  });
  const manifest = parsePackageJson(JSON.stringify({ dependencies: { [facts.name]: release.version } }));
  const judge = () =>
    createInspect(() => now)(manifest, {
      peek: answersOf,
      policy: { ...DEFAULT_POLICY, cooldownDays: 0 },
      constraints: new Map(),
      evidenceOf: () => [],
      lockedOf: () => undefined,
      project: { hasLockfile: true, extraIndexes: [], privateScopes: [] },
      inherited: undefined,
    });
  const wanted = judge().flatMap(one => one.wanted.map(({ name }) => name));
  for (const name of wanted) known.set(name, (await registry.find(name))[0]);
  return judge().flatMap(({ findings }) => findings.filter(({ rule, signals }) => signals !== undefined || SIGNALS.includes(rule)));
}

const SIGNALS = ['dependency-added', 'install-script-added', 'lookalike-name', 'publisher-changed', 'provenance-lost', 'young-package'];

function answerOf(name: string, known: Known, now: number): PackageAnswers['registry'] {
  if (!known.has(name)) return { kind: 'pending' };
  const facts = known.get(name);
  if (!facts) return { kind: 'absent', fetchedAt: now };
  const until = [...facts.releases].filter(({ publishedAt }) => publishedAt === undefined || publishedAt <= now);
  return { kind: 'found', value: { ...facts, releases: releasesOf(until) }, fetchedAt: now };
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
