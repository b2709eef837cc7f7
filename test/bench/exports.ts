// What handing on a scan costs: from results in memory to the whole text of a file.
import { createHash } from 'node:crypto';
import type { FileResult } from '../../server/src/analysis/results.js';
import type { Advisory, PackageAnswers, PackageId } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { REPORT_FORMATS, type ReportFormatId } from '../../server/src/reports/formats.js';
import type { ScanOutcome } from '../../server/src/reports/scanOutcome.js';
import type { Engine } from '../../server/src/scan/engine.js';
import { lockTexts } from '../../server/src/scan/lockTexts.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { readFixture } from '../support/fixture.js';
import { engineOf, ROOT } from '../support/world.js';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';
import { advisoriesOn, makeLocked, manifestOf, packageLockOf } from './support/lockedProject.js';

const REPETITIONS = 7;
const COMPONENTS = 10_000;
const DIRECT = 200;
const FINDINGS = 20_000;
const NOW = Date.parse('2026-06-01T00:00:00Z');

export async function exports(): Promise<Report> {
  const locked = await lockedOutcome();
  const many = await findingsOutcome();
  const measured = {
    [`SARIF, a lockfile of ${COMPONENTS} releases`]: measure('sarif', locked),
    [`CycloneDX, ${COMPONENTS} components`]: measure('cyclonedx', locked),
    [`SARIF, ${FINDINGS} findings with fixes`]: measure('sarif', many),
    [`CycloneDX, ${FINDINGS} findings`]: measure('cyclonedx', many),
  };
  const promised = Object.entries(measured).slice(0, 2);
  return {
    figures: measured,
    targets: promised.map(([what, { first }]) => target(`${what}, the first time in a process`, first, 1000, 'ms')),
  };
}

function measure(format: ReportFormatId, outcome: ScanOutcome) {
  const times: number[] = [];
  let text = '';
  for (let index = 0; index < REPETITIONS; index++) {
    const started = performance.now();
    text = REPORT_FORMATS[format].render(outcome);
    times.push(performance.now() - started);
  }
  const found = { first: rounded(times[0] ?? Number.NaN), all: timesOf(times), megabytes: rounded(text.length / 1_000_000) };
  say(`  ${format}: ${JSON.stringify(found)}`);
  return found;
}

/** A project with a large lockfile, in which two of a hundred releases are vulnerable. */
async function lockedOutcome(): Promise<ScanOutcome> {
  const samples = makeLocked(COMPONENTS, DIRECT);
  const files = { 'package.json': manifestOf(samples, DIRECT), 'package-lock.json': packageLockOf(samples, DIRECT) };
  const records = new Map(samples.map((sample, index) => [sample.name, advisoriesOn(sample, index)]));
  const versions = new Map(samples.map(({ name, version }) => [name, [version]]));
  return outcomeOf(files, (name): Known => ({ versions: versions.get(name) ?? [], records: records.get(name) ?? [] }));
}

/** A manifest in which every dependency is vulnerable and can be fixed. */
async function findingsOutcome(): Promise<ScanOutcome> {
  const names = Array.from({ length: FINDINGS }, (_, index) => `weak-${index}`);
  const dependencies = Object.fromEntries(names.map(name => [name, '^1.0.0']));
  const lock = {
    lockfileVersion: 3,
    packages: { '': { dependencies }, ...Object.fromEntries(names.map(name => [`node_modules/${name}`, { version: '1.0.0' }])) },
  };
  const files = {
    'package.json': `${JSON.stringify({ dependencies }, undefined, 2)}\n`,
    'package-lock.json': `${JSON.stringify(lock, undefined, 2)}\n`,
  };
  return outcomeOf(files, (name): Known => ({ versions: ['1.0.0', '1.0.1'], records: [weakness(name)] }));
}

interface Known {
  readonly versions: readonly string[];
  readonly records: readonly Advisory[];
}

function weakness(name: string): Advisory {
  const events = [
    { kind: 'introduced' as const, version: '0' },
    { kind: 'fixed' as const, version: '1.0.1' },
  ];
  const id = `GHSA-${name}`;
  const affected = [{ ecosystem: 'npm' as const, name, versions: [], ranges: [{ type: 'SEMVER' as const, events }] }];
  const modified = '2026-03-01T00:00:00Z';
  return {
    id,
    aliases: [],
    kind: 'vulnerability',
    summary: 'Weak',
    modified,
    withdrawn: false,
    severity: 'high',
    affected,
    url: `https://advisories.example/${id}`,
  };
}

async function outcomeOf(files: Readonly<Record<string, string>>, known: (name: string) => Known): Promise<ScanOutcome> {
  const results = await scanned(files, known);
  const read = async (path: string) => ({ kind: 'text' as const, text: files[path.slice(ROOT.length + 1)] ?? '' });
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  return { results, roots: [ROOT], version: '0.1.0', now: NOW, lockTexts: await lockTexts(results, read), sha256 };
}

function scanned(files: Readonly<Record<string, string>>, known: (name: string) => Known): Promise<readonly FileResult[]> {
  const fixture = readFixture('//- now 2026-06-01T00:00:00Z\n//- package.json\n{}');
  const texts = Object.entries(files).map(([path, text]) => ({ path, text, expected: [], after: new Map<string, string>() }));
  const engine: Engine = { ...engineOf({ ...fixture, files: texts }), facts: factsOf(known) };
  return scanFiles([`${ROOT}/package.json`], engine, { offline: false, policyOf: () => POLICY }, new AbortController().signal);
}

const POLICY = { rules: {}, cooldownDays: undefined, recentDays: 30 };

function factsOf(known: (name: string) => Known): Engine['facts'] {
  const answers = new Map<string, PackageAnswers>();
  const answer = ({ ecosystem, name }: PackageId): PackageAnswers => {
    const { versions, records } = known(name);
    const releases = releasesOf(versions.map(version => ({ version, publishedAt: NOW - 1e10 })));
    return {
      registry: { kind: 'found', value: { ecosystem, name, releases, distTags: {} }, fetchedAt: NOW },
      advisories: { kind: 'found', value: records, fetchedAt: NOW },
    };
  };
  return {
    peek: id => {
      const found = answers.get(id.name) ?? answer(id);
      answers.set(id.name, found);
      return found;
    },
    recall: async () => {},
    gather: async () => {},
    revision: () => 0,
    forgetFailures: () => {},
    expireAdvisories: () => {},
    earlier: () => undefined,
  };
}
