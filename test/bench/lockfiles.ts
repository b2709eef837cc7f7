// What lockfiles cost: reading one, judging every release in it and finding the ways down to the bad ones, facts in memory.

import { createAnalyzeLockfile } from '../../server/src/analysis/lockfile.js';
import { withLocked } from '../../server/src/analysis/placement.js';
import { packageLock } from '../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { pnpmLock } from '../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { yarnLock } from '../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import type { PackageAnswers } from '../../server/src/model/index.js';
import type { LockfileFormat } from '../../server/src/model/lockfile.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { withOrigins } from '../../server/src/project/locks.js';
import { PUBLIC_ORIGINS } from '../support/origins.js';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';
import { advisoriesOn, type LockedSample, makeLocked, manifestOf, packageLockOf, pnpmLockOf, yarnLockOf } from './support/lockedProject.js';

const REPETITIONS = 20;
const DIRECT = 200;

export async function lockfiles(): Promise<Report> {
  const [large, small] = [makeLocked(20_000, DIRECT), makeLocked(5_000, DIRECT)];
  const measured = {
    'package-lock.json, 20,000 packages': measure(packageLock, packageLockOf(large, DIRECT), large),
    'pnpm-lock.yaml, 5,000 packages': measure(pnpmLock, pnpmLockOf(small, DIRECT), small),
    'yarn.lock, 5,000 packages': measure(yarnLock, yarnLockOf(small), small),
  };
  const targets = Object.entries(measured).flatMap(([what, { first, all }]) => [
    target(`read and judge ${what}, the first time in a process`, first, 400, 'ms'),
    target(`read and judge ${what}, median of ${REPETITIONS}`, all.p50, 400, 'ms'),
  ]);
  const [largest] = Object.values(measured);
  return {
    figures: measured,
    targets: [...targets, target('memory of the process that has read and judged the first', largest?.resident, 300, 'MB')],
  };
}

function measure(format: LockfileFormat, text: string, samples: readonly LockedSample[]) {
  const peek = factsOf(samples);
  const judged = parsePackageJson(manifestOf(samples, DIRECT)).dependencies.map(dependency => ({
    dependency,
    status: { kind: 'checked' as const },
    subject: undefined,
    findings: [],
    ignored: [],
    wanted: [],
  }));
  const steps = { parse: [] as number[], judge: [] as number[], ways: [] as number[], all: [] as number[] };
  let counts = { megabytes: rounded(text.length / 1_000_000), releases: 0, bad: 0, misplaced: 0, findings: 0 };
  let resident: number | undefined;
  for (let index = 0; index < REPETITIONS; index++) {
    const started = performance.now();
    const lockfile = withOrigins(format.parse(text), format.id, PUBLIC_ORIGINS);
    const parsed = performance.now();
    const analysis = createAnalyzeLockfile(() => 0)(lockfile, format.id, { peek, revision: () => 0 }, DEFAULT_POLICY);
    const known = performance.now();
    const placed = withLocked(judged, { path: format.id, lockfile, member: '' }, analysis, DEFAULT_POLICY);
    const found = placed.judged.flatMap(({ findings }) => findings);
    const ended = performance.now();
    steps.parse.push(parsed - started);
    steps.judge.push(known - parsed);
    steps.ways.push(ended - known);
    steps.all.push(ended - started);
    resident ??= rounded(process.memoryUsage().rss / 1_000_000);
    counts = {
      ...counts,
      releases: analysis.releases,
      bad: analysis.verdicts.size,
      misplaced: lockfile.misplaced?.size ?? 0,
      findings: found.length,
    };
  }
  if (counts.releases !== samples.length || counts.misplaced > 0 || counts.bad === 0 || counts.findings === 0)
    throw new Error(`${format.id}: ${JSON.stringify(counts)}`);
  say(`  ${format.id}: ${JSON.stringify({ ...counts, first: rounded(steps.all[0] ?? Number.NaN), ...timesOf(steps.all) })}`);
  return {
    ...counts,
    resident,
    first: rounded(steps.all[0] ?? Number.NaN),
    parse: timesOf(steps.parse),
    judge: timesOf(steps.judge),
    ways: timesOf(steps.ways),
    all: timesOf(steps.all),
  };
}

function factsOf(samples: readonly LockedSample[]): (id: { readonly name: string }) => PackageAnswers {
  const known = new Map(
    samples.map((sample, index): [string, PackageAnswers] => [
      sample.name,
      { registry: { kind: 'pending' }, advisories: { kind: 'found', value: advisoriesOn(sample, index), fetchedAt: 0 } },
    ]),
  );
  return ({ name }) => known.get(name) ?? { registry: { kind: 'pending' }, advisories: { kind: 'pending' } };
}
